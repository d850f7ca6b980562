//! What each cell of the shown page holds. Pure.

import type { TicketView } from "../generated/TicketView";
import type { Slot } from "../still/arrange";
import type { Part } from "./split";

/** One cell. The key follows the ticket's part, so that a moved ticket keeps its element. */
export type Cell =
  | { kind: "ticket"; key: string; index: number; ticket: TicketView; part: Part }
  | { kind: "gap"; key: string; index: number; order: string; number: number; foot: boolean };

/** The cells of `slots`; a cell that is as it was in `before` stays the same object. */
export function cellsOf(
  slots: readonly Slot[],
  tickets: ReadonlyMap<string, TicketView>,
  partsOf: (ticket: TicketView) => readonly Part[],
  before: readonly Cell[],
): Cell[] {
  const old = new Map(before.map((cell) => [cell.key, cell]));
  return slots.flatMap((slot, index) => {
    const cell = cellOf(slot, index, tickets, partsOf);
    if (cell === null) return [];
    const kept = old.get(cell.key);
    return [kept !== undefined && same(kept, cell) ? kept : cell];
  });
}

function cellOf(
  slot: Slot,
  index: number,
  tickets: ReadonlyMap<string, TicketView>,
  partsOf: (ticket: TicketView) => readonly Part[],
): Cell | null {
  const { order, number } = slot;
  if (slot.kind === "hole") return { kind: "gap", key: `gap ${order} ${index}`, index, order, number, foot: slot.foot };
  const ticket = tickets.get(order);
  const part = ticket === undefined ? undefined : partsOf(ticket)[slot.part];
  if (ticket === undefined || part === undefined) return null;
  return { kind: "ticket", key: `${order} ${slot.part}`, index, ticket, part };
}

function same(a: Cell, b: Cell): boolean {
  if (a.index !== b.index) return false;
  if (a.kind === "gap") return b.kind === "gap" && a.order === b.order && a.foot === b.foot;
  return b.kind === "ticket" && a.ticket === b.ticket && a.part === b.part;
}
