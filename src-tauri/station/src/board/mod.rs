//! A station's board: its tickets, as view-models.

mod line;
mod ticket;

pub use ticket::NOT_BEGUN_MS;

use crate::scene::Scene;
use kitchen::{StationId, view};
use wire::view::TicketView;

/// The tickets at `station`, in reading order: as the orders were placed. A rush does not
/// move a ticket, since a ticket never moves under a hand (design brief, section 1).
pub fn tickets(scene: &Scene<'_>, station: &StationId) -> Vec<TicketView> {
    view::tickets_at(scene.state, station)
        .into_iter()
        .map(|order| ticket::ticket(scene, order, station))
        .collect()
}
