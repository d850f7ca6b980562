//! Which sound is due, and when it is due again. Pure: the caller says what time it is, in ms.

import { ageOf } from "../age";
import type { LinkState } from "../generated/LinkState";
import type { TicketView } from "../generated/TicketView";
import type { News } from "../news";

/** The sounds of a kitchen screen (design brief, section 5). */
export type SoundName = "knocks" | "alert" | "late" | "click" | "lost" | "back";

/** New tickets knock at most this often (design brief, section 5). */
const KNOCK_EVERY_MS = 2_000;

/** What must be Heard is said again after this long, and so often in all (design brief, section 5). */
const ALERT_EVERY_MS = 20_000;
const ALERTS = 3;

type Tickets = ReadonlyMap<string, TicketView>;

/** Remembers what has sounded. */
export class SoundRules {
  #knockedAt = -Infinity;
  #alerts = new Map<string, { at: number; count: number }>();
  #late: ReadonlySet<string> | null = null;
  #live: boolean | null = null;

  /** What to play for `news`: the gravest thing only, so that nothing drowns an alert. */
  onNews(news: readonly News[], now: number): SoundName | null {
    const grave = news.filter(({ kind }) => kind !== "new" && kind !== "back");
    for (const { ticket } of grave) this.#alerts.set(ticket.order, { at: now, count: 1 });
    if (grave.length > 0) return "alert";
    if (!news.some(({ kind }) => kind === "new") || now - this.#knockedAt < KNOCK_EVERY_MS) return null;
    this.#knockedAt = now;
    return "knocks";
  }

  /** What to play on a tick: alerts that nobody has answered, and tickets that have just gone late. */
  onTick(tickets: Tickets, now: number, serverNow: number): SoundName[] {
    const alert = this.#repeats(tickets, now);
    const late = this.#goneLate(tickets, serverNow);
    return [...(alert ? (["alert"] as const) : []), ...(late ? (["late"] as const) : [])];
  }

  /** What to play where the link was lost, or came back. Absent and stale are both lost. */
  onLink(state: LinkState): SoundName | null {
    if (state === "loading") return null;
    const live = state === "live";
    const before = this.#live;
    this.#live = live;
    if (before === null || before === live) return null;
    return live ? "back" : "lost";
  }

  /** Forgets the tickets of a place that is no longer shown. */
  leave(): void {
    this.#alerts.clear();
    this.#late = null;
  }

  #repeats(tickets: Tickets, now: number): boolean {
    let due = false;
    for (const [order, alert] of this.#alerts) {
      // Only what can be Heard is repeated: when it has been, or the ticket is gone, that is the end.
      const blocked = tickets.get(order)?.blocked ?? null;
      if (blocked === null || alert.count >= ALERTS) this.#alerts.delete(order);
      else if (now - alert.at >= ALERT_EVERY_MS) {
        this.#alerts.set(order, { at: now, count: alert.count + 1 });
        due = true;
      }
    }
    return due;
  }

  #goneLate(tickets: Tickets, serverNow: number): boolean {
    const before = this.#late;
    const late = new Set<string>();
    for (const ticket of tickets.values()) {
      if (ageOf(ticket, null, serverNow).age === "late") late.add(ticket.order);
    }
    this.#late = late;
    // What was late when this screen came up is old news.
    return before !== null && [...late].some((order) => !before.has(order));
  }
}
