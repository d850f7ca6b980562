//! How many strips a window has room for, and which stations have a column. Pure.

import { barHeight, screenScale, SHORT_PX } from "../board/grid";
import type { PlaceChoice } from "../generated/PlaceChoice";
import type { StripView } from "../generated/StripView";

/** Strips on a screen of at least 820 px, and on a lower one (the design's expo sheet). */
const TALL_STRIPS = 8;
const SHORT_STRIPS = 6;

/** Between two strips, above them (`--x-head`), and below them (`--s4`), in px (the same sheet). */
const STRIP_GAP_PX = 8;
const HEAD_PX = 62;
const SHORT_HEAD_PX = 54;
const FOOT_PX = 16;

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

/** From one strip's top to the next one's, in px, in a window of `width` by `height` px. */
export function stripPitch(width: number, height: number): number {
  const head = height <= SHORT_PX ? SHORT_HEAD_PX : HEAD_PX * screenScale(width, height);
  return (height - barHeight(width, height) - head - FOOT_PX + STRIP_GAP_PX) / stripsFor(height);
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
