//! The database server killed while it commits.

use super::open;
use super::server::Server;
use crate::made::*;
use std::sync::mpsc;
use std::thread;
use store::{Append, EVENTS_MAX, StoreError, Writer};

/// How often the server is killed.
const KILLS: u64 = 6;

/// Events of a batch.
const BATCH: u64 = 4;

#[test]
fn what_was_committed_survives_a_kill_and_nothing_is_half_there() {
    let server = Server::start(&[]);
    let url = server.url(&server.database());
    let main = restaurant("main");
    let store = open(&url).unwrap();
    let mut writer = store.writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    let mut last = 0;
    for kill in 0..KILLS {
        let (committed, commits) = mpsc::channel();
        let acknowledged = thread::scope(|scope| {
            let writing = scope.spawn(|| write(writer.as_mut(), last, &committed));
            for _ in 0..3 + 17 * kill {
                commits.recv().unwrap();
            }
            server.tell("crash");
            writing.join().unwrap()
        });
        server.tell("start");

        last = writer.load(&main, 1..=1).unwrap().last_seq();
        // The last batch may be there without its acknowledgement, as a whole.
        assert!(
            last == acknowledged || last == acknowledged + BATCH,
            "{last} after {acknowledged}"
        );
        let mut reader = store.reader().unwrap();
        assert_eq!(
            reader.events_after(&main, 0, EVENTS_MAX).unwrap(),
            events(1..=last)
        );
        for seq in 1..=last {
            let command = writer.command(&main, &format!("c:{seq}")).unwrap();
            assert!(command.is_some(), "{seq}");
        }
        let next = writer.command(&main, &format!("c:{}", last + 1)).unwrap();
        assert_eq!(next, None);
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
    }
}

/// Commits until it cannot, and returns the last number that it was promised.
fn write(writer: &mut dyn Writer, mut last: u64, committed: &mpsc::Sender<()>) -> u64 {
    loop {
        let next = last + 1..=last + BATCH;
        let batch = Append {
            commands: next
                .clone()
                .map(|seq| command(&format!("c:{seq}"), seq))
                .collect(),
            ..appending("main", next)
        };
        match writer.commit(&[batch]) {
            Ok(()) => last += BATCH,
            Err(StoreError::Lost { .. } | StoreError::InDoubt) => return last,
            Err(other) => panic!("{other}"),
        }
        // Nobody counts any more once enough were counted.
        let _ = committed.send(());
    }
}
