//! What one [`Append`] does to the tables, inside the transaction of its batch.

use super::rows::{last_seq, signed};
use crate::{Answer, Append, ClosedOrder, Command, Event, Snapshot, StoreError};
use rusqlite::Connection;

/// Snapshots kept per restaurant: the newest, and the one before it for a program that was set
/// back a version.
const SNAPSHOTS_KEPT: i64 = 2;

/// Adds all of it, or fails somewhere in the middle: the caller then rolls back.
pub(super) fn add(db: &Connection, restaurant: i64, append: &Append) -> Result<(), StoreError> {
    let mut last = last_seq(db, restaurant)?;
    for event in &append.events {
        if event.seq != last + 1 {
            return Err(StoreError::OutOfSequence {
                restaurant: append.restaurant.clone(),
                expected: last + 1,
                found: event.seq,
            });
        }
        add_event(db, restaurant, event)?;
        last = event.seq;
    }
    for command in &append.commands {
        if !add_command(db, restaurant, command)? {
            return Err(StoreError::CommandExists {
                restaurant: append.restaurant.clone(),
                id: command.id.clone(),
            });
        }
    }
    for order in &append.reopened {
        db.prepare_cached("DELETE FROM closed_orders WHERE restaurant = ?1 AND id = ?2")?
            .execute((restaurant, order))?;
    }
    for order in &append.closed {
        add_closed_order(db, restaurant, order)?;
    }
    if let Some(snapshot) = &append.snapshot {
        if snapshot.seq > last {
            return Err(StoreError::SnapshotAhead {
                restaurant: append.restaurant.clone(),
                last,
                found: snapshot.seq,
            });
        }
        add_snapshot(db, restaurant, snapshot)?;
    }
    Ok(())
}

fn add_event(db: &Connection, restaurant: i64, event: &Event) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO events (restaurant, seq, at_ms, version, author, command_id, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    insert.execute((
        restaurant,
        signed(event.seq),
        event.at_ms,
        event.version,
        &event.by,
        &event.command_id,
        &event.body,
    ))?;
    Ok(())
}

/// Whether it was new.
fn add_command(db: &Connection, restaurant: i64, command: &Command) -> Result<bool, StoreError> {
    let (seq, refusal) = match &command.answer {
        Answer::Done { seq } => (Some(signed(*seq)), None),
        Answer::Refused { json } => (None, Some(json)),
    };
    let mut insert = db.prepare_cached(
        "INSERT INTO commands (restaurant, id, body_hash, seq, refusal)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    )?;
    Ok(insert.execute((restaurant, &command.id, command.body_hash, seq, refusal))? == 1)
}

fn add_closed_order(
    db: &Connection,
    restaurant: i64,
    order: &ClosedOrder,
) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO closed_orders (restaurant, id, placed_seq, placed_at_ms, closed_at_ms, state, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (restaurant, id) DO UPDATE SET
             placed_seq = excluded.placed_seq, placed_at_ms = excluded.placed_at_ms,
             closed_at_ms = excluded.closed_at_ms, state = excluded.state, body = excluded.body",
    )?;
    insert.execute((
        restaurant,
        &order.order,
        signed(order.placed_seq),
        order.placed_at_ms,
        order.closed_at_ms,
        &order.state,
        &order.body,
    ))?;
    Ok(())
}

fn add_snapshot(db: &Connection, restaurant: i64, snapshot: &Snapshot) -> Result<(), StoreError> {
    // The same event again: a program of another version replaces what it could not read.
    db.prepare_cached(
        "INSERT INTO snapshots (restaurant, seq, version, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (restaurant, seq) DO UPDATE SET version = excluded.version, body = excluded.body",
    )?
    .execute((restaurant, signed(snapshot.seq), snapshot.version, &snapshot.body))?;
    db.prepare_cached(
        "DELETE FROM snapshots WHERE restaurant = ?1 AND seq NOT IN
             (SELECT seq FROM snapshots WHERE restaurant = ?1 ORDER BY seq DESC LIMIT ?2)",
    )?
    .execute((restaurant, SNAPSHOTS_KEPT))?;
    Ok(())
}
