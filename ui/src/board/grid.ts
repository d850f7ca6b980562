//! How many cells a window has room for, and how large they are. Pure.

import { COLUMNS, TYPE_SCALE, type Density } from "../settings";

/** Below this height a board has one row (design brief, section 3). */
export const SHORT_PX = 820;

/** Narrowest cell at type scale 1 in which a header's number and age stand side by side. */
const NARROWEST_CELL_PX = 290;

/** Lowest cell at type scale 1 that holds a header, an allergy, a line and the bump button. */
const LOWEST_CELL_PX = 380;

/** Gutter between cells, and the board's padding: tokens `--gutter` and `--s4`. */
export const GUTTER_PX = 12;
const SIDE_PX = 16;

/** Where cells stand, in px. */
export interface Grid {
  columns: number;
  rows: number;
  cellWidth: number;
  cellHeight: number;
}

/** The screen's own type scale: the media queries of `tokens.css`, in the same order. */
export function screenScale(width: number, height: number): number {
  if (height <= SHORT_PX) return 0.86;
  if (width >= 3_800 && height >= 2_100) return 2;
  if (width >= 2_500 && height >= 1_400) return 1.333;
  return 1;
}

/** Height of the bar at the top (token `--bar-h`), in px. */
export function barHeight(width: number, height: number): number {
  return height <= SHORT_PX ? 66 : Math.round(72 * screenScale(width, height));
}

/** The grid of a window of `width` by `height` px. */
export function gridFor(width: number, height: number, density: Density): Grid {
  const scale = screenScale(width, height) * TYPE_SCALE[density];
  const inner = Math.max(1, width - 2 * SIDE_PX);
  const tall = Math.max(1, height - barHeight(width, height) - GUTTER_PX - SIDE_PX);
  const most = height <= SHORT_PX ? Math.min(5, COLUMNS[density]) : COLUMNS[density];
  const columns = Math.min(most, fitting(inner, NARROWEST_CELL_PX * scale));
  const rows = height <= SHORT_PX ? 1 : fitting(tall, LOWEST_CELL_PX * scale);
  return {
    columns,
    rows,
    cellWidth: (inner - GUTTER_PX * (columns - 1)) / columns,
    cellHeight: (tall - GUTTER_PX * (rows - 1)) / rows,
  };
}

/** How many cells of at least `least` px stand in `room` px, with gutters between; at least one. */
function fitting(room: number, least: number): number {
  return Math.max(1, Math.floor((room + GUTTER_PX) / (least + GUTTER_PX)));
}

/** Cells of one page; the all-day panel takes the last column, where there is more than one. */
export function capacityOf(grid: Grid, panel: boolean): number {
  const columns = panel && grid.columns > 1 ? grid.columns - 1 : grid.columns;
  return columns * grid.rows;
}

/** Where cell `index` of a page stands, counted from 0: down a column, then right. */
export function cellAt(grid: Grid, index: number): { column: number; row: number } {
  return { column: Math.floor(index / grid.rows), row: index % grid.rows };
}
