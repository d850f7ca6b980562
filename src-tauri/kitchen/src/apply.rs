//! Folds events into the state. Never refuses what was once decided: an error here means
//! that the log and the state do not belong together.

use crate::{
    Availability, Cancelled, Event, EventRecord, Heed, HeedKind, Line, LineChange, LineId, LineWas,
    Order, OrderId, OrderState, PlacedLine, PlacedOrder, State, StationId, StationLine,
    StationState, UnixMs, order::same_allergy,
};
use std::sync::Arc;

/// The event does not follow from the state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// An event was left out, or came twice.
    #[error("event {got} where {expected} comes next")]
    Gap {
        /// The number that comes next.
        expected: u64,
        /// The number that came.
        got: u64,
    },
    /// The event speaks of an order that is not there.
    #[error("event {seq} speaks of order {order}, which is not there")]
    UnknownOrder {
        /// The event.
        seq: u64,
        /// The order.
        order: OrderId,
    },
}

impl State {
    /// Folds one event in. On an error the state is as it was.
    ///
    /// # Errors
    /// [`ApplyError`] where the event does not follow from the state.
    pub fn apply(&mut self, record: &EventRecord) -> Result<(), ApplyError> {
        let expected = self.seq + 1;
        if record.seq != expected {
            return Err(ApplyError::Gap {
                expected,
                got: record.seq,
            });
        }
        match &record.body {
            Event::OrderPlaced { order } => self.place(order, record),
            Event::MenuReplaced { menu } => {
                let kept = self
                    .availability
                    .iter()
                    .filter(|(item, _)| menu.item(item).is_some());
                self.availability = kept.map(|(item, said)| (item.clone(), *said)).collect();
                self.menu = Some(menu.clone());
            }
            Event::AvailabilityChanged {
                item,
                available,
                until_ms,
                remaining,
            } => {
                let said = Availability {
                    available: *available,
                    until_ms: *until_ms,
                    remaining: *remaining,
                };
                self.availability.insert(item.clone(), said);
            }
            Event::OrderAmended { order, .. }
            | Event::OrderCancelled { order, .. }
            | Event::LineStarted { order, .. }
            | Event::LinesBumped { order, .. }
            | Event::LinesRecalled { order, .. }
            | Event::CourseFired { order, .. }
            | Event::CourseHeld { order, .. }
            | Event::OrderRushed { order, .. }
            | Event::ChangeAcknowledged { order, .. }
            | Event::OrderReady { order }
            | Event::OrderCompleted { order } => self.fold_order(*order, record)?,
        }
        self.seq = record.seq;
        Ok(())
    }

    fn place(&mut self, placed: &PlacedOrder, record: &EventRecord) {
        // A clock that was set back does not take the day back: its numbers are given.
        self.day = self.day.max(placed.day);
        self.number = placed.number;
        let order = Order::placed(placed, record.seq, record.at_ms);
        self.orders.insert(order.id, Arc::new(order));
    }

    fn fold_order(&mut self, id: OrderId, record: &EventRecord) -> Result<(), ApplyError> {
        let unknown = ApplyError::UnknownOrder {
            seq: record.seq,
            order: id,
        };
        let order = self.orders.get_mut(&id).ok_or(unknown)?;
        let was_closed = order.state.is_closed();
        let order = Arc::make_mut(order);
        order.fold(&record.body, record.seq, record.at_ms);
        match (was_closed, order.state.is_closed()) {
            (false, true) => self.close(id),
            (true, false) => self.reopen(id),
            _ => {}
        }
        Ok(())
    }
}

impl Order {
    fn placed(placed: &PlacedOrder, seq: u64, at_ms: UnixMs) -> Self {
        Self {
            id: placed.id,
            number: placed.number,
            day: placed.day,
            external_id: placed.external_id.clone(),
            source: placed.source,
            service: placed.service.clone(),
            promised_at_ms: placed.promised_at_ms,
            note: placed.note.clone(),
            placed_at_ms: at_ms,
            seq,
            state: OrderState::Open,
            rush: false,
            lines: placed
                .lines
                .iter()
                .map(|line| Line::placed(line, at_ms))
                .collect(),
            heeds: Vec::new(),
            ready_at_ms: None,
            closed_at_ms: None,
            cancelled: None,
        }
    }

    /// Folds an event of this order in.
    pub(crate) fn fold(&mut self, event: &Event, seq: u64, at_ms: UnixMs) {
        match event {
            Event::OrderAmended {
                added,
                changed,
                voided,
                note,
                ..
            } => {
                voided.iter().for_each(|line| self.void(line));
                changed.iter().for_each(|change| self.change(change));
                added.iter().for_each(|line| self.add(line, at_ms));
                if let Some(note) = note {
                    self.note = (!note.is_empty()).then(|| note.clone());
                }
                self.unready();
            }
            Event::OrderCancelled { reason, .. } => self.cancel(reason.clone(), at_ms),
            Event::LineStarted { line, stations, .. } => self.start(line, stations),
            Event::LinesBumped {
                station: Some(station),
                lines,
                ..
            } => {
                self.bump(station, lines, seq, at_ms);
            }
            Event::LinesBumped {
                station: None,
                lines,
                ..
            } => {
                self.each(lines, |line| {
                    line.served_at_ms = Some(at_ms);
                    line.serve_seq = Some(seq);
                });
            }
            Event::LinesRecalled { station, lines, .. } => {
                self.recall(station.as_ref(), lines, at_ms);
            }
            Event::CourseFired { course, .. } => {
                for line in self
                    .lines
                    .iter_mut()
                    .filter(|line| line.course == *course && line.held)
                {
                    line.held = false;
                    line.fired_at_ms = Some(at_ms);
                }
            }
            Event::CourseHeld { course, .. } => {
                for line in self.lines.iter_mut().filter(|line| line.course == *course) {
                    line.held = true;
                    line.fired_at_ms = None;
                }
            }
            Event::OrderRushed { on, .. } => self.rush = *on,
            Event::ChangeAcknowledged { station, .. } => {
                self.heeds.retain(|heed| heed.station != *station);
            }
            Event::OrderReady { .. } => {
                self.state = OrderState::Ready;
                self.ready_at_ms = Some(at_ms);
            }
            Event::OrderCompleted { .. } => {
                self.state = OrderState::Completed;
                self.closed_at_ms = Some(at_ms);
                // Whoever still makes what was voided has to be told; the rest is eaten.
                self.heeds.retain(|heed| heed.kind == HeedKind::Void);
            }
            Event::OrderPlaced { .. }
            | Event::AvailabilityChanged { .. }
            | Event::MenuReplaced { .. } => {}
        }
    }

    fn each(&mut self, lines: &[LineId], change: impl Fn(&mut Line)) {
        for id in lines {
            if let Some(line) = self.line_mut(id) {
                change(line);
            }
        }
    }

    /// A ready or completed order with something to do is open again.
    fn unready(&mut self) {
        if self.state == OrderState::Cancelled || self.wanted().all(Line::is_settled) {
            return;
        }
        self.state = OrderState::Open;
        self.ready_at_ms = None;
        self.closed_at_ms = None;
    }

    fn void(&mut self, id: &LineId) {
        let Some(line) = self.line_mut(id) else {
            return;
        };
        line.voided = true;
        let id = line.id.clone();
        // A station that is done with the line has nothing to stop.
        let stations: Vec<StationId> = line.unfinished_stations().cloned().collect();
        for station in stations {
            self.heed(station, HeedKind::Void, Some(id.clone()));
        }
    }

    fn change(&mut self, change: &LineChange) {
        let Some(line) = self.line_mut(&change.line) else {
            return;
        };
        let allergy = has_new(&change.allergies, &line.allergies);
        if line.was.is_none() {
            line.was = Some(Box::new(LineWas {
                quantity: line.quantity,
                size: line.size.clone(),
                modifiers: line.modifiers.clone(),
            }));
        }
        line.quantity = change.quantity;
        line.size = change.size.clone();
        line.modifiers = change.modifiers.clone();
        line.note = change.note.clone();
        line.allergies = change.allergies.clone();
        line.unit_price = change.unit_price;
        for part in &mut line.stations {
            // What was finished before the change has to be made again.
            if part.state == StationState::Ready {
                part.reset();
            }
        }
        let id = line.id.clone();
        let stations: Vec<StationId> = line
            .stations
            .iter()
            .map(|part| part.station.clone())
            .collect();
        if allergy {
            for station in stations {
                self.heed(station, HeedKind::Allergy, Some(id.clone()));
            }
        }
    }

    fn add(&mut self, placed: &PlacedLine, at_ms: UnixMs) {
        for station in &placed.stations {
            let known: Vec<String> = self
                .wanted()
                .filter(|line| line.at(station).is_some())
                .flat_map(|line| line.allergies.clone())
                .collect();
            let has_ticket = self.wanted().any(|line| line.at(station).is_some());
            if has_ticket && has_new(&placed.allergies, &known) {
                self.heed(station.clone(), HeedKind::Allergy, Some(placed.id.clone()));
            }
        }
        let mut line = Line::placed(placed, at_ms);
        line.added = true;
        self.lines.push(line);
    }

    fn cancel(&mut self, reason: Option<String>, at_ms: UnixMs) {
        let mut stations: Vec<StationId> = self
            .lines
            .iter()
            .filter(|line| !line.voided && line.served_at_ms.is_none())
            .flat_map(|line| line.unfinished_stations().cloned())
            .chain(self.heeds.drain(..).map(|heed| heed.station))
            .collect();
        stations.sort();
        stations.dedup();
        for station in stations {
            self.heed(station, HeedKind::Cancel, None);
        }
        self.state = OrderState::Cancelled;
        self.closed_at_ms = Some(at_ms);
        self.cancelled = Some(Cancelled { at_ms, reason });
    }

    fn start(&mut self, id: &LineId, stations: &[StationId]) {
        let Some(line) = self.line_mut(id) else {
            return;
        };
        for station in stations {
            if let Some(part) = line.at_mut(station)
                && part.state == StationState::Queued
            {
                part.state = StationState::Started;
            }
        }
    }

    fn bump(&mut self, station: &StationId, lines: &[LineId], seq: u64, at_ms: UnixMs) {
        self.each(lines, |line| {
            if let Some(part) = line.at_mut(station) {
                part.state = StationState::Ready;
                part.bumped_at_ms = Some(at_ms);
                part.bump_seq = Some(seq);
            }
            if line.is_done() {
                line.was = None;
                line.added = false;
            }
        });
    }

    fn recall(&mut self, station: Option<&StationId>, lines: &[LineId], at_ms: UnixMs) {
        self.each(lines, |line| {
            line.served_at_ms = None;
            line.serve_seq = None;
            if let Some(part) = station.and_then(|station| line.at_mut(station)) {
                part.recalled_from_ms = part.bumped_at_ms.or(part.recalled_from_ms);
                part.reset();
            }
        });
        if self.state == OrderState::Completed {
            // Back at the pass, whole. It may have been served before it was ready.
            self.state = OrderState::Ready;
            self.ready_at_ms.get_or_insert(at_ms);
            self.closed_at_ms = None;
        }
        self.unready();
    }

    fn heed(&mut self, station: StationId, kind: HeedKind, line: Option<LineId>) {
        let heed = Heed {
            station,
            kind,
            line,
        };
        if !self.heeds.contains(&heed) {
            self.heeds.push(heed);
        }
    }
}

impl Line {
    fn placed(placed: &PlacedLine, at_ms: UnixMs) -> Self {
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

    fn unfinished_stations(&self) -> impl Iterator<Item = &StationId> {
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

    fn reset(&mut self) {
        self.state = StationState::Queued;
        self.bumped_at_ms = None;
        self.bump_seq = None;
    }
}

/// Whether `now` names an allergy that `before` did not.
fn has_new(now: &[String], before: &[String]) -> bool {
    let known = |allergy: &String| before.iter().any(|known| same_allergy(known, allergy));
    !now.iter().all(known)
}
