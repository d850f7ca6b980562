import { expect, it } from "vitest";
import { branches } from "./tree";

/** A tree by its depths, as it is drawn: "|" passes, "+" goes on, "L" is the last. */
function drawn(...depths: number[]): string[] {
  return branches(depths.map((depth) => ({ depth }))).map(({ passing, last }, index) => {
    const depth = depths[index] ?? 0;
    const above = Array.from({ length: Math.max(0, depth - 1) }, (_, at) => (passing.includes(at + 1) ? "|" : "."));
    return above.join("") + (depth === 0 ? "" : last ? "L" : "+");
  });
}

it("joins the rows of one scope, and ends with its last", () => {
  expect(drawn(0, 1, 1, 2, 2, 1)).toEqual(["", "+", "+", "|+", "|L", "L"]);
});

it("passes nobody by where nobody follows", () => {
  expect(drawn(0, 1, 2, 3)).toEqual(["", "L", ".L", "..L"]);
  expect(drawn(0, 1, 2, 1, 2)).toEqual(["", "+", "|L", "L", ".L"]);
});

it("does not join cousins", () => {
  expect(drawn(0, 1, 2, 3, 2, 1, 2, 3)).toEqual(["", "+", "|+", "||L", "|L", "L", ".L", "..L"]);
});
