//! The lines that make rows a tree. Pure.

import type { ScopeRow } from "../generated/ScopeRow";

/** What is drawn before a row's name. */
export interface Branch {
  /** Depths whose line goes on past this row. */
  passing: number[];
  /** Nobody of the same scope follows: its line ends here. */
  last: boolean;
}

/** The branches of rows, each of which stands before those below it. */
export function branches(rows: readonly Pick<ScopeRow, "depth">[]): Branch[] {
  /** Whether a row of that depth follows in the same scope, seen from below. */
  const follows: boolean[] = [];
  const found: Branch[] = [];
  for (const { depth } of [...rows].reverse()) {
    const passing: number[] = [];
    for (let above = 1; above < depth; above += 1) if (follows[above] === true) passing.push(above);
    found.push({ passing, last: follows[depth] !== true });
    follows.length = Math.min(follows.length, depth + 1);
    follows[depth] = true;
  }
  return found.reverse();
}
