//! What has left a place, and when: the recall list, and the figures made of it.

use crate::{print, scene::Scene};
use kitchen::{Line, Order, OrderState, StationId, UnixMs, view};
use wire::view::GoneView;

/// Entries of the recall list. A promise of [`wire::view::Screen::gone`].
const GONE: usize = 20;

/// One order's time at a place it has left.
#[derive(Debug, Clone, Copy)]
pub struct Stay<'a> {
    /// The order.
    pub order: &'a Order,
    /// When its clock began there.
    pub since_ms: UnixMs,
    /// When its last line left.
    pub left_ms: UnixMs,
}

/// The orders that have left the place, the newest first. Cancelled ones did not leave it
/// done and cannot be recalled, so they are not among them.
pub fn stays<'a>(scene: &Scene<'a>) -> Vec<Stay<'a>> {
    let station = scene.station();
    let orders = scene.state.orders.values();
    let mut stays: Vec<Stay<'a>> = orders
        .filter(|order| order.state != OrderState::Cancelled)
        .filter_map(|order| match &station {
            Some(station) => left_station(order, station),
            None => left_pass(order),
        })
        .collect();
    stays.sort_by_key(|stay| std::cmp::Reverse((stay.left_ms, stay.order.seq)));
    stays
}

fn left_station<'a>(order: &'a Order, station: &StationId) -> Option<Stay<'a>> {
    if view::has_ticket(order, station) {
        return None;
    }
    let here = || order.wanted().filter(|line| line.at(station).is_some());
    let left_ms = here()
        .filter_map(|line| line.at(station)?.bumped_at_ms)
        .max()?;
    let fired = here().filter_map(|line| line.fired_at_ms).min();
    Some(Stay {
        order,
        since_ms: fired.unwrap_or(order.placed_at_ms),
        left_ms,
    })
}

fn left_pass(order: &Order) -> Option<Stay<'_>> {
    let is_done = order.state == OrderState::Completed;
    let served = order.wanted().filter_map(|line| line.served_at_ms).max();
    served.filter(|_| is_done).map(|left_ms| Stay {
        order,
        since_ms: order.placed_at_ms,
        left_ms,
    })
}

/// The recall list.
pub fn gone(scene: &Scene<'_>, stays: &[Stay<'_>]) -> Vec<GoneView> {
    let station = scene.station();
    let is_here = |line: &&Line| match &station {
        Some(station) => line.at(station).is_some(),
        None => true,
    };
    let view = |stay: &Stay<'_>| GoneView {
        order: stay.order.id.to_string(),
        number: stay.order.number,
        service: print::service(&stay.order.service),
        bumped_at_ms: stay.left_ms,
        saved: scene.unsent.contains(&stay.order.id),
        items: print::items(stay.order.wanted().filter(is_here)).join(", "),
    };
    stays.iter().take(GONE).map(view).collect()
}
