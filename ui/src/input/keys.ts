//! What each key of a keyboard or bump bar means. Pure.

/** What a key asks for. */
export type KeyAction =
  /** Bump what stands in this cell of the page, counted from 0. */
  | { type: "slot"; index: number }
  | { type: "move"; columns: number; rows: number }
  | { type: "bump" }
  | { type: "recall" }
  | { type: "undo" }
  | { type: "all_day" }
  | { type: "page"; by: number }
  | { type: "diagnostics" }
  /** Held: see {@link TALK_KEY}. */
  | { type: "talk" }
  | { type: "fullscreen" }
  | { type: "close" };

/** The parts of a keyboard event that decide. */
export interface Key {
  key: string;
  repeat: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** The focus is on something that has a use for Enter and Space itself. */
  onControl: boolean;
}

/** Held to speak to the board, and let go when done. */
export const TALK_KEY = "v";

/** Keys that may be held down: they only look around. */
const HELD = new Set(["move", "page"]);

/** What `key` asks for; `null` where it means nothing here. */
export function actionFor(key: Key): KeyAction | null {
  if (key.ctrlKey || key.altKey || key.metaKey) return null;
  const action = meaning(key);
  return action !== null && key.repeat && !HELD.has(action.type) ? null : action;
}

function meaning({ key, onControl }: Key): KeyAction | null {
  // The bump bar's caps run 1 to 9 and then 0.
  if (/^[0-9]$/.test(key)) return { type: "slot", index: (Number(key) + 9) % 10 };
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "ArrowLeft": return { type: "move", columns: -1, rows: 0 };
    case "ArrowRight": return { type: "move", columns: 1, rows: 0 };
    case "ArrowUp": return { type: "move", columns: 0, rows: -1 };
    case "ArrowDown": return { type: "move", columns: 0, rows: 1 };
    case "Enter":
    case " ": return onControl ? null : { type: "bump" };
    case "b": return { type: "bump" };
    case "r": return { type: "recall" };
    case "u": return { type: "undo" };
    case "a": return { type: "all_day" };
    case "d": return { type: "diagnostics" };
    case TALK_KEY: return { type: "talk" };
    case "PageUp":
    case "[": return { type: "page", by: -1 };
    case "PageDown":
    case "]": return { type: "page", by: 1 };
    case "F11":
    case "f": return { type: "fullscreen" };
    case "Escape": return { type: "close" };
    default: return null;
  }
}

/** The key cap printed for cell `index` of a page; cells past the tenth have none. */
export function keyCap(index: number): string | null {
  return index < 10 ? String((index + 1) % 10) : null;
}
