//! Which touches are meant. Pure: the caller says what time it is, in ms.

/** A second touch in the same cell is a bounce for so long (design brief, section 6). */
export const BOUNCE_MS = 300;

/** A touch was meant for whoever stood in the cell this long ago (design brief, section 6). */
export const OWNER_MS = 600;

/** Remembers who stands in each cell of the shown page, and when each was touched last. */
export class Guard {
  #owners: readonly (string | null)[] = [];
  #changedAt: number[] = [];
  #touchedAt: number[] = [];

  /**
   * Says who stands where from `now` on; `null` is nobody. Coming to a cell that has long
   * been free is no change: no finger was on its way there for somebody else.
   */
  stand(owners: readonly (string | null)[], now: number): void {
    for (let cell = 0; cell < Math.max(owners.length, this.#owners.length); cell += 1) {
      const before = this.#owners[cell] ?? null;
      if (before !== null && before !== (owners[cell] ?? null)) this.#changedAt[cell] = now;
    }
    this.#owners = [...owners];
  }

  /** Whether a touch of `cell` at `now` is meant; one that is starts the bounce time. */
  accepts(cell: number, now: number): boolean {
    if (now - (this.#changedAt[cell] ?? -Infinity) < OWNER_MS) return false;
    if (now - (this.#touchedAt[cell] ?? -Infinity) < BOUNCE_MS) return false;
    this.#touchedAt[cell] = now;
    return true;
  }
}
