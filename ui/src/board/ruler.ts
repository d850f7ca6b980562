//! Measures what stands on a ticket, by setting it once, unseen, in a column as wide as a cell.

import { mount, unmount } from "svelte";
import RulerSheet from "./RulerSheet.svelte";
import type { LineView } from "../generated/LineView";
import type { TicketView } from "../generated/TicketView";

/** Something with a height. `done` lines may wrap sooner, for the tick beside them. */
export type Probe =
  | { kind: "head" | "continued" | "more" | "bump" | "rush" | "cancelled" | "recalled" }
  | { kind: "title"; held: boolean }
  | { kind: "allergy"; ticket: Pick<TicketView, "allergies" | "allergy_added"> }
  | { kind: "refused"; reason: string }
  | { kind: "line"; line: LineView; held: boolean }
  | { kind: "note"; text: string };

/** Heights are forgotten all together past this many (a menu's worth of lines, many times over). */
const MOST_HEIGHTS = 4_000;

/** Heights in px, by what is measured, for one width of cell. */
export class Ruler {
  #host: HTMLElement;
  #heights = new Map<string, number>();

  /** `host` is as wide as a cell, laid out, and never seen. */
  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Forgets everything: the width, the type or the font has changed. */
  forget(): void {
    this.#heights.clear();
  }

  /** Makes sure of the heights of `probes`, all unknown ones in one go. */
  prepare(probes: readonly Probe[]): void {
    if (this.#heights.size > MOST_HEIGHTS) this.#heights.clear();
    const unknown = new Map<string, Probe>();
    for (const probe of probes) {
      const key = keyOf(probe);
      if (!this.#heights.has(key)) unknown.set(key, probe);
    }
    if (unknown.size > 0) this.#measure(unknown);
  }

  /** The height of something that was prepared. */
  height(probe: Probe): number {
    return this.#heights.get(keyOf(probe)) ?? 0;
  }

  #measure(unknown: ReadonlyMap<string, Probe>): void {
    const sheet = mount(RulerSheet, { target: this.#host, props: { probes: [...unknown.values()] } });
    const set = this.#host.querySelectorAll<HTMLElement>("[data-probe]");
    const keys = [...unknown.keys()];
    for (const element of set) {
      const key = keys[Number(element.dataset["probe"])];
      // A probe set in more than one state counts as its tallest: no press may move a cut.
      if (key !== undefined) this.#heights.set(key, Math.max(this.#heights.get(key) ?? 0, element.getBoundingClientRect().height));
    }
    void unmount(sheet);
  }
}

function keyOf(probe: Probe): string {
  switch (probe.kind) {
    case "allergy":
      return `allergy ${probe.ticket.allergy_added} ${probe.ticket.allergies.join(", ")}`;
    case "refused":
      return `refused ${probe.reason}`;
    case "note":
      return `note ${probe.text}`;
    case "title":
      return `title ${probe.held}`;
    case "line":
      return lineKey(probe.line, probe.held);
    default:
      return probe.kind;
  }
}

/** Everything that bears on a line's height, and nothing else: lines of a kind are measured once. */
function lineKey(line: LineView, held: boolean): string {
  const { id: _, state, ...printed } = line;
  return `line ${held} ${state === "void"} ${JSON.stringify(printed)}`;
}
