//! Shows a press at once, on pointer down. What a press does is the button's own `click`,
//! which a browser fires on release inside the same target, and nowhere else.

/** The class a pressed button wears. */
const DOWN = "is-down";

/** Marks pressed buttons anywhere under `root`; the answer stops it. */
export function showPresses(root: Window): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal, passive: true };
  let pressed: Element | null = null;
  const release = (): void => {
    pressed?.classList.remove(DOWN);
    pressed = null;
  };
  root.addEventListener("pointerdown", (event) => {
    release();
    pressed = event.target instanceof Element ? event.target.closest("button:not([disabled])") : null;
    pressed?.classList.add(DOWN);
  }, options);
  root.addEventListener("pointermove", (event) => {
    if (pressed === null) return;
    const over = document.elementFromPoint(event.clientX, event.clientY);
    pressed.classList.toggle(DOWN, over !== null && pressed.contains(over));
  }, options);
  root.addEventListener("pointerup", release, options);
  root.addEventListener("pointercancel", release, options);
  return () => stop.abort();
}
