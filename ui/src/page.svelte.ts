//! One window's page: hears the core, holds the picture, and knows what keys and taps mean.

import type { Bridge } from "./bridge";
import { Clock, wallNow } from "./clock.svelte";
import { Hold } from "./counter/hold.svelte";
import type { Place } from "./generated/Place";
import type { SpokenStrip } from "./generated/SpokenStrip";
import type { SpokenTap } from "./generated/SpokenTap";
import type { Tap } from "./generated/Tap";
import type { ToPage } from "./generated/ToPage";
import { Hands } from "./hands.svelte";
import { actionFor, TALK_KEY, type KeyAction } from "./input/keys";
import { showPresses } from "./input/press";
import { Touch } from "./input/touch";
import { Model, SILENCE_MS } from "./model.svelte";
import { newsOf, sayingOf, type Saying } from "./news";
import { Player } from "./sound/player";
import { SoundRules } from "./sound/rules";
import { newlyDone, openOf, undosOf } from "./spoken/spoken";
import { Still } from "./still/still.svelte";

/** How long a page waits for the first message before it asks again (our own choice). */
const ASK_AGAIN_MS = 5_000;

/** Elements that have a use for Enter and Space themselves. */
const CONTROLS = "button, a[href], input, select, textarea, summary";

/** The page, from the first subscription to the window's end. */
export class Page {
  readonly #touch = new Touch();
  /** The board's seats; another place has others. */
  still = $state.raw(new Still(this.#touch));
  readonly model = new Model();
  readonly clock = new Clock();
  readonly hands: Hands;
  /** The button, or the key, that is held to speak to the board. */
  readonly talk = new Hold({
    down: () => this.spoken({ type: "press" }),
    up: () => this.spoken({ type: "release" }),
  });
  /** The all-day panel is open. */
  panel = $state(false);
  drawer = $state<"recall" | "places" | "diagnostics" | null>(null);
  /** What a screen reader is to say of the latest news. */
  saying = $state.raw<Saying>({ polite: "", assertive: "" });
  /** When this page began, in Unix ms. */
  readonly beganAt = wallNow();

  #bridge: Bridge;
  #player = new Player();
  #sounds = new SoundRules();
  #subscription = 0;
  #askedAt = -Infinity;
  #endSubscription: (() => void) | null = null;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.hands = new Hands(bridge, this.model, () => this.still, () => this.#player.play("click"));
  }

  /** Whether the picture is fresh, at the clock's last tick. */
  get link() {
    return this.model.linkState(this.clock.now);
  }

  /** Begins to listen and to ask; the answer ends it all. */
  start(target: Window): () => void {
    const stop = new AbortController();
    target.addEventListener("keydown", (event) => this.#key(event), { signal: stop.signal });
    target.addEventListener("keyup", (event) => this.talk.end(event.key.toLowerCase()), { signal: stop.signal });
    const ends = [this.clock.start(), this.#touch.listen(target), showPresses(target), () => stop.abort()];
    void this.#ask();
    return () => {
      for (const end of ends) end();
      this.#subscription += 1;
      this.#endSubscription?.();
      this.still.close();
    };
  }

  /** Looks at what the passing second brings; called on every tick. */
  watch(now: number): void {
    const { model } = this;
    const fresh = this.#sounds.onLink(model.linkState(now));
    const due = this.#sounds.onTick(model.tickets, now, now + model.clockOffset);
    for (const name of fresh === null ? due : [fresh, ...due]) this.#player.play(name);
    this.#askAgain(now);
  }

  #askAgain(now: number): void {
    const told = this.model.toldAt ?? this.beganAt;
    if (now - told >= SILENCE_MS && now - this.#askedAt >= ASK_AGAIN_MS) void this.#ask();
  }

  /** Shows another place. */
  turn(place: Place): void {
    this.drawer = null;
    void this.#bridge.intent({ type: "turn", place });
  }

  /** Brings an order back from the recall list. */
  recall(order: string): void {
    this.drawer = null;
    void this.#bridge.intent({ type: "recall", order, lines: null });
  }

  /** A tap at a counter. */
  tap(tap: Tap): void {
    void this.#bridge.intent({ type: "counter", tap });
  }

  /** A finger on what belongs to commands by voice. */
  spoken(tap: SpokenTap): void {
    void this.#bridge.intent({ type: "spoken", tap });
  }

  /** Takes back what was spoken. */
  unspeak({ key, bumped }: SpokenStrip): void {
    if (bumped !== null) this.still.undone(bumped);
    this.spoken({ type: "undo", key });
  }

  /** Tries to connect at once. */
  tryNow(): void {
    void this.#bridge.intent({ type: "try_now" });
  }

  /** Tells the core that a picture with tickets stands on the screen. */
  painted(tickets: number): void {
    this.#bridge.painted(tickets);
  }

  async #ask(): Promise<void> {
    const mine = (this.#subscription += 1);
    this.#askedAt = wallNow();
    this.#endSubscription?.();
    this.#endSubscription = null;
    try {
      const end = await this.#bridge.subscribe(this.model.place, (message) => {
        if (mine === this.#subscription) this.#hear(message);
      });
      if (mine === this.#subscription) this.#endSubscription = end;
      else end();
    } catch (cause) {
      // `watch` asks again when the silence has lasted.
      this.#bridge.report("warn", `subscribe: ${String(cause)}`);
    }
  }

  #hear(message: ToPage): void {
    const { model } = this;
    const before = { place: model.place, tickets: model.tickets, strips: model.strips, spoken: model.spoken };
    if (model.fold(message, wallNow()) === "gap") {
      this.#bridge.report("warn", "a patch was missed: asking for the whole picture");
      void this.#ask();
      return;
    }
    if (before.place === null || !samePlace(before.place, model.place)) {
      this.still.close();
      this.still = new Still(this.#touch);
      this.#sounds.leave();
      return;
    }
    if (message.type === "beat") return;
    for (const { bumped } of newlyDone(before.spoken, model.spoken)) if (bumped !== null) this.hands.bumped(bumped);
    this.hands.arrived(model.reading.filter((order) => !before.tickets.has(order) && !before.strips.has(order)));
    const news = newsOf(before.tickets, model.tickets);
    if (news.length === 0) return;
    this.saying = sayingOf(news);
    const name = this.#sounds.onNews(news, wallNow());
    if (name !== null) this.#player.play(name);
  }

  #key(event: KeyboardEvent): void {
    // Whoever tabs has left the bump bar's cursor; whoever uses the cursor means the cursor.
    if (event.key === "Tab") this.still.cursor = null;
    const onControl = this.still.cursor === null && event.target instanceof Element && event.target.closest(CONTROLS) !== null;
    const { key, repeat, ctrlKey, altKey, metaKey } = event;
    const action = actionFor({ key, repeat, ctrlKey, altKey, metaKey, onControl });
    // At a counter letters are typed; only the key that no text has does something.
    if (this.model.counter !== null && key !== "F11") return;
    if (action === null || (this.drawer !== null && action.type !== "fullscreen")) return;
    event.preventDefault();
    this.#do(action);
  }

  #do(action: KeyAction): void {
    const { still, hands } = this;
    switch (action.type) {
      case "slot":
        return hands.bumpCell(action.index);
      case "move":
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        return still.moveCursor(action.columns, action.rows);
      case "bump":
        return still.cursor === null ? undefined : hands.bumpCell(still.cursor);
      case "talk":
        return this.model.spoken.button === "off" ? undefined : this.talk.begin(TALK_KEY);
      case "undo":
        this.#undoLast();
        return;
      case "recall":
        if (!this.#undoLast()) this.drawer = "recall";
        return;
      case "all_day":
        this.panel = !this.panel;
        return;
      case "diagnostics":
        this.drawer = "diagnostics";
        return;
      case "page":
        return still.turn(action.by);
      case "fullscreen":
        return this.#bridge.toggleFullscreen();
      case "close":
        this.#stopSpoken();
        this.panel = false;
        still.cursor = null;
        return;
    }
  }

  /** What was heard is not to be done. */
  #stopSpoken(): void {
    const open = openOf(this.model.spoken);
    if (open !== null) this.spoken({ type: "stop", key: open.key });
  }

  /** Takes back what was done last, while its undo runs; `false` where there is nothing. */
  #undoLast(): boolean {
    const [spoken] = undosOf(this.model.spoken);
    if (spoken !== undefined && spoken.until_ms >= this.still.undoUntil()) {
      this.unspeak(spoken);
      return true;
    }
    const order = this.still.lastBumped();
    if (order !== null) this.hands.undo(order);
    return order !== null;
  }
}

function samePlace(a: Place, b: Place | null): boolean {
  if (b === null || a.type !== b.type) return false;
  if (a.type === "board" && b.type === "board") return a.station === b.station;
  return a.type !== "counter" || b.type !== "counter" || a.counter === b.counter;
}
