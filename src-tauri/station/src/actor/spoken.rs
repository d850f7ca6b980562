//! What the station does for commands by voice.

use super::guests::world;
use super::{Station, wall};
use crate::press::{Errand, Said};
use crate::spoken::Came;
use crate::station::AskError;
use link::Now;
use wire::view::{Place, SpokenTap};

impl Station {
    pub(super) fn spoken_has(&mut self, came: Came) {
        let now = wall(&self.parts.clock);
        self.spoken.hear(came, world(&self.painter, now), now);
    }

    /// A finger on a board's button to speak, or on what was heard.
    pub(super) fn spoken_tap(
        &mut self,
        label: &str,
        place: &Place,
        tap: &SpokenTap,
    ) -> Result<(), AskError> {
        let now = wall(&self.parts.clock);
        let world = world(&self.painter, now);
        let errand = self.spoken.tap(label, place, tap, world, now);
        errand.map_or(Ok(()), |errand| self.push_spoken(errand))
    }

    /// What was said cannot be kept.
    pub(super) fn said_is_lost(&mut self, said: &Said, why: &str) {
        let now = wall(&self.parts.clock);
        self.spoken.lost(said, why, now);
    }

    /// Lets commands act that were shown for long enough.
    pub(super) fn pass_spoken(&mut self, now: Now) {
        let spoken_to = self.spoken.window().map(str::to_owned);
        if let Some(label) = spoken_to.filter(|label| !self.windows.contains_key(label)) {
            self.spoken.left(&label);
        }
        let is_board = |place: &Option<Place>| !matches!(place, Some(Place::Counter { .. }));
        let is_shown = { self.windows.values() }.any(|window| is_board(&window.place));
        let menu = self.painter.state().menu.as_ref();
        self.spoken.want(is_shown, menu);
        if let Some(errand) = self.spoken.pass(world(&self.painter, now), now) {
            // No page waits for an answer; the strip has it.
            let _ = self.push_spoken(errand);
        }
    }

    fn push_spoken(&mut self, errand: Errand) -> Result<(), AskError> {
        let said = errand.said.clone();
        let pushed = self.presses.push(errand);
        if let Err(error) = &pushed {
            tracing::error!(%error, "what was said is not carried out");
            if let Some(said) = said {
                self.said_is_lost(&said, "Too much waits to be saved here.");
            }
        }
        pushed
    }
}
