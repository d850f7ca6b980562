//! The button that is held to speak.

use super::ears::{Order, TAKE_AT_MOST};
use super::strip::Stage;
use super::{At, Spoken};
use link::Now;
use std::time::{Duration, Instant};
use wire::view::SpokenButton;

/// How long understanding may take once the button is up; it takes half a second. Past it the
/// button can be held again.
const WORK_WITHIN: Duration = Duration::from_secs(5);

/// What the button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Nobody holds it.
    Up,
    /// Somebody does, until then at most.
    Down { until: Instant },
    /// What was said is worked out, until then at most.
    Working { until: Instant },
}

impl Spoken {
    /// As the page shows it, where somebody speaks here or not.
    pub(super) fn button(&self, is_here: bool) -> SpokenButton {
        let Some(line) = self.line.as_ref().filter(|_| self.settings.on) else {
            return match self.settings.on {
                true => SpokenButton::Waiting,
                false => SpokenButton::Off,
            };
        };
        match (&line.ready, self.hold) {
            (Err(_), _) => SpokenButton::Missing,
            (Ok(false), _) => SpokenButton::Waiting,
            (Ok(true), Hold::Down { .. }) if is_here => match line.mic.borrow().is_open() {
                true => SpokenButton::Listening,
                false => SpokenButton::Opening,
            },
            (Ok(true), Hold::Working { .. }) if is_here => SpokenButton::Working,
            (Ok(true), _) => SpokenButton::Ready,
        }
    }

    /// It goes down at a board.
    pub(super) fn press(&mut self, here: At, now: Now) {
        let Some(line) = &self.line else { return };
        if let Hold::Working { .. } = self.hold {
            // The ear has what was said before: it is done within half a second.
            return;
        }
        if self.at.as_ref() != Some(&here) {
            // What was said elsewhere is not done any more, and is not shown here.
            self.strips.clear();
            self.at = Some(here);
        }
        let stopped = self.strips.drop_undecided();
        match &line.ready {
            Err(why) => return self.refuse(why.clone(), now),
            Ok(false) => {
                let why = "The menu's words are being learned. One moment.".to_owned();
                return self.refuse(why, now);
            }
            Ok(true) => {}
        }
        self.takes += 1;
        line.ears.tell(Order::Open(self.takes));
        self.hold = Hold::Down {
            until: now.at + TAKE_AT_MOST,
        };
        if let Some(says) = stopped {
            // Whoever speaks again has seen something wrong, and must see that it is not done.
            let says = format!("Not done: {says}");
            self.strips.show(String::new(), says, Stage::Refusing, now);
        }
    }

    /// It comes up.
    pub(super) fn release(&mut self, now: Instant) {
        if let (Some(line), Hold::Down { .. }) = (&self.line, self.hold) {
            line.ears.tell(Order::Close);
            self.hold = Hold::Working {
                until: now + WORK_WITHIN,
            };
            self.changed = true;
        }
    }

    /// Nobody speaks, and nothing that was said is done any more.
    pub(super) fn give_up(&mut self) {
        if let (Some(line), Hold::Down { .. }) = (&self.line, self.hold) {
            line.ears.tell(Order::Drop);
        }
        self.hold = Hold::Up;
        self.at = None;
        self.strips.clear();
        self.changed = true;
    }
}
