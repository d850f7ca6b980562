//! Cutting a long ticket into parts of one cell each. Pure; heights come from the ruler.

import type { CourseView } from "../generated/CourseView";
import type { LineView } from "../generated/LineView";
import type { TicketView } from "../generated/TicketView";

/** One thing that stands in a ticket's body, and is never cut. */
export type Block =
  | { kind: "title"; course: CourseView }
  /** With its modifiers and its note. */
  | { kind: "line"; course: CourseView; line: LineView }
  | { kind: "note"; text: string };

/** Heights in px of what frames a part's lines. */
export interface Frame {
  /** The whole cell. */
  cell: number;
  /** Header of the first part, with everything that stands only there. */
  head: number;
  /** Header of a later part. */
  continued: number;
  /** The allergy strip, which every part repeats. */
  repeated: number;
  /** The bump footer of the last part. */
  bump: number;
  /** The "4 more lines" of every other. */
  more: number;
}

/** What one cell shows of a ticket. */
export interface Part {
  blocks: readonly Block[];
  first: boolean;
  last: boolean;
  /** Lines that stand in later parts. */
  linesAfter: number;
}

/** A ticket's body, top to bottom. */
export function blocksOf(ticket: TicketView): Block[] {
  const blocks: Block[] = [];
  for (const course of ticket.courses) {
    if (course.title !== null || course.held) blocks.push({ kind: "title", course });
    for (const line of course.lines) blocks.push({ kind: "line", course, line });
  }
  if (ticket.note !== null) blocks.push({ kind: "note", text: ticket.note });
  return blocks;
}

/**
 * Cuts `blocks`, of `heights` px, into as few parts as stand in a cell. A course title never
 * ends a part, and every part holds at least one block, however small the cell.
 */
export function split(blocks: readonly Block[], heights: readonly number[], frame: Frame): Part[] {
  const cuts = cutsOf(blocks, heights, frame);
  return cuts.map((from, index) => {
    const to = cuts[index + 1] ?? blocks.length;
    return {
      blocks: blocks.slice(from, to),
      first: index === 0,
      last: index === cuts.length - 1,
      linesAfter: blocks.slice(to).filter((block) => block.kind === "line").length,
    };
  });
}

/** Where each part begins. */
function cutsOf(blocks: readonly Block[], heights: readonly number[], frame: Frame): number[] {
  const cuts = [0];
  let from = 0;
  for (;;) {
    const room = frame.cell - (from === 0 ? frame.head : frame.continued) - frame.repeated;
    if (sum(heights, from, blocks.length) <= room - frame.bump) return cuts;
    const next = cutAfter(blocks, heights, from, room - frame.more);
    if (next >= blocks.length) return cuts;
    cuts.push(next);
    from = next;
  }
}

/** The first block that does not stand in `room` any more, where the part begins at `from`. */
function cutAfter(blocks: readonly Block[], heights: readonly number[], from: number, room: number): number {
  let next = from;
  let left = room;
  while (next < blocks.length && (heights[next] ?? 0) <= left) {
    left -= heights[next] ?? 0;
    next += 1;
  }
  // What stands without the bump footer but not with it leaves its last block to the footer.
  if (next >= blocks.length) next = blocks.length - 1;
  while (next > from && blocks[next - 1]?.kind === "title") next -= 1;
  return next > from ? next : wholeTitle(blocks, from);
}

/** A part too small for anything takes one line all the same, with its title. */
function wholeTitle(blocks: readonly Block[], from: number): number {
  let next = from;
  while (blocks[next]?.kind === "title") next += 1;
  return next + 1;
}

function sum(heights: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at += 1) total += heights[at] ?? 0;
  return total;
}

/** Lines of one course that stand together in one part, or the order's note. */
export type Group =
  | { kind: "course"; course: CourseView; titled: boolean; lines: LineView[] }
  | { kind: "note"; text: string };

/** A part's blocks, as they are set. */
export function groupsOf(blocks: readonly Block[]): Group[] {
  const groups: Group[] = [];
  for (const block of blocks) {
    if (block.kind === "note") {
      groups.push(block);
      continue;
    }
    const last = groups.at(-1);
    let group = last?.kind === "course" && last.course === block.course ? last : null;
    if (group === null) {
      group = { kind: "course", course: block.course, titled: block.kind === "title", lines: [] };
      groups.push(group);
    }
    if (block.kind === "line") group.lines.push(block.line);
  }
  return groups;
}
