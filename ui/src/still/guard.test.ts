import { expect, it } from "vitest";
import { BOUNCE_MS, Guard, OWNER_MS } from "./guard";

const NOW = 50_000;

function standing(...owners: (string | null)[]): Guard {
  const guard = new Guard();
  guard.stand(owners, 0);
  return guard;
}

it("takes a touch of a cell that has long been somebody's", () => {
  expect(standing("a", "b").accepts(1, NOW)).toBe(true);
});

it("takes the first picture's touches at once: nobody stood there before", () => {
  expect(standing("a").accepts(0, 1)).toBe(true);
});

it("ignores a bounce in the same cell, not a touch of another", () => {
  const guard = standing("a", "b");
  guard.accepts(0, NOW);
  expect(guard.accepts(0, NOW + BOUNCE_MS - 1)).toBe(false);
  expect(guard.accepts(1, NOW + 1)).toBe(true);
  expect(guard.accepts(0, NOW + BOUNCE_MS)).toBe(true);
});

it("a touch that is ignored does not make the next one wait longer", () => {
  const guard = standing("a");
  guard.accepts(0, NOW);
  guard.accepts(0, NOW + BOUNCE_MS - 1);
  expect(guard.accepts(0, NOW + BOUNCE_MS)).toBe(true);
});

it("ignores touches of a cell that has just changed hands", () => {
  const guard = standing("a", "b");
  guard.stand(["b", null], NOW);
  expect(guard.accepts(0, NOW + OWNER_MS - 1)).toBe(false);
  expect(guard.accepts(0, NOW + OWNER_MS)).toBe(true);
});

it("remembers who left, where somebody else comes soon after", () => {
  const guard = standing("a");
  guard.stand([null], NOW);
  guard.stand(["b"], NOW + 100);
  expect(guard.accepts(0, NOW + OWNER_MS - 1)).toBe(false);
});

it("takes a touch of a ticket that came to a free cell", () => {
  const guard = standing("a");
  guard.stand(["a", "b"], NOW);
  expect(guard.accepts(1, NOW + 1)).toBe(true);
});

it("standing as before is no change", () => {
  const guard = standing("a");
  guard.stand(["a"], NOW);
  expect(guard.accepts(0, NOW)).toBe(true);
});
