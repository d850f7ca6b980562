import { describe, expect, it } from "vitest";
import type { LinkMove } from "../generated/LinkMove";
import type { ScopeRow } from "../generated/ScopeRow";
import { grouped, inUnit, moveDetail, pauses, perHour, scopeNote, upFor } from "./words";

const HOUR = 3_600_000;

describe("numbers", () => {
  it.each([[0, "0"], [999, "999"], [18_204, "18\u00a0204"], [1_234_567, "1\u00a0234\u00a0567"]])("%i is %s", (count, text) => {
    expect(grouped(count)).toBe(text);
  });

  it.each([[0.1, "+0.1 / h"], [-3, "−3.0 / h"], [0.01, "±0.0 / h"], [360.2, "+360 / h"]])("%f an hour is %s", (value, text) => {
    expect(perHour(value)).toBe(text);
  });

  it.each([[6 * 24 * HOUR + 4.2 * HOUR, "6 d 04:12"], [2 * HOUR, "2 h 0 min"], [4_000, "4 s"]])("%i ms up is %s", (ms, text) => {
    expect(upFor(ms)).toBe(text);
  });

  it("bytes are MB, and what is counted stays", () => {
    expect(inUnit("memory", 3 * 1_048_576)).toBe(3);
    expect(inUnit("tasks", 3)).toBe(3);
    expect(pauses(250, 30_000)).toBe("0.25 to 30 s");
  });
});

describe("a scope's note", () => {
  const row = (more: Partial<ScopeRow>): ScopeRow => ({
    name: "voice 41", depth: 1, tasks: 1, timers: 0, listeners: 0, opened_at_ms: 0, state: { type: "open" }, ...more,
  });

  it("says how long a session lives, and nothing of what began with the app", () => {
    expect(scopeNote(row({ opened_at_ms: 10 * HOUR }), 0, 10 * HOUR + 726_000)).toBe("live 12:06");
    expect(scopeNote(row({ opened_at_ms: 3_000 }), 0, HOUR)).toBe("");
    expect(scopeNote(row({ opened_at_ms: 10 * HOUR, timers: null }), 0, 11 * HOUR)).toBe("");
  });

  it("says what became of a closed one", () => {
    expect(scopeNote(row({ state: { type: "closing" } }), 0, 0)).toBe("closing");
    expect(scopeNote(row({ state: { type: "outlived", closed_at_ms: 1_000 } }), 0, 43_000)).toBe("closed 42 s ago");
    expect(scopeNote(row({ state: { type: "released", closed_at_ms: 1_000 } }), 0, 43_000)).toBe("closed, all released");
  });
});

describe("a move's detail", () => {
  const move = (more: Partial<LinkMove>): LinkMove => ({
    at_ms: 0, from: "live", to: "waiting", by: "server", why: "server stops", code: 1001, said: "server stopping", ...more,
  });

  it("names who closed, the code and the words", () => {
    expect(moveDetail(move({}))).toBe("by the server, code 1001, server stopping");
    expect(moveDetail(move({ by: "us", code: null, said: "" }))).toBe("");
  });

  it("is for ends only", () => {
    expect(moveDetail(move({ to: "live" }))).toBe("");
  });
});
