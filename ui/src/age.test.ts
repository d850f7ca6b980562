import { expect, it, describe } from "vitest";
import { ageOf, mmss, promiseAt, spoken } from "./age";

const MIN = 60_000;
const timed = { since_ms: 0, target_ms: 8 * MIN };

describe("ageOf", () => {
  it.each([
    [0, "new", "NEW", "0:00"],
    [59_999, "new", "NEW", "0:59"],
    [60_000, "ok", "of 8:00", "1:00"],
    [6 * MIN - 1, "ok", "of 8:00", "5:59"],
    [6 * MIN, "due", "Due soon", "6:00"],
    [8 * MIN - 1, "due", "Due soon", "7:59"],
    [8 * MIN, "late", "Late 0:00", "8:00"],
    [9 * MIN + 41_000, "late", "Late 1:41", "9:41"],
    [75 * MIN, "late", "Late 67:00", "75:00"],
  ])("at %i ms is %s", (now, age, label, clock) => {
    expect(ageOf(timed, 0, now)).toMatchObject({ age, label, clock });
  });

  it("is never NEW where nobody asks, nor for an old order whose course has just been fired", () => {
    expect(ageOf(timed, null, 1_000).age).toBe("ok");
    expect(ageOf(timed, -10 * MIN, 1_000).age).toBe("ok");
  });

  it("goes late before it stops being new, where the target is that short", () => {
    expect(ageOf({ since_ms: 0, target_ms: 30_000 }, 0, 40_000).age).toBe("late");
  });

  it("fills the fuse from 0 to 1", () => {
    expect(ageOf(timed, null, 4 * MIN).fill).toBe(0.5);
    expect(ageOf(timed, null, 20 * MIN).fill).toBe(1);
  });

  it("is 0:00 where this machine's clock runs behind, and late at once without a target", () => {
    expect(ageOf(timed, null, -5_000)).toMatchObject({ clock: "0:00", fill: 0 });
    expect(ageOf({ since_ms: 0, target_ms: 0 }, null, 5_000).age).toBe("late");
  });
});

it("says a promise from both sides", () => {
  expect(promiseAt(10 * MIN, 7 * MIN + 4_000)).toEqual({ label: "in 2:56", over: false });
  expect(promiseAt(10 * MIN, 11 * MIN + 4_000)).toEqual({ label: "1:04 over", over: true });
});

it("prints and speaks spans", () => {
  expect(mmss(5_999)).toBe("0:05");
  expect(mmss(-1)).toBe("0:00");
  expect(spoken(4_200)).toBe("4 s");
  expect(spoken(107_000)).toBe("1 min 47 s");
  expect(spoken(2 * 60 * MIN + 5 * MIN)).toBe("2 h 5 min");
});
