//! What a screen may be set to. Until the core keeps these, the address line does.

/** Night is for kitchens, day for bright rooms. */
export type Theme = "night" | "day";

/** How many columns a wide screen has: 6, 5 or 4. Fewer columns, larger type. */
export type Density = "standard" | "roomy" | "large";

export interface Settings {
  /** `null`: as the place has it. */
  theme: Theme | null;
  density: Density;
}

/** Columns of a board on a 1920 px screen (design brief, section 2). */
export const COLUMNS: Record<Density, number> = { standard: 6, roomy: 5, large: 4 };

/** How much larger type is set, so that a column keeps its measure in letters. */
export const TYPE_SCALE: Record<Density, number> = { standard: 1, roomy: 1.2, large: 1.5 };

/** Reads `?theme=` and `?density=`; anything else is the default. */
export function settingsFrom(query: URLSearchParams): Settings {
  const theme = query.get("theme");
  const density = query.get("density");
  return {
    theme: theme === "day" || theme === "night" ? theme : null,
    density: density === "roomy" || density === "large" ? density : "standard",
  };
}

/** The theme to wear: a counter stands in a bright room, a board in a kitchen. */
export function themeAt(settings: Settings, counter: boolean): Theme {
  return settings.theme ?? (counter ? "day" : "night");
}

/** Puts the settings where the style sheets look for them. */
export function applySettings(root: HTMLElement, settings: Settings): void {
  root.dataset["theme"] = themeAt(settings, false);
  root.style.setProperty("--density", String(TYPE_SCALE[settings.density]));
}
