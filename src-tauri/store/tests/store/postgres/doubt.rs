//! Commits whose answer does not arrive.

use super::open;
use super::proxy::{Cut, Wire};
use super::server::Server;
use crate::made::*;
use store::{Append, Reader, StoreError, Writer};

/// A writer whose wire can be cut, and a reader that has another.
fn with_wire(story: impl FnOnce(&Wire, &mut dyn Writer, &mut dyn Reader)) {
    let server = Server::shared();
    let database = server.database();
    let wire = Wire::new(server.port);
    wire.run(|| {
        let mut reader = open(&server.url(&database)).unwrap().reader().unwrap();
        let store = open(&server.tcp_url(&database, wire.port())).unwrap();
        let mut writer = store.writer().unwrap();
        writer.load(&restaurant("main"), 1..=1).unwrap();
        writer.commit(&[first()]).unwrap();
        story(&wire, writer.as_mut(), reader.as_mut());
    });
}

fn first() -> Append {
    appending("main", 1..=2)
}

fn second() -> Append {
    Append {
        commands: vec![command("c:3", 3)],
        ..appending("main", 3..=4)
    }
}

#[test]
fn a_commit_that_arrived_is_found_and_not_done_again() {
    with_wire(|wire, writer, reader| {
        wire.cut(Cut::After, false);
        writer.commit(&[second()]).unwrap();
        let all = reader.events_after(&restaurant("main"), 0, 9).unwrap();
        assert_eq!(all, events(1..=4));
        writer.commit(&[appending("main", 5..=5)]).unwrap();
    });
}

#[test]
fn a_commit_that_did_not_arrive_is_done_again() {
    with_wire(|wire, writer, reader| {
        wire.cut(Cut::Before, false);
        writer.commit(&[second()]).unwrap();
        let all = reader.events_after(&restaurant("main"), 0, 9).unwrap();
        assert_eq!(all, events(1..=4));
        writer.commit(&[appending("main", 5..=5)]).unwrap();
    });
}

#[test]
fn what_cannot_be_found_out_is_in_doubt_until_it_is_loaded() {
    for (cut, there) in [(Cut::Before, 2), (Cut::After, 4)] {
        with_wire(|wire, writer, reader| {
            let main = restaurant("main");
            wire.cut(cut, true);
            let refused = writer.commit(&[second()]).unwrap_err();
            assert!(matches!(refused, StoreError::InDoubt), "{refused}");
            assert!(refused.leaves_doubt());
            // As long as nobody gets through, nothing is written, and that is known.
            let refused = writer.commit(&[second()]).unwrap_err();
            assert!(matches!(refused, StoreError::Lost { .. }), "{refused}");

            wire.mend();
            let loaded = writer.load(&main, 1..=1).unwrap();
            assert_eq!(loaded.events, events(1..=there));
            let known = writer.command(&main, "c:3").unwrap();
            assert_eq!(known.is_some(), there == 4);
            writer
                .commit(&[appending("main", there + 1..=there + 1)])
                .unwrap();
            assert_eq!(reader.last_seq(&main).unwrap(), there + 1);
        });
    }
}

#[test]
fn whoever_writes_on_without_loading_is_told_where_the_log_ends() {
    with_wire(|wire, writer, _| {
        wire.cut(Cut::After, true);
        assert!(writer.commit(&[second()]).is_err());
        wire.mend();
        let refused = writer.commit(&[appending("main", 3..=3)]).unwrap_err();
        assert!(
            matches!(
                refused,
                StoreError::OutOfSequence {
                    expected: 5,
                    found: 3,
                    ..
                }
            ),
            "{refused}"
        );
        assert!(refused.leaves_doubt());
    });
}
