//! Makes the sounds, out of plain tones: nothing to load, and nothing to license.

import type { SoundName } from "./rules";

/** One tone: when it begins and how long it lasts, in s; its pitch in Hz; how loud, 0 to 1. */
interface Tone {
  at: number;
  lasts: number;
  pitch: number;
  level: number;
}

/** Pitches stay between 600 and 2000 Hz, which carry over fans (design brief, section 5). */
const TONES: Record<SoundName, readonly Tone[]> = {
  knocks: [{ at: 0, lasts: 0.09, pitch: 720, level: 0.5 }, { at: 0.16, lasts: 0.09, pitch: 720, level: 0.5 }],
  alert: [
    { at: 0, lasts: 0.16, pitch: 880, level: 0.8 },
    { at: 0.18, lasts: 0.16, pitch: 1175, level: 0.8 },
    { at: 0.36, lasts: 0.28, pitch: 1568, level: 0.8 },
  ],
  late: [{ at: 0, lasts: 0.45, pitch: 620, level: 0.7 }],
  click: [{ at: 0, lasts: 0.03, pitch: 1600, level: 0.35 }],
  lost: [{ at: 0, lasts: 0.22, pitch: 1100, level: 0.7 }, { at: 0.24, lasts: 0.34, pitch: 740, level: 0.7 }],
  back: [{ at: 0, lasts: 0.22, pitch: 740, level: 0.7 }, { at: 0.24, lasts: 0.34, pitch: 1100, level: 0.7 }],
};

/** Waking the machine's audio takes tens of ms: the picture goes first, by one frame at 60 Hz. */
const PICTURE_FIRST_MS = 17;

/** How fast a tone swells, in s: a harder edge would crack in a small loudspeaker. */
const ATTACK_S = 0.008;

/** Plays sounds; silent where the machine has no way to. */
export class Player {
  #context: AudioContext | null | undefined;
  #sounding = 0;

  /** Plays `name`, a frame from now. */
  play(name: SoundName): void {
    setTimeout(() => this.#play(name), PICTURE_FIRST_MS);
  }

  #play(name: SoundName): void {
    const context = this.#open();
    if (context === null) return;
    if (context.state === "suspended") void context.resume().catch(() => undefined);
    for (const tone of TONES[name]) {
      this.#sounding += 1;
      sound(context, tone).onended = () => this.#ended(context);
    }
  }

  /** Between sounds the machine's audio sleeps: a silent one would cost as much as a loud one. */
  #ended(context: AudioContext): void {
    this.#sounding -= 1;
    if (this.#sounding === 0) void context.suspend().catch(() => undefined);
  }

  #open(): AudioContext | null {
    if (this.#context === undefined) this.#context = openContext();
    return this.#context;
  }
}

function openContext(): AudioContext | null {
  try {
    return typeof AudioContext === "undefined" ? null : new AudioContext();
  } catch {
    // No sound card: every sound has a visible twin.
    return null;
  }
}

function sound(context: AudioContext, tone: Tone): OscillatorNode {
  const begins = context.currentTime + tone.at;
  const ends = begins + tone.lasts;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "triangle";
  oscillator.frequency.value = tone.pitch;
  gain.gain.setValueAtTime(0, begins);
  gain.gain.linearRampToValueAtTime(tone.level, begins + ATTACK_S);
  gain.gain.exponentialRampToValueAtTime(0.001, ends);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begins);
  oscillator.stop(ends);
  return oscillator;
}
