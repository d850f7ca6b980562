//! Waits for the type to be there, since tickets are cut by how tall it sets.

/** The faces a board is set in. */
const FACES = ['700 32px "Atkinson Hyperlegible Next"', 'italic 560 24px "Atkinson Hyperlegible Next"'];

/** A page without its type is better than no page: the wait ends here (our own choice). */
const LONGEST_WAIT_MS = 500;

/** Done when the faces have come, or it has been waited long enough. */
export async function fontsReady(): Promise<void> {
  const loads = Promise.allSettled(FACES.map((face) => document.fonts.load(face)));
  await Promise.race([loads, new Promise((done) => setTimeout(done, LONGEST_WAIT_MS))]);
}

/** Calls `changed` whenever a face has come late, and text may stand otherwise; the answer stops that. */
export function whenTypeset(changed: () => void): () => void {
  // Not every place a page is tested in has fonts.
  if (!("fonts" in document)) return () => undefined;
  document.fonts.addEventListener("loadingdone", changed);
  return () => document.fonts.removeEventListener("loadingdone", changed);
}
