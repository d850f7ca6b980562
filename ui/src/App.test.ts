import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import type { Bridge } from "./bridge";
import { setTimeSource } from "./clock.svelte";
import type { DiagnosticsView } from "./generated/DiagnosticsView";
import type { Intent } from "./generated/Intent";
import type { Patch } from "./generated/Patch";
import type { Screen } from "./generated/Screen";
import type { ToPage } from "./generated/ToPage";
import { NO_CHANGE } from "./preview/core.fake";
import { emptyScreen, line, ms, ticket } from "./preview/make";
import { evening } from "./preview/scenes/diagnostics";
import { expo } from "./preview/scenes/expo";
import { QUIET_MS } from "./still/arrange";
import { OWNER_MS } from "./still/guard";

const NOW = new Date(2026, 10, 21, 19, 42).getTime();

/** A bridge that writes down what the page asks, and says what the test says. */
class TestBridge implements Bridge {
  intents: Intent[] = [];
  reports: string[] = [];
  subscriptions = 0;
  paintedWith: number[] = [];
  fullscreens = 0;
  looks = 0;
  screen: Screen;
  #tell: (message: ToPage) => void = () => undefined;
  #version = 1;

  constructor(screen: Screen) {
    this.screen = screen;
  }

  async subscribe(_place: unknown, onMessage: (message: ToPage) => void): Promise<() => void> {
    this.subscriptions += 1;
    this.#tell = onMessage;
    this.say({ type: "screen", ...this.screen, version: this.#version });
    return () => undefined;
  }

  async intent(intent: Intent): Promise<void> {
    this.intents.push(intent);
  }

  report(_level: string, message: string): void {
    this.reports.push(message);
  }

  painted(tickets: number): void {
    this.paintedWith.push(tickets);
  }

  toggleFullscreen(): void {
    this.fullscreens += 1;
  }

  async diagnostics(): Promise<DiagnosticsView> {
    this.looks += 1;
    return evening(Date.now());
  }

  async saveBundle(): Promise<string> {
    return "Downloads/heard-support.json";
  }

  say(message: ToPage): void {
    this.#tell(message);
    flushSync();
  }

  patch(change: Partial<Patch>, skipped = 0): void {
    this.#version += 1 + skipped;
    this.say({ type: "patch", ...NO_CHANGE, ...change, version: this.#version });
  }
}

const soup = line(1, "Soup");
const tickets = [
  ticket(NOW, 207, "9:41", "12", "pos", [soup, line(2, "Bread", [], { state: "done" })]),
  ticket(NOW, 209, "1:00", "4", "voice", [line(1, "Salad")]),
  ticket(NOW, 210, "0:30", "7", "pos", [line(1, "Melt", [], { state: "void" })], { blocked: "void" }),
];

let app: Record<string, unknown> | undefined;

/** Mounts the page and lets it settle into its first picture. */
async function show(screen: Partial<Screen> = {}): Promise<TestBridge> {
  const bridge = new TestBridge({ ...emptyScreen(NOW), tickets, ...screen });
  app = mount(App, { target: document.body, props: { bridge, settings: { theme: "night", density: "standard" } } });
  flushSync();
  await pass(OWNER_MS);
  return bridge;
}

/** Lets `span` ms go by. */
async function pass(span: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(span);
  flushSync();
}

/** Lets `span` ms go by with the core saying, every half second, that all is well. */
async function passLive(bridge: TestBridge, span: number): Promise<void> {
  for (let left = span; left > 0; left -= 500) {
    bridge.say({ type: "beat", heard_at_ms: Date.now() });
    await pass(Math.min(500, left));
  }
}

function tap(selector: string): void {
  const target = document.querySelector<HTMLElement>(selector);
  if (target === null) throw new Error(`nothing to tap: ${selector}`);
  for (const type of ["pointerdown", "pointerup"]) target.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1 }));
  target.click();
  flushSync();
}

function key(name: string, target: EventTarget = document.body): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  flushSync();
}

/** "207 209 (210)": what stands in the cells, gaps in brackets. */
function cells(): string {
  return [...document.querySelectorAll<HTMLElement>("[data-cell]")]
    .map((cell) => cell.querySelector<HTMLElement>("article")?.dataset["number"] ?? `(${cell.querySelector(".gap b")?.textContent})`)
    .join(" ");
}

function text(selector: string): string {
  return document.querySelector(selector)?.textContent?.replace(/\s+/g, " ").trim() ?? "";
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

describe("the first picture", () => {
  it("shows the tickets, says so once, and asks only once", async () => {
    const bridge = await show();
    await passLive(bridge, 5_000);
    expect(cells()).toBe("207 209 210");
    expect(bridge.paintedWith).toEqual([3]);
    expect(bridge.subscriptions).toBe(1);
    expect(document.querySelector("article")?.getAttribute("aria-label")).toBe("Order 207, Table 12, 9:46, late");
  });

  it("is ghosts and, after a second, words while there is none", async () => {
    const bridge = await show({ link: { ...emptyScreen(NOW).link, state: "loading" }, tickets: [] });
    expect(document.querySelectorAll(".ghosts i").length).toBeGreaterThan(0);
    expect(text(".over")).toBe("");
    await passLive(bridge, 2_000);
    expect(text(".over")).toMatch(/^Getting tickets, \d s$/);
  });

  it("says how it knows that there is nothing to do", async () => {
    await show({ tickets: [] });
    expect(text("[data-state=empty]")).toMatch(/^All clear Last ticket bumped .*\. Server heard 0 s ago\. Next order lands here\.$/);
  });

  it("says what it looked for where no server is", async () => {
    const link = { ...emptyScreen(NOW).link, state: "absent" as const, since_ms: NOW - 20_000, heard_at_ms: null };
    const bridge = await show({ tickets: [], link });
    expect(text("[data-state=absent]")).toContain("Looked for 20 s at 127.0.0.1:7420.");
    tap("[data-act=try]");
    expect(bridge.intents).toEqual([{ type: "try_now" }]);
  });
});

describe("hands on a board", () => {
  it("bump a whole ticket, which leaves its cell to the undo", async () => {
    const bridge = await show();
    tap("[data-order=order-209] [data-act=bump]");
    expect(bridge.intents).toEqual([{ type: "bump", order: "order-209", lines: null }]);
    bridge.patch({ removed: ["order-209"] });
    expect(cells()).toBe("207 (209) 210");
    await pass(OWNER_MS);
    tap("[data-act=undo]");
    expect(bridge.intents.at(-1)).toEqual({ type: "undo", order: "order-209" });
    bridge.patch({ tickets: [tickets[1] as (typeof tickets)[number]], reading_order: ["order-207", "order-209", "order-210"] });
    expect(cells()).toBe("207 209 210");
  });

  it("cannot undo with the tap that bumped", async () => {
    const bridge = await show();
    tap("[data-order=order-209] [data-act=bump]");
    bridge.patch({ removed: ["order-209"] });
    await pass(OWNER_MS - 1);
    tap("[data-act=undo]");
    expect(bridge.intents).toHaveLength(1);
  });

  it("find nothing moved until the board is quiet and the undo is over", async () => {
    const bridge = await show();
    tap("[data-order=order-207] [data-act=bump]");
    bridge.patch({ removed: ["order-207"] });
    await passLive(bridge, QUIET_MS + 500);
    expect(cells()).toBe("(207) 209 210");
    await passLive(bridge, 1_000);
    expect(cells()).toBe("209 210");
    expect(document.querySelector("[data-act=undo]")).toBeNull();
  });

  it("tick a line, and take the tick back", async () => {
    const bridge = await show();
    tap(`[data-line="${soup.id}"]`);
    await pass(OWNER_MS);
    tap("[data-order=order-207] [aria-pressed=true]");
    expect(bridge.intents.map(({ type }) => type)).toEqual(["bump", "recall"]);
    expect(bridge.intents[0]).toEqual({ type: "bump", order: "order-207", lines: [soup.id] });
  });

  it("bounce once, and count once", async () => {
    const bridge = await show();
    tap(`[data-line="${soup.id}"]`);
    tap(`[data-line="${soup.id}"]`);
    expect(bridge.intents).toHaveLength(1);
  });

  it("must hear a void before they can bump", async () => {
    const bridge = await show();
    expect(text("[data-order=order-210] [data-act=bump]")).toContain("Void first");
    tap("[data-order=order-210] [data-act=bump]");
    key("3");
    expect(bridge.intents).toEqual([]);
    tap("[data-order=order-210] [data-act=heard]");
    expect(bridge.intents).toEqual([{ type: "heard", order: "order-210" }]);
  });

  it("hear a cancelled order with its footer", async () => {
    const bridge = await show({ tickets: [{ ...(tickets[0] as (typeof tickets)[number]), cancelled: true, blocked: "cancelled" }] });
    key("1");
    expect(bridge.intents).toEqual([{ type: "heard", order: "order-207" }]);
  });

  it("turn to another place", async () => {
    const bridge = await show();
    tap("[data-act=places]");
    tap("[data-place=fry]");
    expect(bridge.intents).toEqual([{ type: "turn", place: { type: "board", station: "fry" } }]);
    expect(document.querySelector("dialog")).toBeNull();
  });

  it("bring an order back from the list", async () => {
    const gone = [{ order: "old", number: 99, service: { kind: "takeout" as const, who: "Ana" }, bumped_at_ms: NOW, saved: false, items: "Soup" }];
    const bridge = await show({ gone });
    tap("[data-act=recall]");
    tap("[data-recall=old]");
    expect(bridge.intents).toEqual([{ type: "recall", order: "old", lines: null }]);
  });
});

describe("keys", () => {
  it("bump the slot they are printed on", async () => {
    const bridge = await show();
    key("2");
    expect(bridge.intents).toEqual([{ type: "bump", order: "order-209", lines: null }]);
  });

  it("bump at the cursor, even where a button has the focus", async () => {
    const bridge = await show();
    document.querySelector<HTMLElement>("[data-act=allday]")?.focus();
    key("ArrowRight");
    expect(document.querySelector(".is-selected [data-number]")?.getAttribute("data-number")).toBe("207");
    key("Enter", document.activeElement ?? document.body);
    expect(bridge.intents).toEqual([{ type: "bump", order: "order-207", lines: null }]);
  });

  it("recall is undo after a bump, and the list otherwise", async () => {
    const bridge = await show();
    key("1");
    bridge.patch({ removed: ["order-207"] });
    key("r");
    expect(bridge.intents.at(-1)).toEqual({ type: "undo", order: "order-207" });
    key("r");
    expect(document.querySelector("dialog.drawer")).not.toBeNull();
  });

  it("open and close the all-day panel, and full screen", async () => {
    const bridge = await show();
    key("a");
    expect(document.querySelector(".allday")).not.toBeNull();
    key("Escape");
    expect(document.querySelector(".allday")).toBeNull();
    key("F11");
    expect(bridge.fullscreens).toBe(1);
  });
});

describe("diagnostics", () => {
  it("are asked for while they are open, and not a moment longer", async () => {
    const bridge = await show();
    await passLive(bridge, 5_000);
    expect(bridge.looks).toBe(0);
    tap("[data-act=places]");
    tap("[data-act=diagnostics]");
    await passLive(bridge, 3_000);
    expect(bridge.looks).toBeGreaterThan(2);
    expect(text("[data-scope='read-back']")).toContain("closed 42 s ago");
    tap("[data-screen=diagnostics] [data-act=close]");
    document.querySelector("dialog")?.dispatchEvent(new Event("close"));
    flushSync();
    expect(document.querySelector("dialog")).toBeNull();
    const { looks } = bridge;
    await passLive(bridge, 5_000);
    expect(bridge.looks).toBe(looks);
  });

  it("say where the support bundle was saved", async () => {
    await show();
    key("d");
    await pass(1_000);
    tap("[data-act=save-bundle]");
    await pass(0);
    expect(text("[data-screen=diagnostics] [role=status]")).toBe("Saved: Downloads/heard-support.json");
  });
});

describe("the link", () => {
  it("is not called live when the core falls silent, and the page asks again", async () => {
    const bridge = await show();
    expect(text(".bar")).toContain("Live");
    await pass(4_000);
    expect(document.querySelector("[data-link=stale]")).not.toBeNull();
    expect(cells()).toBe("207 209 210");
    await pass(5_000);
    expect(bridge.subscriptions).toBeGreaterThan(1);
  });

  it("lost: says since when, and what is kept here", async () => {
    const bridge = await show();
    tap("[data-order=order-209] [data-act=bump]");
    const link = { ...emptyScreen(NOW).link, state: "stale" as const, heard_at_ms: NOW - ms("1:47"), saved: 1, next_try_ms: NOW + 4_000 };
    const gone = [{ order: "order-209", number: 209, service: { kind: "dine_in" as const, who: "4" }, bumped_at_ms: NOW, saved: true, items: "" }];
    bridge.patch({ removed: ["order-209"], gone, link });
    expect(text(".stale-say")).toContain("Last heard from the kitchen server 1 min 47 s ago");
    expect(text(".stale-queue")).toContain("bump saved");
    expect(text(".gap")).toContain("Saved here. Sends when we are back.");
    await passLive(bridge, 20_000);
    expect(cells()).toBe("207 (209) 210");
    bridge.patch({ link: emptyScreen(NOW).link, gone: [] });
    await passLive(bridge, 1_000);
    expect(cells()).toBe("207 210");
  });

  it("a missed patch is answered with the whole picture, and nobody moves", async () => {
    const bridge = await show();
    key("ArrowRight");
    bridge.patch({ removed: ["order-209"] }, 3);
    await pass(0);
    expect(bridge.subscriptions).toBe(2);
    expect(bridge.reports).toHaveLength(1);
    expect(cells()).toBe("207 209 210");
  });
});

describe("the pass", () => {
  it("serves and fires", async () => {
    const bridge = await show(expo(NOW));
    expect(text("article.strip[data-number='208']")).toContain("All here");
    tap("article.strip[data-number='208'] [data-act=serve]");
    tap("article.strip[data-number='210'] [data-act=fire]");
    expect(bridge.intents).toEqual([
      { type: "bump", order: "order-208", lines: null },
      { type: "fire", order: "order-210", course: 2 },
    ]);
    bridge.patch({ removed: ["order-208"] });
    expect(cells().startsWith("207 (208) 209")).toBe(true);
  });

  it("turns its pages", async () => {
    await show(expo(NOW));
    const first = cells();
    key("]");
    expect(cells()).not.toBe(first);
    expect(text(".pager-n")).toContain("2 / ");
    key("[");
    expect(cells()).toBe(first);
  });
});
