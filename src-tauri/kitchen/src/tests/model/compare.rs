//! Compares the naive kitchen with the real one.

use super::Model;
use super::op::{ITEMS, STATIONS};
use super::order::{Line, Order};
use crate::{OrderId, State, StationId, view};
use std::collections::{BTreeMap, BTreeSet};

impl Model {
    /// Compares everything a cook could see. `ids` are those of the orders, as placed.
    pub(in crate::tests) fn compare(&self, state: &State, ids: &[OrderId], now_ms: i64) {
        assert_eq!(ids.len(), self.orders.len());
        for (index, (naive, id)) in self.orders.iter().zip(ids).enumerate() {
            let order = state.orders.get(id).unwrap();
            assert_eq!(order.number as usize, index + 1);
            assert_eq!(order.state, naive.state(), "{order:?}\n{naive:?}");
            assert_eq!(order.rush, naive.rush);
            let heeds: BTreeSet<&str> = order
                .heeds
                .iter()
                .map(|heed| heed.station.as_str())
                .collect();
            let naive_heeds: BTreeSet<&str> =
                naive.heeds.iter().map(|(station, _)| *station).collect();
            assert_eq!(heeds, naive_heeds, "{order:?}");
            assert_eq!(order.lines.len(), naive.lines.len());
            order
                .lines
                .iter()
                .zip(&naive.lines)
                .for_each(|(line, naive)| naive.compare(line));
        }
        for station in STATIONS {
            self.compare_station(state, ids, station);
        }
        for (index, (item, ..)) in ITEMS.iter().enumerate() {
            let (available, remaining) = state.availability_of(&(*item).into(), now_ms);
            assert_eq!(available, self.can_take(index, 0), "{item}");
            assert_eq!(
                remaining,
                self.said.get(&index).and_then(|(_, remaining)| *remaining)
            );
        }
    }

    fn compare_station(&self, state: &State, ids: &[OrderId], station: &str) {
        let id = StationId::from(station);
        let tickets: Vec<OrderId> = view::tickets_at(state, &id)
            .iter()
            .map(|order| order.id)
            .collect();
        let has_ticket = |order: &Order| {
            let mut open = order.lines.iter().filter(|line| line.is_open_at(station));
            order.is_heeded(station) || (!order.cancelled && open.next().is_some())
        };
        let naive = self
            .orders
            .iter()
            .zip(ids)
            .filter(|(order, _)| has_ticket(order));
        assert_eq!(tickets, naive.map(|(_, id)| *id).collect::<Vec<_>>());

        let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        let alive = self.orders.iter().filter(|order| !order.cancelled);
        for line in alive
            .flat_map(|order| &order.lines)
            .filter(|line| line.is_open_at(station))
        {
            let (count, on_hold) = counts.entry(ITEMS[line.item].0).or_default();
            *(if line.held { on_hold } else { count }) += line.quantity;
        }
        let rows = view::all_day(state, Some(&id));
        let rows: BTreeMap<&str, (u32, u32)> = rows
            .iter()
            .map(|row| (row.item.as_str(), (row.count, row.on_hold)))
            .collect();
        assert_eq!(rows, counts, "all day at {station}");
    }
}

impl Line {
    fn compare(&self, line: &crate::Line) {
        assert_eq!(line.item.as_str(), ITEMS[self.item].0);
        assert_eq!((line.quantity, line.course), (self.quantity, self.course));
        assert_eq!(!line.allergies.is_empty(), self.allergy);
        assert_eq!(line.voided, self.voided, "{line:?}");
        assert_eq!(
            line.served_at_ms.is_some(),
            self.served.is_some(),
            "{line:?}"
        );
        if !self.voided {
            assert_eq!(line.held, self.held, "{line:?}");
        }
        for (part, naive) in line.stations.iter().zip(&self.parts) {
            assert_eq!(
                (part.station.as_str(), part.state),
                (naive.station, naive.state),
                "{line:?}"
            );
        }
    }
}
