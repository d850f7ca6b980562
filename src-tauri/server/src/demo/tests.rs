//! Made-up orders are orders: any menu's are accepted, and the same seed makes the same ones.

use super::*;
use kitchen::{Command, Menu, Moment, OrderId, State, menu::COPPER_PAN};
use kitchen::{Event, EventRecord, OrderRequest};
use std::sync::Arc;

const NOON: i64 = 1_700_000_000_000;

fn orders(seed: u64, count: usize) -> Vec<OrderRequest> {
    let mut random = StdRng::seed_from_u64(seed);
    let guests = Guests::new(Menu::parse(COPPER_PAN).unwrap());
    (0..count)
        .map(|_| guests.order(&mut random, NOON))
        .collect()
}

fn kitchen() -> State {
    let menu = Arc::new(Menu::parse(COPPER_PAN).unwrap());
    let mut state = State::default();
    let body = Event::MenuReplaced { menu };
    let record = EventRecord {
        seq: 1,
        at_ms: NOON,
        by: "test".into(),
        command_id: None,
        body,
    };
    state.apply(&record).unwrap();
    state
}

#[test]
fn the_kitchen_takes_every_order() {
    let state = kitchen();
    let moment = Moment {
        now_ms: NOON,
        day: 20_261_121,
        order_id: OrderId(uuid::Uuid::nil()),
    };
    for order in orders(7, 3_000) {
        let command = Command::PlaceOrder { order };
        let decided = kitchen::decide(&state, &command, &moment);
        assert!(decided.is_ok(), "{command:?}: {decided:?}");
    }
}

#[test]
fn a_rush_has_some_of_everything() {
    let orders = orders(3, 2_000);
    let share = |has: &dyn Fn(&OrderRequest) -> bool| {
        orders.iter().filter(|order| has(order)).count() as f64 / orders.len() as f64
    };
    let any = |what: &str, has: &dyn Fn(&OrderRequest) -> bool| {
        let share = share(has);
        assert!((0.005..0.95).contains(&share), "{what}: {share}");
    };
    any("several lines", &|order| order.lines.len() > 1);
    any("a size", &|order| {
        order.lines.iter().any(|line| line.size.is_some())
    });
    any("modifiers", &|order| {
        order.lines.iter().any(|line| !line.modifiers.is_empty())
    });
    any("a note", &|order| {
        order.lines.iter().any(|line| line.note.is_some())
    });
    any("an allergy", &|order| {
        order.lines.iter().any(|line| !line.allergies.is_empty())
    });
    any("held courses", &|order| !order.hold.is_empty());
    any("a promise", &|order| order.promised_at_ms.is_some());
    for (source, _) in guests::SOURCES {
        any("a source", &|order| order.source == *source);
    }
}

#[test]
fn the_same_seed_makes_the_same_rush() {
    assert_eq!(orders(1, 100), orders(1, 100));
    assert_ne!(orders(1, 100), orders(2, 100));
}
