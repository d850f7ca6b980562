import { describe, expect, it } from "vitest";
import type { Patch } from "./generated/Patch";
import { Model, SILENCE_MS } from "./model.svelte";
import { NO_CHANGE } from "./preview/core.fake";
import { emptyScreen, line, ticket } from "./preview/make";

const NOW = 1_000_000;
const a = ticket(NOW, 1, "1:00", "1", "pos", [line(1, "Soup")]);
const b = ticket(NOW, 2, "1:00", "2", "pos", [line(1, "Soup")]);
const c = ticket(NOW, 3, "1:00", "3", "pos", [line(1, "Soup")]);

function shown(): Model {
  const model = new Model();
  model.fold({ type: "screen", ...emptyScreen(NOW), version: 5, tickets: [a, b] }, NOW);
  return model;
}

function patch(version: number, change: Partial<Patch>): { type: "patch" } & Patch {
  return { type: "patch", ...NO_CHANGE, ...change, version };
}

describe("patches", () => {
  it("change what they name, and leave the rest the same objects", () => {
    const model = shown();
    const changed = { ...b, rush: true };
    expect(model.fold(patch(6, { tickets: [changed] }), NOW)).toBe("folded");
    expect(model.tickets.get("order-2")).toBe(changed);
    expect(model.tickets.get("order-1")).toBe(a);
    expect(model.reading).toEqual(["order-1", "order-2"]);
  });

  it("that name no ticket leave even the list the same", () => {
    const model = shown();
    const { tickets, reading } = model;
    model.fold(patch(6, { unavailable: ["Brisket"] }), NOW);
    expect(model.tickets).toBe(tickets);
    expect(model.reading).toBe(reading);
    expect(model.unavailable).toEqual(["Brisket"]);
  });

  it("add at the end, and take away", () => {
    const model = shown();
    model.fold(patch(6, { tickets: [c], removed: ["order-1"] }), NOW);
    expect(model.reading).toEqual(["order-2", "order-3"]);
    expect([...model.tickets.keys()]).toEqual(["order-2", "order-3"]);
  });

  it("give a new reading order, in which unknown orders have no place", () => {
    const model = shown();
    model.fold(patch(6, { reading_order: ["order-2", "order-9", "order-1"] }), NOW);
    expect(model.reading).toEqual(["order-2", "order-1"]);
  });

  it("carry every other field of the screen", () => {
    const model = shown();
    const screen = emptyScreen(NOW);
    const change = {
      clock_offset_ms: 77,
      link: { ...screen.link, saved: 3 },
      places: [],
      facts: { ...screen.facts, open: 9 },
      gone: [{ order: "x", number: 7, service: a.service, bumped_at_ms: NOW, saved: true, items: "Soup" }],
      all_day: [{ key: "k", name: "Soup", count: 2, details: [], on_hold: 0 }],
      unavailable: ["Brisket"],
    };
    model.fold(patch(6, change), NOW);
    expect(model.clockOffset).toBe(77);
    expect(model.link).toBe(change.link);
    expect(model.places).toBe(change.places);
    expect(model.facts).toBe(change.facts);
    expect(model.gone).toBe(change.gone);
    expect(model.allDay).toBe(change.all_day);
    expect(model.unavailable).toBe(change.unavailable);
  });
});

describe("a version that does not follow", () => {
  it.each([[5], [7], [4]])("(%i after 5) changes nothing and asks for the screen", (version) => {
    const model = shown();
    expect(model.fold(patch(version, { removed: ["order-1"] }), NOW)).toBe("gap");
    expect(model.tickets.size).toBe(2);
  });

  it("is not followed by patches until a screen has come", () => {
    const model = shown();
    model.fold(patch(9, {}), NOW);
    expect(model.fold(patch(10, {}), NOW)).toBe("gap");
    model.fold({ type: "screen", ...emptyScreen(NOW), version: 20 }, NOW);
    expect(model.fold(patch(21, {}), NOW)).toBe("folded");
  });

  it("comes before any screen", () => {
    expect(new Model().fold(patch(1, {}), NOW)).toBe("gap");
  });
});

describe("freshness", () => {
  it("is what the core says, while the core speaks", () => {
    const model = shown();
    expect(model.linkState(NOW + SILENCE_MS - 1)).toBe("live");
    expect(new Model().linkState(NOW)).toBe("loading");
  });

  it("ends when the core falls silent, and begins again with its next word", () => {
    const model = shown();
    expect(model.linkState(NOW + SILENCE_MS)).toBe("stale");
    model.fold({ type: "beat", heard_at_ms: NOW + SILENCE_MS }, NOW + SILENCE_MS);
    expect(model.linkState(NOW + SILENCE_MS)).toBe("live");
    expect(model.link?.heard_at_ms).toBe(NOW + SILENCE_MS);
  });

  it("is not better than the core says", () => {
    const model = shown();
    const { link } = model;
    if (link === null) throw new Error("a screen has come");
    model.fold(patch(6, { link: { ...link, state: "stale" } }), NOW);
    model.fold({ type: "beat", heard_at_ms: null }, NOW);
    expect(model.linkState(NOW)).toBe("stale");
    expect(model.link?.heard_at_ms).toBe(link.heard_at_ms);
  });
});
