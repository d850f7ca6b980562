//! What windows ask of the station.

use super::guests::{paint, world};
use super::{Station, wall};
use crate::press::Press;
use crate::scene::station_of;
use crate::station::{Ask, AskError};
use crate::window::{Sink, Window};
use crate::wish::{Wish, wish};
use tokio::sync::oneshot;
use wire::view::{Intent, Place};

/// Windows at most, so that a page that makes up labels fills nothing: more than a machine has
/// screens.
pub const WINDOWS: usize = 16;
/// Who waits for what becomes of a press.
type Reply = oneshot::Sender<Result<(), AskError>>;

impl Station {
    /// Does what a window asked for.
    pub(super) fn take(&mut self, ask: Ask) {
        match ask {
            Ask::Subscribe {
                window,
                place,
                sink,
                reply,
            } => {
                let answer = self.subscribe(window, place, sink);
                // Whoever asked may have gone in the meantime.
                let _ = reply.send(answer);
            }
            Ask::Leave { window } => {
                self.windows.remove(&window);
                self.spoken.left(&window);
            }
            Ask::Intent {
                window,
                intent,
                reply,
            } => {
                self.intent(&window, intent, reply);
            }
        }
    }

    fn subscribe(
        &mut self,
        label: String,
        place: Option<Place>,
        sink: Sink,
    ) -> Result<(), AskError> {
        let before = self.windows.remove(&label);
        if self.windows.len() >= WINDOWS {
            return Err(AskError::TooManyWindows);
        }
        let place = place
            .or_else(|| before.and_then(|window| window.place))
            .or_else(|| self.parts.settings.get().places.remove(&label));
        tracing::info!(window = label, ?place, "a window subscribed");
        // So that the others are not told less than this one knows.
        let now = wall(&self.parts.clock);
        self.draw(now);
        let mut window = Window::new(place, sink);
        if window
            .show(paint(
                (&self.painter, &self.counters, &self.spoken),
                &label,
                window.place.as_ref(),
                now,
            ))
            .is_ok()
        {
            self.windows.insert(label, window);
        }
        Ok(())
    }

    fn intent(&mut self, label: &str, intent: Intent, reply: Reply) {
        let unknown = || AskError::UnknownWindow(label.to_owned());
        let window = self.windows.get(label).ok_or_else(unknown);
        let place = window.map(|window| self.painter.place(window.place.as_ref()));
        let wished = place.and_then(|place| Ok((wish(&place, intent)?, place)));
        let answer = match wished {
            Ok((Wish::Tap(counter, tap), _)) => {
                // It answers itself, once what was tapped is on disk.
                let now = wall(&self.parts.clock);
                let world = world(&self.painter, now);
                return self.counters.tap(&counter, &tap, world, reply);
            }
            Ok((wish, place)) => self.carry_out(label, wish, place),
            Err(error) => Err(error),
        };
        // Whoever asked may have gone.
        let _ = reply.send(answer);
    }

    fn carry_out(&mut self, label: &str, wish: Wish, place: Place) -> Result<(), AskError> {
        match wish {
            Wish::Turn(_) if self.counters.keeps(&place) => Err(AskError::OnlyStaff),
            Wish::Turn(place) => self.turn(label, place),
            Wish::TryNow => self.presses.push(Press::TryNow),
            Wish::Tap(..) => Err(AskError::NoCounter),
            Wish::Spoken(tap) => self.spoken_tap(label, &place, &tap),
            Wish::Command(command) => self.presses.push(Press::Command { place, command }),
            Wish::Undo(order) => {
                self.spoken.undone(order);
                self.presses.push(Press::Undo { place, order })
            }
            Wish::Dismiss(order) => {
                self.painter.read(station_of(&place).as_ref(), order);
                self.stale = true;
                self.presses.push(Press::Dismiss { place, order })
            }
        }
    }

    fn turn(&mut self, label: &str, place: Place) -> Result<(), AskError> {
        let settings = self.parts.settings.clone();
        let (remembered, window) = (place.clone(), label.to_owned());
        let remember = move || {
            if let Err(error) = settings.remember(&window, &remembered) {
                tracing::warn!(%error, "what a window shows cannot be remembered");
            }
        };
        // An app that is being closed has nothing to remember any more.
        let _ = self.scope.spawn_blocking("remember-place", remember);
        let now = wall(&self.parts.clock);
        self.spoken.left(label);
        if let Some(window) = self.windows.get_mut(label) {
            window.place = Some(place);
            let by = (&self.painter, &self.counters, &self.spoken);
            let screen = paint(by, label, window.place.as_ref(), now);
            if window.show(screen).is_err() {
                self.windows.remove(label);
            }
        }
        Ok(())
    }
}
