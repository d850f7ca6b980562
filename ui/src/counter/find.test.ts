import { expect, it } from "vitest";
import { menu } from "../preview/scenes/counter";
import { find } from "./find";

const names = (text: string): string[] => find(menu(), text).map((item) => item.name);

it("finds by any part of any name, in menu order", () => {
  expect(names("burger")).toEqual(["Smash burger", "Double smash burger", "Bean burger"]);
  expect(names("smash dou")).toEqual(["Double smash burger"]);
  expect(names("  ")).toEqual(menu().categories.flatMap((category) => category.items.map((item) => item.name)));
  expect(names("sushi")).toEqual([]);
});

it("minds neither accents nor capitals", () => {
  expect(names("CREME")).toEqual(["Crème brûlée"]);
  expect(names("brûlée")).toEqual(["Crème brûlée"]);
});
