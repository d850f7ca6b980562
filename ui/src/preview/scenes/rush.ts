//! Far more tickets than a board can show, the same every time.

import type { Screen } from "../../generated/Screen";
import type { TicketView } from "../../generated/TicketView";
import { emptyScreen, line, ticket } from "../make";

const ITEMS = ["Smash burger", "Dbl smash", "Sirloin|8 oz", "Turkey burger", "Hot dog", "Half chicken", "Philly"];
const WISHES = ["+ bacon", "- onions", "+ cheddar", "> GF bun", "med rare", "- mayo"];

/** Ticket `number`; its lines follow from the number. */
export function rushTicket(now: number, number: number): TicketView {
  const pick = (from: readonly string[], salt: number): string => from[(number * 7 + salt * 3) % from.length] ?? "";
  const count = 1 + (number % 4);
  const lines = Array.from({ length: count }, (_, at) => line(1 + ((number + at) % 3), pick(ITEMS, at), [pick(WISHES, at), pick(WISHES, at + 1)]));
  return ticket(now, number, `0:${String(number % 60).padStart(2, "0")}`, String(1 + (number % 30)), "pos", lines);
}

/** A board with `count` open tickets. */
export function rush(now: number, count: number): Screen {
  const tickets = Array.from({ length: count }, (_, at) => rushTicket(now, 300 + at));
  return { ...emptyScreen(now), tickets, facts: { open: count, ready: 0, average_ms: null, longest_since_ms: now, last_bump_ms: null } };
}

/** One order of forty lines among others. */
export function long(now: number): Screen {
  const lines = Array.from({ length: 40 }, (_, at) => line(1 + (at % 3), ITEMS[at % ITEMS.length] ?? "", [WISHES[at % WISHES.length] ?? ""]));
  const screen = rush(now, 4);
  return { ...screen, tickets: [...screen.tickets, ticket(now, 399, "2:10", "20", "pos", lines, { allergies: ["PEANUT"] })] };
}
