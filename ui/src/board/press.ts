//! What a press on a ticket asks of the core. Pure.

import type { Intent } from "../generated/Intent";
import type { TicketView } from "../generated/TicketView";

/** Where a ticket was pressed. */
export type Press =
  /** The footer, by finger, key or bump bar. */
  | { type: "foot" }
  | { type: "line"; line: string; done: boolean }
  | { type: "heard" }
  | { type: "dismiss" };

/** The intent of a press; `null` where the footer says why it will not bump. */
export function intentOf(ticket: Pick<TicketView, "order" | "blocked">, press: Press): Intent | null {
  const { order } = ticket;
  switch (press.type) {
    case "foot":
      if (ticket.blocked === "cancelled") return { type: "heard", order };
      return ticket.blocked === null ? { type: "bump", order, lines: null } : null;
    case "line":
      return { type: press.done ? "recall" : "bump", order, lines: [press.line] };
    case "heard":
      return { type: "heard", order };
    case "dismiss":
      return { type: "dismiss", order };
  }
}
