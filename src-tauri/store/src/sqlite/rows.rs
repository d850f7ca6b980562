//! Rows as values, for the writer and the reader alike.

use crate::{Answer, ClosedOrder, Command, Epoch, Event, RestaurantId, StoreError};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};
use std::sync::Arc;

/// Our numbers are unsigned, SQLite's signed. A number that is too large is larger than all that
/// are stored either way.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that is never negative.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// From `seq, at_ms, version, author, command_id, body`.
pub(super) fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        seq: unsigned(row, 0)?,
        at_ms: row.get(1)?,
        version: row.get(2)?,
        by: row.get(3)?,
        command_id: row.get(4)?,
        body: row.get(5)?,
    })
}

/// From `id, placed_seq, placed_at_ms, closed_at_ms, state, body`.
pub(super) fn closed_order(row: &Row<'_>) -> rusqlite::Result<ClosedOrder> {
    Ok(ClosedOrder {
        order: row.get(0)?,
        placed_seq: unsigned(row, 1)?,
        placed_at_ms: row.get(2)?,
        closed_at_ms: row.get(3)?,
        state: row.get(4)?,
        body: row.get(5)?,
    })
}

pub(super) fn restaurant_id(row: &Row<'_>, column: usize) -> rusqlite::Result<RestaurantId> {
    let id: String = row.get(column)?;
    RestaurantId::new(&id).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

/// The number and epoch under which a restaurant is stored.
pub(super) fn restaurant(
    db: &Connection,
    id: &RestaurantId,
) -> Result<Option<(i64, Epoch)>, StoreError> {
    let mut query = db.prepare_cached("SELECT num, epoch FROM restaurants WHERE id = ?1")?;
    let found = query.query_row([id.as_str()], |row| {
        Ok((row.get(0)?, Epoch(Arc::from(row.get::<_, String>(1)?))))
    });
    Ok(found.optional()?)
}

pub(super) fn restaurants(db: &Connection) -> Result<Vec<RestaurantId>, StoreError> {
    let mut query = db.prepare_cached("SELECT id FROM restaurants ORDER BY id")?;
    let ids = query.query_map([], |row| restaurant_id(row, 0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The number of a restaurant's last event, 0 without any.
pub(super) fn last_seq(db: &Connection, restaurant: i64) -> Result<u64, StoreError> {
    let mut query = db
        .prepare_cached("SELECT seq FROM events WHERE restaurant = ?1 ORDER BY seq DESC LIMIT 1")?;
    let found = query.query_row([restaurant], |row| unsigned(row, 0));
    Ok(found.optional()?.unwrap_or(0))
}

pub(super) fn command(
    db: &Connection,
    restaurant: i64,
    id: &str,
) -> Result<Option<Command>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT body_hash, seq, refusal FROM commands WHERE restaurant = ?1 AND id = ?2",
    )?;
    let found = query.query_row((restaurant, id), |row| {
        let answer = match row.get(2)? {
            Some(json) => Answer::Refused { json },
            None => Answer::Done {
                seq: unsigned(row, 1)?,
            },
        };
        Ok(Command {
            id: id.to_owned(),
            body_hash: row.get(0)?,
            answer,
        })
    });
    Ok(found.optional()?)
}
