//! The grill's board in the middle of dinner: the design's prep board.

import type { AllDayRow } from "../../generated/AllDayRow";
import type { Screen } from "../../generated/Screen";
import type { TicketView } from "../../generated/TicketView";
import { course, emptyScreen, line, ms, ticket } from "../make";

/** The grill's tickets, `older` ms older than at 19:42:04. */
export function grill(now: number, older = 0): TicketView[] {
  const at = now - older;
  return [
    ticket(at, 207, "9:41", "12", "pos", [
      line(2, "Smash burger", ["+ bacon", "- onions"]),
      line(1, "Sirloin|8 oz", ["med rare"]),
      line(1, "Grill chicken", [], { state: "done" }),
    ]),
    ticket(at, 209, "7:26", "takeout Maya", "voice", [line(1, "Turkey burger", ["> GF bun", "- aioli"])], {
      allergies: ["PEANUT"], note: "Clean board, new gloves",
    }),
    ticket(at, 210, "6:37", "4", "pos", [
      course(1, "Starters", false, line(1, "Shrimp skewer")),
      course(2, "Mains", true, line(1, "Ribeye|12 oz", ["rare"]), line(1, "Salmon")),
    ]),
    ticket(at, 212, "5:12", "delivery Omar", "phone", [
      line(1, "Ribeye|12 oz", ["~medium", "!well done"], { changed: true }),
      line(1, "Half chicken", ["BBQ", "- slaw"]),
    ]),
    ticket(at, 214, "4:48", "20", "pos", [
      line(3, "Smash burger", ["+ cheddar"]),
      line(1, "Smash burger", ["- bun", "> lettuce wrap"]),
      line(2, "Dbl smash", ["+ bacon", "+ jalapeño"]),
      line(1, "Bean burger", ["> GF bun", "- mayo"]),
      line(1, "Sirloin|8 oz", ["medium"]),
      line(2, "Grill chicken", ["+ Swiss"]),
      line(1, "Kids burger"),
    ]),
    ticket(at, 215, "3:31", "takeout Lena", "voice", [
      line(1, "Patty melt", [], { state: "void" }),
      line(1, "Philly", ["+ mushrooms", "- peppers"]),
    ], { blocked: "void" }),
    ticket(at, 216, "2:58", "drive_thru 2", "pos", [
      line(3, "Dbl smash", ["- pickles"]),
      line(1, "Tuna melt", [], { state: "done" }),
    ], { rush: true, target_ms: ms("5:00") }),
    ticket(at, 217, "1:47", "7", "pos", [line(2, "Hot dog", ["+ chili", "- mustard"])]),
    ticket(at, 219, "0:52", "takeout Dev", "voice", [
      line(1, "Smash burger", ["+ fried egg"]),
      line(1, "Bean burger", ["+ cheddar", "- mayo"]),
    ]),
    ticket(at, 220, "0:31", "9", "pos", [line(1, "Sirloin|8 oz", ["medium"]), line(1, "Sirloin|8 oz", ["med well"])]),
    ticket(at, 221, "0:09", "delivery Priya", "phone", [line(2, "Half chicken", ["dry rub"]), line(1, "Shrimp skewer")]),
  ];
}

const row = (count: number, name: string, details: string[] = [], on_hold = 0): AllDayRow =>
  ({ key: name, name, count, details, on_hold });

/** What the grill is to make in all. */
export const GRILL_ALL_DAY: AllDayRow[] = [
  row(7, "Smash burger"), row(5, "Dbl smash"), row(4, "Sirloin 8 oz", ["1 med rare", "2 medium", "1 med well"]),
  row(3, "Half chicken", ["1 BBQ", "2 dry rub"]), row(2, "Shrimp skewer"), row(2, "Bean burger"),
  row(2, "Grill chicken"), row(2, "Hot dog"), row(1, "Ribeye 12 oz", ["1 well done"], 1), row(1, "Turkey burger"),
  row(1, "Kids burger"), row(1, "Philly"), row(0, "Salmon", [], 1),
];

/** The design's prep board at `now`. */
export function prep(now: number): Screen {
  const tickets = grill(now);
  return {
    ...emptyScreen(now),
    facts: { open: 11, ready: 0, average_ms: ms("3:57"), longest_since_ms: now - ms("9:41"), last_bump_ms: now - 40_000 },
    tickets,
    gone: [
      { order: "order-206", number: 206, service: { kind: "dine_in", who: "3" }, bumped_at_ms: now - 40_000, saved: false, items: "2 Philly, Patty melt" },
      { order: "order-205", number: 205, service: { kind: "takeout", who: "Ines" }, bumped_at_ms: now - 130_000, saved: false, items: "Turkey burger, 2 Hot dog" },
    ],
    all_day: GRILL_ALL_DAY,
    unavailable: ["Brisket", "Key lime pie"],
  };
}
