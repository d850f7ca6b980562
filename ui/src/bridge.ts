//! The page's one door to the core. Only this file knows that the core is behind Tauri.

import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { DiagnosticsView } from "./generated/DiagnosticsView";
import type { Intent } from "./generated/Intent";
import type { Place } from "./generated/Place";
import type { ToPage } from "./generated/ToPage";

/** What a page can ask of the core, and how it hears from it. */
export interface Bridge {
  /**
   * Asks for everything about `place` (`null`: whatever this window showed last). The first
   * message is a whole screen. A later call takes the place of an earlier one.
   * The answer ends this subscription's messages.
   */
  subscribe(place: Place | null, onMessage: (message: ToPage) => void): Promise<() => void>;
  /** Passes on what a person wants. The answer comes as a patch. */
  intent(intent: Intent): Promise<void>;
  /** Writes a line into the core's log. */
  report(level: "error" | "warn", message: string): void;
  /** Says, once, that the first picture with tickets stands on the screen. */
  painted(tickets: number): void;
  /** Goes to full screen, or back. */
  toggleFullscreen(): void;
  /** What is known of the app itself, now. */
  diagnostics(): Promise<DiagnosticsView>;
  /** Saves all that is known of the app as one file, and says where. */
  saveBundle(): Promise<string>;
}

/** The bridge for where this page runs: the app's window, or a browser with made-up scenes. */
export async function openBridge(): Promise<Bridge> {
  if (isTauri()) return tauriBridge();
  const { fakeBridge } = await import("./preview/bridge.fake");
  return fakeBridge(new URLSearchParams(location.search));
}

function tauriBridge(): Bridge {
  const report: Bridge["report"] = (level, message) => {
    // Where even the log cannot be reached there is no one left to tell.
    invoke("report", { level, message }).catch(() => undefined);
  };
  const send = (command: string, args: Record<string, unknown>): Promise<void> =>
    invoke<void>(command, args).catch((cause: unknown) => report("warn", `${command}: ${String(cause)}`));
  return {
    async subscribe(place, onMessage) {
      const channel = new Channel<ToPage>();
      // Set before the core learns of the channel, so that no message can come too early.
      channel.onmessage = onMessage;
      await invoke("subscribe", { place, channel });
      return () => {
        channel.onmessage = () => undefined;
      };
    },
    intent: (intent) => send("intent", { intent }),
    report,
    painted: (tickets) => void send("painted", { tickets }),
    toggleFullscreen: () => void send("toggle_fullscreen", {}),
    diagnostics: () => invoke<DiagnosticsView>("diagnostics"),
    saveBundle: () => invoke<string>("save_bundle"),
  };
}
