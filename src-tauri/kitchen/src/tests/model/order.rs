//! A naive order and its lines.

use super::op::{Asked, ITEMS};
use crate::{OrderState, StationState};
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) item: usize,
    pub(super) quantity: u32,
    pub(super) course: u8,
    pub(super) allergy: bool,
    pub(super) held: bool,
    pub(super) voided: bool,
    /// In which turn it was served.
    pub(super) served: Option<u32>,
    pub(super) parts: Vec<Part>,
}

#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) station: &'static str,
    pub(super) state: StationState,
    /// In which turn it was bumped.
    pub(super) bumped: u32,
}

#[derive(Debug, Default)]
pub(super) struct Order {
    pub(super) lines: Vec<Line>,
    pub(super) cancelled: bool,
    pub(super) rush: bool,
    /// Where something is to be Heard, and whether that outlives the order's completion.
    pub(super) heeds: BTreeSet<(&'static str, bool)>,
}

pub(super) fn resolve(asked: &Asked, hold: &[u8]) -> Option<Line> {
    let (_, usual_course, stations) = ITEMS.get(asked.item)?;
    let course = asked.course.unwrap_or(*usual_course);
    let fits = (1..=99).contains(&asked.quantity) && (1..=20).contains(&course);
    let queued = |station: &&'static str| Part {
        station,
        state: StationState::Queued,
        bumped: 0,
    };
    fits.then(|| Line {
        item: asked.item,
        quantity: asked.quantity,
        course,
        allergy: asked.allergy,
        held: hold.contains(&course),
        voided: false,
        served: None,
        parts: stations.iter().map(queued).collect(),
    })
}

impl Line {
    pub(super) fn is_done(&self) -> bool {
        self.parts
            .iter()
            .all(|part| part.state == StationState::Ready)
    }

    pub(super) fn is_settled(&self) -> bool {
        self.voided || self.served.is_some() || (!self.held && self.is_done())
    }

    pub(super) fn at(&mut self, station: &str) -> Option<&mut Part> {
        self.parts.iter_mut().find(|part| part.station == station)
    }

    pub(super) fn is_made_at(&self, station: &str) -> bool {
        self.parts.iter().any(|part| part.station == station)
    }

    pub(super) fn is_open_at(&self, station: &str) -> bool {
        let unfinished = |part: &Part| part.station == station && part.state != StationState::Ready;
        !self.voided && self.served.is_none() && self.parts.iter().any(unfinished)
    }

    pub(super) fn unfinished(&self) -> Vec<&'static str> {
        let unfinished = self
            .parts
            .iter()
            .filter(|part| part.state != StationState::Ready);
        unfinished.map(|part| part.station).collect()
    }
}

impl Order {
    pub(super) fn state(&self) -> OrderState {
        let mut wanted = self.lines.iter().filter(|line| !line.voided);
        if self.cancelled {
            OrderState::Cancelled
        } else if wanted.clone().all(|line| line.served.is_some()) {
            OrderState::Completed
        } else if wanted.all(Line::is_settled) {
            OrderState::Ready
        } else {
            OrderState::Open
        }
    }

    pub(super) fn cancel(&mut self) {
        let stations = self
            .lines
            .iter()
            .filter(|line| !line.voided && line.served.is_none());
        let mut heeds: Vec<&str> = stations.flat_map(Line::unfinished).collect();
        heeds.extend(self.heeds.iter().map(|(station, _)| station));
        self.heeds = heeds.into_iter().map(|station| (station, true)).collect();
        self.cancelled = true;
    }

    /// What follows when lines were voided or served.
    pub(super) fn settle(&mut self) {
        if self.lines.iter().all(|line| line.voided) {
            self.cancel();
        } else if self.state() == OrderState::Completed {
            self.heeds.retain(|(_, outlives)| *outlives);
        }
    }

    pub(super) fn is_heeded(&self, station: &str) -> bool {
        self.heeds.iter().any(|(heeded, _)| *heeded == station)
    }

    pub(super) fn add(&mut self, line: Line) {
        for part in &line.parts {
            let here = |other: &&Line| !other.voided && other.is_made_at(part.station);
            let mut here = self.lines.iter().filter(here).peekable();
            if line.allergy && here.peek().is_some() && !here.any(|other| other.allergy) {
                self.heeds.insert((part.station, false));
            }
        }
        self.lines.push(line);
    }
}
