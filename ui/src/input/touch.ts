//! When the screen was last touched, by finger, mouse or key.

import { wallNow } from "../clock.svelte";

/** Listens on a window for as long as it is open. */
export class Touch {
  #last = -Infinity;
  #down = new Set<number>();
  #heard = new Set<() => void>();

  /** Begins to listen; the answer stops it. */
  listen(target: Window): () => void {
    const stop = new AbortController();
    const options = { signal: stop.signal, capture: true, passive: true };
    const down = (event: PointerEvent): void => {
      this.#last = wallNow();
      this.#down.add(event.pointerId);
    };
    const up = (event: PointerEvent): void => {
      this.#down.delete(event.pointerId);
      this.#released();
    };
    target.addEventListener("pointerdown", down, options);
    target.addEventListener("pointerup", up, options);
    target.addEventListener("pointercancel", up, options);
    target.addEventListener("keydown", () => this.#released(), options);
    // A finger that leaves with the window never says so.
    target.addEventListener("blur", () => this.#down.clear(), options);
    return () => stop.abort();
  }

  /** Unix ms of the last touch; `Infinity` while a finger is down. */
  at(): number {
    return this.#down.size > 0 ? Infinity : this.#last;
  }

  /** Calls `hear` after every touch; the answer stops that. */
  onRelease(hear: () => void): () => void {
    this.#heard.add(hear);
    return () => this.#heard.delete(hear);
  }

  #released(): void {
    this.#last = wallNow();
    for (const hear of this.#heard) hear();
  }
}
