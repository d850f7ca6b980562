import { expect, it } from "vitest";
import type { TicketView } from "../generated/TicketView";
import { line, ticket } from "../preview/make";
import { SoundRules } from "./rules";

const NOW = 1_000_000;
const plain = ticket(NOW, 1, "1:00", "1", "pos", [line(1, "Soup")]);
const voided: TicketView = { ...plain, blocked: "void" };

function on(...tickets: TicketView[]): Map<string, TicketView> {
  return new Map(tickets.map((one) => [one.order, one]));
}

it("knocks for new tickets, at most once in two seconds", () => {
  const rules = new SoundRules();
  const news = [{ kind: "new", ticket: plain }] as const;
  expect(rules.onNews(news, NOW)).toBe("knocks");
  expect(rules.onNews(news, NOW + 1_999)).toBeNull();
  expect(rules.onNews(news, NOW + 2_000)).toBe("knocks");
});

it("an alert drowns a knock", () => {
  const rules = new SoundRules();
  expect(rules.onNews([{ kind: "new", ticket: plain }, { kind: "allergy", ticket: plain }], NOW)).toBe("alert");
});

it("a ticket that comes back makes no sound", () => {
  expect(new SoundRules().onNews([{ kind: "back", ticket: plain }], NOW)).toBeNull();
});

it("says a void three times, 20 s apart, and no more", () => {
  const rules = new SoundRules();
  rules.onNews([{ kind: "void", ticket: voided }], NOW);
  const heard: number[] = [];
  for (let second = 1; second <= 120; second += 1) {
    if (rules.onTick(on(voided), NOW + second * 1_000, NOW).includes("alert")) heard.push(second);
  }
  expect(heard).toEqual([20, 40]);
});

it("stops when it is Heard", () => {
  const rules = new SoundRules();
  rules.onNews([{ kind: "void", ticket: voided }], NOW);
  expect(rules.onTick(on(plain), NOW + 20_000, NOW)).toEqual([]);
  expect(rules.onTick(on(voided), NOW + 40_000, NOW)).toEqual([]);
});

it("sounds once for each ticket that goes late, not for those it found late", () => {
  const rules = new SoundRules();
  const other = { ...plain, order: "other", since_ms: NOW };
  const late = plain.since_ms + plain.target_ms;
  expect(rules.onTick(on(plain, other), NOW, late)).toEqual([]);
  expect(rules.onTick(on(plain, other), NOW, other.since_ms + other.target_ms)).toEqual(["late"]);
  expect(rules.onTick(on(plain, other), NOW, other.since_ms + other.target_ms + 1_000)).toEqual([]);
});

it("falls when the link is lost, rises when it is back, once each", () => {
  const rules = new SoundRules();
  expect([rules.onLink("loading"), rules.onLink("live"), rules.onLink("live")]).toEqual([null, null, null]);
  expect([rules.onLink("stale"), rules.onLink("absent"), rules.onLink("live")]).toEqual(["lost", null, "back"]);
});

it("forgets the tickets of a place that is left", () => {
  const rules = new SoundRules();
  rules.onNews([{ kind: "void", ticket: voided }], NOW);
  rules.onTick(on(plain), NOW, NOW);
  rules.leave();
  expect(rules.onTick(on(voided), NOW + 30_000, plain.since_ms + plain.target_ms)).toEqual([]);
});
