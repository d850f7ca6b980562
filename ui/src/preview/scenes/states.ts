//! The rarer states of a ticket, side by side, and the screens without tickets.

import type { Screen } from "../../generated/Screen";
import { emptyScreen, line, ms, ticket } from "../make";

/** The design's sheet of ticket states, and a refused bump. */
export function states(now: number): Screen {
  return {
    ...emptyScreen(now),
    tickets: [
      ticket(now, 231, "3:22", "3", "pos", [line(2, "Philly", ["+ mushrooms"]), line(1, "Patty melt", ["- rye"])]),
      ticket(now, 232, "4:48", "takeout Ines", "voice", [
        line(1, "Turkey burger", [], { state: "done" }), line(2, "Hot dog", [], { state: "done" }),
      ], { complete: true }),
      ticket(now, 233, "2:25", "16", "pos", [line(1, "Sirloin|8 oz", ["medium"])], {
        allergies: ["SHELLFISH"], allergy_added: true, blocked: "allergy",
      }),
      ticket(now, 234, "1:37", "delivery Noor", "phone", [line(1, "Half chicken"), line(1, "Bean burger")], {
        cancelled: true, blocked: "cancelled",
      }),
      ticket(now, 229, "6:26", "8", "voice", [
        line(1, "Ribeye|12 oz", ["med rare"]), line(1, "Grill chicken", [], { state: "done" }),
      ], { recalled_from_ms: now - ms("2:00") }),
      ticket(now, 230, "5:00", "6", "counter", [line(1, "Salmon")], { refused: "Someone voided a line meanwhile" }),
      ticket(now, 235, "2:00", "5", "online", [
        line(3, "Philly", ["+ mushrooms"], { quantity_was: 2, changed: true }),
        line(1, "Sirloin|12 oz", ["rare"], { size_was: "8 oz", changed: true }),
        line(1, "Hot dog", [], { added: true, note: "cut in half, on the side" }),
      ]),
      ticket(now, 236, "1:20", "A4", "kiosk", [line(12, "Chicken wings", ["Buffalo", "- celery"], { state: "started" })], {
        allergies: ["PEANUT", "SESAME"],
      }),
    ],
    facts: { open: 8, ready: 0, average_ms: ms("3:30"), longest_since_ms: now - ms("6:26"), last_bump_ms: now - 60_000 },
  };
}

/** Connected, with nothing to do. */
export function empty(now: number): Screen {
  return { ...emptyScreen(now), title: "Salad", place: { type: "board", station: "salad" } };
}

/** Connecting for the first time. */
export function loading(now: number): Screen {
  const screen = empty(now);
  return { ...screen, link: { ...screen.link, state: "loading", heard_at_ms: null }, facts: { ...screen.facts, last_bump_ms: null } };
}

/** No server since this machine was switched on. */
export function absent(now: number): Screen {
  const screen = loading(now);
  return { ...screen, link: { ...screen.link, state: "absent", since_ms: now - 20_000, next_try_ms: now + 6_000, reason: "Nothing answers at that address" } };
}
