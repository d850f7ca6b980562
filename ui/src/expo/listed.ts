//! A list cut to what a strip has room for. Pure.

/** Items a strip names before it says "+5 more" (the design's longest strip names four). */
const MOST_ITEMS = 4;

/** The items to name, and how many are left over; never "+1 more" where the one would fit. */
export function listed(items: readonly string[]): { items: readonly string[]; more: number } {
  if (items.length <= MOST_ITEMS + 1) return { items, more: 0 };
  return { items: items.slice(0, MOST_ITEMS), more: items.length - MOST_ITEMS };
}
