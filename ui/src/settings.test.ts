import { expect, it } from "vitest";
import { applySettings, settingsFrom } from "./settings";

it("is night and standard unless told otherwise, and never what it does not know", () => {
  expect(settingsFrom(new URLSearchParams())).toEqual({ theme: null, density: "standard" });
  expect(settingsFrom(new URLSearchParams("theme=day&density=large"))).toEqual({ theme: "day", density: "large" });
  expect(settingsFrom(new URLSearchParams("theme=dusk&density=9"))).toEqual({ theme: null, density: "standard" });
});

it("stands where the style sheets look", () => {
  const root = document.createElement("div");
  applySettings(root, { theme: "day", density: "roomy" });
  expect(root.dataset["theme"]).toBe("day");
  expect(root.style.getPropertyValue("--density")).toBe("1.2");
});
