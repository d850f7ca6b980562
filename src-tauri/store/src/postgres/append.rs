//! What a batch does to the tables: a statement for each table, however many restaurants and rows.

use super::live::{Ask, Transaction, get};
use super::rows::{signed, unsigned};
use crate::{Answer, Append, ClosedOrder, Command, Event, Snapshot, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Snapshots kept per restaurant: the newest, and the one before it for a program that was set
/// back a version.
const SNAPSHOTS_KEPT: i64 = 2;

/// What is added, each with the number of its restaurant.
pub(super) type Batch<'a> = [(i64, &'a Append)];

/// Leaves the mark `next` in the place of `mark` and adds all of the batch, or fails somewhere in
/// the middle: the caller then rolls back.
pub(super) fn add(
    transaction: &mut Transaction<'_>,
    batch: &Batch<'_>,
    mark: i64,
    next: i64,
) -> Result<(), StoreError> {
    let last = pass(transaction, batch, mark, next)?;
    check_sequence(batch, last)?;
    add_events(transaction, batch)?;
    add_commands(transaction, batch)?;
    add_closed_orders(transaction, batch)?;
    add_snapshots(transaction, batch)
}

/// Makes sure that nobody wrote since the mark was left, and returns where each restaurant's log
/// ends. Whoever writes nevertheless waits for us at this row, and then finds that the mark is
/// another.
fn pass(
    transaction: &mut Transaction<'_>,
    batch: &Batch<'_>,
    mark: i64,
    next: i64,
) -> Result<BTreeMap<i64, u64>, StoreError> {
    let restaurants: BTreeSet<i64> = batch.iter().map(|(restaurant, _)| *restaurant).collect();
    let restaurants: Vec<i64> = restaurants.into_iter().collect();
    let rows = transaction.rows(
        "WITH passed AS (UPDATE heard.writer SET mark = $2 WHERE mark = $1 RETURNING mark)
         SELECT num, EXISTS (SELECT FROM passed),
             (SELECT coalesce(max(seq), 0) FROM heard.events WHERE restaurant = num)
         FROM unnest($3::bigint[]) AS restaurants (num)",
        &[&mark, &next, &restaurants],
    )?;
    let mut last = BTreeMap::new();
    for row in &rows {
        if !get::<bool>(row, 1)? {
            // The session goes with this error, and the next one looks at what the other wrote.
            return Err(StoreError::Lost {
                detail: "another process wrote although this one has the lock: is there a pooler?"
                    .to_owned(),
            });
        }
        last.insert(get(row, 0)?, unsigned(row, 2)?);
    }
    Ok(last)
}

fn check_sequence(batch: &Batch<'_>, mut last: BTreeMap<i64, u64>) -> Result<(), StoreError> {
    for (restaurant, append) in batch {
        let last = last.entry(*restaurant).or_default();
        for event in &append.events {
            if event.seq != *last + 1 {
                return Err(StoreError::OutOfSequence {
                    restaurant: append.restaurant.clone(),
                    expected: *last + 1,
                    found: event.seq,
                });
            }
            *last = event.seq;
        }
        if let Some(snapshot) = &append.snapshot
            && snapshot.seq > *last
        {
            return Err(StoreError::SnapshotAhead {
                restaurant: append.restaurant.clone(),
                last: *last,
                found: snapshot.seq,
            });
        }
    }
    Ok(())
}

fn add_events(transaction: &mut Transaction<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    let all: Vec<(i64, &Event)> = batch
        .iter()
        .flat_map(|(restaurant, append)| append.events.iter().map(|event| (*restaurant, event)))
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    transaction.rows(
        "INSERT INTO heard.events (restaurant, seq, at_ms, version, author, command_id, body)
         SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::integer[],
                              $5::text[], $6::text[], $7::text[])",
        &[
            &column(&all, |(restaurant, _)| *restaurant),
            &column(&all, |(_, event)| signed(event.seq)),
            &column(&all, |(_, event)| event.at_ms),
            &column(&all, |(_, event)| i32::from(event.version)),
            &column(&all, |(_, event)| event.by.as_str()),
            &column(&all, |(_, event)| event.command_id.as_deref()),
            &column(&all, |(_, event)| event.body.as_str()),
        ],
    )?;
    Ok(())
}

fn add_commands(transaction: &mut Transaction<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    let all: Vec<(i64, &Append, &Command)> = batch
        .iter()
        .flat_map(|(restaurant, append)| {
            let commands = append.commands.iter();
            commands.map(|command| (*restaurant, *append, command))
        })
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    let seq = |answer: &Answer| match answer {
        Answer::Done { seq } => Some(signed(*seq)),
        Answer::Refused { .. } => None,
    };
    fn refusal(answer: &Answer) -> Option<&str> {
        match answer {
            Answer::Done { .. } => None,
            Answer::Refused { json } => Some(json),
        }
    }
    let rows = transaction.rows(
        "INSERT INTO heard.commands (restaurant, id, body_hash, seq, refusal)
         SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bigint[], $5::text[])
         ON CONFLICT DO NOTHING RETURNING restaurant, id",
        &[
            &column(&all, |(restaurant, _, _)| *restaurant),
            &column(&all, |(_, _, command)| command.id.as_str()),
            &column(&all, |(_, _, command)| &command.body_hash[..]),
            &column(&all, |(_, _, command)| seq(&command.answer)),
            &column(&all, |(_, _, command)| refusal(&command.answer)),
        ],
    )?;
    let mut added = HashSet::with_capacity(rows.len());
    for row in &rows {
        added.insert((get::<i64>(row, 0)?, get::<&str>(row, 1)?));
    }
    // Each was added for the first that has its name.
    match all
        .iter()
        .find(|(restaurant, _, command)| !added.remove(&(*restaurant, command.id.as_str())))
    {
        None => Ok(()),
        Some((_, append, command)) => Err(StoreError::CommandExists {
            restaurant: append.restaurant.clone(),
            id: command.id.clone(),
        }),
    }
}

fn add_closed_orders(
    transaction: &mut Transaction<'_>,
    batch: &Batch<'_>,
) -> Result<(), StoreError> {
    // What is true at the end of the batch of each order that it touches.
    let mut orders: BTreeMap<(i64, &str), Option<&ClosedOrder>> = BTreeMap::new();
    for (restaurant, append) in batch {
        let reopened = append.reopened.iter().map(|id| (id.as_str(), None));
        let closed = append.closed.iter();
        let closed = closed.map(|order| (order.order.as_str(), Some(order)));
        orders.extend(
            reopened
                .chain(closed)
                .map(|(id, order)| ((*restaurant, id), order)),
        );
    }
    let reopened: Vec<(i64, &str)> = orders
        .iter()
        .filter_map(|(key, order)| order.is_none().then_some(*key))
        .collect();
    if !reopened.is_empty() {
        transaction.rows(
            "DELETE FROM heard.closed_orders o
             USING unnest($1::bigint[], $2::text[]) AS gone (restaurant, id)
             WHERE o.restaurant = gone.restaurant AND o.id = gone.id",
            &[
                &column(&reopened, |(restaurant, _)| *restaurant),
                &column(&reopened, |(_, id)| *id),
            ],
        )?;
    }
    let closed: Vec<(i64, &ClosedOrder)> = orders
        .iter()
        .filter_map(|((restaurant, _), order)| order.map(|order| (*restaurant, order)))
        .collect();
    if closed.is_empty() {
        return Ok(());
    }
    transaction.rows(
        "INSERT INTO heard.closed_orders
             (restaurant, id, placed_seq, placed_at_ms, closed_at_ms, state, body)
         SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[],
                              $6::text[], $7::text[])
         ON CONFLICT (restaurant, id) DO UPDATE SET
             placed_seq = excluded.placed_seq, placed_at_ms = excluded.placed_at_ms,
             closed_at_ms = excluded.closed_at_ms, state = excluded.state, body = excluded.body",
        &[
            &column(&closed, |(restaurant, _)| *restaurant),
            &column(&closed, |(_, order)| order.order.as_str()),
            &column(&closed, |(_, order)| signed(order.placed_seq)),
            &column(&closed, |(_, order)| order.placed_at_ms),
            &column(&closed, |(_, order)| order.closed_at_ms),
            &column(&closed, |(_, order)| order.state.as_str()),
            &column(&closed, |(_, order)| order.body.as_str()),
        ],
    )?;
    Ok(())
}

fn add_snapshots(transaction: &mut Transaction<'_>, batch: &Batch<'_>) -> Result<(), StoreError> {
    // Of the same event, the last: a program of another version replaces what it could not read.
    let mut snapshots: BTreeMap<(i64, u64), &Snapshot> = BTreeMap::new();
    for (restaurant, append) in batch {
        let snapshot = append.snapshot.iter();
        snapshots.extend(snapshot.map(|snapshot| ((*restaurant, snapshot.seq), snapshot)));
    }
    let all: Vec<(i64, &Snapshot)> = snapshots
        .into_iter()
        .map(|((restaurant, _), snapshot)| (restaurant, snapshot))
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    let restaurants = column(&all, |(restaurant, _)| *restaurant);
    transaction.rows(
        "INSERT INTO heard.snapshots (restaurant, seq, version, body)
         SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bytea[])
         ON CONFLICT (restaurant, seq) DO UPDATE SET
             version = excluded.version, body = excluded.body",
        &[
            &restaurants,
            &column(&all, |(_, snapshot)| signed(snapshot.seq)),
            &column(&all, |(_, snapshot)| i32::from(snapshot.version)),
            &column(&all, |(_, snapshot)| snapshot.body.as_slice()),
        ],
    )?;
    transaction.rows(
        "DELETE FROM heard.snapshots s WHERE restaurant = ANY ($1::bigint[]) AND $2 <=
             (SELECT count(*) FROM heard.snapshots n
              WHERE n.restaurant = s.restaurant AND n.seq > s.seq)",
        &[&restaurants, &SNAPSHOTS_KEPT],
    )?;
    Ok(())
}

/// One column of rows.
fn column<'a, R, T: 'a>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}
