//! The grill with its server gone for 1 min 47 s: the design's offline board.

import type { GoneView } from "../../generated/GoneView";
import type { Screen } from "../../generated/Screen";
import { ms } from "../make";
import { grill, prep } from "./prep";

/** The design's offline board at `now`, before anyone bumped: see `offlineBumps`. */
export function offline(now: number): Screen {
  const screen = prep(now);
  return {
    ...screen,
    link: {
      ...screen.link, state: "stale", heard_at_ms: now - ms("1:47"), since_ms: now - ms("1:44"),
      next_try_ms: now + 4_000, saved: 3, reason: "The kitchen server does not answer",
    },
    tickets: grill(now, ms("1:53")),
    gone: [],
  };
}

/** The three bumps that were made since, oldest first. */
export function offlineBumps(now: number): GoneView[] {
  const bump = (number: number, ago: number): GoneView => ({
    order: `order-${number}`, number, service: { kind: "dine_in", who: "12" }, bumped_at_ms: now - ago, saved: true, items: "",
  });
  return [bump(207, ms("1:06")), bump(212, ms("0:37")), bump(217, ms("0:13"))];
}
