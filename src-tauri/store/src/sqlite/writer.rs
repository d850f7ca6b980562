//! The writer: many commands of many restaurants in one transaction, so in one sync of the disk.

use super::append::add;
use super::lock::WriterLock;
use super::rows::{self, signed};
use crate::{
    Append, Command, Epoch, Event, Loaded, RESTAURANTS_MAX, RestaurantId, Snapshot, StoreError,
    Writer,
};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The writing connection and the lock that makes it the only one.
pub(super) struct SqliteWriter {
    db: Connection,
    /// Under which number each restaurant is stored. Bounded by [`RESTAURANTS_MAX`]; a number
    /// never changes while we hold the lock.
    numbers: HashMap<RestaurantId, i64>,
    _lock: WriterLock,
}

impl SqliteWriter {
    pub(super) fn new(db: Connection, lock: WriterLock) -> Self {
        Self {
            db,
            numbers: HashMap::new(),
            _lock: lock,
        }
    }

    fn number(&mut self, id: &RestaurantId) -> Result<Option<i64>, StoreError> {
        if let Some(&number) = self.numbers.get(id) {
            return Ok(Some(number));
        }
        let found = rows::restaurant(&self.db, id)?.map(|(number, _)| number);
        if let Some(number) = found {
            self.numbers.insert(id.clone(), number);
        }
        Ok(found)
    }
}

impl Writer for SqliteWriter {
    fn load(
        &mut self,
        restaurant: &RestaurantId,
        snapshot_versions: RangeInclusive<u16>,
    ) -> Result<Loaded, StoreError> {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (number, epoch) = match rows::restaurant(&transaction, restaurant)? {
            Some(found) => found,
            None => found(&transaction, restaurant)?,
        };
        let snapshot = newest_snapshot(&transaction, number, snapshot_versions)?;
        let events = tail(&transaction, number, snapshot.as_ref().map_or(0, |s| s.seq))?;
        transaction.commit()?;
        Ok(Loaded {
            epoch,
            snapshot,
            events,
        })
    }

    fn restaurants(&mut self) -> Result<Vec<RestaurantId>, StoreError> {
        rows::restaurants(&self.db)
    }

    fn commands(
        &mut self,
        asked: &[(&RestaurantId, &str)],
    ) -> Result<Vec<Option<Command>>, StoreError> {
        let answers = asked.iter().map(|(restaurant, id)| {
            let number = self.number(restaurant)?;
            number.map_or(Ok(None), |number| rows::command(&self.db, number, id))
        });
        answers.collect()
    }

    fn commit(&mut self, batch: &[Append]) -> Result<(), StoreError> {
        let mut numbers = Vec::with_capacity(batch.len());
        for append in batch {
            let number =
                self.number(&append.restaurant)?
                    .ok_or_else(|| StoreError::UnknownRestaurant {
                        restaurant: append.restaurant.clone(),
                    })?;
            numbers.push(number);
        }
        // Dropped on any error below, which rolls it back.
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (append, number) in batch.iter().zip(numbers) {
            add(&transaction, number, append)?;
        }
        Ok(transaction.commit()?)
    }
}

/// Creates a restaurant with a fresh epoch.
fn found(db: &Connection, id: &RestaurantId) -> Result<(i64, Epoch), StoreError> {
    let count: i64 = db.query_row("SELECT count(*) FROM restaurants", [], |row| row.get(0))?;
    if usize::try_from(count).is_ok_and(|count| count >= RESTAURANTS_MAX) {
        return Err(StoreError::TooManyRestaurants);
    }
    let epoch = Epoch::fresh()?;
    db.execute(
        "INSERT INTO restaurants (id, epoch) VALUES (?1, ?2)",
        (id.as_str(), epoch.as_str()),
    )?;
    Ok((db.last_insert_rowid(), epoch))
}

fn newest_snapshot(
    db: &Connection,
    restaurant: i64,
    versions: RangeInclusive<u16>,
) -> Result<Option<Snapshot>, StoreError> {
    let found = db.query_row(
        "SELECT seq, version, body FROM snapshots
         WHERE restaurant = ?1 AND version BETWEEN ?2 AND ?3 ORDER BY seq DESC LIMIT 1",
        (restaurant, versions.start(), versions.end()),
        |row| {
            Ok(Snapshot {
                seq: rows::unsigned(row, 0)?,
                version: row.get(1)?,
                body: row.get(2)?,
            })
        },
    );
    Ok(found.optional()?)
}

/// All events after `seq`, which must go on without a gap.
fn tail(db: &Connection, restaurant: i64, seq: u64) -> Result<Vec<Event>, StoreError> {
    let mut query = db.prepare(
        "SELECT seq, at_ms, version, author, command_id, body FROM events
         WHERE restaurant = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let mut events: Vec<Event> = Vec::new();
    for event in query.query_map((restaurant, signed(seq)), rows::event)? {
        let event = event?;
        let expected = events.last().map_or(seq, |last| last.seq) + 1;
        if event.seq != expected {
            let detail = format!("event {expected} of the log is missing");
            return Err(StoreError::Corrupt { detail });
        }
        events.push(event);
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::connect::{connect, create};
    use std::time::Duration;

    /// The disk is simulated by a bound on the file, as only root can make a small disk.
    #[test]
    fn a_full_database_refuses_whole_batches_until_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heard.db");
        create(&path).unwrap();
        let db = connect(&path, Duration::ZERO).unwrap();
        let mut writer = SqliteWriter::new(db, WriterLock::take(&path).unwrap());
        let main = RestaurantId::new("main").unwrap();
        writer.load(&main, 1..=1).unwrap();
        writer.db.pragma_update(None, "max_page_count", 40).unwrap();

        let batch = |first: u64| Append {
            events: (first..first + 4)
                .map(|seq| Event {
                    seq,
                    at_ms: 0,
                    version: 1,
                    by: "pos".to_owned(),
                    command_id: None,
                    body: "x".repeat(900),
                })
                .collect(),
            ..Append::new(main.clone())
        };
        let mut next = 1;
        let refused = loop {
            assert!(next < 1_000, "the database is never full");
            match writer.commit(&[batch(next)]) {
                Ok(()) => next += 4,
                Err(refused) => break refused,
            }
        };
        assert!(matches!(refused, StoreError::Full), "{refused}");
        assert_eq!(writer.load(&main, 1..=1).unwrap().last_seq(), next - 1);
        writer.db.pragma_update(None, "max_page_count", 80).unwrap();
        writer.commit(&[batch(next)]).unwrap();
    }
}
