//! A still board: which cell an order stands in. Pure; the same for tickets and strips.
//!
//! A seat never moves under a hand. New orders take the next free cell at the end of reading
//! order, leaving ones leave a hole, and once it has been quiet everything closes up at once.

/** No touch for so long means the board is quiet, and gaps may close (token `--t-quiet`). */
export const QUIET_MS = 4_000;

/** What one cell, counted in reading order over all pages, holds. */
export type Slot =
  | { kind: "part"; order: string; number: number; part: number }
  /** `foot`: it held the bump button, so this is where a finger looks for the undo. */
  | { kind: "hole"; order: string; number: number; foot: boolean };

/** An order that wants cells. */
export interface Seat {
  order: string;
  number: number;
  /** Cells it needs, at least 1. */
  parts: number;
}

export interface Wishes {
  /** Everyone to be seated, in reading order. */
  seats: readonly Seat[];
  /** Cells of one page. */
  capacity: number;
  /** Unix ms. */
  now: number;
  /** When the board was last touched; `Infinity` while a finger is down. */
  touchedAt: number;
  /** Orders bumped here, and until when their undo runs. */
  undo: ReadonlyMap<string, number>;
  /** Every height may have changed, so that moving is no longer a question: close up at once. */
  reshaped: boolean;
  /** Orders whose hole stays open without end, oldest first: bumps kept here, not yet sent. */
  kept: readonly string[];
}

export interface Seating {
  slots: readonly Slot[];
  /** Whether seats moved. */
  settled: boolean;
  /** When it is worth asking again, if nothing else happens; `null` = all is in order. */
  nextAt: number | null;
}

/** Seats everyone. `before` is the last seating's slots; `null` seats all afresh. */
export function arrange(before: readonly Slot[] | null, wishes: Wishes): Seating {
  if (before === null) return { slots: packed(wishes.seats), settled: true, nextAt: null };
  const slots = withArrivals(withDepartures(before, wishes.seats), wishes.seats);
  const target = closed(slots, wishes);
  // What a changed size leaves open is to be closed in the ordinary way: ask again at once.
  const again = wishes.reshaped ? wishes.now : null;
  if (sameSlots(slots, target)) return { slots: reused(before, slots), settled: false, nextAt: again };
  const quietAt = quietFrom(slots, wishes);
  if (!wishes.reshaped && wishes.now < quietAt) return { slots: reused(before, slots), settled: false, nextAt: quietAt };
  return { slots: target, settled: true, nextAt: again };
}

function packed(seats: readonly Seat[]): Slot[] {
  return seats.flatMap((seat) => partsFrom(seat, 0));
}

function partsFrom(seat: Seat, first: number): Slot[] {
  const parts: Slot[] = [];
  for (let part = first; part < seat.parts; part += 1) {
    parts.push({ kind: "part", order: seat.order, number: seat.number, part });
  }
  return parts;
}

/** Whoever left leaves a hole; whoever came back has their own cells again. */
function withDepartures(before: readonly Slot[], seats: readonly Seat[]): Slot[] {
  const wanted = new Map(seats.map((seat) => [seat.order, seat]));
  const lastPart = new Map<string, number>();
  for (const slot of before) {
    if (slot.kind === "part") lastPart.set(slot.order, Math.max(slot.part, lastPart.get(slot.order) ?? 0));
  }
  const seated = new Map<string, number>();
  return before.map((slot): Slot => {
    const seat = wanted.get(slot.order);
    const part = slot.kind === "part" ? slot.part : (seated.get(slot.order) ?? lastPart.get(slot.order) ?? -1) + 1;
    if (seat !== undefined && part < seat.parts) {
      if (slot.kind === "hole") seated.set(slot.order, part);
      return { kind: "part", order: seat.order, number: seat.number, part };
    }
    if (slot.kind === "hole") return slot;
    const foot = seat === undefined && slot.part === lastPart.get(slot.order);
    return { kind: "hole", order: slot.order, number: slot.number, foot };
  });
}

/** Whoever has no cell yet, or too few, gets the next ones at the end. */
function withArrivals(slots: Slot[], seats: readonly Seat[]): Slot[] {
  const held = new Map<string, number>();
  for (const slot of slots) {
    if (slot.kind === "part") held.set(slot.order, (held.get(slot.order) ?? 0) + 1);
  }
  const arrivals = seats.flatMap((seat) => partsFrom(seat, held.get(seat.order) ?? 0));
  return arrivals.length === 0 ? slots : [...slots, ...arrivals];
}

/** What the board comes to when it is quiet: reading order, with only kept holes left open. */
function closed(slots: readonly Slot[], wishes: Wishes): Slot[] {
  const kept = keptHoles(slots, wishes);
  const units: (Slot | null)[] = [];
  const begun = new Set<string>();
  for (const slot of slots) {
    if (slot.kind === "hole") {
      if (kept.has(slot)) units.push(slot);
    } else if (!begun.has(slot.order)) {
      begun.add(slot.order);
      units.push(null);
    }
  }
  const seats = wishes.seats.values();
  return units.flatMap((unit) => {
    if (unit !== null) return [unit];
    const seat = seats.next().value;
    return seat === undefined ? [] : partsFrom(seat, 0);
  });
}

/** Kept holes, the oldest given up first where they would push a ticket to a further page. */
function keptHoles(slots: readonly Slot[], wishes: Wishes): Set<Slot> {
  // A window that changes its size must not take a running undo away; else quiet waits for it.
  const running = wishes.reshaped ? [...wishes.undo].filter(([, until]) => until > wishes.now).map(([order]) => order) : [];
  const rank = new Map([...wishes.kept, ...running].map((order, index) => [order, index]));
  const holes = slots
    .filter((slot) => slot.kind === "hole" && slot.foot && rank.has(slot.order))
    .sort((a, b) => (rank.get(a.order) ?? 0) - (rank.get(b.order) ?? 0));
  const cells = wishes.seats.reduce((sum, seat) => sum + seat.parts, 0);
  const pages = Math.max(1, Math.ceil(cells / wishes.capacity));
  const room = pages * wishes.capacity - cells;
  return new Set(holes.slice(Math.max(0, holes.length - room)));
}

function quietFrom(slots: readonly Slot[], wishes: Wishes): number {
  let at = wishes.touchedAt + QUIET_MS;
  for (const slot of slots) {
    if (slot.kind === "hole") at = Math.max(at, wishes.undo.get(slot.order) ?? 0);
  }
  return at;
}

function sameSlot(a: Slot, b: Slot): boolean {
  if (a.kind !== b.kind || a.order !== b.order || a.number !== b.number) return false;
  return a.kind === "part" ? b.kind === "part" && a.part === b.part : b.kind === "hole" && a.foot === b.foot;
}

function sameSlots(a: readonly Slot[], b: readonly Slot[]): boolean {
  return a.length === b.length && a.every((slot, index) => sameSlot(slot, b[index] as Slot));
}

/** Slots that are as they were stay the same objects. */
function reused(before: readonly Slot[], after: readonly Slot[]): readonly Slot[] {
  if (sameSlots(before, after)) return before;
  return after.map((slot, index) => {
    const old = before[index];
    return old !== undefined && sameSlot(old, slot) ? old : slot;
  });
}
