//! The words and pictures that stand for what the wire says.

import type { Blocked } from "./generated/Blocked";
import type { LineView } from "./generated/LineView";
import type { ModifierView } from "./generated/ModifierView";
import type { ServiceKind } from "./generated/ServiceKind";
import type { ServiceView } from "./generated/ServiceView";
import type { SourceView } from "./generated/SourceView";
import type { Age } from "./age";

/** Names of the symbols in `icons/lucide.svg`. */
export type IconName =
  | "activity" | "file-down"
  | "arrow-down" | "arrow-right" | "ban" | "bike" | "book-open" | "car" | "check" | "chevron-down" | "chevron-left"
  | "chevron-right" | "chevron-up" | "chevrons-right" | "concierge-bell" | "ear" | "ellipsis" | "flame"
  | "globe" | "hand" | "hard-drive-download" | "history" | "mic" | "mic-off" | "minus" | "monitor"
  | "pause" | "pen-line" | "phone" | "plus" | "search" | "shopping-bag" | "sigma" | "triangle-alert"
  | "undo-2" | "unplug" | "utensils" | "volume-2" | "x";

interface ServiceWords {
  icon: IconName;
  /** Printed before the guest's name or lane; a table says it by itself. */
  kind: string | null;
  /** How it is called where nobody said who. */
  alone: string;
  /** The pass's button. */
  serve: string;
  serveIcon: IconName;
}

/** How each service is drawn and worded. */
export const SERVICE: Record<ServiceKind, ServiceWords> = {
  dine_in: { icon: "utensils", kind: null, alone: "Dine in", serve: "Run it", serveIcon: "concierge-bell" },
  takeout: { icon: "shopping-bag", kind: "Takeout", alone: "Takeout", serve: "Hand over", serveIcon: "shopping-bag" },
  delivery: { icon: "bike", kind: "Delivery", alone: "Delivery", serve: "To driver", serveIcon: "bike" },
  drive_thru: { icon: "car", kind: "Drive-thru", alone: "Drive-thru", serve: "Hand over", serveIcon: "car" },
};

/** The picture and name of where an order came from. */
export const SOURCE: Record<SourceView, { icon: IconName; name: string }> = {
  pos: { icon: "monitor", name: "POS" },
  voice: { icon: "mic", name: "Voice" },
  phone: { icon: "phone", name: "Phone" },
  counter: { icon: "hand", name: "Counter" },
  online: { icon: "globe", name: "Online" },
  kiosk: { icon: "hand", name: "Kiosk" },
};

/** Why the footer will not bump. */
export const BLOCKED: Record<Exclude<Blocked, "cancelled">, string> = {
  void: "Void first",
  allergy: "Allergy first",
};

/** "Table 12", "Takeout Maya", "Drive-thru". */
export function serviceName(service: ServiceView): string {
  const { kind, alone } = SERVICE[service.kind];
  const who = whoOf(service);
  if (who === null) return alone;
  return kind === null ? who : `${kind} ${who}`;
}

/** What stands after the service's picture: a table is called one, a guest by name. */
export function whoOf(service: ServiceView): string | null {
  if (service.who === null) return null;
  return service.kind === "dine_in" && /^\w?\d/.test(service.who) ? `Table ${service.who}` : service.who;
}

/** "2 Smash burger 8 oz, plus bacon, NO onions", for those who listen. */
export function lineWords(line: LineView): string {
  const item = [String(line.quantity), line.name, line.size].filter((part) => part !== null).join(" ");
  const said = [item, ...line.modifiers.filter((m) => m.mark !== "was").map(modifierWords)];
  return said.join(", ");
}

function modifierWords(modifier: ModifierView): string {
  switch (modifier.kind) {
    case "add":
      return `plus ${modifier.text}`;
    case "remove":
      return `NO ${modifier.text}`;
    case "choice":
    case "swap":
      return modifier.text;
  }
}

/** The age's state as a word, for those who cannot see shape or colour. */
export const AGE_WORD: Record<Age, string> = { new: "new", ok: "on time", due: "due soon", late: "late" };

/** A wall clock time to the minute, 24 h or 12 h as the machine's locale has it, without "PM". */
export function hourMinute(ms: number): string {
  return printed(MINUTE, ms);
}

/** A wall clock time to the second. */
export function hourMinuteSecond(ms: number): string {
  return printed(SECOND, ms);
}

const MINUTE = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const SECOND = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", second: "2-digit" });

function printed(format: Intl.DateTimeFormat, ms: number): string {
  return format
    .formatToParts(ms)
    .filter((part) => part.type !== "dayPeriod")
    .map((part) => part.value)
    .join("")
    .trim();
}
