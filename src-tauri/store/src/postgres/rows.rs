//! Rows as values, and the questions that the writer and the reader share.

use super::live::{Ask, Values, get};
use crate::{Answer, ClosedOrder, Command, Epoch, Event, RestaurantId, StoreError};
use postgres::Row;
use std::sync::Arc;

/// Our numbers are unsigned, PostgreSQL's signed. A number that is too large is larger than all
/// that are stored either way.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that is never negative.
pub(super) fn unsigned(row: &Row, column: usize) -> Result<u64, StoreError> {
    let number: i64 = get(row, column)?;
    u64::try_from(number).map_err(|_| impossible(number))
}

/// A version of the form of something.
pub(super) fn form(row: &Row, column: usize) -> Result<u16, StoreError> {
    let number: i32 = get(row, column)?;
    u16::try_from(number).map_err(|_| impossible(number.into()))
}

fn impossible(number: i64) -> StoreError {
    let detail = format!("{number} stands where it cannot");
    StoreError::Corrupt { detail }
}

/// From `seq, at_ms, version, author, command_id, body`.
pub(super) fn event(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        seq: unsigned(row, 0)?,
        at_ms: get(row, 1)?,
        version: form(row, 2)?,
        by: get(row, 3)?,
        command_id: get(row, 4)?,
        body: get(row, 5)?,
    })
}

/// From `id, placed_seq, placed_at_ms, closed_at_ms, state, body`.
pub(super) fn closed_order(row: &Row) -> Result<ClosedOrder, StoreError> {
    Ok(ClosedOrder {
        order: get(row, 0)?,
        placed_seq: unsigned(row, 1)?,
        placed_at_ms: get(row, 2)?,
        closed_at_ms: get(row, 3)?,
        state: get(row, 4)?,
        body: get(row, 5)?,
    })
}

pub(super) fn restaurant_id(row: &Row, column: usize) -> Result<RestaurantId, StoreError> {
    RestaurantId::new(get(row, column)?).map_err(|error| StoreError::Corrupt {
        detail: error.to_string(),
    })
}

pub(super) fn epoch(row: &Row, column: usize) -> Result<Epoch, StoreError> {
    Ok(Epoch(Arc::from(get::<&str>(row, column)?)))
}

pub(super) fn restaurants(on: &mut impl Ask) -> Result<Vec<RestaurantId>, StoreError> {
    let rows = on.rows("SELECT id FROM heard.restaurants ORDER BY id", &[])?;
    rows.iter().map(|row| restaurant_id(row, 0)).collect()
}

/// The events that a question gives, all of them.
pub(super) fn events(
    on: &mut impl Ask,
    sql: &'static str,
    values: Values<'_>,
) -> Result<Vec<Event>, StoreError> {
    on.rows(sql, values)?.iter().map(event).collect()
}

/// What was answered to each of the commands, in the order of asking.
pub(super) fn commands(
    on: &mut impl Ask,
    asked: &[(&RestaurantId, &str)],
) -> Result<Vec<Option<Command>>, StoreError> {
    let restaurants: Vec<&str> = asked
        .iter()
        .map(|(restaurant, _)| restaurant.as_str())
        .collect();
    let ids: Vec<&str> = asked.iter().map(|(_, id)| *id).collect();
    let rows = on.rows(
        // In two steps, so that the second looks in the index of commands for both at once.
        "WITH asked AS MATERIALIZED (
             SELECT r.num, a.id, a.n
             FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (restaurant, id, n)
             LEFT JOIN heard.restaurants r ON r.id = a.restaurant)
         SELECT c.id, c.body_hash, c.seq, c.refusal FROM asked
         LEFT JOIN heard.commands c ON c.restaurant = asked.num AND c.id = asked.id
         ORDER BY asked.n",
        &[&restaurants, &ids],
    )?;
    rows.iter().map(command).collect()
}

/// From `id, body_hash, seq, refusal`; all null where there is none.
fn command(row: &Row) -> Result<Option<Command>, StoreError> {
    let Some(id) = get::<Option<String>>(row, 0)? else {
        return Ok(None);
    };
    let hash: &[u8] = get(row, 1)?;
    let body_hash = hash.try_into().map_err(|_| StoreError::Corrupt {
        detail: format!("the digest of command {id} has {} bytes", hash.len()),
    })?;
    let answer = match get(row, 3)? {
        Some(json) => Answer::Refused { json },
        None => Answer::Done {
            seq: unsigned(row, 2)?,
        },
    };
    Ok(Some(Command {
        id,
        body_hash,
        answer,
    }))
}
