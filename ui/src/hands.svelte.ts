//! What hands do on a board or at the pass: presses, guarded, become intents.

import { intentOf, type Press } from "./board/press";
import type { Bridge } from "./bridge";
import { wallNow } from "./clock.svelte";
import type { Intent } from "./generated/Intent";
import type { TicketView } from "./generated/TicketView";
import type { Model } from "./model.svelte";
import type { Still } from "./still/still.svelte";

/** A new ticket is shown as arriving for so long: its two blinks (`ticket-new` in motion.css). */
const ARRIVAL_MS = 1_800;

/** The hands at one window. */
export class Hands {
  #bridge: Pick<Bridge, "intent">;
  #model: Model;
  #still: () => Still;
  #clicked: () => void;
  #arrived = new Map<string, number>();

  /** `clicked` makes the short click of a bump. */
  constructor(bridge: Pick<Bridge, "intent">, model: Model, still: () => Still, clicked: () => void) {
    this.#bridge = bridge;
    this.#model = model;
    this.#still = still;
    this.#clicked = clicked;
  }

  /** A press on a ticket in cell `index`. */
  press(index: number, ticket: Pick<TicketView, "order" | "blocked">, press: Press): void {
    const intent = intentOf(ticket, press);
    if (intent !== null) this.act(index, intent);
  }

  /** Passes `intent` on, if the touch of cell `index` is meant. */
  act(index: number, intent: Intent): void {
    const still = this.#still();
    if (!still.accepts(index)) return;
    if (intent.type === "bump") {
      this.#clicked();
      if (intent.lines === null) still.bumped(intent.order);
    }
    void this.#bridge.intent(intent);
  }

  /** An order was bumped otherwise than by a touch: its cell has the undo all the same. */
  bumped(order: string): void {
    this.#clicked();
    this.#still().bumped(order);
  }

  /** The undo in cell `index`. */
  undoAt(index: number, order: string): void {
    if (this.#still().accepts(index)) this.undo(order);
  }

  /** Takes an order's bump back. */
  undo(order: string): void {
    this.#still().undone(order);
    void this.#bridge.intent({ type: "undo", order });
  }

  /** The bump bar's key of cell `index`, or Bump at the cursor. */
  bumpCell(index: number): void {
    const order = this.#still().orderAt(index);
    if (order === null) return;
    const ticket = this.#model.tickets.get(order);
    if (ticket !== undefined) this.press(index, ticket, { type: "foot" });
    else if (this.#model.strips.has(order)) this.act(index, { type: "bump", order, lines: null });
  }

  /** Notes who has just come. */
  arrived(orders: readonly string[]): void {
    const now = wallNow();
    for (const [order, at] of this.#arrived) if (now - at > ARRIVAL_MS) this.#arrived.delete(order);
    for (const order of orders) this.#arrived.set(order, now);
  }

  /** Whether `order` has just come. */
  isArriving(order: string): boolean {
    const at = this.#arrived.get(order);
    return at !== undefined && wallNow() - at <= ARRIVAL_MS;
  }
}
