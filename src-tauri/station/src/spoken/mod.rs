//! Commands by voice on a device's boards: a button is held, what was said is shown, and after a
//! moment it goes the way of every press.
//!
//! One microphone serves all boards of a device, one at a time. [`button`] is what is held; [`ears`]
//! hear, off the station's task; [`decide`] says what comes of it; [`strip`] is what is shown and
//! when it acts; [`plan`] how it is taken back.

mod button;
mod decide;
mod ears;
mod line;
mod plan;
mod strip;
#[cfg(test)]
mod tests;

use crate::counter::World;
use crate::press::Errand;
use crate::settings::{SettingsFile, SpokenSettings};
use button::Hold;
use ears::News;
use kitchen::{Menu, OrderId};
use line::Line;
use link::Now;
use scope::ScopeHandle;
use std::future::pending;
use std::sync::Arc;
use std::time::Instant;
use strip::{Stage, Strips};
use wire::view::{Place, Screen, SpokenTap, SpokenView};

/// Where somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct At {
    window: String,
    place: Place,
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
                return Some(undo.errand(*key, &says, place));
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

    fn refuse(&mut self, says: String, now: Now) {
        self.hold = Hold::Up;
        self.changed = true;
        self.strips.show(String::new(), says, Stage::Refusing, now);
    }
}
