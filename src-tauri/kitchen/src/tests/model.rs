//! A naive kitchen: the same rules in plain lists, without events, to compare with.

mod compare;
mod op;
mod order;
mod work;

pub(super) use op::{Asked, Edit, ITEMS, NO_ITEM, Op, STATIONS, menu};

use crate::{OrderState, StationState};
use order::{Line, Order, resolve};
use std::collections::BTreeMap;

/// The naive kitchen. Its operations say `None` if refused, and otherwise whether
/// anything changed.
#[derive(Debug, Default)]
pub(super) struct Model {
    orders: Vec<Order>,
    said: BTreeMap<usize, (bool, Option<u32>)>,
    turn: u32,
}

impl Model {
    pub(super) fn run(&mut self, op: &Op) -> Option<bool> {
        self.turn += 1;
        match op {
            Op::Place { lines, hold } => self.place(lines, hold),
            Op::Amend {
                order,
                add,
                change,
                void,
            } => self.amend(*order, add, change.as_ref(), void),
            Op::Cancel { order } => {
                let order = self.orders.get_mut(*order)?;
                match order.state() {
                    OrderState::Completed => None,
                    OrderState::Cancelled => Some(false),
                    _ => {
                        order.cancel();
                        Some(true)
                    }
                }
            }
            Op::Start {
                order,
                line,
                station,
            } => self.start(*order, *line, *station),
            Op::Bump {
                order,
                station: Some(station),
                lines,
            } => self.bump(*order, STATIONS.get(*station)?, lines.as_deref()),
            Op::Bump {
                order,
                station: None,
                lines,
            } => self.serve(*order, lines.as_deref()),
            Op::Recall {
                order,
                station,
                lines,
            } => self.recall(*order, *station, lines.as_deref()),
            Op::Fire { order, course } => self.course(*order, *course, false),
            Op::Hold { order, course } => self.course(*order, *course, true),
            Op::Rush { order, on } => {
                let order = self.open(*order)?;
                Some(std::mem::replace(&mut order.rush, *on) != *on)
            }
            Op::Heard { order, station } => {
                let order = self.orders.get_mut(*order)?;
                let station = STATIONS.get(*station)?;
                let before = order.heeds.len();
                order.heeds.retain(|(heeded, _)| heeded != station);
                Some(order.heeds.len() < before)
            }
            Op::Say {
                item,
                available,
                remaining,
            } => {
                ITEMS.get(*item)?;
                let said = (*available, *remaining);
                Some(self.said.insert(*item, said) != Some(said))
            }
        }
    }

    fn open(&mut self, order: usize) -> Option<&mut Order> {
        self.orders
            .get_mut(order)
            .filter(|order| !order.state().is_closed())
    }

    fn can_take(&self, item: usize, quantity: u32) -> bool {
        let (available, remaining) = self.said.get(&item).copied().unwrap_or((true, None));
        available && remaining.is_none_or(|left| left > 0 && left >= quantity)
    }

    fn take(&mut self, wanted: Vec<(usize, u32)>) -> Option<()> {
        let mut sums = BTreeMap::new();
        for (item, quantity) in wanted {
            *sums.entry(item).or_insert(0) += quantity;
        }
        let fits = sums
            .iter()
            .all(|(item, quantity)| self.can_take(*item, *quantity));
        for (item, quantity) in sums.into_iter().filter(|_| fits) {
            if let Some((available, Some(left))) = self.said.get_mut(&item) {
                *left -= quantity;
                *available = *left > 0;
            }
        }
        fits.then_some(())
    }

    fn place(&mut self, lines: &[Asked], hold: &[u8]) -> Option<bool> {
        let lines: Vec<Line> = lines
            .iter()
            .map(|line| resolve(line, hold))
            .collect::<Option<_>>()?;
        if lines.is_empty() {
            return None;
        }
        self.take(
            lines
                .iter()
                .map(|line| (line.item, line.quantity))
                .collect(),
        )?;
        self.orders.push(Order {
            lines,
            ..Order::default()
        });
        Some(true)
    }

    fn amend(
        &mut self,
        order: usize,
        add: &[Asked],
        change: Option<&Edit>,
        void: &[usize],
    ) -> Option<bool> {
        let index = order;
        let order = self.open(index)?;
        if add.is_empty() && change.is_none() && void.is_empty() {
            return None;
        }
        let is_there = |line: &usize| {
            order
                .lines
                .get(*line)
                .is_some_and(|line| line.served.is_none())
        };
        if !void.iter().all(is_there) {
            return None;
        }
        let held = order.lines.iter().filter(|line| line.held && !line.voided);
        let held: Vec<u8> = held.map(|line| line.course).collect();
        let added: Vec<Line> = add
            .iter()
            .map(|line| resolve(line, &held))
            .collect::<Option<_>>()?;
        let mut taken: Vec<(usize, u32)> = added
            .iter()
            .map(|line| (line.item, line.quantity))
            .collect();
        if let Some(edit) = change {
            let line = order.lines.get(edit.line)?;
            let closed = line.voided || line.served.is_some() || line.is_done();
            if closed || void.contains(&edit.line) || !(1..=99).contains(&edit.quantity) {
                return None;
            }
            if edit.quantity > line.quantity {
                taken.push((line.item, edit.quantity - line.quantity));
            }
        }
        self.take(taken)?;
        let order = self.open(index)?;
        let mut changed = !added.is_empty();
        for line in void {
            let line = &mut order.lines[*line];
            changed |= !line.voided;
            if !std::mem::replace(&mut line.voided, true) {
                order
                    .heeds
                    .extend(line.unfinished().into_iter().map(|station| (station, true)));
            }
        }
        if let Some(edit) = change {
            let line = &mut order.lines[edit.line];
            if (line.quantity, line.allergy) != (edit.quantity, edit.allergy) {
                changed = true;
                if edit.allergy && !line.allergy {
                    order
                        .heeds
                        .extend(line.parts.iter().map(|part| (part.station, false)));
                }
                (line.quantity, line.allergy) = (edit.quantity, edit.allergy);
                for part in line
                    .parts
                    .iter_mut()
                    .filter(|part| part.state == StationState::Ready)
                {
                    part.state = StationState::Queued;
                }
            }
        }
        added.into_iter().for_each(|line| order.add(line));
        order.settle();
        Some(changed)
    }
}
