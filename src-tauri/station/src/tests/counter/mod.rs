//! A counter without its disk and its server: taps go in, and what it shows comes out.

mod allergies;
mod consent;
mod doubts;
mod left;
mod ordering;
mod sending;
mod talk;
mod view;
mod whom;

use crate::counter::consent::{Said, Yes};
use crate::counter::desk::{Desk, Placing, Tapped};
use crate::counter::draft::{Kitchen as Checked, TapError};
use crate::counter::view::{self as drawn, Sight, Spoken};
use crate::settings::CounterSettings;
use crate::tests::kitchen::Kitchen;
use kitchen::cart::tools::{Answer, Call};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use wire::view::{CounterMode, CounterView, SendView, Tap};

/// A kitchen, and a counter of it.
pub struct Story {
    pub kitchen: Kitchen,
    pub desk: Desk,
    pub settings: CounterSettings,
    pub is_live: bool,
    pub spoken: Spoken,
    began: Instant,
    passed: Duration,
}

impl Story {
    pub fn open() -> Self {
        let mut story = Self {
            kitchen: Kitchen::open(),
            desk: Desk::default(),
            settings: CounterSettings::default(),
            is_live: true,
            spoken: Spoken::default(),
            began: Instant::now(),
            passed: Duration::ZERO,
        };
        story.look();
        story
    }

    pub fn now(&self) -> Instant {
        self.began + self.passed
    }

    pub fn wait(&mut self, time: Duration) {
        self.passed += time;
        self.desk.pass(self.now());
    }

    fn checked(&self) -> Checked<'_> {
        Checked {
            state: &self.kitchen.state,
            now_ms: self.kitchen.now_ms,
        }
    }

    /// Shows the counter the kitchen as it is.
    pub fn look(&mut self) -> bool {
        let state = self.kitchen.state.clone();
        let now_ms = self.kitchen.now_ms;
        self.desk.look(Checked {
            state: &state,
            now_ms,
        })
    }

    /// Taps, as a page says it.
    pub fn tap(&mut self, tap: Value) -> Option<Placing> {
        let tap: Tap = serde_json::from_value(tap).unwrap();
        let (at, is_guest) = (self.now(), self.settings.mode == CounterMode::Guest);
        let state = self.kitchen.state.clone();
        let now_ms = self.kitchen.now_ms;
        let kitchen = Checked {
            state: &state,
            now_ms,
        };
        self.desk.tap(
            &tap,
            Tapped {
                kitchen,
                at,
                is_guest,
            },
        )
    }

    /// Nobody speaks: what stands on the screen is what a yes is said to.
    pub fn reads(&mut self) {
        let state = self.kitchen.state.clone();
        let now_ms = self.kitchen.now_ms;
        self.desk.read(Checked {
            state: &state,
            now_ms,
        });
    }

    /// The voice takes what was said for a yes to the order.
    pub fn says(&mut self, text: &str) -> Result<Yes, TapError> {
        let at = self.now();
        let state = self.kitchen.state.clone();
        let kitchen = Checked {
            state: &state,
            now_ms: self.kitchen.now_ms,
        };
        let is_guest = self.settings.mode == CounterMode::Guest;
        let tapped = Tapped {
            kitchen,
            at,
            is_guest,
        };
        let said = Said {
            text: text.to_owned(),
            is_unsure: false,
        };
        self.desk.yes(tapped, &said)
    }

    /// Taps what must be done without a word.
    pub fn taps(&mut self, tap: Value) -> Option<Placing> {
        let place = self.tap(tap.clone());
        assert_eq!(self.desk.notice, None, "{tap}");
        place
    }

    /// Taps what is refused, and says why. Nothing changes.
    pub fn refuses(&mut self, tap: Value) -> String {
        let before = self.desk.kept.clone();
        assert_eq!(self.tap(tap), None);
        assert_eq!(self.desk.kept, before, "a refused tap changes nothing");
        self.desk.notice.clone().unwrap()
    }

    pub fn add(&mut self, item: &str) {
        self.taps(json!({"type": "add", "item": item}));
    }

    /// What the voice calls, as it heard it.
    pub fn call(&mut self, name: &str, arguments: Value, unsure: &[&str]) -> Answer {
        self.try_call(name, arguments, unsure).unwrap()
    }

    pub fn try_call(
        &mut self,
        name: &str,
        arguments: Value,
        unsure: &[&str],
    ) -> Result<Answer, kitchen::Refusal> {
        let call = Call::read(name, &arguments.to_string()).unwrap();
        let unsure: Vec<String> = unsure.iter().map(|&word| word.to_owned()).collect();
        let state = self.kitchen.state.clone();
        let kitchen = Checked {
            state: &state,
            now_ms: self.kitchen.now_ms,
        };
        self.desk.call(kitchen, &call, &unsure)
    }

    pub fn view(&self) -> CounterView {
        drawn::counter(&Sight {
            desk: &self.desk,
            kitchen: self.checked(),
            is_live: self.is_live,
            settings: &self.settings,
            name: "Counter 1",
            microphones: &[],
            spoken: &self.spoken,
        })
    }

    /// Lines at a glance: `line_1 2 Lemonade Large (no ice) 8.00`.
    pub fn lines(&self) -> Vec<String> {
        let view = self.view();
        let line = |line: &wire::view::CartLineView| {
            let mut text = format!("{} {} {}", line.key, line.quantity, line.name);
            if let Some(size) = &line.size {
                text.push_str(&format!(" {size}"));
            }
            let how: Vec<&str> = line.modifiers.iter().map(|how| how.text.as_str()).collect();
            if !how.is_empty() {
                text.push_str(&format!(" ({})", how.join(", ")));
            }
            let ends = [&line.price, &line.need];
            for end in ends.into_iter().flatten() {
                text.push_str(&format!(" {end}"));
            }
            if let Some(out) = &line.sold_out {
                text.push_str(&format!(" {}", out.tag));
            }
            text
        };
        view.lines.iter().map(line).collect()
    }

    pub fn send_words(&self) -> String {
        match self.view().send {
            SendView::Blocked { words }
            | SendView::Ready { words }
            | SendView::Sending { words } => words,
        }
    }

    pub fn sells_out(&mut self, item: &str) {
        let out = json!({"type": "set_availability", "item": item, "available": false});
        self.kitchen.does(out);
    }
}
