//! A cook, or whoever stands at the pass: what such a person would do next, by a seed.

use crate::seed::chance;
use kitchen::{
    Command, Line, LineId, LineState, Order, OrderState, State, StationId, view::is_open_at,
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::sync::Arc;

/// Orders that are looked at for something to do, the oldest first: what fits on a screen.
const IN_SIGHT: usize = 24;

/// One in so many wishes is to have the last bump back.
const RECALL: u32 = 25;

/// One in so many wishes is to hurry an order, or to stop hurrying it.
const RUSH: u32 = 40;

/// One in so many bumps is of a single line.
const SINGLE: u32 = 4;

/// One in so many wishes is to begin a line and not to end it.
const START: u32 = 4;

/// Someone at one place of the kitchen.
#[derive(Debug)]
pub struct Cook {
    /// Where; `None` is the pass.
    place: Option<StationId>,
    chance: StdRng,
}

impl Cook {
    /// A cook at `place` (`None` is the pass); `part` tells apart those of one run.
    pub fn new(place: Option<&str>, seed: u64, part: u64) -> Self {
        Self {
            place: place.map(StationId::from),
            chance: chance(seed, part),
        }
    }

    /// What this cook does next in a kitchen that looks like `state`; `None` when there is nothing
    /// to do.
    pub fn wish(&mut self, state: &State) -> Option<Command> {
        if self.chance.random_ratio(1, RECALL)
            && let Some(recall) = self.recall(state)
        {
            return Some(recall);
        }
        let open = state.orders.values().filter(|order| self.concerns(order));
        let open: Vec<&Arc<Order>> = open.take(IN_SIGHT).collect();
        let order = open.choose(&mut self.chance)?;
        if self.chance.random_ratio(1, RUSH) && !order.state.is_closed() {
            let on = !order.rush;
            return Some(Command::Rush {
                order: order.id,
                on,
            });
        }
        match self.place.clone() {
            Some(station) => Some(self.cook(order, station)),
            None => Some(serve(order)),
        }
    }

    /// Whether there is something to do here for the order.
    fn concerns(&self, order: &Order) -> bool {
        match &self.place {
            Some(station) => {
                let to_make = |line: &Line| is_open_at(line, station) && !line.held;
                order.heeds_at(station).next().is_some()
                    || (!order.state.is_closed() && order.lines.iter().any(to_make))
            }
            None => match order.state {
                OrderState::Ready => true,
                OrderState::Open => held_course(order).is_some(),
                OrderState::Completed | OrderState::Cancelled => false,
            },
        }
    }

    fn cook(&mut self, order: &Order, station: StationId) -> Command {
        let order_id = order.id;
        if order.heeds_at(&station).next().is_some() {
            return Command::AcknowledgeChange {
                order: order_id,
                station,
            };
        }
        let to_make: Vec<&LineId> = order
            .lines
            .iter()
            .filter(|line| is_open_at(line, &station) && !line.held)
            .map(|line| &line.id)
            .collect();
        let one = to_make.choose(&mut self.chance).map(|id| LineId::clone(id));
        if let Some(line) = &one
            && self.chance.random_ratio(1, START)
        {
            return Command::StartLine {
                order: order_id,
                line: line.clone(),
                station: Some(station),
            };
        }
        let single = self.chance.random_ratio(1, SINGLE);
        Command::Bump {
            order: order_id,
            station: Some(station),
            lines: one.filter(|_| single).map(|line| vec![line]),
        }
    }

    /// The newest order that has something to come back to here.
    fn recall(&self, state: &State) -> Option<Command> {
        let left = |line: &Line| match &self.place {
            Some(station) => line.at(station).is_some_and(|part| part.bump_seq.is_some()),
            None => line.served_at_ms.is_some(),
        };
        let mut newest = state.orders.values().rev().take(IN_SIGHT);
        let order = newest.find(|order| {
            order.state != OrderState::Cancelled
                && order.lines.iter().any(|line| !line.voided && left(line))
        })?;
        Some(Command::Recall {
            order: order.id,
            station: self.place.clone(),
            lines: None,
        })
    }
}

/// What the pass does with an order that is ready, or that waits for its next course.
fn serve(order: &Order) -> Command {
    match (order.state, held_course(order)) {
        (OrderState::Open, Some(course)) => Command::FireCourse {
            order: order.id,
            course,
        },
        _ => Command::Bump {
            order: order.id,
            station: None,
            lines: None,
        },
    }
}

/// The first course that waits, once all before it are done.
fn held_course(order: &Order) -> Option<u8> {
    let held = order.wanted().filter(|line| line.held);
    let course = held.map(|line| line.course).min()?;
    let before_is_done = order
        .wanted()
        .all(|line| line.held || matches!(line.state(), LineState::Ready | LineState::Served));
    before_is_done.then_some(course)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Orders;
    use kitchen::{Event, EventRecord, Moment, OrderId};

    /// Decides and folds in, as the server does.
    fn carry_out(state: &mut State, command: &Command) {
        let moment = Moment {
            now_ms: 0,
            day: 20_261_121,
            order_id: OrderId(uuid::Uuid::from_u128(state.seq.into())),
        };
        for body in kitchen::decide(state, command, &moment).unwrap() {
            fold(state, body);
        }
    }

    fn fold(state: &mut State, body: Event) {
        let record = EventRecord {
            seq: state.seq + 1,
            at_ms: 0,
            by: "test".into(),
            command_id: None,
            body,
        };
        state.apply(&record).unwrap();
    }

    #[test]
    fn cooks_and_the_pass_finish_every_order_and_are_never_refused() {
        let mut state = State::default();
        let menu = Arc::new(crate::load::demo_menu());
        let places = menu
            .stations
            .iter()
            .map(|station| Some(station.id.as_str()));
        let mut cooks: Vec<Cook> = (0u64..)
            .zip(places.chain([None]))
            .map(|(part, place)| Cook::new(place, 11, part))
            .collect();
        let menu = menu.clone();
        fold(&mut state, Event::MenuReplaced { menu });
        let mut orders = Orders::demo(11, 99);
        for _ in 0..60 {
            let order = orders.order();
            carry_out(&mut state, &Command::PlaceOrder { order });
        }
        // Recalls go on for ever, but every order is closed at some time long before.
        let closed = (0..100_000).any(|_| {
            for cook in &mut cooks {
                if let Some(wish) = cook.wish(&state) {
                    carry_out(&mut state, &wish);
                }
            }
            state.open_orders() == 0
        });
        assert!(closed, "{} orders are still open", state.open_orders());
    }
}
