//! Sends what went wrong in the page to the core's log, where someone will read it.

import type { Bridge } from "./bridge";

/** Reports are cut here: the log wants the cause, not a page of stack (our own choice). */
const LONGEST_REPORT = 2_000;

/** A loop that fails every frame must not fill the log: this many reports at once (our own choice), */
const BURST = 20;

/** and from then on one in this time, for as long as the page lives. */
const EACH_MS = 60_000;

/** Listens for uncaught errors and rejected promises on `page`. */
export function reportFailures(
  page: Window,
  bridge: Pick<Bridge, "report">,
  now: () => number = () => performance.now(),
): void {
  let room = BURST;
  let at = now();
  let unsaid = 0;
  const tell = (what: unknown): void => {
    room = Math.min(BURST, room + (now() - at) / EACH_MS);
    at = now();
    if (room < 1) {
      unsaid += 1;
      return;
    }
    room -= 1;
    const before = unsaid > 0 ? `(after ${unsaid} more) ` : "";
    unsaid = 0;
    bridge.report("error", (before + wordsFor(what)).slice(0, LONGEST_REPORT));
  };
  page.addEventListener("error", (event) => tell(event.error ?? event.message));
  page.addEventListener("unhandledrejection", (event) => tell(event.reason));
}

function wordsFor(what: unknown): string {
  if (what instanceof Error) return `${what.name}: ${what.message}\n${what.stack ?? ""}`;
  return String(what);
}
