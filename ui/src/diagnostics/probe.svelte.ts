//! Asks the core what lives in it, for as long as somebody looks.

import type { Bridge } from "../bridge";
import type { DiagnosticsView } from "../generated/DiagnosticsView";

/** What became of the support bundle. */
export type Saving =
  | { type: "idle" }
  | { type: "saving" }
  | { type: "saved"; path: string }
  | { type: "failed"; why: string };

/** What the screen knows; it ends with the screen, and nothing is asked any more. */
export class Probe {
  /** `null` until the core has answered. */
  view = $state.raw<DiagnosticsView | null>(null);
  /** The core did not answer the last question. */
  silent = $state(false);
  saving = $state.raw<Saving>({ type: "idle" });

  #bridge: Pick<Bridge, "diagnostics" | "saveBundle">;
  #asking = false;

  constructor(bridge: Pick<Bridge, "diagnostics" | "saveBundle">) {
    this.#bridge = bridge;
  }

  /** Asks once; a question that is under way is not asked again. */
  async look(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.view = await this.#bridge.diagnostics();
      this.silent = false;
    } catch {
      this.silent = true;
    } finally {
      this.#asking = false;
    }
  }

  /** Saves the support bundle. */
  async save(): Promise<void> {
    if (this.saving.type === "saving") return;
    this.saving = { type: "saving" };
    try {
      this.saving = { type: "saved", path: await this.#bridge.saveBundle() };
    } catch (why) {
      this.saving = { type: "failed", why: String(why) };
    }
  }
}
