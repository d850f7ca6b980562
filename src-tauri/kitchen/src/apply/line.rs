//! Folds events into one line.

use crate::{Line, PlacedLine, StationId, StationLine, StationState, UnixMs};

impl Line {
    pub(super) fn placed(placed: &PlacedLine, at_ms: UnixMs) -> Self {
        Self {
            id: placed.id.clone(),
            item: placed.item.clone(),
            name: placed.name.clone(),
            kitchen_name: placed.kitchen_name.clone(),
            quantity: placed.quantity,
            size: placed.size.clone(),
            modifiers: placed.modifiers.clone(),
            note: placed.note.clone(),
            allergies: placed.allergies.clone(),
            course: placed.course,
            seat: placed.seat,
            unit_price: placed.unit_price,
            prep_seconds: placed.prep_seconds,
            held: placed.held,
            fired_at_ms: (!placed.held).then_some(at_ms),
            voided: false,
            served_at_ms: None,
            serve_seq: None,
            added: false,
            was: None,
            stations: placed
                .stations
                .iter()
                .cloned()
                .map(StationLine::queued)
                .collect(),
        }
    }

    /// Done everywhere, or given to the guest: nobody has anything to do for it.
    pub(crate) fn is_settled(&self) -> bool {
        self.served_at_ms.is_some() || (!self.held && self.is_done())
    }

    pub(super) fn unfinished_stations(&self) -> impl Iterator<Item = &StationId> {
        self.stations
            .iter()
            .filter(|part| part.state != StationState::Ready)
            .map(|part| &part.station)
    }
}

impl StationLine {
    fn queued(station: StationId) -> Self {
        Self {
            station,
            state: StationState::Queued,
            bumped_at_ms: None,
            bump_seq: None,
            recalled_from_ms: None,
        }
    }

    pub(super) fn reset(&mut self) {
        self.state = StationState::Queued;
        self.bumped_at_ms = None;
        self.bump_seq = None;
    }
}
