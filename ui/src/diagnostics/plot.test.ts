import { describe, expect, it } from "vitest";
import type { SpanView } from "../generated/SpanView";
import { apart, draw, pathOf, scaleOf } from "./plot";

const AREA = { left: 50, right: 550, top: 10, bottom: 210 };

function span(values: (number | null)[], alarm: number | null = null): SpanView {
  const at_ms = values.map((_, index) => index * 10_000);
  const trend = alarm === null ? null : { from_ms: 0, from: 1, to_ms: 1, to: 1, per_hour: 0, alarm, course: "flat" as const };
  return { at_ms, curves: [{ name: "whole app", values }], trend };
}

const asIs = (value: number): number => value;

describe("a scale", () => {
  it.each([
    [[130, 280], { low: 100, high: 300, step: 50 }],
    [[8, 9], { low: 8, high: 10, step: 1 }],
    [[0, 0], { low: 0, high: 2, step: 1 }],
    [[176, 176], { low: 170, high: 190, step: 10 }],
    [[3, 40_000], { low: 0, high: 40_000, step: 20_000 }],
  ])("holds %j on round steps", ([least = 0, most = 0], scale) => {
    expect(scaleOf(least, most)).toEqual(scale);
  });

  it("always has two to six marks", () => {
    for (let most = 1; most < 3_000; most += 7) {
      for (const least of [0, most / 3, most - 1]) {
        const { low, high, step } = scaleOf(Math.max(0, least), most);
        const marks = (high - low) / step + 1;
        expect(marks).toBeGreaterThanOrEqual(3);
        expect(marks).toBeLessThanOrEqual(6);
        expect(low).toBeLessThanOrEqual(least);
        expect(high).toBeGreaterThanOrEqual(most);
      }
    }
  });
});

describe("a plot", () => {
  it("stands from the first sample to the last, and from mark to mark", () => {
    const drawn = draw(span([100, 300]), AREA, asIs);
    expect([drawn.x(0), drawn.x(10_000)]).toEqual([50, 550]);
    expect([drawn.y(100), drawn.y(300)]).toEqual([210, 10]);
    expect(drawn.times.map((time) => time.x)).toEqual([50, 175, 300, 425]);
  });

  it("has room for an alarm that is near, and none for one that is far", () => {
    expect(draw(span([200, 210], 252), AREA, asIs).alarm).not.toBeNull();
    expect(draw(span([2, 3], 18), AREA, asIs).alarm).toBeNull();
  });

  it("leaves a gap where nothing was known", () => {
    const drawn = draw(span([100, null, 300, 200]), AREA, asIs);
    expect(pathOf([0, 10_000, 20_000, 30_000], [100, null, 300, 200], drawn)).toMatch(/^M[\d. ]+M[\d. ]+L[\d. ]+$/);
  });

  it("takes a single sample", () => {
    const drawn = draw(span([7]), AREA, asIs);
    expect(Number.isFinite(drawn.x(0)) && Number.isFinite(drawn.y(7))).toBe(true);
  });
});

it("words that would stand on each other are moved apart, and others are not", () => {
  expect(apart([100, 105, 10])).toEqual([100, 119, 10]);
  expect(apart([105, 100, 110])).toEqual([119, 100, 138]);
});
