import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hold } from "./hold.svelte";

const told = { down: vi.fn(), up: vi.fn() };
let hold: Hold;
let button: HTMLButtonElement;
let stop: () => void;

beforeEach(() => {
  told.down.mockClear();
  told.up.mockClear();
  button = document.createElement("button");
  button.setPointerCapture = () => undefined;
  document.body.append(button);
  hold = new Hold(told);
  stop = hold.listen(button);
});

afterEach(() => stop());

const point = (type: string, pointerId = 1): unknown => button.dispatchEvent(new PointerEvent(type, { pointerId, button: 0 }));
const key = (type: string, name: string, repeat = false): unknown => button.dispatchEvent(new KeyboardEvent(type, { key: name, repeat }));
const counts = (): [number, number] => [told.down.mock.calls.length, told.up.mock.calls.length];

it("is down once and up once", () => {
  point("pointerdown");
  expect(hold.held).toBe(true);
  point("pointerup");
  point("lostpointercapture");
  expect(counts()).toEqual([1, 1]);
  expect(hold.held).toBe(false);
});

it("a second finger neither presses nor lets go", () => {
  point("pointerdown", 1);
  point("pointerdown", 2);
  point("pointerup", 2);
  expect(counts()).toEqual([1, 0]);
});

it.each([
  ["the touch is taken away", () => point("pointercancel")],
  ["the window loses the focus", () => window.dispatchEvent(new Event("blur"))],
  ["the window is hidden", () => document.dispatchEvent(new Event("visibilitychange"))],
  ["the button goes", () => stop()],
])("lets go when %s", (_, lose) => {
  point("pointerdown");
  lose();
  expect(counts()).toEqual([1, 1]);
});

it("a held key is one press", () => {
  key("keydown", " ");
  key("keydown", " ", true);
  key("keyup", " ");
  key("keydown", "b");
  expect(counts()).toEqual([1, 1]);
});
