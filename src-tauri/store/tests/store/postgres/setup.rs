//! Databases that are new, foreign, newer, not set up well, or not there.

use super::open;
use super::server::{PASSWORD, Server};
use crate::made::*;
use store::{BackupError, Location, OpenError, OpenOptions, RestoreError};

#[test]
fn the_tables_are_made_only_when_asked() {
    let server = Server::shared();
    let database = server.database();
    let location: Location = server.url(&database).parse().unwrap();
    let options = OpenOptions {
        create: false,
        ..OpenOptions::default()
    };
    let refused = store::open(&location, options).err().unwrap();
    assert!(matches!(refused, OpenError::Missing { .. }), "{refused}");
    // Somebody may make the schema for a user who is not allowed to.
    let mut admin = server.admin(&database);
    admin.batch_execute("CREATE SCHEMA heard").unwrap();
    let refused = store::open(&location, options).err().unwrap();
    assert!(matches!(refused, OpenError::Missing { .. }), "{refused}");
    open(&server.url(&database)).unwrap();
    store::open(&location, options).unwrap();
}

#[test]
fn several_processes_may_make_them_at_once() {
    let server = Server::shared();
    for _ in 0..4 {
        let url = server.url(&server.database());
        std::thread::scope(|scope| {
            for n in 0..4 {
                let url = &url;
                scope.spawn(move || {
                    let mut tokens = open(url).unwrap().tokens().unwrap();
                    tokens.create(&token("till", n)).unwrap();
                });
            }
        });
        let tokens = open(&url).unwrap().tokens().unwrap().list().unwrap();
        assert_eq!(tokens.len(), 4);
    }
}

#[test]
fn a_newer_schema_is_refused() {
    let server = Server::shared();
    let database = server.database();
    let url = server.url(&database);
    let store = open(&url).unwrap();
    server
        .admin(&database)
        .batch_execute("UPDATE heard.schema_version SET version = 99")
        .unwrap();
    // By whoever starts, and by whoever connects again while a newer server has come.
    for refused in [open(&url).err(), store.reader().err(), store.writer().err()] {
        assert!(matches!(
            refused,
            Some(OpenError::NewerSchema {
                found: 99,
                known: 1
            })
        ));
    }
}

#[test]
fn a_schema_of_another_program_is_refused_and_left_alone() {
    let server = Server::shared();
    let database = server.database();
    let mut admin = server.admin(&database);
    admin
        .batch_execute("CREATE SCHEMA heard; CREATE TABLE heard.said (text text)")
        .unwrap();
    let refused = open(&server.url(&database)).err().unwrap();
    assert!(matches!(refused, OpenError::Foreign), "{refused}");
    let tables = "SELECT relname::text FROM pg_class WHERE relnamespace = 'heard'::regnamespace";
    let tables = admin.query(tables, &[]).unwrap();
    assert_eq!(tables.len(), 1);
    // Its tables elsewhere are no concern of ours.
    admin
        .batch_execute("DROP SCHEMA heard CASCADE; CREATE TABLE events (text text)")
        .unwrap();
    open(&server.url(&database)).unwrap();
}

#[test]
fn whoever_is_not_let_in_is_told_so_and_no_password_is_shown() {
    let server = Server::shared();
    let database = server.database();
    let good = server.tcp_url(&database, server.port);
    open(&good).unwrap();
    let wrong = good.replace(&format!(":{PASSWORD}@"), ":wrong-secret@");
    for (url, reason) in [
        (wrong, "password authentication failed"),
        (server.url("nowhere"), "database \"nowhere\" does not exist"),
    ] {
        let refused = open(&url).err().unwrap();
        assert!(
            matches!(refused, OpenError::Unreachable { .. }),
            "{refused}"
        );
        assert!(refused.to_string().contains(reason), "{refused}");
        assert!(!format!("{refused:?} {refused}").contains("secret"));
    }
}

#[test]
fn a_server_that_does_not_sync_is_refused() {
    for setting in ["fsync", "full_page_writes"] {
        let server = Server::start(&[&format!("{setting} = off")]);
        let refused = open(&server.url("postgres")).err().unwrap();
        assert!(
            matches!(&refused, OpenError::NotDurable { setting: named, found, .. }
                if *named == setting && found == "off"),
            "{refused}"
        );
    }
}

#[test]
fn commits_are_synced_whatever_the_database_says() {
    let server = Server::shared();
    let database = server.database();
    let mut admin = server.admin(&database);
    let set = |to| format!("ALTER DATABASE {database} SET synchronous_commit = {to}");
    admin.batch_execute(&set("off")).unwrap();
    let store = open(&server.url(&database)).unwrap();
    let mut writer = store.writer().unwrap();
    // In the session of the writer itself.
    admin
        .batch_execute(
            "CREATE TABLE seen (value text);
             CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
                 BEGIN
                     INSERT INTO public.seen VALUES (current_setting('synchronous_commit'));
                     RETURN NULL;
                 END $$;
             CREATE TRIGGER see AFTER INSERT ON heard.restaurants EXECUTE FUNCTION see()",
        )
        .unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    let seen: String = admin
        .query_one("SELECT value FROM seen", &[])
        .unwrap()
        .get(0);
    assert_eq!(seen, "on");
}

#[test]
fn text_that_it_could_not_hold_is_no_surprise_later() {
    let server = Server::shared();
    server
        .admin("postgres")
        .batch_execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        .unwrap();
    let refused = open(&server.url("latin")).err().unwrap();
    assert!(
        matches!(&refused, OpenError::Encoding { found } if found == "LATIN1"),
        "{refused}"
    );
}

#[test]
fn backups_are_left_to_its_own_tools() {
    let server = Server::shared();
    let location: Location = server.url(&server.database()).parse().unwrap();
    let store = store::open(&location, OpenOptions::default()).unwrap();
    let file = std::path::Path::new("/nowhere/heard.backup");
    let refused = store.backup(file).unwrap_err();
    assert!(matches!(refused, BackupError::Unsupported(how) if how.contains("pg_dump")));
    let refused = store::restore(&location, file).unwrap_err();
    assert!(matches!(refused, RestoreError::Unsupported(how) if how.contains("pg_restore")));
}
