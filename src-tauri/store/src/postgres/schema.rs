//! The tables, in a schema of their own, and how a database of an older version gets them.

use super::connect::{Database, Use};
use super::live::{Ask, Live, get};
use super::lock;
use crate::{Location, OpenError, StoreError};

/// How to get from each schema to the next; the first makes the tables. Never changed once
/// released, only added to.
///
/// Ids are compared as bytes, as SQLite does, so that no operating system's idea of sorting changes
/// under an index. What every commit adds to has no foreign key: it would take as long to look the
/// restaurant up for each row as to store the row, and restaurants are never removed.
const MIGRATIONS: &[&str] = &[r#"
    CREATE TABLE heard.schema_version (version integer NOT NULL);
    INSERT INTO heard.schema_version VALUES (0);
    CREATE TABLE heard.restaurants (
        num    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id     text COLLATE "C" NOT NULL UNIQUE,
        epoch  text NOT NULL
    );
    CREATE TABLE heard.events (
        restaurant  bigint NOT NULL,
        seq         bigint NOT NULL CHECK (seq > 0),
        at_ms       bigint NOT NULL,
        version     integer NOT NULL,
        author      text NOT NULL,
        command_id  text,
        body        text NOT NULL,
        PRIMARY KEY (restaurant, seq)
    );
    CREATE TABLE heard.commands (
        restaurant  bigint NOT NULL,
        id          text COLLATE "C" NOT NULL,
        body_hash   bytea NOT NULL,
        seq         bigint,
        refusal     text,
        PRIMARY KEY (restaurant, id),
        CHECK ((seq IS NULL) <> (refusal IS NULL))
    );
    CREATE TABLE heard.closed_orders (
        restaurant    bigint NOT NULL REFERENCES heard.restaurants,
        id            text COLLATE "C" NOT NULL,
        placed_seq    bigint NOT NULL,
        placed_at_ms  bigint NOT NULL,
        closed_at_ms  bigint NOT NULL,
        state         text COLLATE "C" NOT NULL,
        body          text NOT NULL,
        PRIMARY KEY (restaurant, id)
    );
    CREATE INDEX closed_orders_by_placing ON heard.closed_orders (restaurant, state, placed_seq);
    CREATE INDEX closed_orders_by_closing ON heard.closed_orders (restaurant, closed_at_ms);
    CREATE TABLE heard.snapshots (
        restaurant  bigint NOT NULL REFERENCES heard.restaurants,
        seq         bigint NOT NULL,
        version     integer NOT NULL,
        body        bytea NOT NULL,
        PRIMARY KEY (restaurant, seq)
    );
    CREATE TABLE heard.tokens (
        id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        role           text NOT NULL,
        name           text NOT NULL,
        restaurant     text NOT NULL,
        hash           bytea NOT NULL UNIQUE,
        created_at_ms  bigint NOT NULL
    );
    CREATE TABLE heard.counters (
        name   text COLLATE "C" PRIMARY KEY,
        value  bigint NOT NULL
    );
    INSERT INTO heard.counters VALUES ('token_revision', 0);
    CREATE TABLE heard.writer (
        mark          bigint NOT NULL,
        events_table  bigint NOT NULL
    );
    INSERT INTO heard.writer VALUES (0, 'heard.events'::regclass::oid::bigint);
"#];

/// Makes sure that the schema is ours and the newest, bringing it there if it is older, or missing
/// and may be made.
pub(super) fn settle(live: &mut Live, location: &Location, create: bool) -> Result<(), OpenError> {
    settle_with(live, location, create, MIGRATIONS)
}

impl Database {
    /// A connection to the schema that this program knows.
    pub(super) fn connect(&self, purpose: Use<'_>) -> Result<Live, OpenError> {
        let mut live = self.connect_bare(purpose)?;
        expect(&mut live, &self.location())?;
        Ok(live)
    }
}

/// Makes sure that the schema is ours and the newest.
fn expect(live: &mut Live, location: &Location) -> Result<(), OpenError> {
    let known = count(MIGRATIONS);
    match version(live)? {
        found if found == known => Ok(()),
        0 => Err(missing(location)),
        found if found > known => Err(OpenError::NewerSchema { found, known }),
        _ => settle(live, location, false),
    }
}

fn settle_with(
    live: &mut Live,
    location: &Location,
    create: bool,
    steps: &[&str],
) -> Result<(), OpenError> {
    let known = count(steps);
    let found = version(live)?;
    if found == known {
        return Ok(());
    }
    if found == 0 && !create {
        return Err(missing(location));
    }
    let mut transaction = live.begin()?;
    lock::wait_to_migrate(&mut transaction)?;
    // Asked again: another process may have done it while this one waited.
    let found = version(&mut transaction)?;
    if found > known {
        return Err(OpenError::NewerSchema { found, known });
    }
    // An older server may still be running on an older schema. A database without one has no
    // server yet.
    if found > 0 && found < known && !lock::is_free(&mut transaction)? {
        return Err(OpenError::InUse {
            location: location.clone(),
        });
    }
    if found == 0 && !exists(&mut transaction)? {
        transaction.run("CREATE SCHEMA heard")?;
    }
    for step in steps.iter().skip(found as usize) {
        transaction.run(step)?;
    }
    transaction.run(&format!(
        "UPDATE heard.schema_version SET version = {known}"
    ))?;
    Ok(transaction.commit()?)
}

/// The version of the schema that is there, 0 if none is, or an empty one that somebody made for
/// us.
fn version(on: &mut impl Ask) -> Result<u32, OpenError> {
    // In one statement: another process may be making the tables.
    let found = on.row(
        "SELECT to_regclass('heard.schema_version') IS NOT NULL,
                EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('heard'))",
        &[],
    )?;
    let found = found.map_or(Ok((false, false)), |row| {
        Ok::<_, StoreError>((get(&row, 0)?, get(&row, 1)?))
    });
    match found? {
        (false, false) => Ok(0),
        (false, true) => Err(OpenError::Foreign),
        (true, _) => {
            let row = on.row("SELECT version FROM heard.schema_version", &[])?;
            let version: i32 = row.as_ref().map_or(Ok(0), |row| get(row, 0))?;
            u32::try_from(version).map_err(|_| OpenError::Foreign)
        }
    }
}

fn exists(on: &mut impl Ask) -> Result<bool, StoreError> {
    let found = on.row("SELECT to_regnamespace('heard') IS NOT NULL", &[])?;
    found.map_or(Ok(false), |row| get(&row, 0))
}

fn count(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

fn missing(location: &Location) -> OpenError {
    OpenError::Missing {
        location: location.clone(),
    }
}

#[cfg(test)]
#[allow(
    dead_code,
    reason = "the tests of the crate, whose this is, need more of it"
)]
#[path = "../../tests/store/postgres/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use super::server::Server;
    use super::*;
    use crate::OpenOptions;

    const ADD: &str = "ALTER TABLE heard.tokens ADD COLUMN ring text";
    const FILL: &str = "UPDATE heard.counters SET value = value + 7";
    const WRONG: &str = "DROP TABLE heard.no_such_table";

    fn fresh() -> (Location, Live) {
        let server = Server::shared();
        let location: Location = server.url(&server.database()).parse().unwrap();
        let live = connect(&location);
        (location, live)
    }

    fn connect(location: &Location) -> Live {
        let Location::Postgres(url) = location else {
            panic!("{location}")
        };
        let database = Database::new(url.clone(), OpenOptions::default().busy);
        database.connect_bare(Use::Change).unwrap()
    }

    fn value(live: &mut Live) -> i64 {
        let row = live.row("SELECT value FROM heard.counters", &[]).unwrap();
        get(&row.unwrap(), 0).unwrap()
    }

    #[test]
    fn an_older_schema_is_brought_up_to_date_step_by_step() {
        let (location, mut live) = fresh();
        settle(&mut live, &location, true).unwrap();
        for _ in 0..2 {
            settle_with(&mut live, &location, false, &[MIGRATIONS[0], ADD, FILL]).unwrap();
            assert_eq!(version(&mut live).unwrap(), 3);
            assert_eq!(value(&mut live), 7);
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_schema_as_it_was() {
        let (location, mut live) = fresh();
        assert!(settle_with(&mut live, &location, true, &[MIGRATIONS[0], WRONG]).is_err());
        assert_eq!(version(&mut live).unwrap(), 0);
        settle(&mut live, &location, true).unwrap();
        assert!(settle_with(&mut live, &location, true, &[MIGRATIONS[0], FILL, WRONG]).is_err());
        assert_eq!(version(&mut live).unwrap(), 1);
        assert_eq!(value(&mut live), 0);
    }

    #[test]
    fn nothing_is_upgraded_under_a_running_server() {
        let (location, mut live) = fresh();
        let steps = [MIGRATIONS[0], FILL];
        let store = crate::open(&location, OpenOptions::default()).unwrap();
        let writer = store.writer().unwrap();
        assert!(matches!(
            settle_with(&mut live, &location, true, &steps),
            Err(OpenError::InUse { .. })
        ));
        assert_eq!(version(&mut live).unwrap(), 1);
        drop(writer);
        settle_with(&mut live, &location, true, &steps).unwrap();
        assert_eq!(version(&mut live).unwrap(), 2);
    }
}
