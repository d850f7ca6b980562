//! How many strips a window has room for, and which stations have a column. Pure.

import { SHORT_PX } from "../board/grid";
import type { PlaceChoice } from "../generated/PlaceChoice";
import type { StripView } from "../generated/StripView";

/** Strips on a screen of at least 820 px, and on a lower one (the design's expo sheet). */
const TALL_STRIPS = 8;
const SHORT_STRIPS = 6;

/** Between two strips, in px (the design's expo sheet). */
export const STRIP_GAP_PX = 8;

/** A station's column. */
export interface StationColumn {
  id: string;
  name: string;
  /** Open tickets there; `null` where no board of that station is known. */
  open: number | null;
}

/** Strips of one page, in a window of `height` px. */
export function stripsFor(height: number): number {
  return height <= SHORT_PX ? SHORT_STRIPS : TALL_STRIPS;
}

/** Height of the columns' heads, in px (`--x-head`). */
export function headHeight(height: number): number {
  return height <= SHORT_PX ? 54 : 62;
}

/** The columns, in menu order: every strip names every station. */
export function stationsOf(strips: Iterable<StripView>, places: readonly PlaceChoice[]): StationColumn[] {
  const known = new Map(places.flatMap((choice) => (choice.place.type === "board" ? [[choice.place.station, choice] as const] : [])));
  for (const strip of strips) {
    return strip.stations.map(({ station }) => {
      const choice = known.get(station);
      return { id: station, name: choice?.name ?? station, open: choice?.open ?? null };
    });
  }
  return [...known].map(([id, choice]) => ({ id, name: choice.name, open: choice.open }));
}
