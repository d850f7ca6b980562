//! Events, commands, snapshots.

use super::Fresh;
use crate::made::*;
use store::{Answer, Append, Command, EVENTS_MAX, OpenError, StoreError};

pub fn events_are_read_as_written(fresh: Fresh) {
    let (store, main) = (fresh.open(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.epoch(&main).unwrap(), None);
    let loaded = writer.load(&main, 1..=1).unwrap();
    assert_eq!(
        (loaded.last_seq(), loaded.events, loaded.snapshot),
        (0, vec![], None)
    );
    assert_eq!(reader.epoch(&main).unwrap(), Some(loaded.epoch));

    writer.commit(&[]).unwrap();
    writer
        .commit(&[
            appending("main", 1..=2),
            append("main"),
            appending("main", 3..=5),
        ])
        .unwrap();
    assert_eq!(reader.last_seq(&main).unwrap(), 5);
    assert_eq!(
        reader.events_after(&main, 0, EVENTS_MAX).unwrap(),
        events(1..=5)
    );
    assert_eq!(reader.events_after(&main, 2, 2).unwrap(), events(3..=4));
    assert_eq!(reader.events_after(&main, 5, 9).unwrap(), []);
    assert_eq!(
        reader.events_after(&main, u64::MAX, usize::MAX).unwrap(),
        []
    );
    assert_eq!(reader.event(&main, 4).unwrap(), Some(event(4)));
    assert_eq!(reader.event(&main, 0).unwrap(), None);
    assert_eq!(reader.event(&main, 6).unwrap(), None);
}

pub fn a_gap_or_a_repeat_is_refused(fresh: Fresh) {
    let (store, main) = (fresh.open(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    writer.commit(&[appending("main", 1..=3)]).unwrap();
    for wrong in [0, 1, 3, 5, u64::MAX] {
        let refused = writer
            .commit(&[appending("main", wrong..=wrong)])
            .unwrap_err();
        assert!(
            matches!(&refused, StoreError::OutOfSequence { expected: 4, found, .. } if *found == wrong),
            "{refused}"
        );
    }
    let twice = Append {
        events: vec![event(4), event(4)],
        ..append("main")
    };
    assert!(matches!(
        writer.commit(&[twice]),
        Err(StoreError::OutOfSequence {
            expected: 5,
            found: 4,
            ..
        })
    ));
    writer.commit(&[appending("main", 4..=4)]).unwrap();
    assert_eq!(
        store.reader().unwrap().events_after(&main, 0, 9).unwrap(),
        events(1..=4)
    );
}

pub fn a_command_is_stored_once(fresh: Fresh) {
    let (store, main) = (fresh.open(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    assert_eq!(writer.command(&main, "c:1").unwrap(), None);
    writer.load(&main, 1..=1).unwrap();
    let done = command("c:1", 1);
    let refused = Command {
        id: "k:till 7".to_owned(),
        body_hash: [9; 32],
        answer: Answer::Refused {
            json: r#"{"code":"unknown_item"}"#.to_owned(),
        },
    };
    let commands = vec![done.clone(), refused.clone()];
    writer
        .commit(&[Append {
            commands,
            ..appending("main", 1..=1)
        }])
        .unwrap();

    let again = Append {
        commands: vec![command("c:1", 2)],
        ..appending("main", 2..=2)
    };
    assert!(matches!(
        writer.commit(&[again]),
        Err(StoreError::CommandExists { id, .. }) if id == "c:1"
    ));
    assert_eq!(writer.command(&main, "c:1").unwrap(), Some(done.clone()));
    assert_eq!(writer.command(&main, "c:2").unwrap(), None);
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.last_seq(&main).unwrap(), 1);
    assert_eq!(reader.command(&main, "c:1").unwrap(), Some(done));
    assert_eq!(reader.command(&main, "k:till 7").unwrap(), Some(refused));
    assert_eq!(reader.command(&restaurant("none"), "c:1").unwrap(), None);
}

pub fn a_batch_is_stored_whole_or_not_at_all(fresh: Fresh) {
    let store = fresh.open();
    let mut writer = store.writer().unwrap();
    for name in ["main", "other"] {
        writer.load(&restaurant(name), 1..=1).unwrap();
    }
    let good = Append {
        commands: vec![command("c:1", 1)],
        closed: vec![closed("o1", 1, 5_000, "completed")],
        snapshot: Some(snapshot(2, 1)),
        ..appending("main", 1..=2)
    };
    let bad = appending("other", 2..=2);
    assert!(writer.commit(&[good.clone(), bad]).is_err());

    let (main, mut reader) = (restaurant("main"), store.reader().unwrap());
    assert_eq!(reader.last_seq(&main).unwrap(), 0);
    assert_eq!(reader.command(&main, "c:1").unwrap(), None);
    assert_eq!(reader.closed_order(&main, "o1").unwrap(), None);
    assert_eq!(writer.load(&main, 1..=1).unwrap().snapshot, None);

    writer.commit(&[good, appending("other", 1..=1)]).unwrap();
    assert_eq!(reader.last_seq(&main).unwrap(), 2);
    assert_eq!(reader.last_seq(&restaurant("other")).unwrap(), 1);
}

pub fn a_start_reads_the_snapshot_and_what_follows(fresh: Fresh) {
    let (store, main) = (fresh.open(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    for (seq, version) in [(3, 1), (6, 1), (9, 2)] {
        let taken = Some(snapshot(seq, version));
        writer
            .commit(&[Append {
                snapshot: taken,
                ..appending("main", seq - 2..=seq)
            }])
            .unwrap();
    }
    writer.commit(&[appending("main", 10..=11)]).unwrap();

    let loaded = writer.load(&main, 1..=2).unwrap();
    assert_eq!(loaded.last_seq(), 11);
    assert_eq!(
        (loaded.snapshot, loaded.events),
        (Some(snapshot(9, 2)), events(10..=11))
    );
    // A program that was set back cannot read the newest and takes the one before.
    let loaded = writer.load(&main, 1..=1).unwrap();
    assert_eq!(
        (loaded.snapshot, loaded.events),
        (Some(snapshot(6, 1)), events(7..=11))
    );
    // One that can read none folds the whole log.
    let loaded = writer.load(&main, 3..=9).unwrap();
    assert_eq!((loaded.snapshot, loaded.events), (None, events(1..=11)));

    // The last two are kept, and one of the same event replaces the other.
    writer
        .commit(&[Append {
            snapshot: Some(snapshot(11, 1)),
            ..append("main")
        }])
        .unwrap();
    writer
        .commit(&[Append {
            snapshot: Some(snapshot(11, 2)),
            ..append("main")
        }])
        .unwrap();
    assert_eq!(writer.load(&main, 1..=1).unwrap().snapshot, None);
    let loaded = writer.load(&main, 2..=2).unwrap();
    assert_eq!(loaded.last_seq(), 11);
    assert_eq!(
        (loaded.snapshot, loaded.events),
        (Some(snapshot(11, 2)), vec![])
    );
}

pub fn a_snapshot_of_the_future_is_refused(fresh: Fresh) {
    let store = fresh.open();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    let ahead = Append {
        snapshot: Some(snapshot(3, 1)),
        ..appending("main", 1..=2)
    };
    assert!(matches!(
        writer.commit(&[ahead]),
        Err(StoreError::SnapshotAhead {
            last: 2,
            found: 3,
            ..
        })
    ));
}

pub fn restaurants_are_isolated(fresh: Fresh) {
    let store = fresh.open();
    let mut writer = store.writer().unwrap();
    let (north, south) = (restaurant("north"), restaurant("south"));
    let epochs = [&south, &north].map(|id| writer.load(id, 1..=1).unwrap().epoch);
    assert_ne!(epochs[0], epochs[1]);
    assert_eq!(
        writer.restaurants().unwrap(),
        [north.clone(), south.clone()]
    );
    let batch = [
        Append {
            commands: vec![command("c:1", 2)],
            closed: vec![closed("o1", 1, 5_000, "completed")],
            ..appending("north", 1..=2)
        },
        Append {
            commands: vec![command("c:1", 1)],
            ..appending("south", 1..=1)
        },
    ];
    writer.commit(&batch).unwrap();

    let mut reader = store.reader().unwrap();
    assert_eq!(
        reader.restaurants().unwrap(),
        [north.clone(), south.clone()]
    );
    assert_eq!(reader.last_seq(&north).unwrap(), 2);
    assert_eq!(reader.events_after(&south, 0, 9).unwrap(), events(1..=1));
    assert_eq!(
        reader.command(&north, "c:1").unwrap(),
        Some(command("c:1", 2))
    );
    assert_eq!(
        reader.command(&south, "c:1").unwrap(),
        Some(command("c:1", 1))
    );
    assert_eq!(reader.closed_order(&south, "o1").unwrap(), None);
    assert_eq!(reader.closed_orders(&south, "completed", 0, 9).unwrap(), []);
}

pub fn a_restaurant_is_loaded_before_it_is_written(fresh: Fresh) {
    let store = fresh.open();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    let refused = writer.commit(&[appending("main", 1..=1), appending("nowhere", 1..=1)]);
    assert!(matches!(
        refused,
        Err(StoreError::UnknownRestaurant { restaurant }) if restaurant.as_str() == "nowhere"
    ));
    assert_eq!(
        store
            .reader()
            .unwrap()
            .last_seq(&restaurant("main"))
            .unwrap(),
        0
    );
}

pub fn there_is_one_writer(fresh: Fresh) {
    let store = fresh.open();
    let writer = store.writer().unwrap();
    assert!(matches!(store.writer(), Err(OpenError::InUse { .. })));
    assert!(matches!(
        fresh.open().writer(),
        Err(OpenError::InUse { .. })
    ));
    drop(writer);
    fresh.open().writer().unwrap();
}

pub fn everything_is_there_after_a_restart(fresh: Fresh) {
    let (store, main) = (fresh.open(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    let before = writer.load(&main, 1..=1).unwrap();
    let order = closed("o1", 1, 5_000, "completed");
    let all = Append {
        commands: vec![command("c:1", 3)],
        closed: vec![order.clone()],
        snapshot: Some(snapshot(2, 1)),
        ..appending("main", 1..=3)
    };
    writer.commit(&[all]).unwrap();
    drop((writer, store));

    let store = fresh.open();
    let mut writer = store.writer().unwrap();
    let loaded = writer.load(&main, 1..=1).unwrap();
    assert_eq!(loaded.epoch, before.epoch);
    assert_eq!(
        (loaded.snapshot, loaded.events),
        (Some(snapshot(2, 1)), events(3..=3))
    );
    assert_eq!(
        writer.command(&main, "c:1").unwrap(),
        Some(command("c:1", 3))
    );
    assert_eq!(
        store.reader().unwrap().closed_order(&main, "o1").unwrap(),
        Some(order)
    );
    writer.commit(&[appending("main", 4..=4)]).unwrap();
}
