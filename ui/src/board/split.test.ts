import { describe, expect, it } from "vitest";
import { course, line, ticket } from "../preview/make";
import { blocksOf, groupsOf, split, type Block, type Frame } from "./split";

const FRAME: Frame = { cell: 484, head: 112, continued: 59, repeated: 0, bump: 72, more: 49 };

function lines(count: number): Block[] {
  const one = course(1, null, false, ...Array.from({ length: count }, (_, at) => line(1, `Item ${at}`)));
  return one.lines.map((of) => ({ kind: "line", course: one, line: of }));
}

function sizes(blocks: Block[], heights: number[], frame = FRAME): number[] {
  return split(blocks, heights, frame).map((part) => part.blocks.length);
}

describe("split", () => {
  it("keeps what fits in one cell together, to the last pixel", () => {
    expect(sizes(lines(3), [100, 100, 100])).toEqual([3]);
    expect(sizes(lines(3), [100, 100, 100.5])).toEqual([2, 1]);
  });

  it("leaves the last line to the bump button, where it fits only without it", () => {
    // 323 px stand above "1 more line", 300 above the button.
    expect(sizes(lines(3), [107, 107, 107])).toEqual([2, 1]);
  });

  it("counts the lines that come later, not titles or notes", () => {
    const shown = ticket(0, 1, "1:00", "1", "pos", [
      course(1, "Starters", false, line(1, "Soup")),
      course(2, "Mains", true, line(1, "Ribeye"), line(1, "Salmon")),
    ], { note: "By the window" });
    const blocks = blocksOf(shown);
    expect(blocks.map((block) => block.kind)).toEqual(["title", "line", "title", "line", "line", "note"]);
    const parts = split(blocks, [34, 64, 46, 120, 64, 70], FRAME);
    expect(parts.map((part) => part.linesAfter)).toEqual([1, 0]);
  });

  it("never ends a part with a course title", () => {
    const blocks = blocksOf(ticket(0, 1, "1:00", "1", "pos", [
      course(1, "Starters", false, line(1, "Soup"), line(1, "Salad")),
      course(2, "Mains", true, line(1, "Ribeye"), line(1, "Salmon")),
    ]));
    const parts = split(blocks, [34, 110, 110, 46, 120, 64], FRAME);
    expect(parts.map((part) => part.blocks.map((block) => block.kind))).toEqual([
      ["title", "line", "line"],
      ["title", "line", "line"],
    ]);
  });

  it("says first and last", () => {
    const parts = split(lines(9), Array.from({ length: 9 }, () => 120), FRAME);
    expect(parts.map((part) => [part.first, part.last])).toEqual([
      [true, false], [false, false], [false, false], [false, true],
    ]);
  });

  it("takes a line that is taller than any cell all the same, once", () => {
    expect(sizes(lines(3), [900, 900, 900])).toEqual([1, 1, 1]);
  });

  it("ends with a title that has no lines", () => {
    const empty = blocksOf(ticket(0, 1, "1:00", "1", "pos", [course(1, "Starters", true)]));
    expect(sizes(empty, [900])).toEqual([1]);
    expect(sizes([], [])).toEqual([0]);
  });

  it("repeats the allergy in every part's height", () => {
    expect(sizes(lines(4), [100, 100, 100, 100], { ...FRAME, repeated: 85 })).toEqual([2, 2]);
  });
});

describe("groupsOf", () => {
  it("goes on with a course without its title in a later part", () => {
    const mains = course(2, "Mains", true, line(1, "Ribeye"), line(1, "Salmon"));
    const [ribeye, salmon] = mains.lines;
    if (ribeye === undefined || salmon === undefined) throw new Error("two lines were made");
    const groups = groupsOf([{ kind: "line", course: mains, line: salmon }, { kind: "note", text: "x" }]);
    expect(groups).toEqual([
      { kind: "course", course: mains, titled: false, lines: [salmon] },
      { kind: "note", text: "x" },
    ]);
  });
});
