//! Folds events into one order.

use crate::{
    Cancelled, Event, Heed, HeedKind, Line, LineChange, LineId, LineWas, Order, OrderState,
    PlacedLine, PlacedOrder, StationId, StationState, UnixMs, order::same_allergy,
};

impl Order {
    pub(super) fn placed(placed: &PlacedOrder, seq: u64, at_ms: UnixMs) -> Self {
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

/// Whether `now` names an allergy that `before` did not.
fn has_new(now: &[String], before: &[String]) -> bool {
    let known = |allergy: &String| before.iter().any(|known| same_allergy(known, allergy));
    !now.iter().all(known)
}
