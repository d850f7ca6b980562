//! Answers intents as the core might, by plain edits of one screen. It knows no rules.

import { wallNow } from "../clock.svelte";
import type { GoneView } from "../generated/GoneView";
import type { Intent } from "../generated/Intent";
import type { LineView } from "../generated/LineView";
import type { Patch } from "../generated/Patch";
import type { Place } from "../generated/Place";
import type { Screen } from "../generated/Screen";
import type { StripView } from "../generated/StripView";
import type { TicketView } from "../generated/TicketView";
import type { ToPage } from "../generated/ToPage";

/** A patch that changes nothing. */
export const NO_CHANGE: Omit<Patch, "version"> = {
  tickets: [], strips: [], removed: [], reading_order: null, clock_offset_ms: null, link: null,
  places: null, facts: null, gone: null, all_day: null, unavailable: null,
  counter: null, menu: null, talk: null, meter: null, spoken: null,
};

/** One window's core, made up. */
export class FakeCore {
  #screen: Screen;
  #sceneOf: (place: Place) => Screen;
  #tell: (message: ToPage) => void = () => undefined;
  #left = new Map<string, { ticket: TicketView | undefined; strip: StripView | undefined; at: number }>();

  constructor(screen: Screen, sceneOf: (place: Place) => Screen) {
    this.#screen = screen;
    this.#sceneOf = sceneOf;
  }

  /** Sends the whole screen, then a beat every second; the answer ends it. */
  subscribe(tell: (message: ToPage) => void): () => void {
    this.#tell = tell;
    tell({ type: "screen", ...this.#screen });
    const beats = setInterval(() => {
      const fresh = this.#screen.link.state === "live";
      tell({ type: "beat", heard_at_ms: fresh ? wallNow() : this.#screen.link.heard_at_ms });
    }, 1_000);
    return () => clearInterval(beats);
  }

  /** Answers one press. */
  intent(intent: Intent): void {
    switch (intent.type) {
      case "bump":
        if (intent.lines !== null) return this.#mark(intent.order, intent.lines, "done");
        return this.leave(this.#goneView(intent.order));
      case "undo":
        return this.#comeBack(intent.order);
      case "recall":
        if (intent.lines !== null) return this.#mark(intent.order, intent.lines, "queued");
        return this.#comeBack(intent.order);
      case "heard":
        return this.#heard(intent.order);
      case "dismiss":
        return this.#edit(intent.order, (ticket) => ({ ...ticket, refused: null }));
      case "fire":
        return this.#fire(intent.order, intent.course);
      case "turn":
        this.#screen = { ...this.#sceneOf(intent.place), version: this.#screen.version + 1 };
        return this.#tell({ type: "screen", ...this.#screen });
      default:
        return;
    }
  }

  /** Takes an order off the board, as `gone` says. */
  leave(gone: GoneView): void {
    const { order } = gone;
    const at = this.#reading().indexOf(order);
    const ticket = this.#screen.tickets.find((shown) => shown.order === order);
    const strip = this.#screen.strips.find((shown) => shown.order === order);
    if (at < 0) return;
    this.#left.set(order, { ticket, strip, at });
    this.#send({ removed: [order], gone: [gone, ...this.#screen.gone] });
  }

  /** Adds or changes a ticket. */
  put(ticket: TicketView): void {
    this.#send({ tickets: [ticket] });
  }

  #comeBack(order: string): void {
    const left = this.#left.get(order);
    if (left === undefined) return;
    const reading = this.#reading();
    reading.splice(left.at, 0, order);
    this.#send({
      tickets: left.ticket === undefined ? [] : [left.ticket],
      strips: left.strip === undefined ? [] : [left.strip],
      reading_order: reading,
      gone: this.#screen.gone.filter((entry) => entry.order !== order),
    });
  }

  #mark(order: string, lines: readonly string[], state: LineView["state"]): void {
    this.#edit(order, (ticket) => {
      const courses = ticket.courses.map((course) => ({
        ...course,
        lines: course.lines.map((line) => (lines.includes(line.id) ? { ...line, state } : line)),
      }));
      const complete = courses.every((course) => course.lines.every((line) => line.state === "done"));
      return { ...ticket, courses, complete };
    });
  }

  #heard(order: string): void {
    const ticket = this.#screen.tickets.find((shown) => shown.order === order);
    if (ticket?.cancelled === true) return this.#send({ removed: [order] });
    this.#edit(order, (shown) => ({
      ...shown,
      blocked: null,
      allergy_added: false,
      courses: shown.courses.map((course) => ({ ...course, lines: course.lines.filter((line) => line.state !== "void") })),
    }));
  }

  #fire(order: string, course: number): void {
    const strip = this.#screen.strips.find((shown) => shown.order === order);
    if (strip === undefined || strip.next_course?.course !== course) return;
    this.#send({
      strips: [{
        ...strip, next_course: null, waiting: [...strip.waiting, ...strip.on_hold], on_hold: [], ready_since_ms: null,
        stations: strip.stations.map((station) => ({
          ...station, segments: station.segments.map((segment) => (segment === "held" ? "open" : segment)),
        })),
      }],
    });
  }

  #edit(order: string, change: (ticket: TicketView) => TicketView): void {
    const ticket = this.#screen.tickets.find((shown) => shown.order === order);
    if (ticket !== undefined) this.put(change(ticket));
  }

  #goneView(order: string): GoneView {
    const shown = [...this.#screen.tickets, ...this.#screen.strips].find((one) => one.order === order);
    return {
      order, number: shown?.number ?? 0, service: shown?.service ?? { kind: "dine_in", who: null },
      bumped_at_ms: wallNow(), saved: this.#screen.link.state !== "live", items: "",
    };
  }

  #reading(): string[] {
    return [...this.#screen.tickets, ...this.#screen.strips].map((shown) => shown.order);
  }

  /** Sends a patch and keeps the screen as the page now has it. */
  #send(change: Partial<Patch>): void {
    const patch: Patch = { ...NO_CHANGE, ...change, version: this.#screen.version + 1 };
    const rank = new Map((patch.reading_order ?? this.#reading()).map((order, at) => [order, at]));
    const merged = <V extends { order: string }>(old: readonly V[], upserts: readonly V[]): V[] => {
      const views = new Map([...old, ...upserts].map((view) => [view.order, view]));
      for (const order of patch.removed) views.delete(order);
      return [...views.values()].sort((a, b) => (rank.get(a.order) ?? Infinity) - (rank.get(b.order) ?? Infinity));
    };
    this.#screen = {
      ...this.#screen,
      version: patch.version,
      tickets: merged(this.#screen.tickets, patch.tickets),
      strips: merged(this.#screen.strips, patch.strips),
      gone: patch.gone ?? this.#screen.gone,
      facts: { ...this.#screen.facts, open: this.#screen.facts.open - patch.removed.length },
    };
    this.#tell({ type: "patch", ...patch, facts: this.#screen.facts });
  }
}
