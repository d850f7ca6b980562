//! Random batches against vectors and maps.

use super::Fresh;
use crate::made::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{
    Append, ClosedOrder, Command, EVENTS_MAX, Event, RestaurantId, Snapshot, Store, Writer,
};

/// What is done to one restaurant; numbers are made valid, or wrong on purpose, when it is done.
#[derive(Debug, Clone)]
struct Step {
    restaurant: usize,
    events: u64,
    /// Added to the number of the first event.
    off: u64,
    commands: Vec<u8>,
    closed: Vec<u8>,
    reopened: Vec<u8>,
    snapshot: bool,
}

#[derive(Debug, Clone)]
enum Deed {
    Batch(Vec<Step>),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let few = || prop::collection::vec(0..6_u8, 0..3);
    // One in twenty numbers and, by the small pool of ids, a few of the commands are wrong.
    let off = prop_oneof![19 => Just(0_u64), 1 => Just(1)];
    let commands = prop::collection::vec(any::<u8>(), 0..3);
    (
        0..2_usize,
        0..4_u64,
        off,
        commands,
        few(),
        few(),
        any::<bool>(),
    )
        .prop_map(
            |(restaurant, events, off, commands, closed, reopened, snapshot)| Step {
                restaurant,
                events,
                off,
                commands,
                closed,
                reopened,
                snapshot,
            },
        )
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let batch = prop::collection::vec(step(), 0..5).prop_map(Deed::Batch);
    prop::collection::vec(prop_oneof![9 => batch, 1 => Just(Deed::Restart)], 1..25)
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Log {
    events: Vec<Event>,
    commands: BTreeMap<String, Command>,
    closed: BTreeMap<String, ClosedOrder>,
    snapshot: Option<Snapshot>,
}

impl Log {
    /// Does what the store should; `false` when it should refuse.
    fn add(&mut self, append: &Append) -> bool {
        for event in &append.events {
            if event.seq != self.events.len() as u64 + 1 {
                return false;
            }
            self.events.push(event.clone());
        }
        for command in &append.commands {
            if self
                .commands
                .insert(command.id.clone(), command.clone())
                .is_some()
            {
                return false;
            }
        }
        for order in &append.reopened {
            self.closed.remove(order);
        }
        for order in &append.closed {
            self.closed.insert(order.order.clone(), order.clone());
        }
        if let Some(snapshot) = &append.snapshot {
            self.snapshot = Some(snapshot.clone());
        }
        true
    }
}

fn append_of(step: &Step, id: &RestaurantId, log: &Log) -> Append {
    let last = log.events.len() as u64;
    let first = last + 1 + step.off;
    let order = |n: &u8| {
        closed(
            &format!("o{n}"),
            u64::from(*n),
            5_000 + last as i64,
            "completed",
        )
    };
    Append {
        restaurant: id.clone(),
        events: (first..first + step.events).map(event).collect(),
        commands: step
            .commands
            .iter()
            .map(|n| command(&format!("c:{n}"), last))
            .collect(),
        reopened: step.reopened.iter().map(|n| format!("o{n}")).collect(),
        closed: step.closed.iter().map(order).collect(),
        snapshot: step.snapshot.then(|| snapshot(last, 1)),
    }
}

pub fn behaves_like_vectors(fresh: Fresh) {
    let mut runner = TestRunner::new(Config {
        cases: fresh.random_cases,
        ..Config::default()
    });
    let case = AtomicU32::new(0);
    runner
        .run(&deeds(), |deeds| {
            // Restaurants of its own for each case: that is as good as a store of its own.
            let case = case.fetch_add(1, Ordering::Relaxed);
            let ids = ["a", "b"].map(|name| restaurant(&format!("{name}{case}")));
            play(&fresh, &ids, &deeds);
            Ok(())
        })
        .unwrap();
}

fn play(fresh: &Fresh, ids: &[RestaurantId; 2], deeds: &[Deed]) {
    let mut logs = [Log::default(), Log::default()];
    let mut open = start(fresh, ids);
    for deed in deeds {
        match deed {
            Deed::Restart => {
                drop(open);
                open = start(fresh, ids);
            }
            Deed::Batch(steps) => {
                let mut after = logs.clone();
                let mut good = true;
                let mut batch = Vec::new();
                for step in steps {
                    let append = append_of(step, &ids[step.restaurant], &after[step.restaurant]);
                    good = good && after[step.restaurant].add(&append);
                    batch.push(append);
                }
                let stored = open.1.commit(&batch);
                assert_eq!(stored.is_ok(), good, "{stored:?}");
                if good {
                    logs = after;
                }
            }
        }
        for (id, log) in ids.iter().zip(&logs) {
            compare(open.0.as_ref(), open.1.as_mut(), id, log);
        }
    }
}

fn start(fresh: &Fresh, ids: &[RestaurantId; 2]) -> (Box<dyn Store>, Box<dyn Writer>) {
    let store = fresh.open();
    let mut writer = store.writer().unwrap();
    for id in ids {
        writer.load(id, 1..=1).unwrap();
    }
    (store, writer)
}

fn compare(store: &dyn Store, writer: &mut dyn Writer, id: &RestaurantId, log: &Log) {
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.events_after(id, 0, EVENTS_MAX).unwrap(), log.events);
    assert_eq!(reader.last_seq(id).unwrap(), log.events.len() as u64);
    let loaded = writer.load(id, 1..=1).unwrap();
    let folded = log.snapshot.as_ref().map_or(0, |s| s.seq) as usize;
    assert_eq!(loaded.events, log.events[folded..]);
    assert_eq!(loaded.snapshot, log.snapshot);
    for n in 0..=u8::MAX {
        let command = format!("c:{n}");
        assert_eq!(
            writer.command(id, &command).unwrap().as_ref(),
            log.commands.get(&command)
        );
    }
    let mut orders = reader.closed_orders(id, "completed", 0, 500).unwrap();
    // Order 0 was placed by "event 0", which no cursor comes before.
    orders.extend(reader.closed_order(id, "o0").unwrap());
    orders.sort_by(|a, b| a.order.cmp(&b.order));
    assert_eq!(orders, log.closed.values().cloned().collect::<Vec<_>>());
}
