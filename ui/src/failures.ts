//! Sends what went wrong in the page to the core's log, where someone will read it.

import type { Bridge } from "./bridge";

/** Reports are cut here: the log wants the cause, not a page of stack (our own choice). */
const LONGEST_REPORT = 2_000;

/** A loop that fails every frame must not fill the log: this many reports, then silence. */
const MOST_REPORTS = 50;

/** Listens for uncaught errors and rejected promises on `page`. */
export function reportFailures(page: Window, bridge: Pick<Bridge, "report">): void {
  let left = MOST_REPORTS;
  const tell = (what: unknown): void => {
    if (left <= 0) return;
    left -= 1;
    bridge.report("error", wordsFor(what).slice(0, LONGEST_REPORT));
  };
  page.addEventListener("error", (event) => tell(event.error ?? event.message));
  page.addEventListener("unhandledrejection", (event) => tell(event.reason));
}

function wordsFor(what: unknown): string {
  if (what instanceof Error) return `${what.name}: ${what.message}\n${what.stack ?? ""}`;
  return String(what);
}
