//! The grill's board being spoken to.

import type { Screen } from "../../generated/Screen";
import type { SpokenStrip } from "../../generated/SpokenStrip";
import type { SpokenView } from "../../generated/SpokenView";
import { expo } from "./expo";
import { prep } from "./prep";

/** A strip that has just come. */
export function strip(now: number, more: Partial<SpokenStrip>): SpokenStrip {
  return {
    key: 1, said: "bump table twelve", says: "Bump order 207, table 12", kind: "doing",
    until_ms: now + 60_000, for_ms: 60_000, bumped: null, ...more,
  };
}

function heard(now: number, button: SpokenView["button"], ...strips: SpokenStrip[]): Screen {
  return { ...prep(now), spoken: { button, strips } };
}

/** Nobody speaks. */
export const spokenReady = (now: number): Screen => heard(now, "ready");
/** The button is held. */
export const spokenListening = (now: number): Screen => heard(now, "listening");
/** Shown before it acts. */
export const spokenDoing = (now: number): Screen => heard(now, "ready", strip(now, {}));
/** Heard unsurely. */
export const spokenAsking = (now: number): Screen =>
  heard(now, "ready", strip(now, { kind: "asking", said: "eighty six the salmon", says: "86 Grilled Salmon" }));
/** Answered. */
export const spokenTelling = (now: number): Screen =>
  heard(now, "ready", strip(now, { kind: "telling", said: "how many fries all day", says: "14 French Fries all day, 2 on hold" }));
/** Not done. */
export const spokenRefusing = (now: number): Screen =>
  heard(now, "ready", strip(now, { kind: "refusing", said: "bump table thirty", says: "There is no table 30 here." }));
/** Not done, with much to say of it. */
export const spokenLong = (now: number): Screen =>
  heard(now, "ready", strip(now, { kind: "refusing", said: "bump nine", says: "order 207, table 12 or order 209, Takeout Maya? Say it with its order number." }));
/** Done, and can be taken back. */
export const spokenDone = (now: number): Screen =>
  heard(now, "ready", strip(now, { kind: "done", said: "eighty six the salmon", says: "86 Grilled Salmon" }));
/** The pass is spoken to while its server is silent. */
export const spokenStale = (now: number): Screen => {
  const link = { ...expo(now).link, state: "stale" as const, heard_at_ms: now - 113_000 };
  return { ...expo(now), link, spoken: { button: "ready", strips: [strip(now, {})] } };
};
