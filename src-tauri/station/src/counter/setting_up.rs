//! How a counter is set up, by whoever stands before it.

use super::Counters;
use super::desk::Desk;
use crate::settings::{COUNTER_NAME_CHARS, CounterSettings, STAFF_CODE, Settings};
use std::time::Instant;
use wire::view::{CounterMode, Place, Tap};

impl Counters {
    pub(super) fn settings_of(&self, id: &str) -> CounterSettings {
        self.set_up.get(id).cloned().unwrap_or_default()
    }

    /// Whether a guest stands before the counter, and staff have not shown their code.
    pub fn is_locked(&self, id: &str) -> bool {
        let is_open = self.desks.get(id).is_some_and(|desk| desk.lock.is_open());
        self.settings_of(id).is_guest() && !is_open
    }

    /// Whether a guest stands there, who is not to look at other places.
    pub fn keeps(&self, place: &Place) -> bool {
        matches!(place, Place::Counter { counter } if self.is_locked(counter))
    }

    /// Sets a counter up, if that is what the tap means. Says whether it is.
    pub(super) fn set(&mut self, id: &str, tap: &Tap, now: Instant) -> bool {
        let mut settings = self.settings_of(id);
        let is_shut = self.is_locked(id);
        let Some(desk) = self.desks.get_mut(id) else {
            return false;
        };
        let outcome = match tap {
            // What another guest left is nobody's here but the staff's.
            Tap::BringBack { .. } | Tap::ThrowAway { .. } if is_shut => {
                Err("Only for staff.".to_owned())
            }
            Tap::Unlock { code } => match desk.lock.open(&settings.staff_code, code, now) {
                Ok(()) => return done(desk),
                Err(shut) => Err(shut.to_string()),
            },
            Tap::Lock => {
                desk.lock.close();
                return done(desk);
            }
            _ => match change(&mut settings, tap) {
                None => return false,
                Some(_) if is_shut => Err("Only for staff.".to_owned()),
                Some(outcome) => outcome.map_err(str::to_owned),
            },
        };
        desk.notice = outcome.as_ref().err().cloned();
        if outcome.is_ok() {
            self.keep_settings(id, settings);
        }
        true
    }

    fn keep_settings(&mut self, id: &str, settings: CounterSettings) {
        self.set_up.insert(id.to_owned(), settings.clone());
        let (file, id) = (self.settings.clone(), id.to_owned());
        let write = move || {
            let set = |all: &mut Settings| {
                all.counters.insert(id, settings);
            };
            if let Err(error) = file.change(set) {
                tracing::warn!(%error, "how a counter is set up cannot be kept");
            }
        };
        // An app that is being closed has nothing to set up any more.
        let _ = self.scope.spawn_blocking("set-up-counter", write);
    }
}

fn done(desk: &mut Desk) -> bool {
    desk.notice = None;
    true
}

/// Does what a tap means to the settings; `None` where it means nothing to them.
fn change(settings: &mut CounterSettings, tap: &Tap) -> Option<Result<(), &'static str>> {
    match tap {
        Tap::SetName { text } => {
            settings.name = text.trim().chars().take(COUNTER_NAME_CHARS).collect();
        }
        Tap::SetMode {
            mode: CounterMode::Guest,
        } if settings.staff_code.is_empty() => {
            return Some(Err("Choose a staff code first."));
        }
        Tap::SetMode { mode } => settings.mode = *mode,
        Tap::SetCode { code } => {
            let is_code = code.chars().all(|digit| digit.is_ascii_digit());
            if !is_code || !STAFF_CODE.contains(&code.len()) {
                return Some(Err("A staff code has 4 to 8 digits."));
            }
            settings.staff_code.clone_from(code);
        }
        Tap::SetVoice { on } => settings.voice = *on,
        Tap::SetSpokenYes { on } => settings.spoken_yes = *on,
        Tap::SetMicrophone { id } => settings.microphone.clone_from(id),
        _ => return None,
    }
    Some(Ok(()))
}
