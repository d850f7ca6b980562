import { expect, it } from "vitest";
import { reportFailures } from "./failures";

function listening(): { reports: string[]; fail: (error: unknown) => void } {
  const reports: string[] = [];
  const page = new EventTarget();
  reportFailures(page as Window, { report: (level, message) => reports.push(`${level} ${message}`) });
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

it("is short, and does not go on for ever", () => {
  const { reports, fail } = listening();
  for (let time = 0; time < 1_000; time += 1) fail("x".repeat(100_000));
  expect(reports).toHaveLength(50);
  expect(reports[0]?.length).toBeLessThan(2_100);
});
