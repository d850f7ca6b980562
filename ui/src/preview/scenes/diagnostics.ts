//! What lives in a counter's app: the design's evening, and an app that has just begun.

import type { DiagnosticsView } from "../../generated/DiagnosticsView";
import type { LinkMove } from "../../generated/LinkMove";
import type { PlotView } from "../../generated/PlotView";
import type { ScopeRow } from "../../generated/ScopeRow";
import type { SpanView } from "../../generated/SpanView";
import { ms } from "../make";

const MIB = 1_048_576;
const HOUR_MS = 3_600_000;
const NOTHING: SpanView = { at_ms: [], curves: [], trend: null };

function row(depth: number, name: string, tasks: number, timers: number, listeners: number, more: Partial<ScopeRow> = {}): ScopeRow {
  return { name, depth, tasks, timers, listeners, opened_at_ms: 0, state: { type: "open" }, ...more };
}

/** A day of memory that rises with every rush and falls back: the design's. */
function memory(now: number): PlotView {
  const at = Array.from({ length: 120 }, (_, index) => now - (119 - index) * (24 * HOUR_MS / 119));
  const tooth = (index: number): number => (index % 9) / 9;
  const whole = at.map((_, index) => (211 + 20 * tooth(index) + 4 * Math.sin(index / 19)) * MIB);
  const web = at.map((_, index) => (139 + 17 * tooth(index + 2) + 2 * Math.sin(index / 13)) * MIB);
  return {
    figure: "memory",
    recent: NOTHING,
    day: {
      at_ms: at,
      curves: [{ name: "whole app", values: whole }, { name: "web view", values: web }],
      trend: { from_ms: at[0] ?? 0, from: 219 * MIB, to_ms: now, to: 221.4 * MIB, per_hour: 0.1 * MIB, alarm: 280 * MIB, course: "flat" },
    },
  };
}

function plain(figure: PlotView["figure"], now: number, base: number): PlotView {
  const at_ms = Array.from({ length: 100 }, (_, index) => now - (99 - index) * 10_000);
  const values = at_ms.map((_, index) => base + (index % 7 === 0 ? 1 : 0));
  const trend = { from_ms: at_ms[0] ?? 0, from: base, to_ms: now, to: base, per_hour: 0, alarm: base + 16, course: "flat" as const };
  return { figure, recent: { at_ms, curves: [{ name: figure, values }], trend }, day: NOTHING };
}

function move(at_ms: number, from: LinkMove["from"], to: LinkMove["to"], why: string, more: Partial<LinkMove> = {}): LinkMove {
  return { at_ms, from, to, by: "us", why, code: null, said: "", ...more };
}

/** The design's evening at a counter. */
export function evening(now: number): DiagnosticsView {
  const lost = now - ms("12:05");
  const call = { opened_at_ms: now - ms("12:06") };
  const began_at_ms = now - (6 * 24 * HOUR_MS + ms("252:00"));
  const early = { opened_at_ms: began_at_ms };
  return {
    device: "Counter 1", restaurant: "Main St", version: "1.3.6", began_at_ms,
    scopes: [
      row(0, "app", 8, 5, 27, early), row(1, "server link", 2, 2, 5, early),
      row(1, "voice 41", 2, 1, 10, call), row(2, "peer connection", 1, 0, 4, early), row(2, "data channel", 0, 0, 3, early), row(2, "level meter", 0, 1, 1, early),
      row(1, "order 222", 1, 0, 4, early), row(2, "cart", 0, 0, 2, early), row(2, "transcript", 1, 0, 1, early),
      row(1, "read-back", 0, 1, 0, { state: { type: "outlived", closed_at_ms: now - 42_000 } }),
      row(1, "sound", 1, 0, 1, early), row(1, "touch and keys", 0, 0, 7, early), row(1, "updater", 1, 1, 0, early),
      row(1, "voice 40", 0, 0, 0, { state: { type: "released", closed_at_ms: lost } }),
      row(1, "order 221", 0, 0, 0, { state: { type: "released", closed_at_ms: lost } }),
    ],
    turnover: { outlived: 1, opened: 18_204, closed: 18_164 },
    plots: [memory(now), plain("heap", now, 31 * MIB), plain("tasks", now, 8), plain("timers", now, 5), plain("sockets", now, 4), plain("files", now, 61), plain("waiting", now, 0)],
    warnings: [],
    link: {
      phase: "live", since_ms: lost, next_try_ms: null, silence_ms: 2_500, pause_from_ms: 250, pause_to_ms: 30_000,
      moves: [
        move(lost, "syncing", "live", "welcomed", { by: "server" }),
        move(lost, "connecting", "syncing", "socket open", { by: "network" }),
        move(lost, "waiting", "connecting", "new network"),
        move(lost - 1_000, "connecting", "waiting", "nothing answers", { by: "network", said: "Network is unreachable (os error 101)" }),
        move(lost - 2_000, "live", "waiting", "server stops", { by: "server", code: 1001, said: "server stopping" }),
        move(now - ms("520:00"), "syncing", "live", "welcomed", { by: "server" }),
      ],
    },
    voice: {
      type: "set_up",
      microphone: { name: "USB headset", trouble: "", open: true, level: 0.52, peak: 0.7 },
      log: [
        { at_ms: now - ms("12:06"), phase: "session", what: "open" },
        { at_ms: lost, phase: "transport", what: "no way through the network" },
      ],
      sessions: [
        { number: 41, began_at_ms: now - ms("12:06"), ended_at_ms: null, turns: 9, round_trip_ms: 38, closed: null, left_behind: null },
        { number: 40, began_at_ms: now - ms("37:53"), ended_at_ms: lost, turns: 14, round_trip_ms: 41, closed: "network changed", left_behind: [] },
        { number: 39, began_at_ms: now - ms("82:01"), ended_at_ms: now - ms("38:31"), turns: 31, round_trip_ms: 36, closed: "headset unplugged", left_behind: [] },
      ],
    },
  };
}

/** An app of four minutes, whose server was just killed; something grows in it. */
export function fresh(now: number): DiagnosticsView {
  const began_at_ms = now - ms("4:10");
  const at_ms = Array.from({ length: 25 }, (_, index) => now - (24 - index) * 10_000);
  const young = (figure: PlotView["figure"], base: number, name: string): PlotView => ({
    figure, day: NOTHING, recent: { at_ms, trend: null, curves: [{ name, values: at_ms.map((_, index) => base + (index % 5)) }] },
  });
  const open = { opened_at_ms: began_at_ms };
  return {
    ...evening(now), device: "Screen", restaurant: null, version: "0.1.0", began_at_ms,
    scopes: [
      row(0, "heard", 8, 6, 0, open), row(1, "signals", 1, 0, 0, { ...open, timers: null }), row(1, "device", 7, 6, 0, open),
      row(2, "station", 1, 0, 0, { ...open, timers: null }), row(2, "presses", 1, 0, 0, { ...open, timers: null }), row(2, "watch", 1, 0, 0, { ...open, timers: null }),
      row(2, "server", 2, 1, 0, open), row(2, "link", 1, 2, 0, open), row(2, "cache", 1, 1, 0, open),
    ],
    turnover: { outlived: 0, opened: 31, closed: 23 },
    plots: [young("memory", 176 * MIB, "whole app"), young("tasks", 8, "tasks")],
    warnings: ["task heard/device/link: 3 to 40 (+80 % in 16 min). Where: task heard/device/link"],
    link: {
      phase: "waiting", since_ms: now - 4_000, next_try_ms: now + 3_000, silence_ms: 2_500, pause_from_ms: 250, pause_to_ms: 30_000,
      moves: [
        move(now - 4_000, "connecting", "waiting", "nothing answers", { by: "network", said: "Connection refused (os error 111)" }),
        move(now - 6_000, "waiting", "connecting", "pause is over"),
        move(now - 7_000, "live", "waiting", "server closed", { by: "server" }),
      ],
    },
    voice: { type: "not_set_up" },
  };
}
