import { expect, it } from "vitest";
import { intentOf } from "./press";

const order = "o";

it("the footer bumps, hears a cancel, or says why it will not", () => {
  expect(intentOf({ order, blocked: null }, { type: "foot" })).toEqual({ type: "bump", order, lines: null });
  expect(intentOf({ order, blocked: "cancelled" }, { type: "foot" })).toEqual({ type: "heard", order });
  expect(intentOf({ order, blocked: "void" }, { type: "foot" })).toBeNull();
  expect(intentOf({ order, blocked: "allergy" }, { type: "foot" })).toBeNull();
});

it("a line is done, or not done after all, on a blocked ticket too", () => {
  expect(intentOf({ order, blocked: "void" }, { type: "line", line: "l", done: false })).toEqual({ type: "bump", order, lines: ["l"] });
  expect(intentOf({ order, blocked: null }, { type: "line", line: "l", done: true })).toEqual({ type: "recall", order, lines: ["l"] });
});

it("a strip is heard, or its reason read", () => {
  expect(intentOf({ order, blocked: "allergy" }, { type: "heard" })).toEqual({ type: "heard", order });
  expect(intentOf({ order, blocked: null }, { type: "dismiss" })).toEqual({ type: "dismiss", order });
});
