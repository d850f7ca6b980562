//! Random commands: the kitchen agrees with a naive one, its log with its state, and no
//! command at all makes it panic.

mod any;
mod sensible;

use super::kitchen::Kitchen;
use super::model::{ITEMS, Model, menu};
use super::sound;
use crate::{Command, Event, EventRecord, LineRequest, OrderRequest, Service, Source, State};
use any::any_command;
use proptest::collection::vec;
use proptest::prelude::*;
use sensible::{command, ops};

/// The record after a journey as JSON.
fn sent(record: &EventRecord) -> EventRecord {
    let json = serde_json::to_string(record).unwrap();
    let read: EventRecord = serde_json::from_str(&json).unwrap();
    assert_eq!(read, *record, "{json}");
    read
}

/// A display that stops after every command, stores what it knows, and resumes from it.
#[derive(Default)]
struct Display(State);

impl Display {
    fn follow(&mut self, kitchen: &Kitchen) {
        let mut state = std::mem::take(&mut self.0);
        for record in &kitchen.log[state.seq as usize..] {
            state.apply(&sent(record)).unwrap();
        }
        let bytes = state.snapshot().unwrap();
        assert_eq!(bytes, kitchen.state.snapshot().unwrap());
        self.0 = State::from_snapshot(&bytes).unwrap();
        assert_eq!(self.0, kitchen.state);
    }
}

/// The whole log folded in one go.
fn folded(log: &[EventRecord]) -> State {
    let mut state = State::default();
    log.iter().for_each(|record| state.apply(record).unwrap());
    state
}

/// An order of these lines, and everything else as it comes.
fn order_of(lines: Vec<LineRequest>, hold: Vec<u8>) -> OrderRequest {
    OrderRequest {
        external_id: None,
        source: Source::default(),
        service: Service::default(),
        promised_at_ms: None,
        note: None,
        lines,
        hold,
    }
}

proptest! {
    #[test]
    fn the_kitchen_agrees_with_a_naive_one(ops in ops(40)) {
        let mut kitchen = Kitchen::with(&menu());
        let mut naive = Model::default();
        let mut display = Display::default();
        let mut ids = Vec::new();
        for op in &ops {
            let before = kitchen.state.seq;
            let outcome = kitchen.carry_out(&command(op, &ids));
            let expected = naive.run(op);
            let changed = outcome.as_ref().ok().map(|events| !events.is_empty());
            prop_assert_eq!(changed, expected, "{:?}: {:?}", op, outcome);
            for event in outcome.iter().flatten() {
                if let Event::OrderPlaced { order } = event {
                    ids.push(order.id);
                }
            }
            prop_assert_eq!(kitchen.state.seq > before, expected == Some(true));
            naive.compare(&kitchen.state, &ids, kitchen.now_ms);
            sound::check(&kitchen.state);
            display.follow(&kitchen);
        }
        let once = folded(&kitchen.log);
        prop_assert_eq!(once.snapshot().unwrap(), kitchen.state.snapshot().unwrap());
        prop_assert_eq!(once, kitchen.state);
    }

    #[test]
    fn no_command_makes_it_panic_or_leaves_it_unsound(commands in vec(any_command(), 1..25)) {
        let mut kitchen = Kitchen::with(&menu());
        for item in ITEMS {
            kitchen.place(serde_json::json!([{"item": item.0}, {"item": "melt"}]));
        }
        let mut display = Display::default();
        for command in &commands {
            let json = serde_json::to_string(command).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Command>(&json).unwrap(), command, "{}", json);
            // Refused or not: what it caused, if anything, has to fold.
            drop(kitchen.carry_out(command));
            sound::check(&kitchen.state);
        }
        display.follow(&kitchen);
        prop_assert_eq!(folded(&kitchen.log), kitchen.state);
    }

    #[test]
    fn a_record_out_of_turn_changes_nothing(ops in ops(10), seq in 0u64..30) {
        let mut kitchen = Kitchen::with(&menu());
        for op in &ops {
            drop(kitchen.carry_out(&command(op, &[])));
        }
        let mut state = kitchen.state.clone();
        let last = kitchen.log.last().unwrap();
        let record = EventRecord { seq, ..last.clone() };
        prop_assume!(seq != state.seq + 1);
        prop_assert!(state.apply(&record).is_err());
        prop_assert_eq!(state, kitchen.state);
    }
}
