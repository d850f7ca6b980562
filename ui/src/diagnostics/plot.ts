//! Where a plot's lines, marks and words stand. Pure.

import type { SpanView } from "../generated/SpanView";

/** The least room between two words one above the other, in px: their own height and a little. */
const WORD_PX = 19;

/** The most that a line for the eye may be away from what is drawn, as a part of the largest value. */
const ALARM_WITHIN = 1.6;

/** The area in which lines are drawn, in px. */
export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What belongs to a value on the upright axis. */
export interface Mark {
  value: number;
  y: number;
}

/** A plot, measured. */
export interface Drawn {
  x: (atMs: number) => number;
  y: (value: number) => number;
  marks: Mark[];
  /** Instants worth a word below the plot, without the last, and where they stand. */
  times: { atMs: number; x: number }[];
  /** Where the alarm's line stands; `null` where it is far from everything. */
  alarm: number | null;
}

/** Measures a span for an area. `unit` turns values into what is printed. */
export function draw(span: SpanView, area: Area, unit: (value: number) => number): Drawn {
  const from = span.at_ms[0] ?? 0;
  const to = Math.max(span.at_ms.at(-1) ?? 0, from + 1);
  const values = span.curves.flatMap((curve) => curve.values).filter((value) => value !== null).map(unit);
  const top = Math.max(...values, 0);
  const alarm = span.trend === null ? null : unit(span.trend.alarm);
  const near = alarm !== null && alarm <= top * ALARM_WITHIN;
  const scale = scaleOf(Math.min(...values, top), near ? Math.max(top, alarm) : top);
  const x = (atMs: number): number => area.left + ((atMs - from) / (to - from)) * (area.right - area.left);
  const y = (value: number): number =>
    area.bottom - ((unit(value) - scale.low) / (scale.high - scale.low)) * (area.bottom - area.top);
  const marks: Mark[] = [];
  for (let value = scale.low; value <= scale.high + scale.step / 2; value += scale.step) {
    const part = (value - scale.low) / (scale.high - scale.low);
    marks.push({ value, y: area.bottom - part * (area.bottom - area.top) });
  }
  const times = [0, 0.25, 0.5, 0.75].map((part) => from + part * (to - from)).map((atMs) => ({ atMs, x: x(atMs) }));
  return { x, y, marks, times, alarm: near && span.trend !== null ? y(span.trend.alarm) : null };
}

interface Scale {
  low: number;
  high: number;
  step: number;
}

/** A round step, and ends on it: two to five steps hold everything. */
export function scaleOf(least: number, most: number): Scale {
  const room = Math.max(most - least, most * 0.1, 1);
  const power = 10 ** Math.floor(Math.log10(room / 2));
  const step = Math.max(1, [1, 2, 5, 10].map((times) => times * power).find((one) => room / one <= 3) ?? 10 * power);
  const low = Math.max(0, Math.floor(least / step) * step);
  const high = Math.max(Math.ceil(most / step) * step, low + step);
  return { low, high: high - low < 2 * step ? low + 2 * step : high, step };
}

/** A curve as the `d` of a path; what was not known is a gap. */
export function pathOf(atMs: readonly number[], values: readonly (number | null)[], drawn: Drawn): string {
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const point = `${pen}${drawn.x(atMs[index] ?? 0).toFixed(1)} ${drawn.y(value).toFixed(1)}`;
      pen = "L";
      return point;
    })
    .join("");
}

/** Words that would stand on each other are moved apart, the uppermost least. */
export function apart(ys: readonly number[]): number[] {
  const order = ys.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const moved = [...ys];
  let above = -Infinity;
  for (const { y, index } of order) {
    above = Math.max(y, above + WORD_PX);
    moved[index] = above;
  }
  return moved;
}
