//! How a counter is set up, by whoever stands before it.

use super::Counters;
use crate::settings::{COUNTER_NAME_CHARS, CounterSettings, Settings};
use wire::view::Tap;

impl Counters {
    pub(super) fn settings_of(&self, id: &str) -> CounterSettings {
        self.set_up.get(id).cloned().unwrap_or_default()
    }

    /// Sets a counter up, if that is what the tap means. Says whether it is.
    pub(super) fn set(&mut self, id: &str, tap: &Tap) -> bool {
        let mut settings = self.settings_of(id);
        match tap {
            Tap::SetName { text } => {
                settings.name = text.trim().chars().take(COUNTER_NAME_CHARS).collect();
            }
            Tap::SetMode { mode } => settings.mode = *mode,
            Tap::SetVoice { on } => settings.voice = *on,
            Tap::SetSpokenYes { on } => settings.spoken_yes = *on,
            Tap::SetMicrophone { id } => settings.microphone.clone_from(id),
            _ => return false,
        }
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
        true
    }
}
