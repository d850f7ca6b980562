//! The one move of a board that closes up: everything slides to its new cell, at once.

import type { Slot } from "./arrange";
import type { Still } from "./still.svelte";

/** Length and curve of the move (tokens `--t-settle` and `--ease`). */
const SETTLE: KeyframeAnimationOptions = { duration: 320, easing: "cubic-bezier(.2, 0, 0, 1)" };

/** Where a cell stands on the page, in px. */
export interface Spot {
  x: number;
  y: number;
}

/** Plays the last move on `board`'s `[data-cell]` elements, once; `spotOf` knows every cell. */
export function settle(board: HTMLElement, still: Still, spotOf: (index: number) => Spot): void {
  const before = still.movedFrom;
  if (before === null) return;
  still.movedFrom = null;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const first = still.page * still.capacity;
  for (const [index, slot] of still.shown.entries()) {
    const from = placeIn(before.slice(first, first + still.capacity), slot);
    if (from < 0 || from === index) continue;
    const [old, target] = [spotOf(from), spotOf(index)];
    board.querySelector(`[data-cell="${index}"]`)?.animate(
      [{ transform: `translate(${old.x - target.x}px, ${old.y - target.y}px)` }, { transform: "none" }],
      SETTLE,
    );
  }
}

function placeIn(slots: readonly Slot[], wanted: Slot): number {
  if (wanted.kind !== "part") return -1;
  return slots.findIndex((slot) => slot.kind === "part" && slot.order === wanted.order && slot.part === wanted.part);
}
