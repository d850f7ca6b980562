//! What was heard at a board, as it is read. Pure.

import type { SpokenButton } from "../generated/SpokenButton";
import type { SpokenKind } from "../generated/SpokenKind";
import type { SpokenStrip } from "../generated/SpokenStrip";
import type { SpokenView } from "../generated/SpokenView";
import type { IconName } from "../words";

/** Nothing is heard here. */
export const SILENT: SpokenView = { button: "off", strips: [] };

/** The picture of what becomes of something heard: each has its own, since colour says nothing here. */
export const ICON: Record<SpokenKind, IconName> = {
  doing: "chevrons-right",
  asking: "ear",
  telling: "sigma",
  refusing: "ban",
  done: "check",
};

/** The button's words. */
export const BUTTON: Record<SpokenButton, string> = {
  off: "",
  missing: "No voice",
  waiting: "Getting ready",
  ready: "Hold to talk",
  opening: "Opening",
  listening: "Listening",
  working: "One moment",
};

/** What waits to be decided or read, if anything does. */
export function openOf(spoken: SpokenView): SpokenStrip | null {
  return spoken.strips.find((strip) => strip.kind !== "done") ?? null;
}

/** What was done and can be taken back, the latest first. */
export function undosOf(spoken: SpokenView): readonly SpokenStrip[] {
  return spoken.strips.filter((strip) => strip.kind === "done");
}

/** Whether there is anything to read or hear now, for which the bar makes room. */
export function isSpeaking(spoken: SpokenView): boolean {
  return spoken.strips.length > 0 || spoken.button === "opening" || spoken.button === "listening" || spoken.button === "working";
}

/** Strips of `after` that say of something done what `before` did not. */
export function newlyDone(before: SpokenView, after: SpokenView): readonly SpokenStrip[] {
  const known = new Set(undosOf(before).map((strip) => strip.key));
  return undosOf(after).filter((strip) => !known.has(strip.key));
}
