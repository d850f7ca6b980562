//! Sessions that end, and others that write.

use super::open;
use super::server::Server;
use crate::made::*;
use postgres::Client;
use std::ops::ControlFlow;
use std::time::Duration;
use store::{Location, OpenError, OpenOptions, StoreError};

/// Ends every session of `database` but the caller's, and waits until they are gone.
fn end_sessions(admin: &mut Client) {
    let others = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    // One that was about to end by itself may be gone before it is told to.
    let ended = admin.query(others, &[]).unwrap();
    assert!(ended.iter().any(|row| row.get(0)));
}

#[test]
fn all_connections_come_back_by_themselves() {
    let server = Server::shared();
    let database = server.database();
    let mut admin = server.admin(&database);
    let (store, main) = (open(&server.url(&database)).unwrap(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    let mut reader = store.reader().unwrap();
    let mut tokens = store.tokens().unwrap();
    writer.load(&main, 1..=1).unwrap();
    for seq in 1..=3 {
        end_sessions(&mut admin);
        writer.commit(&[appending("main", seq..=seq)]).unwrap();
        assert_eq!(reader.last_seq(&main).unwrap(), seq);
        tokens.create(&token("till", seq as u8)).unwrap();
        assert!(matches!(store.writer(), Err(OpenError::InUse { .. })));
    }
    end_sessions(&mut admin);
    assert_eq!(writer.load(&main, 1..=1).unwrap().events, events(1..=3));
    assert_eq!(tokens.list().unwrap().len(), 3);
    let nothing = &mut |_| ControlFlow::Continue(());
    reader.closed_between(&main, 0, 1, nothing).unwrap();
}

#[test]
fn whoever_took_the_lock_meanwhile_keeps_it() {
    let server = Server::shared();
    let database = server.database();
    let (store, main) = (open(&server.url(&database)).unwrap(), restaurant("main"));
    let mut first = store.writer().unwrap();
    first.load(&main, 1..=1).unwrap();
    end_sessions(&mut server.admin(&database));
    let mut second = store.writer().unwrap();
    second.load(&main, 1..=1).unwrap();
    second.commit(&[appending("main", 1..=1)]).unwrap();

    let refused = first.commit(&[appending("main", 1..=1)]).unwrap_err();
    assert!(matches!(refused, StoreError::Busy), "{refused}");
    second.commit(&[appending("main", 2..=2)]).unwrap();
    drop(second);
    // Now the first is the writer again, and must first see what the other wrote.
    let refused = first.commit(&[appending("main", 1..=1)]).unwrap_err();
    assert!(
        matches!(refused, StoreError::OutOfSequence { expected: 3, .. }),
        "{refused}"
    );
    assert_eq!(first.load(&main, 1..=1).unwrap().events, events(1..=2));
    first.commit(&[appending("main", 3..=3)]).unwrap();
}

#[test]
fn whoever_writes_without_the_lock_is_noticed() {
    let server = Server::shared();
    let database = server.database();
    let (store, main) = (open(&server.url(&database)).unwrap(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    // What another server does whose lock a pooler gave to somebody else's session.
    server
        .admin(&database)
        .batch_execute(
            "UPDATE heard.writer SET mark = 7;
             INSERT INTO heard.events VALUES (1, 1, 0, 1, 'other', NULL, '{}')",
        )
        .unwrap();
    let refused = writer.commit(&[appending("main", 1..=1)]).unwrap_err();
    assert!(
        matches!(refused, StoreError::OutOfSequence { expected: 2, .. }),
        "{refused}"
    );
}

#[test]
fn a_lock_that_is_kept_is_waited_for_and_then_named() {
    let server = Server::shared();
    let database = server.database();
    let location: Location = server.url(&database).parse().unwrap();
    let options = OpenOptions {
        busy: Duration::from_millis(20),
        ..OpenOptions::default()
    };
    let store = store::open(&location, options).unwrap();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();

    let mut admin = server.admin(&database);
    let mut other = admin.transaction().unwrap();
    other
        .batch_execute("LOCK TABLE heard.events IN EXCLUSIVE MODE")
        .unwrap();
    let refused = writer.commit(&[appending("main", 1..=1)]).unwrap_err();
    assert!(matches!(refused, StoreError::Busy), "{refused}");
    // Reading goes on meanwhile.
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.last_seq(&restaurant("main")).unwrap(), 0);
    other.rollback().unwrap();
    writer.commit(&[appending("main", 1..=1)]).unwrap();
}

#[test]
fn a_server_that_is_away_is_named_and_welcome_back() {
    let server = Server::start(&[]);
    let url = server.url(&server.database());
    let (store, main) = (open(&url).unwrap(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    let mut reader = store.reader().unwrap();
    writer.load(&main, 1..=1).unwrap();
    server.tell("stop");
    for _ in 0..2 {
        let refused = writer.commit(&[appending("main", 1..=1)]).unwrap_err();
        assert!(matches!(refused, StoreError::Lost { .. }), "{refused}");
        assert!(!refused.leaves_doubt());
        let refused = reader.last_seq(&main).unwrap_err();
        assert!(matches!(refused, StoreError::Lost { .. }), "{refused}");
    }
    let refused = open(&url).err().unwrap();
    assert!(
        matches!(refused, OpenError::Unreachable { .. }),
        "{refused}"
    );
    server.tell("start");
    writer.commit(&[appending("main", 1..=1)]).unwrap();
    assert_eq!(reader.last_seq(&main).unwrap(), 1);
}

#[test]
fn it_can_be_called_by_a_thread_that_runs_tasks() {
    let server = Server::shared();
    let url = server.url(&server.database());
    let everything = |url: &str| {
        let store = open(url).unwrap();
        let mut writer = store.writer().unwrap();
        let last = writer.load(&restaurant("main"), 1..=1).unwrap().last_seq();
        writer
            .commit(&[appending("main", last + 1..=last + 1)])
            .unwrap();
        store.reader().unwrap().restaurants().unwrap();
        store.tokens().unwrap().list().unwrap();
        store.check().unwrap();
    };
    scope::run(Some(1), async {
        // In the runtime's own thread, in a task, and where blocking is expected.
        everything(&url);
        let scope = scope::Scope::root("test");
        let calls = [url.clone(), url.clone()];
        let [task, blocking] = calls.map(|url| move || everything(&url));
        scope.spawn(scope::Task::drain("task"), async move { task() });
        scope.spawn_blocking("blocking", blocking).await.unwrap();
        let closed = scope.close(Duration::from_secs(10)).await;
        assert!(closed.is_clean(), "{closed}");
    });
}

#[test]
fn what_a_commit_costs_does_not_grow_with_the_log() {
    let server = Server::shared();
    let database = server.database();
    let (store, main) = (open(&server.url(&database)).unwrap(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    let mut last = 0;
    let mut commit = |count: u64| {
        let next = last + 1..=last + count;
        let ids: Vec<String> = next.clone().map(|seq| format!("c:{seq}")).collect();
        let asked: Vec<_> = ids.iter().map(|id| (&main, id.as_str())).collect();
        assert!(writer.commands(&asked).unwrap().iter().all(Option::is_none));
        let batch = store::Append {
            commands: next
                .clone()
                .map(|seq| command(&ids[(seq - last - 1) as usize], seq))
                .collect(),
            closed: next
                .clone()
                .map(|seq| closed(&format!("o{seq}"), seq, 0, "completed"))
                .collect(),
            reopened: vec!["o0".to_owned()],
            snapshot: Some(snapshot(last, 1)),
            ..appending("main", next)
        };
        writer.commit(&[batch]).unwrap();
        last += count;
    };
    // The server decides how it answers a question when it is asked for the sixth time: here, while
    // the tables are small.
    for _ in 0..8 {
        commit(1);
    }
    commit(5_000);
    let mut admin = server.admin(&database);
    admin.batch_execute("SELECT pg_stat_reset()").unwrap();
    for _ in 0..8 {
        commit(1);
    }
    drop((writer, store));
    // The server counts up when the session has ended.
    let counted = "SELECT n_tup_ins >= 8 FROM pg_stat_user_tables
                   WHERE schemaname = 'heard' AND relname = 'commands'";
    while !admin.query_one(counted, &[]).unwrap().get::<_, bool>(0) {
        std::thread::yield_now();
    }
    // What was read whole, but the one row of the writer.
    let whole = "SELECT count(*) FROM pg_stat_user_tables
                 WHERE schemaname = 'heard' AND relname <> 'writer' AND seq_tup_read > 100";
    let whole: i64 = admin.query_one(whole, &[]).unwrap().get(0);
    assert_eq!(whole, 0);
}
