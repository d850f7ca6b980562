//! What has changed on a board that a cook must notice: for the ears, and for screen readers. Pure.

import type { TicketView } from "./generated/TicketView";
import { serviceName } from "./words";

/** What happened to a ticket. */
export type NewsKind = "new" | "back" | "rush" | "allergy" | "change" | "void" | "cancel";

/** One thing that happened. */
export interface News {
  kind: NewsKind;
  ticket: TicketView;
}

/** What to say aloud; empty where there is nothing. */
export interface Saying {
  polite: string;
  assertive: string;
}

type Tickets = ReadonlyMap<string, TicketView>;

/** What is new in `after`. A ticket that did not change is the same object, and is passed over. */
export function newsOf(before: Tickets, after: Tickets): News[] {
  const news: News[] = [];
  for (const ticket of after.values()) {
    const old = before.get(ticket.order);
    if (old === ticket) continue;
    for (const kind of kindsOf(old, ticket)) news.push({ kind, ticket });
  }
  return news;
}

function kindsOf(old: TicketView | undefined, ticket: TicketView): NewsKind[] {
  const kinds: NewsKind[] = [];
  if (old === undefined) kinds.push(ticket.recalled_from_ms === null && ticket.refused === null ? "new" : "back");
  if (ticket.rush && old?.rush !== true) kinds.push("rush");
  const allergies = new Set(old?.allergies ?? []);
  if (ticket.allergies.some((allergy) => !allergies.has(allergy))) kinds.push("allergy");
  if (ticket.cancelled && old?.cancelled !== true) kinds.push("cancel");
  const lines = new Map(linesOf(old).map((line) => [line.id, line]));
  const fresh = linesOf(ticket).filter((line) => old !== undefined && lines.get(line.id) !== line);
  if (fresh.some((line) => line.state === "void" && lines.get(line.id)?.state !== "void")) kinds.push("void");
  if (fresh.some((line) => isChange(lines.get(line.id), line))) kinds.push("change");
  return kinds;
}

function linesOf(ticket: TicketView | undefined): TicketView["courses"][number]["lines"] {
  return ticket?.courses.flatMap((course) => course.lines) ?? [];
}

type Line = ReturnType<typeof linesOf>[number];

function isChange(old: Line | undefined, line: Line): boolean {
  if (old === undefined) return line.added || line.changed;
  return (line.changed && !old.changed) || (line.added && !old.added);
}

/** Allergies interrupt; the rest waits its turn. */
export function sayingOf(news: readonly News[]): Saying {
  const said = (some: readonly News[]): string => some.map(sentence).join(" ");
  return {
    polite: said(news.filter(({ kind }) => kind !== "allergy")),
    assertive: said(news.filter(({ kind }) => kind === "allergy")),
  };
}

function sentence({ kind, ticket }: News): string {
  const order = `order ${ticket.number}, ${serviceName(ticket.service)}`;
  switch (kind) {
    case "new": return `New ${order}.`;
    case "back": return `Back: ${order}.`;
    case "rush": return `Rush: ${order}.`;
    case "allergy": return `Allergy: ${ticket.allergies.join(", ")}, ${order}.`;
    case "change": return `Changed: ${order}.`;
    case "void": return `Void: ${order}.`;
    case "cancel": return `Cancelled: ${order}.`;
  }
}
