//! What the station does for its counters.

use super::{Station, wall};
use crate::counter::{Came, Counters, World};
use crate::draw::Painter;
use crate::press::Press;
use crate::spoken::Spoken;
use link::Now;
use wire::view::{LinkState, Place, Screen};

impl Station {
    pub(super) fn counters_have(&mut self, came: Came) {
        match came {
            Came::Written(result) => {
                let place = self.counters.finish(&result);
                self.hand_on(place);
            }
            Came::Heard(heard) => {
                let now = wall(&self.parts.clock);
                self.counters.hear(heard, world(&self.painter, now));
            }
        }
    }

    /// Says to the voice whether anybody looks at a counter.
    pub(super) fn look_for_guests(&mut self, now: Now) {
        let shown = self
            .windows
            .values()
            .find_map(|window| match &window.place {
                Some(Place::Counter { counter }) => Some(counter.as_str()),
                _ => None,
            });
        self.counters.want(shown, world(&self.painter, now));
    }

    /// What counters wait to see of the kitchen.
    pub(super) fn look_at_orders(&mut self, now: Now) {
        let refused = self.parts.picture.borrow().refused.clone();
        let again = self.counters.look(world(&self.painter, now), &refused);
        self.hand_on(again);
    }

    /// Tells counters which of their orders stand on this device's boards.
    pub(super) fn tell_counters(&mut self) {
        for window in self.windows.values() {
            if let Some(Place::Board { station }) = &window.place {
                self.counters.showed(station, |order| window.shows(order));
            }
        }
    }

    /// Sends counters' orders on their way.
    pub(super) fn hand_on(&mut self, orders: Vec<Press>) {
        for press in orders {
            if self.presses.push(press.clone()).is_err() {
                self.counters.not_handed_on(&press);
            }
        }
    }
}

/// The whole picture of a window.
pub(super) fn paint(
    (painter, counters, spoken): (&Painter, &Counters, &Spoken),
    window: &str,
    place: Option<&Place>,
    now: Now,
) -> Screen {
    let mut screen = painter.paint(place);
    counters.dress(&mut screen, world(painter, now));
    spoken.dress(&mut screen, window);
    screen
}

/// What counters go by.
pub(super) fn world(painter: &Painter, now: Now) -> World<'_> {
    World {
        state: painter.state(),
        now_ms: painter.now_ms(),
        at: now.at,
        is_live: painter.link().state == LinkState::Live,
    }
}
