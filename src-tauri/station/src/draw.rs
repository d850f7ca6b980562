//! Paints places of the latest picture, and knows whether there is anything new to paint.

use crate::press::NotKept;
use crate::scene::{Scene, station_of};
use crate::{places, screen, wish, words};
use kitchen::{CommandId, OrderId, State, StationId, UnixMs, view};
use link::{OutboxEntry, Picture, RefusedCommand};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use wire::view::{LinkState, LinkView, Place, Screen};

/// Presses that could not be kept and nobody has read of: more than fit on any screen.
const NOTES: usize = 50;

/// What the windows are painted of.
#[derive(Debug)]
pub struct Painter {
    state: State,
    link: LinkView,
    clock_offset_ms: i64,
    now_ms: UnixMs,
    outbox: Arc<Vec<OutboxEntry>>,
    refused: Arc<Vec<RefusedCommand>>,
    notes: VecDeque<NotKept>,
    /// What was painted of last.
    seen: Option<Seen>,
}

/// Tells one picture from another without looking through it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    epoch: Option<Arc<str>>,
    seq: Option<u64>,
    /// Addresses of shared lists, which are never edited.
    outbox: usize,
    refused: usize,
    clock_offset_ms: i64,
    link: LinkState,
}

impl Painter {
    /// Knows nothing yet.
    pub fn new(link: LinkView) -> Self {
        Self {
            state: State::default(),
            link,
            clock_offset_ms: 0,
            now_ms: 0,
            outbox: Arc::default(),
            refused: Arc::default(),
            notes: VecDeque::new(),
            seen: None,
        }
    }

    /// Looks at what the link knows at `wall_ms`. Says whether more than the link's own view
    /// may have changed since the last look.
    pub fn look(&mut self, picture: &Picture, link: LinkView, wall_ms: UnixMs) -> bool {
        self.now_ms = wall_ms.saturating_add(picture.server_time_offset_ms);
        let replica = picture.replica.as_ref();
        let seen = Seen {
            epoch: replica.map(|replica| replica.epoch.clone()),
            seq: replica.map(|replica| replica.state.seq),
            outbox: Arc::as_ptr(&picture.outbox).addr(),
            refused: Arc::as_ptr(&picture.refused).addr(),
            clock_offset_ms: picture.server_time_offset_ms,
            link: link.state,
        };
        self.link = link;
        if self.seen.as_ref() == Some(&seen) {
            return false;
        }
        self.state = picture.predicted(self.now_ms).unwrap_or_default();
        self.clock_offset_ms = picture.server_time_offset_ms;
        // Held for as long as their addresses are remembered: no other list can have them.
        self.outbox = picture.outbox.clone();
        self.refused = picture.refused.clone();
        self.seen = Some(seen);
        true
    }

    /// The kitchen, with what this device has asked for folded in already.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// When the picture was last looked at, by the server's clock.
    pub fn now_ms(&self) -> UnixMs {
        self.now_ms
    }

    /// How the link stands.
    pub fn link(&self) -> &LinkView {
        &self.link
    }

    /// The place that a window shows for which nobody chose one.
    pub fn place(&self, chosen: Option<&Place>) -> Place {
        let unknown = || Place::Board {
            station: String::new(),
        };
        chosen
            .cloned()
            .or_else(|| places::first(&self.state))
            .unwrap_or_else(unknown)
    }

    /// The whole picture of a place.
    pub fn paint(&self, chosen: Option<&Place>) -> Screen {
        let place = self.place(chosen);
        // While the server is there, what is under way is no news.
        let is_away = self.link.state != LinkState::Live;
        let unsent: BTreeSet<OrderId> = wish::unsent_orders(&self.outbox, &place)
            .filter(|_| is_away)
            .collect();
        let scene = Scene {
            state: &self.state,
            place: &place,
            now_ms: self.now_ms,
            unsent: &unsent,
            refused: &self.refusals_at(&place),
        };
        screen::screen(&scene, self.link.clone(), self.clock_offset_ms)
    }

    fn refusals_at(&self, place: &Place) -> BTreeMap<OrderId, String> {
        let said = wish::refused_at(&self.refused, place)
            .map(|(order, refused)| (order, words::refusal(refused.code).to_owned()));
        let here = station_of(place);
        let notes = self.notes.iter().filter(|note| note.station == here);
        // The later word on an order is the one that counts.
        said.chain(notes.map(|note| (note.order, note.words.to_owned())))
            .collect()
    }

    /// Remembers a press that could not be kept, to be shown.
    pub fn not_kept(&mut self, note: NotKept) {
        self.read(note.station.as_ref(), note.order);
        if self.notes.len() == NOTES {
            self.notes.pop_front();
        }
        self.notes.push_back(note);
        self.seen = None;
    }

    /// Forgets what could not be kept of an order: somebody has read it.
    pub fn read(&mut self, station: Option<&StationId>, order: OrderId) {
        let is_read = |note: &NotKept| note.order == order && note.station.as_ref() == station;
        self.notes.retain(|note| !is_read(note));
        self.seen = None;
    }

    /// Refusals that no place shows, since the order has left it. Only a live picture can say so.
    pub fn outdated_refusals(&self) -> Vec<CommandId> {
        if self.link.state != LinkState::Live {
            return Vec::new();
        }
        let outdated = |refused: &&RefusedCommand| {
            wish::origin(&refused.body).is_none_or(|(order, station)| {
                let order = self.state.orders.get(&order);
                !order.is_some_and(|order| match &station {
                    Some(station) => view::has_ticket(order, station),
                    None => !order.state.is_closed(),
                })
            })
        };
        let refused = self.refused.iter().filter(outdated);
        refused.map(|refused| refused.id).collect()
    }
}
