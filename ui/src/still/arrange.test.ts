import { describe, expect, it } from "vitest";
import { arrange, QUIET_MS, type Seat, type Slot, type Wishes } from "./arrange";

const NOW = 1_000_000;

function seat(number: number, parts = 1): Seat {
  return { order: `o${number}`, number, parts };
}

function wishes(seats: Seat[], more: Partial<Wishes> = {}): Wishes {
  return { seats, capacity: 12, now: NOW, touchedAt: -Infinity, undo: new Map(), kept: [], reshaped: false, ...more };
}

/** "207 209/0 209/1 (210) _211": parts of long tickets numbered, holes in brackets, `_` no undo place. */
function shown(slots: readonly Slot[]): string {
  const long = new Set(slots.flatMap((slot) => (slot.kind === "part" && slot.part > 0 ? [slot.order] : [])));
  return slots
    .map((slot) => {
      if (slot.kind === "hole") return slot.foot ? `(${slot.number})` : `_${slot.number}`;
      return long.has(slot.order) ? `${slot.number}/${slot.part}` : String(slot.number);
    })
    .join(" ");
}

const busy = { touchedAt: NOW - 1_000 };

describe("a first seating", () => {
  it("follows the reading order, parts side by side", () => {
    const { slots, nextAt } = arrange(null, wishes([seat(207), seat(214, 2), seat(215)]));
    expect(shown(slots)).toBe("207 214/0 214/1 215");
    expect(nextAt).toBeNull();
  });
});

describe("a board in use", () => {
  const before = arrange(null, wishes([seat(207), seat(209), seat(210)])).slots;

  it("puts a new ticket at the end, behind holes too", () => {
    const left = arrange(before, wishes([seat(207), seat(209)], busy));
    const came = arrange(left.slots, wishes([seat(207), seat(209), seat(211)], busy));
    expect(shown(came.slots)).toBe("207 209 (210) 211");
  });

  it("leaves a hole where a ticket left, and says when it will close", () => {
    const { slots, settled, nextAt } = arrange(before, wishes([seat(207), seat(210)], busy));
    expect(shown(slots)).toBe("207 (209) 210");
    expect(settled).toBe(false);
    expect(nextAt).toBe(busy.touchedAt + QUIET_MS);
  });

  it("closes all holes at once when it has been quiet", () => {
    const { slots } = arrange(before, wishes([seat(210)], busy));
    const later = arrange(slots, wishes([seat(210)], { ...busy, now: busy.touchedAt + QUIET_MS }));
    expect(shown(later.slots)).toBe("210");
    expect(later.settled).toBe(true);
  });

  it("does not close while an undo runs, however quiet", () => {
    const undo = new Map([["o209", NOW + 5_000]]);
    const { slots, nextAt } = arrange(before, wishes([seat(207), seat(210)], { undo, touchedAt: NOW }));
    expect(nextAt).toBe(NOW + 5_000);
    const later = arrange(slots, wishes([seat(207), seat(210)], { undo, touchedAt: NOW, now: NOW + 4_999 }));
    expect(shown(later.slots)).toBe("207 (209) 210");
  });

  it("does not close under a finger that is down", () => {
    const { settled, nextAt } = arrange(before, wishes([seat(207), seat(210)], { touchedAt: Infinity }));
    expect(settled).toBe(false);
    expect(nextAt).toBe(Infinity);
  });

  it("gives a ticket that comes back its own cell", () => {
    const { slots } = arrange(before, wishes([seat(207), seat(210), seat(211)], busy));
    const back = arrange(slots, wishes([seat(207), seat(209), seat(210), seat(211)], busy));
    expect(shown(back.slots)).toBe("207 209 210 211");
  });

  it("takes a new reading order only when quiet", () => {
    const rushed = [seat(210), seat(207), seat(209)];
    expect(shown(arrange(before, wishes(rushed, busy)).slots)).toBe("207 209 210");
    expect(shown(arrange(before, wishes(rushed)).slots)).toBe("210 207 209");
  });

  it("keeps slots that did not change the same objects", () => {
    const { slots } = arrange(before, wishes([seat(207), seat(209), seat(210), seat(211)], busy));
    expect(slots[1]).toBe(before[1]);
    expect(arrange(slots, wishes([seat(207), seat(209), seat(210), seat(211)], busy)).slots).toBe(slots);
  });
});

describe("a long ticket", () => {
  const before = arrange(null, wishes([seat(207), seat(214, 2), seat(215)])).slots;

  it("leaves the undo where its bump button was", () => {
    expect(shown(arrange(before, wishes([seat(207), seat(215)], busy)).slots)).toBe("207 _214 (214) 215");
  });

  it("comes back whole", () => {
    const { slots } = arrange(before, wishes([seat(207), seat(215)], busy));
    expect(shown(arrange(slots, wishes([seat(207), seat(214, 2), seat(215)], busy)).slots)).toBe("207 214/0 214/1 215");
  });

  it("that grows goes on at the end, and joins up when quiet", () => {
    const grown = [seat(207, 2), seat(214, 2), seat(215)];
    const { slots } = arrange(before, wishes(grown, busy));
    expect(shown(slots)).toBe("207/0 214/0 214/1 215 207/1");
    expect(shown(arrange(slots, wishes(grown)).slots)).toBe("207/0 207/1 214/0 214/1 215");
  });

  it("that shrinks leaves an empty cell without undo", () => {
    expect(shown(arrange(before, wishes([seat(207), seat(214), seat(215)], busy)).slots)).toBe("207 214 _214 215");
  });
});

describe("bumps that are kept here", () => {
  const before = arrange(null, wishes([seat(1), seat(2), seat(3), seat(4)])).slots;

  it("keep their holes open without end", () => {
    const { slots, nextAt } = arrange(before, wishes([seat(1), seat(3)], { kept: ["o2", "o4"] }));
    expect(shown(slots)).toBe("1 (2) 3 (4)");
    expect(nextAt).toBeNull();
  });

  it("give way, oldest first, where they would push a ticket to a further page", () => {
    const all = [1, 2, 3, 4, 5, 6].map((number) => seat(number));
    const two = arrange(null, wishes(all, { capacity: 4 })).slots;
    const { slots } = arrange(two, wishes([seat(2), seat(5), seat(6)], { capacity: 4, kept: ["o4", "o1", "o3"] }));
    expect(shown(slots)).toBe("2 (3) 5 6");
  });

  it("close when they have been sent", () => {
    const { slots } = arrange(before, wishes([seat(1), seat(3)], { kept: ["o2", "o4"] }));
    expect(shown(arrange(slots, wishes([seat(1), seat(3)])).slots)).toBe("1 3");
  });
});

describe("a window that changes its size", () => {
  it("closes up at once, but takes no running undo away", () => {
    const before = arrange(null, wishes([seat(1), seat(2), seat(3)])).slots;
    const { slots } = arrange(before, wishes([seat(3)], busy));
    const undo = new Map([["o2", NOW + 3_000]]);
    const resized = arrange(slots, wishes([seat(3, 2)], { ...busy, undo, reshaped: true }));
    expect(shown(resized.slots)).toBe("(2) 3/0 3/1");
    const again = arrange(resized.slots, wishes([seat(3, 2)], { ...busy, undo, now: resized.nextAt ?? NaN }));
    expect(again.nextAt).toBe(NOW + 3_000);
  });
});

/** A small generator of even numbers below `below`, the same for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe.each(Array.from({ length: 40 }, (_, seed) => seed))("random evening %i", (seed) => {
  it("moves no ticket unless the board is quiet, and loses none", () => {
    const roll = dice(seed);
    let seats: Seat[] = Array.from({ length: roll(20) }, (_, at) => seat(at, 1 + roll(3)));
    let next = 100;
    let now = NOW;
    let touchedAt = -Infinity;
    const undo = new Map<string, number>();
    let slots: readonly Slot[] = arrange(null, wishes(seats, { now })).slots;
    for (let step = 0; step < 200; step += 1) {
      now += roll(2_500);
      const at = roll(Math.max(1, seats.length));
      switch (roll(6)) {
        case 0:
          seats = [...seats, seat((next += 1), 1 + roll(3))];
          break;
        case 1: {
          const gone = seats[at];
          if (gone !== undefined) undo.set(gone.order, now + 5_000);
          touchedAt = now;
          seats = seats.filter((_, index) => index !== at);
          break;
        }
        case 2:
          seats = seats.filter((_, index) => index !== at);
          break;
        case 3:
          seats = seats.map((one, index) => (index === at ? { ...one, parts: 1 + roll(3) } : one));
          break;
        case 4:
          touchedAt = now;
          break;
        default:
          seats = [...seats.slice(at), ...seats.slice(0, at)];
      }
      const seating = arrange(slots, wishes(seats, { now, touchedAt, undo }));
      expectEveryoneSeated(seating.slots, seats);
      if (seating.settled) {
        expect(now - touchedAt).toBeGreaterThanOrEqual(QUIET_MS);
        for (const slot of slots) {
          if (slot.kind === "hole") expect(undo.get(slot.order) ?? 0).toBeLessThanOrEqual(now);
        }
        expect(seating.slots.every((slot) => slot.kind === "part")).toBe(true);
      } else {
        expectNobodyMoved(slots, seating.slots, seats);
      }
      slots = seating.slots;
    }
    const end = arrange(slots, wishes(seats, { now: now + 60_000, touchedAt, undo }));
    expect(end.slots).toEqual(arrange(null, wishes(seats)).slots);
  });
});

function expectEveryoneSeated(slots: readonly Slot[], seats: readonly Seat[]): void {
  const seated = slots.flatMap((slot) => (slot.kind === "part" ? [`${slot.order}/${slot.part}`] : [])).sort();
  const wanted = seats.flatMap((one) => Array.from({ length: one.parts }, (_, part) => `${one.order}/${part}`)).sort();
  expect(seated).toEqual(wanted);
}

function expectNobodyMoved(before: readonly Slot[], after: readonly Slot[], seats: readonly Seat[]): void {
  const parts = new Map(seats.map((one) => [one.order, one.parts]));
  for (const [index, slot] of before.entries()) {
    if (slot.kind === "part" && slot.part < (parts.get(slot.order) ?? 0)) expect(after[index]).toEqual(slot);
  }
}
