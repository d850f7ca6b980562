import { expect, it } from "vitest";
import { actionFor, keyCap, type Key } from "./keys";

function press(key: string, more: Partial<Key> = {}): ReturnType<typeof actionFor> {
  return actionFor({ key, repeat: false, ctrlKey: false, altKey: false, metaKey: false, onControl: false, ...more });
}

it.each([
  ["1", { type: "slot", index: 0 }],
  ["9", { type: "slot", index: 8 }],
  ["0", { type: "slot", index: 9 }],
  ["ArrowLeft", { type: "move", columns: -1, rows: 0 }],
  ["ArrowRight", { type: "move", columns: 1, rows: 0 }],
  ["ArrowUp", { type: "move", columns: 0, rows: -1 }],
  ["ArrowDown", { type: "move", columns: 0, rows: 1 }],
  ["Enter", { type: "bump" }],
  [" ", { type: "bump" }],
  ["b", { type: "bump" }],
  ["B", { type: "bump" }],
  ["r", { type: "recall" }],
  ["u", { type: "undo" }],
  ["a", { type: "all_day" }],
  ["d", { type: "diagnostics" }],
  ["PageUp", { type: "page", by: -1 }],
  ["[", { type: "page", by: -1 }],
  ["PageDown", { type: "page", by: 1 }],
  ["]", { type: "page", by: 1 }],
  ["F11", { type: "fullscreen" }],
  ["f", { type: "fullscreen" }],
  ["Escape", { type: "close" }],
])("%s means its action", (key, action) => {
  expect(press(key)).toEqual(action);
});

it("other keys, and keys with a modifier, mean nothing", () => {
  for (const key of ["x", "F5", "Tab", "Shift"]) expect(press(key)).toBeNull();
  expect(press("r", { ctrlKey: true })).toBeNull();
  expect(press("f", { metaKey: true })).toBeNull();
  expect(press("1", { altKey: true })).toBeNull();
});

it("a key held down looks around, and does nothing else twice", () => {
  expect(press("ArrowDown", { repeat: true })).not.toBeNull();
  expect(press("]", { repeat: true })).not.toBeNull();
  for (const key of ["1", "b", "Enter", "u", "r", "a", "f"]) expect(press(key, { repeat: true })).toBeNull();
});

it("leaves Enter and Space to a button that has the focus", () => {
  expect(press("Enter", { onControl: true })).toBeNull();
  expect(press(" ", { onControl: true })).toBeNull();
  expect(press("b", { onControl: true })).toEqual({ type: "bump" });
});

it("prints the cap that the key answers to", () => {
  for (let index = 0; index < 10; index += 1) expect(press(keyCap(index) ?? "")).toEqual({ type: "slot", index });
  expect(keyCap(10)).toBeNull();
});
