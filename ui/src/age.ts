//! How old a ticket is, how that is said, and how it looks. Instants are Unix ms.

/** `new` for the first minute, then by target: on time, due soon, late. */
export type Age = "new" | "ok" | "due" | "late";

/** A ticket says NEW this long after it was placed (wire: `placed_at_ms`). */
export const NEW_MS = 60_000;

/** Due soon begins at this share of the target (design brief, section 2). */
export const DUE_SHARE = 0.75;

/** The instants an age is made of. */
export interface Timed {
  since_ms: number;
  target_ms: number;
}

/** Everything a header prints, at one instant of the server's clock. */
export interface AgeView {
  age: Age;
  /** "9:41" */
  clock: string;
  /** "Late 1:41", "Due soon", "of 8:00", "NEW" */
  label: string;
  /** 0 to 1: how far the fuse has filled. */
  fill: number;
}

/** Minutes and seconds, always; minutes may pass 59. A negative time is 0:00. */
export function mmss(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What `timed` looks like at `serverNow`; `placedAt` is `null` where nothing is ever NEW. */
export function ageOf(timed: Timed, placedAt: number | null, serverNow: number): AgeView {
  const elapsed = Math.max(0, serverNow - timed.since_ms);
  const target = Math.max(1, timed.target_ms);
  const clock = mmss(elapsed);
  const fill = Math.min(1, elapsed / target);
  if (elapsed >= target) return { age: "late", clock, label: `Late ${mmss(elapsed - target)}`, fill };
  if (elapsed >= target * DUE_SHARE) return { age: "due", clock, label: "Due soon", fill };
  if (placedAt !== null && serverNow - placedAt < NEW_MS) return { age: "new", clock, label: "NEW", fill };
  return { age: "ok", clock, label: `of ${mmss(target)}`, fill };
}

/** How the promise to a guest stands: "in 2:56", or "1:04 over". */
export function promiseAt(promisedAt: number, serverNow: number): { label: string; over: boolean } {
  const left = promisedAt - serverNow;
  return left >= 0 ? { label: `in ${mmss(left)}`, over: false } : { label: `${mmss(-left)} over`, over: true };
}

/** A span as a person says it: "4 s", "1 min 47 s", "2 h 5 min". */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
