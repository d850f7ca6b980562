//! The actor of a device: it holds the windows, redraws them when the link knows more, and sends
//! what is pressed on its way.

mod asked;
mod guests;
mod spoken;

pub use asked::WINDOWS;

use crate::about::link_view;
use crate::counter::Counters;
use crate::draw::Painter;
use crate::fresh::Freshness;
use crate::press::{Press, Presses, Trouble};
use crate::spoken::Spoken;
use crate::station::{Ask, StationParts};
use crate::window::{Gone, Window};
use guests::{paint, world};
use link::{Now, WallClock};
use scope::{CancellationToken, ScopeHandle, time};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use wire::view::Place;

/// The shortest time between two drawings: a screen shows no more pictures than that.
const FRAME: Duration = Duration::from_millis(16);
/// How often pages hear that the core is alive. A promise of [`wire::view::ToPage::Beat`].
const BEAT: Duration = Duration::from_secs(1);
/// How often to draw though nothing happened: the average forgets, and items come back.
const REDRAW: Duration = Duration::from_secs(10);

/// The actor.
pub struct Station {
    parts: StationParts,
    windows: BTreeMap<String, Window>,
    painter: Painter,
    counters: Counters,
    spoken: Spoken,
    freshness: Freshness,
    presses: Presses,
    scope: ScopeHandle,
    /// Something is known that the windows do not show.
    stale: bool,
    /// When the windows were last shown what is known.
    drawn_at: Instant,
    /// When they were last painted from the ground up.
    painted_at: Instant,
    beat_at: Instant,
}

impl Station {
    /// Knows what the link knows, and has no windows yet.
    pub fn new(parts: StationParts, presses: Presses, scope: ScopeHandle) -> Self {
        let now = wall(&parts.clock);
        let mut freshness = Freshness::new(now);
        let link = link_view(
            &parts.picture.borrow(),
            &mut freshness,
            &parts.whereabouts.borrow(),
            now,
        );
        let kept = parts.counters.clone();
        Self {
            windows: BTreeMap::new(),
            painter: Painter::new(link),
            counters: Counters::open(
                kept,
                parts.settings.clone(),
                parts.door.clone(),
                parts.voice_seen.clone(),
                scope.clone(),
            ),
            spoken: Spoken::new(parts.settings.clone(), scope.clone()),
            freshness,
            presses,
            scope,
            stale: true,
            drawn_at: now.at,
            painted_at: now.at,
            beat_at: now.at + BEAT,
            parts,
        }
    }

    /// Works until `ended`, the link has ended, or nobody can ask any more; then keeps what is
    /// not on disk yet.
    pub async fn run(
        mut self,
        inbox: mpsc::Receiver<Ask>,
        told: mpsc::Receiver<Trouble>,
        ended: CancellationToken,
    ) {
        tokio::select! {
            () = ended.cancelled() => {}
            () = self.serve(inbox, told) => {}
        }
        self.counters.close().await;
    }

    async fn serve(&mut self, mut inbox: mpsc::Receiver<Ask>, mut told: mpsc::Receiver<Trouble>) {
        loop {
            let due = self.due();
            tokio::select! {
                ask = inbox.recv() => match ask {
                    Some(ask) => self.take(ask),
                    None => return,
                },
                Some(trouble) = told.recv() => {
                    match trouble {
                        Trouble::Press(not_kept) => self.painter.not_kept(not_kept),
                        Trouble::Order(id) => self.counters.not_placed(id),
                        Trouble::Said(said, why) => self.said_is_lost(&said, why),
                    }
                    self.stale = true;
                }
                came = self.counters.next() => self.counters_have(came),
                came = self.spoken.next() => self.spoken_has(came),
                changed = self.parts.picture.changed() => match changed {
                    Ok(()) => self.stale = true,
                    Err(_) => return,
                },
                Ok(()) = self.parts.whereabouts.changed() => self.stale = true,
                () = time::sleep_until(due) => {}
            }
            self.work();
        }
    }

    /// When something must be done, if nothing happens before.
    fn due(&self) -> Instant {
        let mut due = self.beat_at.min(self.painted_at + REDRAW);
        if self.stale {
            due = due.min(self.drawn_at + FRAME);
        }
        let changes = [
            self.freshness.next_change(),
            self.counters.due(),
            self.spoken.due(),
        ];
        changes.into_iter().flatten().fold(due, Instant::min)
    }

    fn work(&mut self) {
        let now = wall(&self.parts.clock);
        let turned = self.freshness.next_change().is_some_and(|at| at <= now.at);
        self.counters.pass(world(&self.painter, now));
        self.look_for_guests(now);
        self.pass_spoken(now);
        self.stale |= self.counters.has_changed() || self.spoken.has_changed();
        let is_due = self.stale && self.drawn_at + FRAME <= now.at;
        if is_due || turned || self.painted_at + REDRAW <= now.at {
            self.draw(now);
        }
        if self.beat_at <= now.at {
            self.beat_at = now.at + BEAT;
            let heard_at_ms = self.freshness.heard_at_ms();
            each(&mut self.windows, |_, window| window.beat(heard_at_ms));
        }
    }

    /// Shows every window what is known now.
    fn draw(&mut self, now: Now) {
        let is_new = self.look(now) || self.painted_at + REDRAW <= now.at;
        if is_new {
            self.painted_at = now.at;
            self.look_at_orders(now);
        }
        let of_counters = self.counters.take_changed();
        let of_spoken = self.spoken.take_changed();
        let by = (&self.painter, &self.counters, &self.spoken);
        each(&mut self.windows, |label, window| {
            let is_counter = matches!(window.place, Some(Place::Counter { .. }));
            let is_other = if is_counter { of_counters } else { of_spoken };
            if is_new || is_other {
                window.show(paint(by, label, window.place.as_ref(), now))
            } else {
                window.show_link(by.0.link())
            }
        });
        self.drawn_at = now.at;
        if is_new {
            self.tell_counters();
        }
    }

    /// Takes in what is known. Says whether it is more than how the link stands.
    fn look(&mut self, now: Now) -> bool {
        let picture = self.parts.picture.borrow_and_update().clone();
        let whereabouts = self.parts.whereabouts.borrow_and_update().clone();
        let link = link_view(&picture, &mut self.freshness, &whereabouts, now);
        let is_new = self.painter.look(&picture, link, now.wall_ms);
        self.stale = false;
        let outdated = self.painter.outdated_refusals();
        if is_new && !outdated.is_empty() {
            // If too much waits, they are found again with the next picture.
            let _ = self.presses.push(Press::Forget(outdated));
        }
        is_new
    }
}

/// Does something with every window, and forgets those that are gone.
fn each(
    windows: &mut BTreeMap<String, Window>,
    act: impl Fn(&str, &mut Window) -> Result<(), Gone>,
) {
    windows.retain(|label, window| {
        let is_kept = act(label, window).is_ok();
        if !is_kept {
            tracing::info!(window = label, "a window is gone");
        }
        is_kept
    });
}

fn wall(clock: &WallClock) -> Now {
    Now {
        at: time::Instant::now().into_std(),
        wall_ms: clock(),
    }
}
