import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import App from "../App.svelte";
import type { Bridge } from "../bridge";
import { setTimeSource } from "../clock.svelte";
import type { CounterView } from "../generated/CounterView";
import type { Intent } from "../generated/Intent";
import type { Screen } from "../generated/Screen";
import { counter, counterAllergy, counterAside, counterFree, counterGuest, counterLeaving, counterSend, counterSheet, counterTable, counterTouch } from "../preview/scenes/counter";

const NOW = new Date(2026, 10, 21, 19, 42).getTime();

let intents: Intent[];
let fullscreens: number;
let app: Record<string, unknown> | undefined;

function show(screen: Screen, change: Partial<CounterView> = {}): void {
  const shown = { ...screen, counter: screen.counter === null ? null : { ...screen.counter, ...change } };
  const bridge: Bridge = {
    async subscribe(_place, onMessage) {
      onMessage({ type: "screen", ...shown });
      return () => undefined;
    },
    async intent(intent) {
      intents.push(intent);
    },
    report: () => undefined,
    painted: () => undefined,
    toggleFullscreen: () => void (fullscreens += 1),
    diagnostics: () => Promise.reject(new Error("nobody looks")),
    saveBundle: () => Promise.reject(new Error("nobody looks")),
  };
  app = mount(App, { target: document.body, props: { bridge, settings: { theme: null, density: "standard" } } });
  flushSync();
}

function one(selector: string): HTMLElement {
  const found = document.body.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}

function tap(selector: string): void {
  one(selector).click();
  flushSync();
}

const taps = (): unknown[] => intents.map((intent) => (intent.type === "counter" ? intent.tap : intent));
const text = (selector: string): string => (one(selector).textContent ?? "").replace(/\s+/g, " ").trim();

beforeEach(() => {
  intents = [];
  fullscreens = 0;
  setTimeSource(() => NOW);
});

afterEach(async () => {
  if (app !== undefined) await unmount(app);
  app = undefined;
  document.body.innerHTML = "";
});

it("says what is asked, what is unsure, what is sold out, and why it cannot be sent", () => {
  show(counter(NOW));
  expect(text(".ask h2")).toBe("Which size lemonade?Say it or tap it");
  expect(text(".choice.is-hit")).toBe("Large 24 oz, 4.00");
  expect([...document.querySelectorAll(".unsure")].map((unsure) => unsure.textContent)).toEqual(["bacon", "Mara", "Mara", "bacon"]);
  expect(text(".c-out .it")).toBe("Brisket plate");
  expect(text("[data-send]")).toBe("2 answers left, then send");
  tap("[data-send]");
  tap('[data-choice="l"]');
  tap('[data-swap="philly"]');
  tap('[data-tap="skip"]');
  expect(taps()).toEqual([
    { type: "answer", line: "5", choice: "l" },
    { type: "swap", line: "6", item: "philly" },
    { type: "skip", line: "6" },
  ]);
});

it("stands in a bright room unless it is told otherwise", () => {
  show(counter(NOW));
  expect(document.documentElement.dataset["theme"]).toBe("day");
});

it("presses and lets go of the talk button", () => {
  show(counterSend(NOW));
  const talk = one("[data-talk]");
  talk.setPointerCapture = () => undefined;
  talk.dispatchEvent(new PointerEvent("pointerdown", { pointerId: 7, button: 0 }));
  flushSync();
  expect(talk.classList.contains("is-held")).toBe(true);
  talk.dispatchEvent(new PointerEvent("pointerup", { pointerId: 7, button: 0 }));
  expect(taps()).toEqual([{ type: "press" }, { type: "release" }]);
});

it("reads back, settles a doubt, and sends with one tap", () => {
  show(counterSend(NOW));
  expect(text(".script")).toMatch(/^Takeout for Mara\. Smash burger, add bacon, no onions\./);
  tap('[data-tap="say_again"]');
  tap('[data-tap="yes"]');
  tap("[data-send]");
  expect(taps()).toEqual([{ type: "say_again" }, { type: "yes", key: "1/bacon" }, { type: "send" }]);
});

it("stops what is said again, and offers nothing where there is nothing to say", () => {
  const screen = counterSend(NOW);
  const readback = screen.counter?.readback ?? null;
  if (readback === null) throw new Error("nothing is read back");
  show(screen, { readback: { ...readback, say: "sounding" } });
  tap('[data-tap="hush"]');
  expect(taps()).toEqual([{ type: "hush" }]);
  expect(document.querySelector('[data-tap="say_again"]')).toBeNull();
});

it("without a voice the menu is there, and what is sold out cannot be tapped", () => {
  show(counterTouch(NOW));
  expect(text("[data-talk]")).toBe("Voice is off, tap to add");
  tap('[data-item="bean burger"]');
  tap('[data-category="plates"]');
  tap('[data-item="brisket plate"]');
  tap('[data-item="philly"]');
  expect(taps()).toEqual([{ type: "add", item: "bean burger" }, { type: "add", item: "philly" }]);
});

it("finds by letters, and letters are no keys of a board", () => {
  show(counterTouch(NOW));
  const input = one(".m-find input") as HTMLInputElement;
  for (const key of ["b", "r", "1", "f"]) input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  expect(fullscreens).toBe(0);
  input.value = "bru";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
  expect([...document.querySelectorAll("[data-item] b")].map((name) => name.textContent)).toEqual(["Crème brûlée"]);
  expect(intents).toEqual([]);
});

it("tells what became of sent orders, and a refused one can be changed", () => {
  show(counterTouch(NOW));
  expect(text('[data-sent="placed"]')).toBe("Order 222 is in the kitchen Grill showed it");
  expect(text('[data-sent="refused"] p')).toBe("Half chicken has just sold outHalf chicken");
  tap('[data-tap="reopen"]');
  expect(taps()).toEqual([{ type: "reopen", sent: "a" }]);
});

it("edits a line under the fingers", () => {
  show(counterSheet(NOW));
  tap('[data-modifier="Medium"]');
  tap('[data-modifier="pickles"]');
  tap('[data-tap="more"]');
  tap('[data-tap="split"]');
  expect(taps()).toEqual([
    { type: "toggle", line: "1", modifier: "Medium" },
    { type: "quantity", line: "1", quantity: 3 },
    { type: "split", line: "1" },
  ]);
});

it("asks for whom, and says only what was changed", () => {
  show(counter(NOW));
  tap('[data-act="who"]');
  tap('[data-act="keep"]');
  expect(taps()).toEqual([{ type: "yes", key: "who" }]);
  tap('[data-act="who"]');
  const input = one("#who") as HTMLInputElement;
  input.value = "Mia";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  tap('[data-act="keep"]');
  expect(taps().at(-1)).toEqual({ type: "who", text: "Mia" });
});

it("shows a guest neither facts nor other places, and staff a way to the settings", () => {
  show(counterGuest(NOW));
  expect(document.querySelector(".netchip")).toBeNull();
  expect(text(".readback h2")).toBe("Is this right?");
  expect(text("[data-send]")).toBe("Send my order");
  tap('[data-act="places"]');
  expect(document.querySelector(".drawer")).toBeNull();
  expect(one("dialog").getAttribute("aria-label")).toBe("Only for staff");
  for (const digit of ["2", "4", "6", "8"]) tap(`[data-digit="${digit}"]`);
  tap('[data-act="unlock"]');
  expect(taps()).toEqual([{ type: "unlock", code: "2468" }]);
});

it("leaves the counter to the guest again once staff have set it up", () => {
  show(counterSend(NOW), { mode: "guest" });
  tap('[data-act="places"]');
  expect(one("dialog").getAttribute("aria-label")).toBe("This counter");
  one("dialog").dispatchEvent(new Event("close"));
  expect(taps()).toEqual([{ type: "lock" }]);
});

it("says so when it is not live, and the order stays", () => {
  const screen = counter(NOW);
  show({ ...screen, link: screen.link === null ? screen.link : { ...screen.link, state: "stale", heard_at_ms: NOW - 12_000 } });
  expect(text(".netchip")).toBe("NOT LIVE, heard 12 s ago");
  expect(document.querySelectorAll("[data-line]").length).toBeGreaterThan(5);
});

it("says an allergy as a ticket does, says what has it inside, and takes it back by touch", () => {
  show(counterAllergy(NOW));
  expect(text(".c-allergy span")).toBe("ALLERGY:MILK, TREE NUT");
  expect(text(".c-contains")).toBe("CONTAINS TREE NUT");
  tap(".c-allergy");
  tap('[data-allergy="milk"]');
  tap('[data-allergy="peanut"]');
  const input = one("#allergy") as HTMLInputElement;
  input.value = " kiwi ";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
  tap('[data-act="done"]');
  expect(taps()).toEqual([
    { type: "allergy", text: "milk", noted: false },
    { type: "allergy", text: "peanut", noted: true },
    { type: "allergy", text: "kiwi", noted: true },
  ]);
});

it("an allergy is one tap away before anything is ordered", () => {
  show(counterTouch(NOW));
  expect(document.querySelector(".c-allergy")).toBeNull();
  tap('[data-act="allergies"]');
  tap('[data-allergy="peanut"]');
  expect(taps()).toEqual([{ type: "allergy", text: "peanut", noted: true }]);
});

it("listens by itself until somebody taps, and says so in words", () => {
  show(counterSend(NOW));
  tap('[data-free="off"]');
  expect(taps()).toEqual([{ type: "hands_free", on: true }]);
});

it("shows a light that cannot be missed while it listens by itself, and one tap ends it", () => {
  show(counterFree(NOW));
  expect(text(".free-light")).toBe("HANDS-FREE: THE MICROPHONE OPENS BY ITSELF");
  expect(document.querySelector(".counter.is-free")).not.toBeNull();
  tap("[data-talk]");
  expect(taps()).toEqual([{ type: "hands_free", on: false }]);
});

it("a table has digits under the fingers, and a name beside it", () => {
  show(counterTable(NOW));
  expect(text(".c-head .to span")).toBe("12, Anna Maria");
  tap('[data-act="who"]');
  tap('[data-act="back"]');
  tap('[data-digit="7"]');
  tap('[data-act="keep"]');
  expect(taps()).toEqual([{ type: "who", text: "17" }]);
});

it("asks a guest who seems to have gone, in seconds, and one tap keeps the order", () => {
  show(counterLeaving(NOW));
  expect(text(".s-left")).toBe("Your order is put away in 24 s");
  tap('[data-tap="stay"]');
  expect(taps()).toEqual([{ type: "stay" }]);
});

it("staff bring back what a guest left, or throw it away", () => {
  show(counterAside(NOW), { lines: [], aside: (counterAside(NOW).counter?.aside ?? []).map((one) => ({ ...one, can_return: true })) });
  tap('[data-act="wires"]');
  tap('[data-act="settings"]');
  expect(text('[data-aside="aside_2"] p')).toContain("2 Smash burger, French fries");
  tap('[data-aside="aside_2"] [data-tap="bring_back"]');
  tap('[data-aside="aside_1"] [data-tap="throw_away"]');
  expect(taps()).toEqual([{ type: "bring_back", aside: "aside_2" }, { type: "throw_away", aside: "aside_1" }]);
});

it("what failed is said beside what is doubted, and beside the read-back", () => {
  show(counterAside(NOW));
  expect(text(".t-notice")).toBe("The connection was lost. Your order is kept.");
  expect(text(".hint")).toContain("Not sure I got this");
  const reading = counterSend(NOW);
  show({ ...reading, talk: reading.talk === null ? null : { ...reading.talk, notice: "Didn't hear anything." } });
  expect(document.querySelectorAll(".readback").length).toBe(1);
  expect([...document.querySelectorAll(".t-notice")].at(-1)?.textContent).toBe("Didn't hear anything.");
});
