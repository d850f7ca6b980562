import { expect, it } from "vitest";
import { line } from "./preview/make";
import { hourMinute, lineWords, serviceName, whoOf } from "./words";

it.each([
  [{ kind: "dine_in", who: "12" }, "Table 12"],
  [{ kind: "dine_in", who: "A4" }, "Table A4"],
  [{ kind: "dine_in", who: "Table 12" }, "Table 12"],
  [{ kind: "dine_in", who: "Terrace" }, "Terrace"],
  [{ kind: "dine_in", who: null }, "Dine in"],
  [{ kind: "takeout", who: "Ana" }, "Takeout Ana"],
  [{ kind: "takeout", who: null }, "Takeout"],
  [{ kind: "drive_thru", who: "2" }, "Drive-thru 2"],
] as const)("%o is called %s", (service, name) => {
  expect(serviceName(service)).toBe(name);
});

it("calls only a table a table", () => {
  expect(whoOf({ kind: "drive_thru", who: "2" })).toBe("2");
});

it("reads a line aloud, without what was taken away", () => {
  const spoken = lineWords(line(2, "Smash burger|large", ["+ bacon", "- onions", "> GF bun", "~medium", "!well done"]));
  expect(spoken).toBe("2 Smash burger large, plus bacon, NO onions, GF bun, well done");
});

it("prints times without AM or PM, which nobody in a kitchen asks", () => {
  expect(hourMinute(new Date(2026, 10, 21, 19, 42).getTime())).toMatch(/^(19|7):42$/);
});
