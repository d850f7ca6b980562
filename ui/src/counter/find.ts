//! Finding an item on the menu by a few letters of it. Pure.

import type { MenuItemView } from "../generated/MenuItemView";
import type { MenuView } from "../generated/MenuView";

/** Items of `menu` whose names have every word of `text` in them, in menu order. */
export function find(menu: MenuView, text: string): readonly MenuItemView[] {
  const words = plain(text).split(/\s+/).filter((word) => word !== "");
  const items = menu.categories.flatMap((category) => category.items);
  return items.filter((item) => {
    const names = plain(item.search);
    return words.every((word) => names.includes(word));
  });
}

/** Small letters without accents, so that "jalapeno" finds "Jalapeño". */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
}
