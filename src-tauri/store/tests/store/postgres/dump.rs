//! Backup and restore by PostgreSQL's own tools, and other ways to lose a log.

use super::open;
use super::server::Server;
use crate::made::*;
use std::path::Path;
use store::{Append, StoreError};

fn dump(server: &Server, database: &str, to: &Path) {
    let mut command = server.program("pg_dump");
    command.args(["--format=custom", "--schema=heard", "--file"]);
    assert!(command.arg(to).arg(database).status().unwrap().success());
}

fn restore(server: &Server, database: &str, from: &Path) {
    let mut command = server.program("pg_restore");
    command.args(["--clean", "--if-exists", "--single-transaction"]);
    command.arg(format!("--dbname={database}")).arg(from);
    assert!(command.status().unwrap().success());
}

#[test]
fn a_dump_is_restored_whole_with_a_new_epoch() {
    let server = Server::shared();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("heard.dump");
    let [database, other] = [server.database(), server.database()];
    let main = restaurant("main");
    let store = open(&server.url(&database)).unwrap();
    let mut writer = store.writer().unwrap();
    let epoch = writer.load(&main, 1..=1).unwrap().epoch;
    let all = Append {
        commands: vec![command("c:1", 3)],
        snapshot: Some(snapshot(2, 1)),
        ..appending("main", 1..=3)
    };
    writer.commit(&[all]).unwrap();
    // While the server runs.
    dump(server, &database, &file);
    writer.commit(&[appending("main", 4..=4)]).unwrap();
    drop(writer);
    // Without a restore it stays.
    let same = store.writer().unwrap().load(&main, 1..=1).unwrap();
    assert_eq!(same.epoch, epoch);

    for database in [&other, &database] {
        restore(server, database, &file);
        let store = open(&server.url(database)).unwrap();
        let mut writer = store.writer().unwrap();
        let restored = writer.load(&main, 1..=1).unwrap();
        assert_ne!(restored.epoch, epoch);
        assert_eq!(restored.events, events(3..=3));
        assert_eq!(
            writer.command(&main, "c:1").unwrap(),
            Some(command("c:1", 3))
        );
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        writer.commit(&[appending("main", 4..=4)]).unwrap();
        drop(writer);
        let again = store.writer().unwrap().load(&main, 1..=1).unwrap();
        assert_eq!(again.epoch, restored.epoch);
    }
}

#[test]
fn a_log_that_was_set_back_under_a_running_server_is_not_written_on() {
    let server = Server::shared();
    for (change, what) in [
        (
            "DELETE FROM heard.events WHERE seq = 3",
            "ends at event 2, and 3",
        ),
        (
            "UPDATE heard.restaurants SET epoch = 'other'",
            "another log",
        ),
        ("TRUNCATE heard.restaurants CASCADE", "not there"),
    ] {
        let database = server.database();
        let store = open(&server.url(&database)).unwrap();
        let mut writer = store.writer().unwrap();
        writer.load(&restaurant("main"), 1..=1).unwrap();
        writer.commit(&[appending("main", 1..=3)]).unwrap();
        let mut admin = server.admin(&database);
        admin.batch_execute(change).unwrap();
        let sessions = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()";
        admin.query(sessions, &[]).unwrap();
        for _ in 0..2 {
            let refused = writer.commit(&[appending("main", 4..=4)]).unwrap_err();
            assert!(
                matches!(&refused, StoreError::Diverged { detail, .. } if detail.contains(what)),
                "{refused}"
            );
        }
    }
}

#[test]
fn a_log_with_a_hole_is_damaged() {
    let server = Server::shared();
    let database = server.database();
    let store = open(&server.url(&database)).unwrap();
    let mut writer = store.writer().unwrap();
    let main = restaurant("main");
    writer.load(&main, 1..=1).unwrap();
    writer.commit(&[appending("main", 1..=20)]).unwrap();
    let remove = "DELETE FROM heard.events WHERE seq = 17";
    server.admin(&database).batch_execute(remove).unwrap();
    let met = writer.load(&main, 1..=1).unwrap_err();
    assert!(
        matches!(&met, StoreError::Corrupt { detail } if detail.contains("17")),
        "{met}"
    );
    let faults = store.check().unwrap();
    assert_eq!(faults, ["restaurant main: 1 events of its log are missing"]);
}
