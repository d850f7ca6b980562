//! What the screen calls things, and how it writes numbers and times.

import { mmss, spoken } from "../age";
import type { Course } from "../generated/Course";
import type { Figure } from "../generated/Figure";
import type { LinkMove } from "../generated/LinkMove";
import type { LinkPhase } from "../generated/LinkPhase";
import type { LinkSide } from "../generated/LinkSide";
import type { ScopeRow } from "../generated/ScopeRow";
import type { VoicePhase } from "../generated/VoicePhase";

const DAY_MS = 86_400_000;
const MIB = 1_048_576;

/** What a plot is called, and whether its values are bytes. */
export const FIGURE: Record<Figure, { name: string; bytes: boolean }> = {
  memory: { name: "Memory", bytes: true },
  heap: { name: "Heap", bytes: true },
  tasks: { name: "Tasks", bytes: false },
  timers: { name: "Timers", bytes: false },
  sockets: { name: "Sockets", bytes: false },
  files: { name: "Files", bytes: false },
  waiting: { name: "Waiting", bytes: false },
};

export const COURSE: Record<Course, string> = { flat: "flat", rising: "rising", growing: "grows" };

export const PHASE: Record<LinkPhase, string> = {
  waiting: "waiting", connecting: "connecting", syncing: "syncing", live: "live", closing: "closing",
};

export const SIDE: Record<LinkSide, string> = { us: "us", server: "server", network: "network" };

export const VOICE_PHASE: Record<VoicePhase, string> = {
  token: "token", microphone: "microphone", offer: "offer", signalling: "signalling",
  answer: "answer", transport: "network", configuration: "settings", session: "session",
};

/** "Memory, MB". */
export function figureTitle(figure: Figure): string {
  const { name, bytes } = FIGURE[figure];
  return bytes ? `${name}, MB` : name;
}

/** A figure's value in its unit. */
export function inUnit(figure: Figure, value: number): number {
  return FIGURE[figure].bytes ? value / MIB : value;
}

/** "18 204". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}

/** "+0.1 / h", in the figure's unit. */
export function perHour(value: number): string {
  const digits = Math.abs(value) < 10 ? 1 : 0;
  const text = Math.abs(value).toFixed(digits);
  const sign = Number(text) === 0 ? "±" : value < 0 ? "−" : "+";
  return `${sign}${text} / h`;
}

/** "6 d 04:12", or "2 h 5 min". */
export function upFor(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  if (days < 1) return spoken(ms);
  const minutes = Math.floor((ms % DAY_MS) / 60_000);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${days} d ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** "19:29:59": always 24 h, as in the log. */
export function clockTime(ms: number): string {
  return CLOCK.format(ms);
}

/** "19:29": as [`clockTime`], to the minute. */
export function clockMinute(ms: number): string {
  return clockTime(ms).slice(0, 5);
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** "12:06", or "2 h 5 min" where it is more than an hour. */
export function lasted(ms: number): string {
  return ms < 3_600_000 ? mmss(ms) : spoken(ms);
}

/** How long a scope was there before it is worth saying, in ms: the app's own parts come with it. */
const LATER_MS = 60_000;

/** What stands beside a scope's name at `now`. */
export function scopeNote(row: ScopeRow, beganAt: number, now: number): string {
  switch (row.state.type) {
    case "open":
      return row.timers !== null && row.opened_at_ms - beganAt > LATER_MS ? `live ${lasted(now - row.opened_at_ms)}` : "";
    case "closing":
      return "closing";
    case "outlived":
      return `closed ${spoken(now - row.state.closed_at_ms)} ago`;
    case "released":
      return "closed, all released";
  }
}

/** Whose doing the end of a connection was, and what was said of it; empty for other steps. */
export function moveDetail(move: LinkMove): string {
  if (move.to !== "waiting" && move.to !== "closing") return "";
  const code = move.code === null ? "" : `code ${move.code}`;
  const parts = [move.by === "us" ? "" : `by the ${SIDE[move.by]}`, code, move.said];
  return parts.filter((part) => part !== "").join(", ");
}

/** "0.25 to 30 s". */
export function pauses(fromMs: number, toMs: number): string {
  return `${fromMs / 1_000} to ${toMs / 1_000} s`;
}
