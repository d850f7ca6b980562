//! A bridge without a core: made-up scenes that answer presses, for the browser and for tests.

import type { Bridge } from "../bridge";
import { setTimeSource, wallNow } from "../clock.svelte";
import type { Screen } from "../generated/Screen";
import { FakeCore } from "./core.fake";
import { counter, counterAllergy, counterAside, counterFree, counterGuest, counterLeaving, counterSend, counterSheet, counterTable, counterTouch } from "./scenes/counter";
import { evening as busy, fresh } from "./scenes/diagnostics";
import { expo, expoOfFive } from "./scenes/expo";
import { offline, offlineBumps } from "./scenes/offline";
import { prep } from "./scenes/prep";
import { long, rush, rushTicket } from "./scenes/rush";
import * as spoken from "./scenes/spoken";
import { absent, empty, loading, states } from "./scenes/states";

/** Scenes by the name the address line gives (`?scene=`). */
const SCENES: Record<string, (now: number) => Screen> = {
  prep, expo, offline, states, empty, loading, absent, long,
  expo5: expoOfFive,
  counter, "counter-allergy": counterAllergy, "counter-aside": counterAside, "counter-free": counterFree, "counter-guest": counterGuest, "counter-leaving": counterLeaving, "counter-send": counterSend, "counter-sheet": counterSheet, "counter-table": counterTable, "counter-touch": counterTouch,
  "spoken-ready": spoken.spokenReady, "spoken-listening": spoken.spokenListening, "spoken-doing": spoken.spokenDoing,
  "spoken-asking": spoken.spokenAsking, "spoken-telling": spoken.spokenTelling, "spoken-refusing": spoken.spokenRefusing,
  "spoken-long": spoken.spokenLong, "spoken-done": spoken.spokenDone, "spoken-stale": spoken.spokenStale,
  rush300: (now) => rush(now, 300),
};

/** The design's evening: pictures are taken at this local time. */
const EVENING = new Date(2026, 10, 21, 19, 42, 4).getTime();

/** A bridge to the scene the address line asks for; `prep` where it asks for none. */
export function fakeBridge(query: URLSearchParams): Bridge {
  const name = query.get("scene") ?? "prep";
  const began = Date.now();
  const evening = EVENING + (name === "offline" ? 113_000 : 0);
  setTimeSource(() => evening + (Date.now() - began));
  const scene = SCENES[name] ?? prep;
  const core = new FakeCore(scene(wallNow()), (place) => (place.type === "expo" ? expo : prep)(wallNow()));
  // For the browser's console: the made-up core, to make things happen.
  Object.assign(globalThis, { core, rushTicket });
  if (query.has("diagnostics")) pressSoon("d");
  if (query.has("panel")) pressSoon("a");
  if (query.has("cursor")) pressSoon("ArrowRight");
  return {
    async subscribe(_place, onMessage) {
      const end = core.subscribe(onMessage);
      // After the first seating, so that each leaves its hole.
      if (name === "offline") setTimeout(() => offlineBumps(wallNow()).forEach((bump) => core.leave(bump)), 100);
      return end;
    },
    async intent(intent) {
      core.intent(intent);
    },
    diagnostics: async () => (query.get("diagnostics") === "fresh" ? fresh : busy)(wallNow()),
    saveBundle: async () => "Downloads/heard-support-20261121-194204.json",
    report: (level, message) => console[level](message),
    painted: (tickets) => console.info(`painted with ${tickets} tickets`),
    toggleFullscreen() {
      void (document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen());
    },
  };
}

/** Presses a key when the page has come up, for pictures of what only keys open. */
function pressSoon(key: string): void {
  setTimeout(() => window.dispatchEvent(new KeyboardEvent("keydown", { key })), 900);
}
