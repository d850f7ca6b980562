//! What the station does for commands by voice.

use super::guests::world;
use super::{Station, wall};
use crate::press::Press;
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
        let press = self.spoken.tap(label, place, tap, world, now);
        press.map_or(Ok(()), |press| self.presses.push(press))
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
        if let Some(press) = self.spoken.pass(world(&self.painter, now), now) {
            self.push_spoken(press);
        }
    }

    fn push_spoken(&mut self, press: Press) {
        if let Err(error) = self.presses.push(press) {
            tracing::error!(%error, "a spoken command is not carried out");
        }
    }
}
