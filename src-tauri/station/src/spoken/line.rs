//! What a device's boards hear with, opened when a board is first looked at, and closed when they
//! are switched off.

use super::Spoken;
use super::ears::{Ears, Order};
use kitchen::Menu;
use scope::{Scope, Task};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use voice::sound::{Devices, MicState, Sound, SoundSettings};

/// How long a microphone may take to close when voice is switched off.
const END_WITHIN: Duration = Duration::from_secs(5);

/// What is there to hear with.
pub(super) struct Line {
    scope: Scope,
    pub(super) ears: Ears,
    sound: Arc<dyn Sound>,
    pub(super) mic: watch::Receiver<MicState>,
    /// Whether a menu is known; why not, where it never will be.
    pub(super) ready: Result<bool, String>,
    /// The menu it knows or learns: held, so that no other has its address.
    menu: Option<Arc<Menu>>,
}

impl Line {
    /// Hears with `sound`, and knows no menu yet.
    pub(super) fn new(scope: Scope, sound: Arc<dyn Sound>) -> Self {
        Self {
            ears: Ears::start(&scope, sound.clone()),
            mic: sound.mic(),
            sound,
            ready: Ok(false),
            menu: None,
            scope,
        }
    }

    /// Learns a menu, unless it is the one that is known.
    pub(super) fn learn(&mut self, menu: &Arc<Menu>) {
        let known = self.menu.as_ref();
        if known.is_some_and(|known| Arc::ptr_eq(known, menu)) {
            return;
        }
        // A server that is found again tells the same menu again.
        let is_other = known.is_none_or(|known| known != menu);
        self.menu = Some(menu.clone());
        if is_other {
            self.ears.tell(Order::Learn(menu.clone()));
        }
    }
}

impl Spoken {
    pub(super) fn is_ready(&mut self, ready: Result<bool, String>) {
        if let Some(line) = &mut self.line {
            line.ready = ready;
        }
    }

    pub(super) fn switch(&mut self, on: bool) {
        self.settings.on = on;
        if !on {
            self.give_up();
            self.close();
        }
        let file = self.file.clone();
        let write = move || {
            if let Err(error) = file.change(|settings| settings.spoken.on = on) {
                tracing::warn!(%error, "whether boards can be spoken to cannot be kept");
            }
        };
        // An app that is being closed has nothing to set up any more.
        let _ = self.scope.spawn_blocking("switch-spoken", write);
    }

    pub(super) fn open(&mut self) {
        let Ok(scope) = self.scope.child("spoken") else {
            return;
        };
        let sound = Devices::start(
            &scope,
            SoundSettings {
                microphone: self.settings.microphone.clone(),
                // Boards say nothing.
                cancel_echo: false,
                ..SoundSettings::default()
            },
        );
        self.line = Some(Line::new(scope, Arc::new(sound)));
        self.changed = true;
    }

    fn close(&mut self) {
        let Some(line) = self.line.take() else { return };
        let _ = self.scope.spawn(Task::drain("spoken-end"), async move {
            drop(line.sound);
            let closed = line.scope.close(END_WITHIN).await;
            if !closed.is_clean() {
                tracing::error!(%closed, "the ears did not end");
            }
        });
    }
}
