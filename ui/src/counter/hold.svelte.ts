//! A button that is held: down once, up once, whatever becomes of the finger.

/** What a hold tells. */
export interface Held {
  down: () => void;
  up: () => void;
}

/** Keys that hold a button that has the focus. */
const KEYS = new Set([" ", "Enter"]);

/** One button that can be held, by one finger or one key at a time. */
export class Hold {
  /** Drawn at once, before anybody has answered. */
  held = $state(false);
  #by: number | string | null = null;
  #told: Held;

  constructor(told: Held) {
    this.#told = told;
  }

  /** A finger or a key (`by`) went down. */
  begin(by: number | string): void {
    if (this.#by !== null) return;
    this.#by = by;
    this.held = true;
    this.#told.down();
  }

  /** What went down came up, or was lost. */
  end(by: number | string): void {
    if (this.#by === by) this.drop();
  }

  /** Whatever holds it lets go: the window lost the focus, or the button is gone. */
  drop(): void {
    if (this.#by === null) return;
    this.#by = null;
    this.held = false;
    this.#told.up();
  }

  /** Listens on `button` and on the window around it; the answer lets go and stops it. */
  listen(button: HTMLElement): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      // So that a finger that slides off the button still lets it go.
      button.setPointerCapture(event.pointerId);
      this.begin(event.pointerId);
    }, { signal });
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
      button.addEventListener(type, (event) => this.end(event.pointerId), { signal });
    }
    button.addEventListener("keydown", (event) => {
      if (!KEYS.has(event.key) || event.repeat) return;
      event.preventDefault();
      this.begin(event.key);
    }, { signal });
    button.addEventListener("keyup", (event) => this.end(event.key), { signal });
    button.addEventListener("blur", () => this.drop(), { signal });
    window.addEventListener("blur", () => this.drop(), { signal });
    document.addEventListener("visibilitychange", () => this.drop(), { signal });
    return () => {
      stop.abort();
      this.drop();
    };
  }
}
