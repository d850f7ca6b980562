import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "../App.svelte";
import type { Bridge } from "../bridge";
import { setTimeSource } from "../clock.svelte";
import type { Intent } from "../generated/Intent";
import type { Patch } from "../generated/Patch";
import type { SpokenView } from "../generated/SpokenView";
import type { ToPage } from "../generated/ToPage";
import { NO_CHANGE } from "../preview/core.fake";
import { emptyScreen, line, ticket } from "../preview/make";
import { evening } from "../preview/scenes/diagnostics";
import { strip } from "../preview/scenes/spoken";
import { OWNER_MS } from "../still/guard";

const NOW = new Date(2026, 10, 21, 19, 42).getTime();

/** A core that writes down what the page asks, and says what the test says. */
class TestBridge implements Bridge {
  intents: Intent[] = [];
  #tell: (message: ToPage) => void = () => undefined;
  #version = 1;

  async subscribe(_place: unknown, onMessage: (message: ToPage) => void): Promise<() => void> {
    this.#tell = onMessage;
    const tickets = [ticket(NOW, 207, "9:41", "12", "pos", [line(1, "Soup")]), ticket(NOW, 209, "1:00", "4", "pos", [line(1, "Salad")])];
    onMessage({ type: "screen", ...emptyScreen(NOW), tickets, spoken: { button: "ready", strips: [] } });
    return () => undefined;
  }

  async intent(intent: Intent): Promise<void> {
    this.intents.push(intent);
  }

  report(): void {}
  painted(): void {}
  toggleFullscreen(): void {}
  diagnostics = async () => evening(NOW);
  saveBundle = async () => "";

  say(change: Partial<Patch>): void {
    this.#version += 1;
    this.#tell({ type: "patch", ...NO_CHANGE, ...change, version: this.#version });
    flushSync();
  }

  hear(button: SpokenView["button"], ...strips: SpokenView["strips"]): void {
    this.say({ spoken: { button, strips } });
  }
}

let app: Record<string, unknown> | undefined;

async function show(): Promise<TestBridge> {
  const bridge = new TestBridge();
  app = mount(App, { target: document.body, props: { bridge, settings: { theme: "night", density: "standard" } } });
  flushSync();
  await vi.advanceTimersByTimeAsync(OWNER_MS);
  flushSync();
  return bridge;
}

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`there is no ${selector}`);
  return found;
}

function tap(selector: string): void {
  find(selector).click();
  flushSync();
}

function key(type: "keydown" | "keyup", name: string, repeat = false): void {
  document.body.dispatchEvent(new KeyboardEvent(type, { key: name, repeat, bubbles: true, cancelable: true }));
  flushSync();
}

function said(): string {
  return find(".spoken").textContent.replace(/\s+/g, " ").trim();
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  setTimeSource(() => Date.now());
});

afterEach(async () => {
  if (app !== undefined) await unmount(app);
  app = undefined;
  vi.useRealTimers();
  setTimeSource(() => Date.now());
});

describe("a board that is spoken to", () => {
  it("listens while the button or its key is held, and not longer", async () => {
    const bridge = await show();
    const press = { type: "spoken", tap: { type: "press" } };
    const release = { type: "spoken", tap: { type: "release" } };
    const button = find("[data-talk]");
    button.dispatchEvent(new PointerEvent("pointerdown", { pointerId: 1, button: 0 }));
    flushSync();
    expect(button.getAttribute("aria-pressed")).toBe("true");
    button.dispatchEvent(new PointerEvent("pointerup", { pointerId: 1 }));
    expect(bridge.intents).toEqual([press, release]);
    key("keydown", "v");
    key("keydown", "v", true);
    key("keyup", "v");
    expect(bridge.intents).toEqual([press, release, press, release]);
    bridge.hear("listening");
    expect(said()).toBe("Listening Let go when done");
  });

  it("shows what will be done before, with a way to stop it and one to hurry it", async () => {
    const bridge = await show();
    bridge.hear("ready", strip(NOW, { key: 7 }));
    expect(said()).toBe("Bump order 207, table 12“bump table twelve” Now Stop");
    tap(".spoken [data-act=stop]");
    tap(".spoken [data-act=now]");
    key("keydown", "Escape");
    const of = (type: "stop" | "now"): Intent => ({ type: "spoken", tap: { type, key: 7 } });
    expect(bridge.intents).toEqual([of("stop"), of("now"), of("stop")]);
  });

  it("asks where it is not sure", async () => {
    const bridge = await show();
    bridge.hear("ready", strip(NOW, { kind: "asking", says: "86 Grilled Salmon" }));
    expect(said()).toContain("86 Grilled Salmon?");
    expect(find(".spoken .primary").textContent).toBe("Do it");
  });

  it("leaves the undo of a bump to the ticket's own cell", async () => {
    const bridge = await show();
    bridge.hear("ready", strip(NOW, { kind: "done", bumped: "order-207", until_ms: NOW + 5_600 }));
    bridge.say({ removed: ["order-207"] });
    expect(document.querySelector("[data-act=undo-spoken]")).toBeNull();
    await vi.advanceTimersByTimeAsync(OWNER_MS);
    flushSync();
    tap("[data-gap=order-207] [data-act=undo]");
    expect(bridge.intents).toEqual([{ type: "undo", order: "order-207" }]);
  });

  it("has the undo of everything else itself, by touch and by key", async () => {
    const bridge = await show();
    bridge.hear("ready", strip(NOW, { key: 9, kind: "done", says: "86 Grilled Salmon", until_ms: NOW + 5_600 }));
    tap("[data-act=undo-spoken]");
    key("keydown", "u");
    const undo = { type: "spoken", tap: { type: "undo", key: 9 } };
    expect(bridge.intents).toEqual([undo, undo]);
  });

  it("is switched on and off where places are chosen", async () => {
    const bridge = await show();
    tap("[data-act=places]");
    tap("[data-act=spoken]");
    expect(bridge.intents).toEqual([{ type: "spoken", tap: { type: "switch", on: false } }]);
    bridge.hear("off");
    expect(document.querySelector("[data-talk]")).toBeNull();
    key("keydown", "v");
    expect(bridge.intents).toHaveLength(1);
  });
});
