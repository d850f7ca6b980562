//! Commands spoken to a board: from a synthesiser's voice to what would be done, through the real
//! recogniser. Needs `espeak-ng`, `flite` and PocketSphinx with its English model.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on says where it stopped; figures are for whoever reads on"
)]

use kitchen::{Command, EventRecord, Menu, Moment, OrderId, State, decide};
use serde_json::json;
use speech::board::ear::{Ear, Verdict, verdict};
use speech::board::{Board, Wish};
use speech::front::{Front, Listening};
use speech::sound::{Clip, FULL_RATE};
use std::sync::Arc;

/// Somebody who speaks: by `espeak-ng`, or by `flite`.
#[derive(Clone, Copy, Debug)]
enum Voice {
    Espeak(&'static str),
    Flite(&'static str),
}

impl Voice {
    fn say(self, text: &str) -> Clip {
        let file = tempfile::NamedTempFile::new().unwrap();
        let status = match self {
            Self::Espeak(name) => std::process::Command::new("espeak-ng")
                .args(["-v", name, "-s", "160", "-w"])
                .arg(file.path())
                .arg(text)
                .status(),
            Self::Flite(name) => std::process::Command::new("flite")
                .args(["-voice", name, "-t", text, "-o"])
                .arg(file.path())
                .status(),
        };
        assert!(status.unwrap().success());
        let clip = Clip::from_wav(&std::fs::read(file.path()).unwrap()).unwrap();
        let speech = clip.at(FULL_RATE).unwrap().samples;
        let silence = [0; FULL_RATE as usize / 3];
        Clip {
            rate: FULL_RATE,
            samples: [&silence[..], &speech, &silence].concat(),
        }
    }
}

/// A kitchen with sixteen open orders: 197 to 212, for tables 1 to 16.
struct Kitchen {
    state: State,
    ear: Ear,
}

impl Kitchen {
    fn of(menu: &str) -> Self {
        let menu = Menu::parse(menu).unwrap();
        let ear = Ear::new(&menu, None).unwrap();
        let mut kitchen = Self {
            state: State::default(),
            ear,
        };
        let plain = |item: &&kitchen::menu::Item| {
            item.modifier_groups.is_empty() && item.sizes.is_empty() && item.available
        };
        let item = menu.items.iter().find(plain).unwrap().id.clone();
        let menu = Arc::new(menu);
        kitchen.tell(&Command::ReplaceMenu { menu });
        for number in 1..=212_u32 {
            let table = match number {
                197.. => number - 196,
                before => 20 + before,
            };
            let order = json!({"type": "place_order", "order": {
                "service": {"type": "dine_in", "table": table.to_string()},
                "lines": [{"item": item, "quantity": 2}]}});
            kitchen.tell(&serde_json::from_value(order).unwrap());
            if number < 197 {
                let bump = Command::Bump {
                    order: id(kitchen.state.seq),
                    station: None,
                    lines: None,
                };
                kitchen.tell(&bump);
            }
        }
        kitchen
    }

    fn tell(&mut self, command: &Command) {
        let moment = Moment {
            now_ms: 1_760_000_000_000,
            day: 20_251_009,
            order_id: id(self.state.seq + 1),
        };
        for body in decide(&self.state, command, &moment).unwrap() {
            let record = EventRecord {
                seq: self.state.seq + 1,
                at_ms: moment.now_ms,
                by: "test".into(),
                command_id: None,
                body,
            };
            self.state.apply(&record).unwrap();
        }
    }

    /// What comes of a sound, as a device makes it: `Doing` and `Asking` begin with `!` and `?`.
    fn hear(&mut self, clip: &Clip) -> String {
        let mut front = Front::new(clip.rate, Listening::Held).unwrap();
        front.push(&clip.samples, |_| ());
        let heard = self.ear.hear(&front.take().samples).unwrap();
        let board = Board {
            state: &self.state,
            station: None,
        };
        match verdict(&heard, board) {
            Verdict::Nothing => "-".to_owned(),
            Verdict::Unclear { why, .. } => format!("- {why}"),
            Verdict::Wanted { wish, is_sure, .. } => {
                let (Wish::Do { shown, .. } | Wish::Tell(shown)) = wish;
                format!("{}{shown}", if is_sure { '!' } else { '?' })
            }
        }
    }
}

fn id(number: u64) -> OrderId {
    let id = format!("01900000-0000-7000-8000-{number:012}");
    serde_json::from_value(id.into()).unwrap()
}

/// How often what.
#[derive(Debug, Default)]
struct Figures {
    /// Shown and done as it was meant.
    right: usize,
    /// Asked as it was meant.
    asked: usize,
    /// Nothing was done.
    nothing: usize,
    /// Something else was asked.
    asked_wrong: usize,
    /// Something else would be done.
    wrong: Vec<String>,
}

fn trial(kitchen: &mut Kitchen, voices: &[Voice], set: &[(&str, &str)]) -> Figures {
    let mut figures = Figures::default();
    for voice in voices {
        for (said, meant) in set {
            let became = kitchen.hear(&voice.say(said));
            match (became.split_at(1), became.as_str() == format!("- {meant}")) {
                (_, true) => figures.right += 1,
                (("!", shown), _) if shown == *meant => figures.right += 1,
                (("?", shown), _) if shown == *meant => figures.asked += 1,
                (("-", _), _) => figures.nothing += 1,
                (("?", _), _) => figures.asked_wrong += 1,
                _ => figures.wrong.push(format!("{voice:?} {said}: {became}")),
            }
        }
    }
    figures
}

/// Voices that nothing is tuned with are the last two.
const VOICES: [Voice; 4] = [
    Voice::Espeak("en-us"),
    Voice::Flite("slt"),
    Voice::Flite("kal16"),
    Voice::Espeak("en-us-nyc"),
];

#[test]
fn commands_are_heard_and_none_for_another() {
    let mut kitchen = Kitchen::of(kitchen::menu::COPPER_PAN);
    let set = [
        ("bump table five", "Bump order 201, table 5"),
        ("bump table nine please", "Bump order 205, table 9"),
        ("bump two oh seven", "Bump order 207, table 11"),
        (
            "bump order two hundred and twelve",
            "Bump order 212, table 16",
        ),
        ("recall one eighty four", "Recall order 184, table 204"),
        ("rush table eleven", "Rush order 207, table 11"),
        ("eighty six the salmon", "86 Grilled Salmon"),
        ("eighty six the ribeye", "86 Ribeye Steak"),
        ("the salmon is back", "Grilled Salmon is back"),
        ("how many fries all day", "0 French Fries all day"),
        ("bump table thirty", "There is no table 30 here."),
    ];
    let figures = trial(&mut kitchen, &VOICES, &set);
    println!("demo menu: {figures:?}");
    assert!(figures.wrong.is_empty(), "{figures:?}");
    assert!(figures.right >= 22, "half of them are done: {figures:?}");
}

#[test]
fn a_menu_that_nothing_was_tuned_with_is_heard() {
    let mut kitchen = Kitchen::of(include_str!("dialogues/menus/smokehouse.json"));
    let set = [
        ("eighty six the brisket", "86 Sliced Brisket Plate"),
        ("eighty six the baby back ribs", "86 Baby Back Ribs"),
        ("the tikka masala is back", "Tikka Masala is back"),
        ("eighty six samosas", "86 Samosas"),
        (
            "how many spicy tuna rolls all day",
            "0 Spicy Tuna Roll all day",
        ),
        ("bump table seven", "Bump order 203, table 7"),
        ("bump order one ninety nine", "Bump order 199, table 3"),
        ("rush table fourteen", "Rush order 210, table 14"),
    ];
    let figures = trial(&mut kitchen, &VOICES[1..], &set);
    println!("unknown menu: {figures:?}");
    assert!(figures.wrong.is_empty(), "{figures:?}");
    assert!(figures.right >= 12, "{figures:?}");
}

#[test]
fn talk_beside_the_board_does_nothing() {
    let mut kitchen = Kitchen::of(kitchen::menu::COPPER_PAN);
    let set = [
        "did you see the game last night",
        "two burgers for table five",
        "the order for table nine is late",
        "can somebody bump the music",
        "we ran out of the salmon yesterday",
        "eighty people are coming tonight",
        "corner behind you hot",
        "yes chef",
    ]
    .map(|said| (said, ""));
    let figures = trial(&mut kitchen, &VOICES[..2], &set);
    println!("talk: {figures:?}");
    assert!(figures.wrong.is_empty(), "{figures:?}");
    assert!(figures.asked_wrong <= 1, "{figures:?}");
}
