import { expect, it } from "vitest";
import { expo } from "../preview/scenes/expo";
import { listed } from "./listed";
import { stationsOf, stripPitch, stripsFor } from "./strips";

it("has the design's number of strips, and fills the height with them", () => {
  expect([stripsFor(1080), stripsFor(768)]).toEqual([8, 6]);
  expect(stripPitch(1920, 1080) * 8).toBe(1080 - 72 - 62 - 16 + 8);
});

it("has one column per station, in the menu's order, with what is open there", () => {
  const { strips, places } = expo(0);
  expect(stationsOf(strips, places).map(({ name, open }) => `${name} ${open}`)).toEqual(["Grill 11", "Fry 6", "Salad 4", "Bar 2"]);
  expect(stationsOf(strips, [])[0]).toEqual({ id: "grill", name: "grill", open: null });
  expect(stationsOf([], places)).toHaveLength(4);
});

it("names four items, and a fifth where that is all", () => {
  expect(listed(["a", "b", "c", "d", "e"])).toEqual({ items: ["a", "b", "c", "d", "e"], more: 0 });
  expect(listed(["a", "b", "c", "d", "e", "f"])).toEqual({ items: ["a", "b", "c", "d"], more: 2 });
});
