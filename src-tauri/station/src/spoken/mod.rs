//! Commands by voice on a device's boards: a button is held, what was said is shown, and after a
//! moment it goes the way of every press.
//!
//! One microphone serves all boards of a device, one at a time. [`ears`] hear, off the station's
//! task; [`decide`] says what comes of it; [`strip`] is what is shown and when it acts; [`plan`] how
//! it is taken back.

mod decide;
mod ears;
mod line;
mod plan;
mod strip;
#[cfg(test)]
mod tests;

use crate::counter::World;
use crate::press::{Errand, Press, Said};
use crate::settings::{SettingsFile, SpokenSettings};
use ears::{News, Order, TAKE_AT_MOST};
use kitchen::{Menu, OrderId};
use line::Line;
use link::Now;
use plan::Undo;
use scope::ScopeHandle;
use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};
use strip::{Stage, Strips};
use wire::view::{Place, Screen, SpokenButton, SpokenTap, SpokenView};

/// How long understanding may take once the button is up; it takes half a second. Past it the
/// button can be held again.
const WORK_WITHIN: Duration = Duration::from_secs(5);

/// Where somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct At {
    window: String,
    place: Place,
}

/// What the button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// Nobody holds it.
    Up,
    /// Somebody does, until then at most.
    Down { until: Instant },
    /// What was said is worked out, until then at most.
    Working { until: Instant },
}

/// Something that commands by voice waited for.
#[derive(Debug)]
pub enum Came {
    /// The microphone is otherwise than before.
    Microphone,
    /// The ears have something.
    Ears(News),
}

/// Commands by voice on the boards of a device.
pub struct Spoken {
    settings: SpokenSettings,
    file: Arc<SettingsFile>,
    scope: ScopeHandle,
    line: Option<Line>,
    at: Option<At>,
    hold: Hold,
    takes: u64,
    strips: Strips,
    changed: bool,
}

impl Spoken {
    /// As the settings have it; nothing is opened yet.
    pub fn new(file: Arc<SettingsFile>, scope: ScopeHandle) -> Self {
        Self {
            settings: file.get().spoken,
            file,
            scope,
            line: None,
            at: None,
            hold: Hold::Up,
            takes: 0,
            strips: Strips::default(),
            changed: true,
        }
    }

    /// Somebody looks at a board, with that menu, or nobody does.
    pub fn want(&mut self, is_shown: bool, menu: Option<&Arc<Menu>>) {
        if !self.settings.on {
            return;
        }
        if is_shown && self.line.is_none() {
            self.open();
        }
        if let Some((line, menu)) = self.line.as_mut().zip(menu) {
            line.learn(menu);
        }
    }

    /// Does what a finger meant in a window. What is to be done goes into the answer.
    pub fn tap(
        &mut self,
        window: &str,
        place: &Place,
        tap: &SpokenTap,
        world: World<'_>,
        now: Now,
    ) -> Option<Errand> {
        self.changed = true;
        let here = At {
            window: window.to_owned(),
            place: place.clone(),
        };
        match tap {
            SpokenTap::Switch { on } => self.switch(*on),
            SpokenTap::Press => self.press(here, now),
            _ if self.at.as_ref() != Some(&here) => {}
            SpokenTap::Release => self.release(now.at),
            SpokenTap::Now { key } => {
                let due = self.strips.now(*key)?;
                return self.act(due, world, now);
            }
            SpokenTap::Stop { key } => self.strips.stop(*key),
            SpokenTap::Undo { key } => {
                let (says, undo) = self.strips.undo(*key)?;
                return Some(take_back(*key, &says, undo, place));
            }
        }
        None
    }

    /// A window is gone, or looks elsewhere: nothing more is done of what was said there.
    pub fn left(&mut self, window: &str) {
        if self.at.as_ref().is_some_and(|at| at.window == window) {
            self.give_up();
        }
    }

    /// The window that somebody speaks to, or spoke to last.
    pub fn window(&self) -> Option<&str> {
        self.at.as_ref().map(|at| at.window.as_str())
    }

    /// A finger took a bump back in its own cell.
    pub fn undone(&mut self, order: OrderId) {
        self.changed |= self.strips.undone(order);
    }

    /// Waits for what there is to be taken in; for ever, if there is nothing. Dropping the future
    /// loses nothing.
    pub async fn next(&mut self) -> Came {
        let Some(line) = &mut self.line else {
            return pending().await;
        };
        tokio::select! {
            news = line.ears.next() => Came::Ears(news),
            Ok(()) = line.mic.changed() => Came::Microphone,
        }
    }

    /// Takes it in.
    pub fn hear(&mut self, came: Came, world: World<'_>, now: Now) {
        self.changed = true;
        match came {
            Came::Microphone => {}
            Came::Ears(News::Ready) => self.is_ready(Ok(true)),
            Came::Ears(News::Deaf(why)) => self.is_ready(Err(why)),
            Came::Ears(News::Heard(take, heard)) => {
                let is_awaited = take == self.takes && self.hold != Hold::Up;
                if let Some(at) = self.at.clone().filter(|_| is_awaited) {
                    self.hold = Hold::Up;
                    self.heard(&at, heard, world, now);
                }
            }
        }
    }

    /// When time alone changes something.
    pub fn due(&self) -> Option<Instant> {
        let hold = match self.hold {
            Hold::Up => None,
            Hold::Down { until } | Hold::Working { until } => Some(until),
        };
        [hold, self.strips.due()].into_iter().flatten().min()
    }

    /// Time has passed: what is to be done now.
    pub fn pass(&mut self, world: World<'_>, now: Now) -> Option<Errand> {
        match self.hold {
            Hold::Down { until } if until <= now.at => self.release(now.at),
            Hold::Working { until } if until <= now.at => {
                self.refuse(
                    "That took too long. Say it again, or touch.".to_owned(),
                    now,
                );
            }
            _ => {}
        }
        let (due, has_changed) = self.strips.pass(now.at);
        self.changed |= has_changed;
        self.act(due?, world, now)
    }

    /// Whether a board is to be drawn anew; asked once.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// The same, without taking it.
    pub fn has_changed(&self) -> bool {
        self.changed
    }

    /// Adds to a window's screen what is known of commands by voice.
    pub fn dress(&self, screen: &mut Screen, window: &str) {
        if matches!(screen.place, Place::Counter { .. }) {
            return;
        }
        let is_here =
            { self.at.as_ref() }.is_some_and(|at| at.window == window && at.place == screen.place);
        screen.spoken = SpokenView {
            button: self.button(is_here),
            strips: match is_here {
                true => self.strips.view(),
                false => Vec::new(),
            },
        };
    }

    fn button(&self, is_here: bool) -> SpokenButton {
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

    fn press(&mut self, here: At, now: Now) {
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

    fn release(&mut self, now: Instant) {
        if let (Some(line), Hold::Down { .. }) = (&self.line, self.hold) {
            line.ears.tell(Order::Close);
            self.hold = Hold::Working {
                until: now + WORK_WITHIN,
            };
            self.changed = true;
        }
    }

    fn refuse(&mut self, says: String, now: Now) {
        self.hold = Hold::Up;
        self.changed = true;
        self.strips.show(String::new(), says, Stage::Refusing, now);
    }

    fn give_up(&mut self) {
        if let (Some(line), Hold::Down { .. }) = (&self.line, self.hold) {
            line.ears.tell(Order::Drop);
        }
        self.hold = Hold::Up;
        self.at = None;
        self.strips.clear();
        self.changed = true;
    }
}

/// What takes something back at `place`, which was shown as `says` in the strip `key`.
fn take_back(key: u64, says: &str, undo: Undo, place: &Place) -> Errand {
    let place = place.clone();
    let press = match undo {
        Undo::Bump(order) => Press::Undo { place, order },
        Undo::Command(command) => Press::Command { place, command },
    };
    let lost = format!("Not taken back: {says}.");
    let said = Some(Said { key, lost });
    Errand { press, said }
}
