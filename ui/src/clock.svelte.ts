//! The one clock of the page: a tick per second drives every age.

/** Where the time comes from, in Unix ms; a preview may set another, to stand in the evening. */
let source: () => number = Date.now;

/** Makes the page's time come from `next`. */
export function setTimeSource(next: () => number): void {
  source = next;
}

/** This machine's time now, in Unix ms, to the millisecond. */
export function wallNow(): number {
  return source();
}

/** Ticks on the full second, so that all ages turn over together. */
export class Clock {
  /** This machine's time at the last tick, in Unix ms. */
  now = $state(wallNow());

  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Begins to tick; the answer stops it. */
  start(): () => void {
    const tick = (): void => {
      this.now = wallNow();
      this.#timer = setTimeout(tick, 1_000 - (this.now % 1_000));
    };
    tick();
    return () => {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }
}
