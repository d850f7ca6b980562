//! The pass in the middle of dinner: the design's expo.

import type { Screen } from "../../generated/Screen";
import type { Segment } from "../../generated/Segment";
import type { StripView } from "../../generated/StripView";
import { emptyScreen, ms, service } from "../make";

const STATIONS = ["grill", "fry", "salad", "bar"];
const SEGMENTS: Record<string, Segment> = { o: "open", d: "done", h: "held" };

/** `work`: one word per station, a letter per line ("ood"), "-" for nothing. */
function strip(now: number, number: number, age: string, of: string, promised: number, work: string, more: Partial<StripView>): StripView {
  const segments = work.split(" ").map((letters) => [...letters].flatMap((letter) => SEGMENTS[letter] ?? []));
  return {
    order: `order-${number}`, number, service: service(of), source: "pos", since_ms: now - ms(age), target_ms: ms("8:00"),
    promised_at_ms: now + promised, rush: false, allergies: [], changed: false,
    stations: STATIONS.map((station, index) => ({ station, segments: segments[index] ?? [] })),
    waiting: [], on_hold: [], ready_since_ms: null, whole: false, next_course: null, refused: null, ...more,
  };
}

/** The design's pass at `now`. */
export function expo(now: number): Screen {
  const strips = [
    strip(now, 207, "9:41", "12", -ms("1:04"), "ood dd d d", { waiting: ["2 Smash burger", "Sirloin 8 oz"] }),
    strip(now, 208, "8:24", "takeout Ana", -ms("0:04"), "- d dd -", { whole: true, ready_since_ms: now - ms("1:10") }),
    strip(now, 209, "7:26", "takeout Maya", ms("2:56"), "o o d -", { allergies: ["PEANUT"], waiting: ["Turkey burger", "Sweet fries"] }),
    strip(now, 210, "6:37", "4", ms("3:56"), "ohh h d d", {
      waiting: ["Shrimp skewer"], on_hold: ["Ribeye 12 oz", "Salmon", "2 Fries"], next_course: { course: 2, title: "mains" },
    }),
    strip(now, 211, "5:59", "15", ms("0:56"), "- dd - d", { whole: true, ready_since_ms: now - ms("0:22") }),
    strip(now, 212, "5:12", "delivery Omar", ms("7:56"), "oo d o -", { changed: true, waiting: ["Ribeye 12 oz", "Half chicken", "Cobb salad"] }),
    strip(now, 213, "5:02", "2", ms("4:56"), "- - odh d", { waiting: ["2 Cobb salad"], on_hold: ["2 Berry crisp"], next_course: { course: 3, title: "dessert" } }),
    strip(now, 214, "4:48", "20", ms("9:56"), "ooooooo dod d ddo", {
      waiting: ["3 Smash burger", "Smash burger", "2 Dbl smash", "Bean burger", "Sirloin 8 oz", "2 Grill chicken", "Kids burger", "Onion rings", "Cola"],
    }),
    strip(now, 215, "3:31", "takeout Lena", ms("9:00"), "o o - -", { waiting: ["Philly", "Fries"] }),
    strip(now, 216, "2:58", "drive_thru 2", ms("2:00"), "od - - o", { rush: true, waiting: ["3 Dbl smash", "Cola"] }),
    strip(now, 217, "1:47", "7", ms("9:30"), "o - - -", { waiting: ["2 Hot dog"] }),
    strip(now, 218, "1:20", "8", ms("9:40"), "- - - d", { ready_since_ms: now - 20_000, on_hold: ["2 Salmon"], next_course: { course: 2, title: "mains" } }),
    strip(now, 219, "0:52", "takeout Dev", ms("9:50"), "oo - - -", { waiting: ["Smash burger", "Bean burger"] }),
    strip(now, 220, "0:31", "9", ms("9:55"), "oo - - -", { waiting: ["2 Sirloin 8 oz"] }),
    strip(now, 221, "0:09", "delivery Priya", ms("12:00"), "oo - - -", { waiting: ["2 Half chicken", "Shrimp skewer"] }),
  ];
  return {
    ...emptyScreen(now), place: { type: "expo" }, title: "Expo", strips,
    facts: { open: 15, ready: 2, average_ms: null, longest_since_ms: now - ms("9:41"), last_bump_ms: now - 30_000 },
    unavailable: ["Brisket", "Key lime pie"],
  };
}

/** The same pass in a kitchen of five stations, as the demo menu has. */
export function expoOfFive(now: number): Screen {
  const screen = expo(now);
  const sweet = { station: "sweet", segments: ["open", "done", "held"] as Segment[] };
  return {
    ...screen,
    places: [...screen.places, { place: { type: "board", station: "sweet" }, name: "Dessert", open: 3 }],
    strips: screen.strips.map((shown) => ({ ...shown, stations: [...shown.stations, sweet] })),
  };
}
