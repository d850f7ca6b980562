import { describe, expect, it } from "vitest";
import { capacityOf, cellAt, gridFor, screenScale } from "./grid";

describe("gridFor", () => {
  it.each([
    [1920, 1080, "standard", 6, 2],
    [1920, 1080, "roomy", 5, 2],
    [1920, 1080, "large", 4, 1],
    [1600, 900, "standard", 5, 2],
    [1366, 768, "standard", 5, 1],
    [1280, 800, "standard", 4, 1],
    [2560, 1440, "standard", 6, 2],
    [3840, 2160, "standard", 6, 2],
    [1080, 1920, "standard", 3, 4],
    [960, 540, "standard", 3, 1],
    [640, 480, "standard", 2, 1],
    [200, 100, "standard", 1, 1],
  ] as const)("%i x %i %s has %i columns and %i rows", (width, height, density, columns, rows) => {
    expect(gridFor(width, height, density)).toMatchObject({ columns, rows });
  });

  it("fills the window exactly", () => {
    const grid = gridFor(1920, 1080, "standard");
    expect(grid.cellHeight).toBe(484);
    expect(grid.cellWidth * 6 + 12 * 5 + 32).toBeCloseTo(1920);
  });
});

it("the all-day panel takes exactly the last column, where there are more", () => {
  const wide = gridFor(1920, 1080, "standard");
  expect([capacityOf(wide, false), capacityOf(wide, true)]).toEqual([12, 10]);
  const narrow = gridFor(300, 500, "standard");
  expect(capacityOf(narrow, true)).toBe(1);
});

it("reads down a column, then right", () => {
  const grid = gridFor(1920, 1080, "standard");
  expect([0, 1, 2, 11].map((index) => cellAt(grid, index))).toEqual([
    { column: 0, row: 0 }, { column: 0, row: 1 }, { column: 1, row: 0 }, { column: 5, row: 1 },
  ]);
});

it("has the type scale of the style sheet", () => {
  expect([screenScale(1366, 768), screenScale(1920, 820), screenScale(1920, 1080)]).toEqual([0.86, 0.86, 1]);
  expect([screenScale(2560, 1440), screenScale(3840, 2160)]).toEqual([1.333, 2]);
});
