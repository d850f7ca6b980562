//! The tables, and how a database of an older version gets them.

use super::lock::WriterLock;
use crate::OpenError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Marks a file as ours (`PRAGMA application_id`): "Hear" in ASCII.
const APPLICATION_ID: i32 = 0x4865_6172;

/// How to get from each schema to the next; the first makes an empty database ours. Never changed
/// once released, only added to.
///
/// Events and closed orders are rowid tables: their rows are often longer than the 1,002 bytes
/// that the pages of a `WITHOUT ROWID` table hold before they overflow, and new ones of all
/// restaurants share the last page.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE restaurants (
        num    INTEGER PRIMARY KEY,
        id     TEXT NOT NULL UNIQUE,
        epoch  TEXT NOT NULL
    ) STRICT;
    CREATE TABLE events (
        num         INTEGER PRIMARY KEY,
        restaurant  INTEGER NOT NULL REFERENCES restaurants,
        seq         INTEGER NOT NULL CHECK (seq > 0),
        at_ms       INTEGER NOT NULL,
        version     INTEGER NOT NULL,
        author      TEXT NOT NULL,
        command_id  TEXT,
        body        TEXT NOT NULL,
        UNIQUE (restaurant, seq)
    ) STRICT;
    CREATE TABLE commands (
        restaurant  INTEGER NOT NULL REFERENCES restaurants,
        id          TEXT NOT NULL,
        body_hash   BLOB NOT NULL,
        seq         INTEGER,
        refusal     TEXT,
        PRIMARY KEY (restaurant, id),
        CHECK ((seq IS NULL) <> (refusal IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE closed_orders (
        num           INTEGER PRIMARY KEY,
        restaurant    INTEGER NOT NULL REFERENCES restaurants,
        id            TEXT NOT NULL,
        placed_seq    INTEGER NOT NULL,
        placed_at_ms  INTEGER NOT NULL,
        closed_at_ms  INTEGER NOT NULL,
        state         TEXT NOT NULL,
        body          TEXT NOT NULL,
        UNIQUE (restaurant, id)
    ) STRICT;
    CREATE INDEX closed_orders_by_placing ON closed_orders (restaurant, state, placed_seq);
    CREATE INDEX closed_orders_by_closing ON closed_orders (restaurant, closed_at_ms);
    CREATE TABLE snapshots (
        restaurant  INTEGER NOT NULL REFERENCES restaurants,
        seq         INTEGER NOT NULL,
        version     INTEGER NOT NULL,
        body        BLOB NOT NULL,
        UNIQUE (restaurant, seq)
    ) STRICT;
    CREATE TABLE tokens (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        role           TEXT NOT NULL,
        name           TEXT NOT NULL,
        restaurant     TEXT NOT NULL,
        hash           BLOB NOT NULL UNIQUE,
        created_at_ms  INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE counters (
        name   TEXT PRIMARY KEY,
        value  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO counters VALUES ('token_revision', 0);
"];

/// Makes sure that the database at `path` is ours and has the newest schema, bringing it there if
/// it is new or older.
pub(super) fn settle(db: &mut Connection, path: &Path) -> Result<(), OpenError> {
    settle_with(db, path, MIGRATIONS)
}

fn settle_with(db: &mut Connection, path: &Path, steps: &[&str]) -> Result<(), OpenError> {
    let found = version(db)?;
    // An older server may still be running on an older schema. A database without one has no
    // server yet.
    let upgrades = found > 0 && (found as usize) < steps.len();
    let _lock = if upgrades {
        Some(WriterLock::take(path)?)
    } else {
        None
    };
    migrate(db, steps)
}

/// Brings the schema up to date, in one transaction.
pub(super) fn upgrade(db: &mut Connection) -> Result<(), OpenError> {
    migrate(db, MIGRATIONS)
}

fn migrate(db: &mut Connection, steps: &[&str]) -> Result<(), OpenError> {
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    if version(db)? == known {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again: another process may have done it while this one waited.
    let found = version(&transaction)?;
    if found > known {
        return Err(OpenError::NewerSchema { found, known });
    }
    for step in steps.iter().skip(found as usize) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

/// The schema that the database has, 0 if it is empty.
pub(super) fn version(db: &Connection) -> Result<u32, OpenError> {
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let objects: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let empty = application == 0 && version == 0 && objects == 0;
    if application != APPLICATION_ID && !empty {
        return Err(OpenError::Foreign);
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::connect::{connect, create};
    use std::time::Duration;

    #[test]
    fn an_older_schema_is_brought_up_to_date_step_by_step() {
        let mut db = Connection::open_in_memory().unwrap();
        let add = "ALTER TABLE tokens ADD COLUMN ring TEXT";
        let fill = "UPDATE counters SET value = value + 7";
        upgrade(&mut db).unwrap();
        migrate(&mut db, &[MIGRATIONS[0], add, fill]).unwrap();
        migrate(&mut db, &[MIGRATIONS[0], add, fill]).unwrap();
        assert_eq!(version(&db).unwrap(), 3);
        let value: i64 = db
            .query_row("SELECT value FROM counters", [], |row| row.get(0))
            .unwrap();
        assert_eq!(value, 7);
    }

    #[test]
    fn a_step_that_fails_leaves_the_schema_as_it_was() {
        let mut db = Connection::open_in_memory().unwrap();
        upgrade(&mut db).unwrap();
        let steps = [
            MIGRATIONS[0],
            "UPDATE counters SET value = 7",
            "DROP TABLE no_such_table",
        ];
        assert!(migrate(&mut db, &steps).is_err());
        assert_eq!(version(&db).unwrap(), 1);
        let value: i64 = db
            .query_row("SELECT value FROM counters", [], |row| row.get(0))
            .unwrap();
        assert_eq!(value, 0);
    }

    #[test]
    fn nothing_is_upgraded_under_a_running_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heard.db");
        create(&path).unwrap();
        let mut db = connect(&path, Duration::ZERO).unwrap();
        let steps = [MIGRATIONS[0], "UPDATE counters SET value = 7"];
        let server = WriterLock::take(&path).unwrap();
        assert!(matches!(
            settle_with(&mut db, &path, &steps),
            Err(OpenError::InUse { .. })
        ));
        assert_eq!(version(&db).unwrap(), 1);
        drop(server);
        settle_with(&mut db, &path, &steps).unwrap();
        assert_eq!(version(&db).unwrap(), 2);
        let _server = WriterLock::take(&path).unwrap();
        settle_with(&mut db, &path, &steps).unwrap();
    }
}
