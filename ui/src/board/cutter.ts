//! Cuts tickets to the size of a cell, each once for as long as it does not change.

import type { TicketView } from "../generated/TicketView";
import type { Grid } from "./grid";
import type { Probe, Ruler } from "./ruler";
import { blocksOf, split, type Block, type Part } from "./split";

/** Knows the parts of every ticket that was cut for the present cell. */
export class Cutter {
  #ruler: Ruler;
  #cellHeight = 0;
  #parts = new WeakMap<TicketView, readonly Part[]>();

  constructor(ruler: Ruler) {
    this.#ruler = ruler;
  }

  /** Starts over for cells of another size. */
  resize(grid: Grid): void {
    this.#cellHeight = grid.cellHeight;
    this.#parts = new WeakMap();
    this.#ruler.forget();
  }

  /** The parts of `ticket`, at least one. */
  parts(ticket: TicketView): readonly Part[] {
    return this.#parts.get(ticket) ?? [];
  }

  /** Cuts all `tickets` that are new or have changed. */
  cut(tickets: Iterable<TicketView>): void {
    const fresh = [...tickets].filter((ticket) => !this.#parts.has(ticket));
    if (fresh.length === 0) return;
    this.#ruler.prepare([...FRAME, ...fresh.flatMap(probesOf)]);
    for (const ticket of fresh) this.#parts.set(ticket, this.#cutOne(ticket));
  }

  #cutOne(ticket: TicketView): readonly Part[] {
    const height = (probe: Probe): number => this.#ruler.height(probe);
    const blocks = blocksOf(ticket);
    const sum = (probes: readonly Probe[]): number => probes.reduce((total, probe) => total + height(probe), 0);
    return split(blocks, blocks.map((block) => height(probeOf(block))), {
      cell: this.#cellHeight,
      head: height({ kind: "head" }) + sum(stripsOf(ticket)),
      continued: height({ kind: "continued" }),
      repeated: sum(repeatedOf(ticket)),
      bump: height({ kind: "bump" }),
      more: height({ kind: "more" }),
    });
  }
}

const FRAME: readonly Probe[] = [{ kind: "head" }, { kind: "continued" }, { kind: "bump" }, { kind: "more" }];

function probesOf(ticket: TicketView): Probe[] {
  return [...stripsOf(ticket), ...repeatedOf(ticket), ...blocksOf(ticket).map(probeOf)];
}

/** Strips that stand on the first part only. */
function stripsOf(ticket: TicketView): Probe[] {
  const strips: Probe[] = [];
  if (ticket.rush) strips.push({ kind: "rush" });
  if (ticket.cancelled) strips.push({ kind: "cancelled" });
  if (ticket.recalled_from_ms !== null) strips.push({ kind: "recalled" });
  if (ticket.refused !== null) strips.push({ kind: "refused", reason: ticket.refused });
  return strips;
}

function repeatedOf(ticket: TicketView): Probe[] {
  return ticket.allergies.length > 0 ? [{ kind: "allergy", ticket }] : [];
}

function probeOf(block: Block): Probe {
  switch (block.kind) {
    case "title":
      return { kind: "title", held: block.course.held };
    case "line":
      return { kind: "line", line: block.line, held: block.course.held };
    case "note":
      return { kind: "note", text: block.text };
  }
}
