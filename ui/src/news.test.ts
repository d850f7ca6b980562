import { expect, it } from "vitest";
import type { TicketView } from "./generated/TicketView";
import { newsOf, sayingOf } from "./news";
import { line, ticket } from "./preview/make";

const soup = line(1, "Soup");
const plain = ticket(0, 207, "1:00", "12", "pos", [soup]);

function kinds(before: TicketView[], after: TicketView[]): string[] {
  const map = (tickets: TicketView[]): Map<string, TicketView> => new Map(tickets.map((one) => [one.order, one]));
  return newsOf(map(before), map(after)).map(({ kind, ticket: of }) => `${kind} ${of.number}`);
}

function withLines(...lines: TicketView["courses"][number]["lines"]): TicketView {
  return { ...plain, courses: [{ course: 1, title: null, held: false, lines }] };
}

it("a ticket that is the same object is no news", () => {
  expect(kinds([plain], [plain])).toEqual([]);
});

it("tells new tickets from those that come back", () => {
  expect(kinds([], [plain])).toEqual(["new 207"]);
  expect(kinds([], [{ ...plain, recalled_from_ms: 5 }])).toEqual(["back 207"]);
  expect(kinds([], [{ ...plain, refused: "Gone" }])).toEqual(["back 207"]);
});

it("a new ticket's allergy is news too", () => {
  expect(kinds([], [{ ...plain, allergies: ["PEANUT"] }])).toEqual(["new 207", "allergy 207"]);
});

it.each<[string, TicketView]>([
  ["rush 207", { ...plain, rush: true }],
  ["allergy 207", { ...plain, allergies: ["PEANUT"], allergy_added: true }],
  ["cancel 207", { ...plain, cancelled: true }],
  ["void 207", withLines({ ...soup, state: "void" })],
  ["change 207", withLines({ ...soup, changed: true })],
  ["change 207", withLines(soup, line(1, "Bread", [], { added: true }))],
])("%s", (expected, after) => {
  expect(kinds([plain], [after])).toEqual([expected]);
});

it("a line that is done, and a flag that stays, are no news", () => {
  expect(kinds([plain], [withLines({ ...soup, state: "done" })])).toEqual([]);
  expect(kinds([{ ...plain, rush: true }], [{ ...plain, rush: true, complete: true }])).toEqual([]);
});

it("says allergies at once and the rest in turn", () => {
  const allergic = { ...plain, allergies: ["PEANUT"] };
  expect(sayingOf([{ kind: "new", ticket: allergic }, { kind: "allergy", ticket: allergic }])).toEqual({
    polite: "New order 207, Table 12.",
    assertive: "Allergy: PEANUT, order 207, Table 12.",
  });
});
