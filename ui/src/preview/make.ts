//! Short ways to write made-up tickets, for previews and tests.

import type { CourseView } from "../generated/CourseView";
import type { LineView } from "../generated/LineView";
import type { ModifierView } from "../generated/ModifierView";
import type { Screen } from "../generated/Screen";
import type { ServiceView } from "../generated/ServiceView";
import type { SourceView } from "../generated/SourceView";
import type { TicketView } from "../generated/TicketView";

const MINUTE_MS = 60_000;

/** "9:41" in ms. */
export function ms(clock: string): number {
  const [minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return minutes * MINUTE_MS + seconds * 1_000;
}

/**
 * A modifier from its sign: "+ bacon", "- onions" (NO), "> GF bun" (in its place), "med rare",
 * "~medium" (was), "!well done" (now).
 */
export function mod(text: string): ModifierView {
  const rest = text.slice(1).trim();
  switch (text[0]) {
    case "+": return { kind: "add", text: rest, mark: "same" };
    case "-": return { kind: "remove", text: rest, mark: "same" };
    case ">": return { kind: "swap", text: rest, mark: "same" };
    case "~": return { kind: "choice", text: rest, mark: "was" };
    case "!": return { kind: "choice", text: rest, mark: "now" };
    default: return { kind: "choice", text, mark: "same" };
  }
}

let lines = 0;

/** A line: `line(2, "Smash burger", ["+ bacon"])`; a name ending in "|8 oz" has a size. */
export function line(quantity: number, name: string, modifiers: string[] = [], more: Partial<LineView> = {}): LineView {
  const [item = name, size = null] = name.split("|");
  lines += 1;
  return {
    id: `line-${lines}`, quantity, quantity_was: null, name: item, size, size_was: null,
    modifiers: modifiers.map(mod), note: null, state: "queued", changed: false, added: false, ...more,
  };
}

/** A titled course. */
export function course(number: number, title: string | null, held: boolean, ...of: LineView[]): CourseView {
  return { course: number, title, held, lines: held ? of.map((one) => ({ ...one, state: "held" })) : of };
}

/** "12" is a table; "takeout Ana", "delivery Omar", "drive_thru 2" are as they say. */
export function service(text: string): ServiceView {
  const [kind = "", ...who] = text.split(" ");
  if (kind === "takeout" || kind === "delivery" || kind === "drive_thru") return { kind, who: who.join(" ") };
  return { kind: "dine_in", who: text };
}

/** A ticket of age `age` at `now`. */
export function ticket(
  now: number, number: number, age: string, of: string, source: SourceView,
  content: LineView[] | CourseView[], more: Partial<TicketView> = {},
): TicketView {
  const since = now - ms(age);
  const courses = content.every((one) => "lines" in one) ? content : [course(1, null, false, ...content.filter((one) => !("lines" in one)))];
  return {
    order: `order-${number}`, number, service: service(of), source, since_ms: since, target_ms: ms("8:00"),
    placed_at_ms: since, rush: false, allergies: [], allergy_added: false, cancelled: false,
    recalled_from_ms: null, note: null, courses, blocked: null, complete: false, refused: null, ...more,
  };
}

/** A live screen of the grill with nothing on it. */
export function emptyScreen(now: number): Screen {
  return {
    version: 1,
    place: { type: "board", station: "grill" },
    title: "Grill",
    clock_offset_ms: 0,
    link: {
      state: "live", heard_at_ms: now, since_ms: now - ms("30:00"), next_try_ms: null, saved: 0,
      server: "127.0.0.1:7420", reason: null,
    },
    places: [
      { place: { type: "board", station: "grill" }, name: "Grill", open: 11 },
      { place: { type: "board", station: "fry" }, name: "Fry", open: 6 },
      { place: { type: "board", station: "salad" }, name: "Salad", open: 4 },
      { place: { type: "board", station: "bar" }, name: "Bar", open: 2 },
      { place: { type: "expo" }, name: "Expo", open: 15 },
    ],
    facts: { open: 0, ready: 0, average_ms: null, longest_since_ms: null, last_bump_ms: now - ms("10:44") },
    tickets: [], strips: [], gone: [], all_day: [], unavailable: [],
    counter: null, menu: null, talk: null, meter: null, spoken: { button: "off", strips: [] },
  };
}
