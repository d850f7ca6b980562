//! What cooks and the pass do, naively.

use super::Model;
use super::op::STATIONS;
use super::order::{Line, Order, Part};
use crate::StationState;

impl Model {
    pub(super) fn start(
        &mut self,
        order: usize,
        line: usize,
        station: Option<usize>,
    ) -> Option<bool> {
        let order = self.open(order)?;
        let station = match station {
            Some(station) => Some(*STATIONS.get(station)?),
            None => None,
        };
        let line = order.lines.get_mut(line)?;
        let not_here = station.is_some_and(|station| !line.is_made_at(station));
        if line.held || line.is_settled() || not_here {
            return None;
        }
        let mut changed = false;
        for part in &mut line.parts {
            let here = station.is_none_or(|station| station == part.station);
            if here && part.state == StationState::Queued {
                part.state = StationState::Started;
                changed = true;
            }
        }
        Some(changed)
    }

    /// Lines that were asked for, if each is there and can be meant.
    fn meant(order: &Order, asked: Option<&[usize]>, at: Option<&str>) -> Option<Vec<usize>> {
        let Some(asked) = asked else {
            return Some((0..order.lines.len()).collect());
        };
        for index in asked {
            let line = order.lines.get(*index)?;
            let waits = line.held && line.served.is_none();
            if line.voided || waits || at.is_some_and(|station| !line.is_made_at(station)) {
                return None;
            }
        }
        Some(asked.to_vec())
    }

    pub(super) fn bump(
        &mut self,
        order: usize,
        station: &str,
        asked: Option<&[usize]>,
    ) -> Option<bool> {
        let turn = self.turn;
        let order = self
            .orders
            .get_mut(order)
            .filter(|order| !order.cancelled)?;
        let meant = Self::meant(order, asked, Some(station))?;
        if order.is_heeded(station) {
            return None;
        }
        let mut changed = false;
        let mut waits = false;
        // Another was quicker, where something here does not wait.
        let mut quicker = false;
        for index in meant {
            let line = &mut order.lines[index];
            waits |= line.held && line.is_open_at(station);
            let here = line.at(station).is_some() && !line.voided;
            quicker |= asked.is_none() && here && !line.held;
            if !line.held && line.is_open_at(station) {
                let part = line.at(station)?;
                (part.state, part.bumped) = (StationState::Ready, turn);
                changed = true;
            }
        }
        (changed || !waits || quicker).then_some(changed)
    }

    pub(super) fn serve(&mut self, order: usize, asked: Option<&[usize]>) -> Option<bool> {
        let turn = self.turn;
        let order = self
            .orders
            .get_mut(order)
            .filter(|order| !order.cancelled)?;
        let meant = Self::meant(order, asked, None)?;
        let mut changed = false;
        let mut waits = false;
        let mut quicker = false;
        for index in meant {
            let line = &mut order.lines[index];
            waits |= line.held && !line.voided;
            quicker |= asked.is_none() && !line.held && !line.voided;
            if !line.held && !line.voided && line.served.is_none() {
                line.served = Some(turn);
                changed = true;
            }
        }
        order.settle();
        (changed || !waits || quicker).then_some(changed)
    }

    pub(super) fn recall(
        &mut self,
        order: usize,
        station: Option<usize>,
        asked: Option<&[usize]>,
    ) -> Option<bool> {
        let order = self
            .orders
            .get_mut(order)
            .filter(|order| !order.cancelled)?;
        let station = match station {
            Some(station) => Some(*STATIONS.get(station)?),
            None => None,
        };
        if asked.is_some_and(|asked| asked.iter().any(|line| *line >= order.lines.len())) {
            return None;
        }
        let left = |line: &Line| {
            let bumped =
                |part: &&Part| Some(part.station) == station && part.state == StationState::Ready;
            match station {
                _ if line.voided => None,
                None => line.served,
                Some(_) => line.parts.iter().find(bumped).map(|part| part.bumped),
            }
        };
        let last = order.lines.iter().filter_map(left).max()?;
        let mut changed = false;
        for (index, line) in order.lines.iter_mut().enumerate() {
            let comes_back = match asked {
                Some(asked) => asked.contains(&index) && left(line).is_some(),
                None => left(line) == Some(last),
            };
            if comes_back {
                changed = true;
                line.served = None;
                if let Some(part) = station.and_then(|station| line.at(station)) {
                    part.state = StationState::Queued;
                }
            }
        }
        changed.then_some(true)
    }

    pub(super) fn course(&mut self, order: usize, course: u8, hold: bool) -> Option<bool> {
        let order = self.open(order)?;
        let mut lines: Vec<&mut Line> = order
            .lines
            .iter_mut()
            .filter(|line| !line.voided && line.course == course)
            .collect();
        let begun = |line: &&mut Line| {
            let untouched = line
                .parts
                .iter()
                .all(|part| part.state == StationState::Queued);
            line.served.is_some() || !(line.held || untouched)
        };
        if lines.is_empty() || (hold && lines.iter().any(begun)) {
            return None;
        }
        let changed = lines.iter().any(|line| line.held != hold);
        lines.iter_mut().for_each(|line| line.held = hold);
        Some(changed)
    }
}
