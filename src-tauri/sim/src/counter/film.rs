//! What a counter's window shows, moment by moment.

use kitchen::{State, cart::Cart};
use scope::time::Instant;
use std::{fmt, time::Duration};
use voice::VoicePicture;
use wire::view::{SaidView, SpeakerView, TalkButtonView, TurnView};

/// What stands on the screen for a while.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Since when, from the opening of the counter on.
    pub at: Duration,
    /// What it is.
    pub shown: Shown,
}

/// What stands on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The lit turn.
    pub turn: Option<TurnView>,
    /// The button to talk with.
    pub button: TalkButtonView,
    /// What is said beside the talk.
    pub notice: Option<String>,
    /// What was said last.
    pub said: Option<String>,
    /// The lines of the order: "2 Brownie, 1 Coleslaw".
    pub cart: String,
}

impl Shown {
    /// Everything that can be read of the voice, but for what guests and house said.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let button = [&*self.button.lead, &*self.button.small];
        button.into_iter().chain(self.notice.as_deref())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, shown } = self;
        let turn = match shown.turn {
            Some(TurnView::Listening) => "Listening",
            Some(TurnView::Understanding) => "Understanding",
            Some(TurnView::YourTurn) => "Your turn",
            None => "",
        };
        let TalkButtonView { lead, small, .. } = &shown.button;
        write!(f, "{:5.1} s  {turn:<13}  [{lead}", at.as_secs_f64())?;
        match small.is_empty() {
            true => write!(f, "]")?,
            false => write!(f, " | {small}]")?,
        }
        for more in [&shown.notice, &shown.said].into_iter().flatten() {
            write!(f, "\n{:24}{more}", "")?;
        }
        write!(f, "\n{:24}Order: {}", "", shown.cart)
    }
}

/// A counter's moments so far.
pub(super) struct Film {
    began: Instant,
    moments: Vec<Moment>,
    show: Option<fn(&Moment)>,
}

impl Film {
    pub(super) fn new(show: Option<fn(&Moment)>) -> Self {
        Self {
            began: Instant::now(),
            moments: Vec::new(),
            show,
        }
    }

    /// Another look at the screen: where it is another one now, it is told and kept.
    pub(super) fn look(&mut self, picture: &VoicePicture, cart: &Cart, state: &State) {
        let shown = shown(picture, cart, state);
        if self.moments.last().is_some_and(|last| last.shown == shown) {
            return;
        }
        let at = self.began.elapsed();
        let moment = Moment { at, shown };
        if let Some(show) = self.show {
            show(&moment);
        }
        self.moments.push(moment);
    }

    pub(super) fn into_moments(self) -> Vec<Moment> {
        self.moments
    }
}

/// The window's own view of it.
fn shown(picture: &VoicePicture, cart: &Cart, state: &State) -> Shown {
    let doubts = cart.lines().iter().any(|line| line.unsure);
    let talk = station::talk(picture, doubts, true);
    let menu = state.menu.as_deref();
    let line = |line: &kitchen::cart::CartLine| {
        let name = menu.and_then(|menu| menu.item(&line.item));
        let name = name.map_or_else(|| line.item.to_string(), |item| item.name.to_string());
        format!("{} {name}", line.quantity)
    };
    let lines: Vec<String> = cart.lines().iter().map(line).collect();
    Shown {
        turn: talk.turn,
        button: talk.button,
        notice: talk.notice,
        said: talk.said.iter().rev().find_map(said),
        cart: match lines.is_empty() {
            true => "nothing yet".to_owned(),
            false => lines.join(", "),
        },
    }
}

/// It in one line, once there are words of it.
fn said(said: &SaidView) -> Option<String> {
    let who = match said.who {
        SpeakerView::You => "You",
        SpeakerView::Heard => "Heard",
    };
    let words: String = said.spans.iter().map(|span| span.text.as_str()).collect();
    (!words.is_empty()).then(|| format!("{who}: {words}"))
}
