import { expect, it } from "vitest";
import { reportFailures } from "./failures";

function listening(now = () => 0): { reports: string[]; fail: (error: unknown) => void } {
  const reports: string[] = [];
  const page = new EventTarget();
  reportFailures(page as Window, { report: (level, message) => reports.push(`${level} ${message}`) }, now);
  return { reports, fail: (error) => page.dispatchEvent(Object.assign(new Event("error"), { error })) };
}

it("tells the core what went wrong, and where", () => {
  const { reports, fail } = listening();
  fail(new TypeError("no such ticket"));
  expect(reports[0]).toMatch(/^error TypeError: no such ticket\n[^]*failures\.test/);
});

it("hears rejected promises", () => {
  const reports: string[] = [];
  const page = new EventTarget();
  reportFailures(page as Window, { report: (_, message) => reports.push(message) });
  page.dispatchEvent(Object.assign(new Event("unhandledrejection"), { reason: "refused" }));
  expect(reports).toEqual(["refused"]);
});

it("is short, and no more than can be read", () => {
  let now = 0;
  const { reports, fail } = listening(() => now);
  for (let time = 0; time < 1_000; time += 1) fail("x".repeat(100_000));
  expect(reports).toHaveLength(20);
  expect(reports[0]?.length).toBeLessThan(2_100);
  now += 60_000;
  fail("once more");
  fail("too soon");
  expect(reports.slice(20)).toEqual(["error (after 980 more) once more"]);
  // However long it was quiet, the next flood is as short as the first.
  now += 1e9;
  for (let time = 0; time < 1_000; time += 1) fail("again");
  expect(reports).toHaveLength(41);
  expect(reports[21]).toBe("error (after 1 more) again");
});
