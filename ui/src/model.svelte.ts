//! What this window knows: the core's messages, folded into one picture.

import type { AllDayRow } from "./generated/AllDayRow";
import type { CounterView } from "./generated/CounterView";
import type { Facts } from "./generated/Facts";
import type { GoneView } from "./generated/GoneView";
import type { LinkState } from "./generated/LinkState";
import type { LinkView } from "./generated/LinkView";
import type { MenuView } from "./generated/MenuView";
import type { MeterView } from "./generated/MeterView";
import type { Patch } from "./generated/Patch";
import type { Place } from "./generated/Place";
import type { PlaceChoice } from "./generated/PlaceChoice";
import type { Screen } from "./generated/Screen";
import type { SpokenView } from "./generated/SpokenView";
import type { StripView } from "./generated/StripView";
import type { TalkView } from "./generated/TalkView";
import type { TicketView } from "./generated/TicketView";
import type { ToPage } from "./generated/ToPage";
import { SILENT } from "./spoken/spoken";

/** A core that says nothing for so long is not there (it speaks every second). */
export const SILENCE_MS = 3_000;

/** What became of a message: `gap` means one was missed and the page must subscribe again. */
export type Folded = "folded" | "gap";

/**
 * The picture. Fields are replaced, never edited, and an object that did not change keeps
 * its identity: that is how a repaint knows what to leave alone.
 */
export class Model {
  /** `null` until the first screen has come. */
  place = $state.raw<Place | null>(null);
  title = $state("");
  /** Server clock minus this machine's, in ms. */
  clockOffset = $state(0);
  link = $state.raw<LinkView | null>(null);
  places = $state.raw<readonly PlaceChoice[]>([]);
  facts = $state.raw<Facts | null>(null);
  tickets = $state.raw<ReadonlyMap<string, TicketView>>(new Map());
  strips = $state.raw<ReadonlyMap<string, StripView>>(new Map());
  /** Every shown order, in reading order. */
  reading = $state.raw<readonly string[]>([]);
  gone = $state.raw<readonly GoneView[]>([]);
  allDay = $state.raw<readonly AllDayRow[]>([]);
  unavailable = $state.raw<readonly string[]>([]);
  /** The order in the making; the four from here are of a counter only. */
  counter = $state.raw<CounterView | null>(null);
  menu = $state.raw<MenuView | null>(null);
  talk = $state.raw<TalkView | null>(null);
  meter = $state.raw<MeterView | null>(null);
  /** Commands by voice, on a board or at the pass. */
  spoken = $state.raw<SpokenView>(SILENT);
  /** When the core last said anything, by this machine's clock; `null` = never. */
  toldAt = $state<number | null>(null);

  #version: number | null = null;

  /** Folds one message that came at `now` (ms, this machine's clock). */
  fold(message: ToPage, now: number): Folded {
    this.toldAt = now;
    switch (message.type) {
      case "screen":
        this.#show(message);
        return "folded";
      case "patch":
        return this.#patch(message);
      case "beat":
        if (this.link !== null && message.heard_at_ms !== null) {
          this.link = { ...this.link, heard_at_ms: message.heard_at_ms };
        }
        return "folded";
    }
  }

  /**
   * What to say of the picture at `now`. The core judges the server; the page judges the
   * core, and never calls fresh what a silent core said.
   */
  linkState(now: number): LinkState {
    if (this.link === null) return "loading";
    const silent = this.toldAt === null || now - this.toldAt >= SILENCE_MS;
    return this.link.state === "live" && silent ? "stale" : this.link.state;
  }

  #show(screen: Screen): void {
    this.#version = screen.version;
    this.place = screen.place;
    this.title = screen.title;
    this.clockOffset = screen.clock_offset_ms;
    this.link = screen.link;
    this.places = screen.places;
    this.facts = screen.facts;
    this.tickets = byOrder(screen.tickets);
    this.strips = byOrder(screen.strips);
    this.reading = [...screen.tickets, ...screen.strips].map((shown) => shown.order);
    this.gone = screen.gone;
    this.allDay = screen.all_day;
    this.unavailable = screen.unavailable;
    this.counter = screen.counter;
    this.menu = screen.menu;
    this.talk = screen.talk;
    this.meter = screen.meter;
    this.spoken = screen.spoken;
  }

  #patch(patch: Patch): Folded {
    if (this.#version === null || patch.version !== this.#version + 1) {
      this.#version = null;
      return "gap";
    }
    this.#version = patch.version;
    this.tickets = edited(this.tickets, patch.tickets, patch.removed);
    this.strips = edited(this.strips, patch.strips, patch.removed);
    this.#reorder(patch);
    if (patch.clock_offset_ms !== null) this.clockOffset = patch.clock_offset_ms;
    if (patch.link !== null) this.link = patch.link;
    if (patch.places !== null) this.places = patch.places;
    if (patch.facts !== null) this.facts = patch.facts;
    if (patch.gone !== null) this.gone = patch.gone;
    if (patch.all_day !== null) this.allDay = patch.all_day;
    if (patch.unavailable !== null) this.unavailable = patch.unavailable;
    if (patch.counter !== null) this.counter = patch.counter;
    if (patch.menu !== null) this.menu = patch.menu;
    if (patch.talk !== null) this.talk = patch.talk;
    if (patch.meter !== null) this.meter = patch.meter;
    if (patch.spoken !== null) this.spoken = patch.spoken;
    return "folded";
  }

  #reorder(patch: Patch): void {
    const shown = (order: string): boolean => this.tickets.has(order) || this.strips.has(order);
    if (patch.reading_order !== null) {
      this.reading = patch.reading_order.filter(shown);
      return;
    }
    const known = new Set(this.reading);
    const added = [...patch.tickets, ...patch.strips].filter((view) => !known.has(view.order));
    if (added.length > 0 || patch.removed.length > 0) {
      this.reading = [...this.reading.filter(shown), ...added.map((view) => view.order)];
    }
  }
}

function byOrder<V extends { order: string }>(views: readonly V[]): ReadonlyMap<string, V> {
  return new Map(views.map((view) => [view.order, view]));
}

function edited<V extends { order: string }>(
  before: ReadonlyMap<string, V>,
  upserts: readonly V[],
  removed: readonly string[],
): ReadonlyMap<string, V> {
  const gone = removed.filter((order) => before.has(order));
  if (upserts.length === 0 && gone.length === 0) return before;
  const after = new Map(before);
  for (const order of gone) after.delete(order);
  for (const view of upserts) after.set(view.order, view);
  return after;
}
