//! The still board as the page holds it: seats, pages, running undos, the bump bar's cursor.

import { wallNow } from "../clock.svelte";
import type { Touch } from "../input/touch";
import { arrange, type Seat, type Slot } from "./arrange";
import { Guard } from "./guard";

/** How long a bump can be undone in its own cell (token `--t-undo`). */
export const UNDO_MS = 5_000;

/** What the view wants seated, and in how many cells. */
export interface Room {
  seats: readonly Seat[];
  capacity: number;
  /** Cells of one column, for the cursor. */
  rows: number;
  /** Orders bumped here and not yet at the server, oldest first. */
  kept: readonly string[];
  /** Changes when every height may have changed: everyone is then seated at once. */
  shape: string;
}

/** One place's board. A new place gets a new one. */
export class Still {
  /** Every cell of every page, in reading order. */
  slots = $state.raw<readonly Slot[]>([]);
  page = $state(0);
  /** Cells of one page. */
  capacity = $state(1);
  /** The bump bar's cursor, a cell of the shown page; `null` until it is used. */
  cursor = $state<number | null>(null);
  /** The slots as they were before they last closed up, for the one move on the screen. */
  movedFrom = $state.raw<readonly Slot[] | null>(null);
  /** Goes up when a waiting move is due; the view seats again when it does. */
  due = $state(0);
  /** Running undos: until when, by order. */
  undo = $state.raw<ReadonlyMap<string, number>>(new Map());

  #guard = new Guard();
  #touch: Touch;
  #shape: string | null = null;
  #rows = 1;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #unhear: () => void;

  constructor(touch: Touch) {
    this.#touch = touch;
    this.#unhear = touch.onRelease(() => (this.due += 1));
  }

  /** Stops the clock of a board that is no longer shown. */
  close(): void {
    this.#unhear();
    this.#wakeAt(null);
  }

  get pages(): number {
    return Math.max(1, Math.ceil(this.slots.length / this.capacity));
  }

  /** The slots of the shown page; an empty cell at the end is not in the list. */
  get shown(): readonly Slot[] {
    return this.slots.slice(this.page * this.capacity, (this.page + 1) * this.capacity);
  }

  /** Seats everyone anew, moving no one unless the board is quiet. */
  seat(room: Room): void {
    const now = wallNow();
    const first = this.#shape === null;
    const reshaped = !first && this.#shape !== room.shape;
    const seating = arrange(first ? null : this.slots, {
      ...room, now, reshaped, touchedAt: this.#touch.at(), undo: this.undo,
    });
    if (seating.settled && !first && !reshaped) this.movedFrom = this.slots;
    this.#shape = room.shape;
    this.#rows = room.rows;
    this.slots = seating.slots;
    this.capacity = Math.max(1, room.capacity);
    this.#show(Math.min(this.page, this.pages - 1), now);
    this.#wakeAt(seating.nextAt);
  }

  /** Turns by `pages`, as far as there are any. */
  turn(pages: number): void {
    const target = Math.min(this.pages - 1, Math.max(0, this.page + pages));
    if (target === this.page) return;
    this.movedFrom = null;
    this.#show(target, wallNow());
  }

  /** Whether a touch (or key) of cell `index` of the shown page is meant. */
  accepts(index: number): boolean {
    return this.#guard.accepts(index, wallNow());
  }

  /** The order that stands in cell `index` of the shown page. */
  orderAt(index: number): string | null {
    const slot = this.shown[index];
    return slot?.kind === "part" ? slot.order : null;
  }

  /** Orders that stand on earlier pages only, and on later pages only. */
  get elsewhere(): { before: number; after: number } {
    const first = this.page * this.capacity;
    const seen = ordersIn(this.shown);
    const count = (slots: readonly Slot[]): number => {
      const unseen = [...ordersIn(slots)].filter((order) => !seen.has(order));
      for (const order of unseen) seen.add(order);
      return unseen.length;
    };
    return { before: count(this.slots.slice(0, first)), after: count(this.slots.slice(first + this.capacity)) };
  }

  /** Moves the cursor; the first move only shows it. */
  moveCursor(columns: number, rows: number): void {
    const last = Math.max(0, this.shown.length - 1);
    const from = this.cursor;
    this.cursor = from === null ? 0 : Math.min(last, Math.max(0, from + columns * this.#rows + rows));
  }

  /** Starts an order's undo. */
  bumped(order: string): void {
    const now = wallNow();
    const running = [...this.undo].filter(([, until]) => until > now);
    this.undo = new Map([...running, [order, now + UNDO_MS]]);
  }

  /** Ends an order's undo, because it was taken. */
  undone(order: string): void {
    this.undo = new Map([...this.undo].filter(([other]) => other !== order));
  }

  /** The order bumped last, while its undo runs. */
  lastBumped(): string | null {
    const now = wallNow();
    const running = [...this.undo].filter(([, until]) => until > now);
    return running.at(-1)?.[0] ?? null;
  }

  /** Until when the last undo runs, in ms; the beginning of time where none does. */
  undoUntil(): number {
    return Math.max(-Infinity, ...this.undo.values());
  }

  #show(page: number, now: number): void {
    this.page = page;
    this.#guard.stand(this.shown.map((slot) => (slot.kind === "part" ? slot.order : `gap ${slot.order}`)), now);
  }

  #wakeAt(at: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (at === null || !Number.isFinite(at)) return;
    this.#timer = setTimeout(() => (this.due += 1), Math.max(0, at - wallNow()));
  }
}

function ordersIn(slots: readonly Slot[]): Set<string> {
  return new Set(slots.flatMap((slot) => (slot.kind === "part" ? [slot.order] : [])));
}
