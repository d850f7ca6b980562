//! The counter in the middle of an order, and at its read-back: the design's two pictures.

import type { CartLineView } from "../../generated/CartLineView";
import type { CartModifierView } from "../../generated/CartModifierView";
import type { CounterView } from "../../generated/CounterView";
import type { MenuItemView } from "../../generated/MenuItemView";
import type { MenuView } from "../../generated/MenuView";
import type { SaidView } from "../../generated/SaidView";
import type { Screen } from "../../generated/Screen";
import type { SheetView } from "../../generated/SheetView";
import type { TalkView } from "../../generated/TalkView";
import { emptyScreen, ms } from "../make";

/** "+bacon?" is added and unsure, "-onions" left out, ">GF bun" in place of another, "BBQ" a choice. */
function modifier(text: string): CartModifierView {
  const unsure = text.endsWith("?");
  const name = text.replace(/^[-+>]|\?$/g, "");
  const kinds = { "+": "add", "-": "remove", ">": "swap" } as const;
  const sign = text.slice(0, 1);
  return { id: name, kind: sign === "+" || sign === "-" || sign === ">" ? kinds[sign] : "choice", text: name, unsure };
}

function line(key: string, name: string, price: string | null, how: string[] = [], more: Partial<CartLineView> = {}): CartLineView {
  return { key, quantity: 1, name, unsure: false, size: null, modifiers: how.map(modifier), note: null, contains: [], price, need: null, sold_out: null, ...more };
}

/** Words between question marks are unsure: "with ?bacon? and". */
function said(key: string, who: SaidView["who"], text: string, live = false): SaidView {
  const spans = text.split("?").map((words, index) => ({ text: words, unsure: index % 2 === 1 }));
  return { key, who, spans: who === "you" ? spans : [{ text, unsure: false }], live };
}

function item(name: string, price: string, more: Partial<MenuItemView> = {}): MenuItemView {
  return { id: name.toLowerCase(), name, price, sizes: [], groups: [], sold_out: false, stock: null, allergens: [], search: name.toLowerCase(), ...more };
}

/** A small menu. */
export function menu(): MenuView {
  return {
    name: "Copper Pan",
    categories: [
      { id: "burgers", name: "Burgers", items: [item("Smash burger", "12.50"), item("Double smash burger", "15.50"), item("Bean burger", "13.00")] },
      { id: "plates", name: "Plates", items: [item("Brisket plate", "19.00", { sold_out: true, stock: "Sold out" }), item("Half chicken", "18.00"), item("Philly", "14.50", { stock: "3 left" })] },
      { id: "sides", name: "Sides", items: [item("Fries", "from 3.50"), item("Onion rings", "5.00"), item("Coleslaw", "3.00")] },
      { id: "drinks", name: "Drinks", items: [item("Lemonade", "from 2.75"), item("Cola", "2.50"), item("Iced tea", "2.50")] },
      { id: "sweets", name: "Sweets", items: [item("Crème brûlée", "7.00"), item("Brownie", "5.50")] },
    ],
    groups: [],
  };
}

const ORDER = [
  line("1", "Smash burger", "14.50", ["+bacon?", "-onions"]),
  line("2", "Smash burger", "12.50"),
  line("3", "Bean burger", "14.00", [">GF bun"]),
  line("4", "Fries", "5.50", [], { size: "Large" }),
];

const ALLERGENS = ["egg", "fish", "gluten", "milk", "mustard", "peanut", "sesame", "shellfish", "soy", "tree nut"];

function view(): CounterView {
  return {
    mode: "staff",
    kinds: [
      { kind: "dine_in", name: "Dine-in", chosen: false },
      { kind: "takeout", name: "Takeout", chosen: true },
      { kind: "delivery", name: "Delivery", chosen: false },
    ],
    heading: "New order",
    who: { label: "Name", text: "Mara", name: null, wants_name: false, is_number: false, unsure: true, address: null, wants_address: false, text_chars: 80, address_chars: 200 },
    allergies: { noted: [], choices: ALLERGENS.map((name) => ({ id: name, name, noted: false })), chars: 80 },
    takes_ms: ms("14:00"),
    lines: [],
    sum: { words: "Nothing ordered yet", total: "$0.00" },
    question: null, readback: null,
    send: { state: "blocked", words: "Nothing ordered yet" },
    sheet: null, undo: null, leaving: null, aside: [], notice: null, sent: [],
    settings: {
      name: { value: "Counter 1", chars: 24, label: "Name", help: "What people call this counter." },
      guest: { on: false, label: "Guest mode", help: "For a guest alone: no settings, and every doubt is answered before Send." },
      staff_code: { value: "", chars: 8, label: "Staff code", help: "Four to eight digits: in guest mode, staff tap the counter's name and type it." },
      voice: { on: true, label: "Voice", help: "Orders can be spoken. Touch always works." },
      spoken_yes: { on: true, label: "Yes sends", help: "A spoken yes to the order on the screen sends it, as a tap does." },
      microphones: [{ id: null, name: "The system's own choice", chosen: true }, { id: "usb", name: "Counter headset (USB)", chosen: false }],
      microphone_help: "Used while the button is held, and never else.",
    },
  };
}

function talk(more: Partial<TalkView>): TalkView {
  return {
    turn: "your_turn", hint: null, notice: null, said: [], button: { state: "ready", lead: "Hold to talk", small: "Mic is off" },
    hands_free: false, facts: [], round_trip_ms: 38, ...more,
  };
}

function screen(now: number, counter: Partial<CounterView>, spoken: Partial<TalkView>): Screen {
  return {
    ...emptyScreen(now), place: { type: "counter", counter: "1" }, title: "Counter 1",
    counter: { ...view(), ...counter }, menu: menu(), talk: talk(spoken), meter: { level: 0, peak: 0, good_from: 19, loud_from: 81 },
  };
}

/** The design's order in the making. */
export function counter(now: number): Screen {
  const made = screen(now, {
    lines: [
      ...ORDER,
      line("5", "Lemonade", null, [], { need: "SIZE?" }),
      line("6", "Brisket plate", null, [], {
        sold_out: {
          tag: "SOLD OUT", until_ms: null,
          swaps: [{ item: "chicken", name: "Half chicken", price: "18.00" }, { item: "philly", name: "Philly", price: "14.50" }],
        },
      }),
    ],
    sum: { words: "4 items so far", total: "$46.50" },
    question: {
      line: "5", title: "Which size lemonade?", hint: "Say it or tap it",
      choices: [
        { id: "s", label: "Small", detail: "12 oz, 2.75", hit: false, chosen: false },
        { id: "m", label: "Regular", detail: "16 oz, 3.25", hit: false, chosen: false },
        { id: "l", label: "Large", detail: "24 oz, 4.00", hit: true, chosen: false },
      ],
    },
    send: { state: "blocked", words: "2 answers left, then send" },
  }, {
    turn: "listening", hint: "Not sure I got this. Tap it in the order to fix.",
    said: [
      said("1", "you", "Two smash burgers, one with ?bacon? and no onions, a bean burger on a gluten-free bun, large fries."),
      said("2", "heard", "Got it, four items. Anything else?"),
      said("3", "you", "A brisket plate and a lemonade. Name is ?Mara?"),
      said("4", "heard", "Brisket is sold out. What size lemonade?"),
      said("5", "you", "large, plea", true),
    ],
    button: { state: "held", lead: "Listening", small: "Let go when done" },
  });
  return { ...made, meter: { level: 59, peak: 74, good_from: 19, loud_from: 81 } };
}

/** The design's read-back. */
export function counterSend(now: number): Screen {
  const strong = (text: string): { text: string; strong: boolean } => ({ text, strong: true });
  const plain = (text: string): { text: string; strong: boolean } => ({ text, strong: false });
  return screen(now, {
    who: { ...view().who, unsure: false },
    lines: [...ORDER, line("5", "Lemonade", "4.00", [], { size: "Large" }), line("6", "Half chicken", "18.00", ["BBQ"])],
    sum: { words: "6 items", total: "$68.50" },
    readback: {
      title: "Read it back",
      script: [
        strong("Takeout for Mara."), plain(" Smash burger, add bacon, "), strong("no onions"), plain(". Smash burger. Bean burger on a "),
        strong("gluten-free bun"), plain(". Large fries, large lemonade, BBQ half chicken."),
      ],
      checks: [{ key: "1/bacon", word: "bacon", rest: " on the first burger?" }],
      say: "ready",
    },
    send: { state: "ready", words: "Send to kitchen" },
  }, {
    facts: [
      { label: "WebRTC", value: "connected, 12:06", good: true, wide: false }, { label: "Data channel", value: "open", good: true, wide: false },
      { label: "Round trip", value: "38 ms, loss 0.1 %", good: null, wide: false }, { label: "Sockets, timers", value: "2, 5", good: null, wide: false },
      { label: "Mic", value: "Counter headset (USB), mono 48 kHz", good: null, wide: true },
      { label: "Last close", value: "19:29:58 network changed, back in 1.2 s", good: null, wide: true },
    ],
  });
}

const SHEET: SheetView = {
  line: "1", name: "Smash burger", quantity: 2, most: 99, sizes: [], note: null, note_chars: 200, price: "29.00", unsure: false, can_split: true,
  groups: [
    {
      id: "doneness", name: "Doneness", rule: "Choose one", open: true,
      modifiers: ["Medium rare", "Medium", "Well done"].map((text) => ({ id: text, kind: "choice", text, price: null, chosen: false, full: false })),
    },
    {
      id: "extras", name: "Extras", rule: "Up to 4", open: false,
      modifiers: [
        { id: "bacon", kind: "add", text: "bacon", price: "+2.00", chosen: true, full: false },
        { id: "cheddar", kind: "add", text: "cheddar", price: "+1.50", chosen: false, full: false },
        { id: "onions", kind: "remove", text: "onions", price: null, chosen: true, full: false },
        { id: "pickles", kind: "remove", text: "pickles", price: null, chosen: false, full: true },
      ],
    },
  ],
};

/** A counter without a voice, with a line under the fingers. */
export function counterSheet(now: number): Screen {
  return { ...counterTouch(now), counter: { ...view(), lines: ORDER, sum: { words: "4 items so far", total: "$46.50" }, sheet: SHEET } };
}

/** A counter without a voice, and two orders on their way. */
export function counterTouch(now: number): Screen {
  const sent = { service: { kind: "takeout", who: "Ana" }, total: "$18.00", at_ms: now - 9_000, can_reopen: false } as const;
  const made = screen(now, {
    who: { ...view().who, text: null, unsure: false }, takes_ms: null,
    sent: [
      { ...sent, key: "b", number: 222, items: "2 Smash burger, Cola", state: "placed", words: "Order 222 is in the kitchen", stations: [{ station: "grill", words: "Grill showed it", state: "shown" }] },
      { ...sent, key: "a", number: null, items: "Half chicken", state: "refused", words: "Half chicken has just sold out", stations: [], can_reopen: true },
    ],
  }, {});
  return { ...made, talk: null, meter: null };
}

/** An order of a guest who cannot bear two things, one of which is in a line. */
export function counterAllergy(now: number): Screen {
  const made = counter(now);
  const noted = ["milk", "tree nut"];
  const allergies = { noted: ["MILK", "TREE NUT"], choices: ALLERGENS.map((name) => ({ id: name, name, noted: noted.includes(name) })), chars: 80 };
  const lines = [...ORDER.slice(0, 3), line("7", "Brownie", "5.50", [], { contains: ["TREE NUT"] })];
  return { ...made, counter: { ...view(), allergies, lines, sum: { words: "4 items", total: "$46.50" }, send: { state: "ready", words: "Send to kitchen" } } };
}

/** An order to a table and a name. */
export function counterTable(now: number): Screen {
  const made = counterAllergy(now);
  const who = { ...view().who, label: "Table", text: "12", name: "Anna Maria", wants_name: true, is_number: true };
  const kinds = view().kinds.map((one) => ({ ...one, chosen: one.kind === "dine_in" }));
  return { ...made, counter: { ...(made.counter ?? view()), who, kinds, allergies: view().allergies } };
}

/** A guest who seems to have gone. */
export function counterLeaving(now: number): Screen {
  const made = counterGuest(now);
  const leaving = { title: "Are you still there?", words: "Your order is put away in", keep: "Keep my order", until_ms: now + 24_000 };
  return { ...made, counter: { ...(made.counter ?? view()), leaving } };
}

/** Two orders that guests left, and words that something failed beside a doubt. */
export function counterAside(now: number): Screen {
  const made = counter(now);
  const aside = [
    { key: "aside_2", at_ms: now - 240_000, items: "2 Smash burger, French fries", who: "Table 12, Anna", total: "$30.50", can_return: false },
    { key: "aside_1", at_ms: now - 7_200_000, items: "Brownie", who: null, total: "$5.50", can_return: false },
  ];
  const talk = made.talk === null ? null : { ...made.talk, notice: "The connection was lost. Your order is kept." };
  return { ...made, talk, counter: { ...(made.counter ?? view()), aside } };
}

/** A guest alone before his read-back. */
export function counterGuest(now: number): Screen {
  const made = counterSend(now);
  const sends = { state: "ready", words: "Send my order" } as const;
  const readback = made.counter?.readback ?? null;
  const asked = readback === null ? null : { ...readback, title: "Is this right?", checks: [] };
  return { ...made, counter: { ...(made.counter ?? view()), mode: "guest", settings: null, readback: asked, send: sends } };
}

/** A counter that listens by itself. */
export function counterFree(now: number): Screen {
  const made = counter(now);
  const held = { state: "held", lead: "Listening", small: "Just speak. Tap to stop" } as const;
  return made.talk === null ? made : { ...made, talk: { ...made.talk, hands_free: true, button: held } };
}
