//! The time in which this process is the writer: one session, which holds the lock, on a log that
//! goes on from what we know.

use super::connect::{Database, Use};
use super::live::{Ask, Live, get};
use super::{lock, rows};
use crate::{Epoch, OpenError, RestaurantId, StoreError};
use std::collections::HashMap;

/// A session that holds the lock. To be used and dropped within
/// [`blocking`](super::live::blocking).
pub(super) struct Tenure {
    pub live: Live,
    /// What the last commit left in the database, whoever made it: each leaves something else.
    pub mark: i64,
}

/// What the writer knows of a restaurant.
pub(super) struct Known {
    /// Under which number it is stored.
    pub number: i64,
    pub epoch: Epoch,
    /// The last event that was loaded or acknowledged.
    pub last_seq: u64,
}

/// Restaurants that were loaded, at most [`RESTAURANTS_MAX`](crate::RESTAURANTS_MAX).
pub(super) type Restaurants = HashMap<RestaurantId, Known>;

impl Tenure {
    /// Becomes the writer, under a name that no other has, unless there is one or the log is not
    /// what it was.
    pub(super) fn begin(
        database: &Database,
        name: &str,
        restaurants: &Restaurants,
    ) -> Result<Self, OpenError> {
        let mut live = database.connect(Use::Write(name))?;
        lock::take(&mut live, database, name)?;
        renew_if_restored(&mut live)?;
        goes_on(&mut live, restaurants)?;
        let mark = live.row("SELECT mark FROM heard.writer", &[])?;
        let mark = mark.ok_or_else(|| StoreError::Corrupt {
            detail: "it does not say who wrote last".to_owned(),
        })?;
        let mark = get(&mark, 0)?;
        Ok(Self { live, mark })
    }
}

/// A number that no commit has left.
pub(super) fn fresh_mark() -> Result<i64, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(StoreError::Randomness)?;
    Ok(i64::from_le_bytes(bytes))
}

/// Gives every restaurant a new epoch when the log was restored from a dump, so that displays
/// notice that theirs is not continued. A dump keeps which table the log was made in, and its
/// restoring makes another.
fn renew_if_restored(live: &mut Live) -> Result<(), StoreError> {
    let mut transaction = live.begin()?;
    let restored = transaction.row(
        "UPDATE heard.writer SET events_table = 'heard.events'::regclass::oid::bigint
         WHERE events_table <> 'heard.events'::regclass::oid::bigint RETURNING events_table",
        &[],
    )?;
    if restored.is_none() {
        return Ok(());
    }
    let rows = transaction.rows("SELECT num FROM heard.restaurants", &[])?;
    let numbers: Vec<i64> = rows
        .iter()
        .map(|row| get(row, 0))
        .collect::<Result<_, _>>()?;
    let fresh = numbers.iter().map(|_| Epoch::fresh());
    let epochs: Vec<Epoch> = fresh.collect::<Result<_, _>>()?;
    let epochs: Vec<&str> = epochs.iter().map(Epoch::as_str).collect();
    transaction.rows(
        "UPDATE heard.restaurants r SET epoch = fresh.epoch
         FROM unnest($1::bigint[], $2::text[]) AS fresh (num, epoch) WHERE r.num = fresh.num",
        &[&numbers, &epochs],
    )?;
    transaction.commit()
}

/// Makes sure that every log is still the one we know, with all that was acknowledged in it.
fn goes_on(live: &mut Live, restaurants: &Restaurants) -> Result<(), StoreError> {
    let ids: Vec<&str> = restaurants.keys().map(RestaurantId::as_str).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows = live.rows(
        "SELECT id, num, epoch,
             (SELECT coalesce(max(seq), 0) FROM heard.events WHERE restaurant = num)
         FROM heard.restaurants WHERE id = ANY ($1::text[])",
        &[&ids],
    )?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in &rows {
        let (number, epoch) = (get::<i64>(row, 1)?, rows::epoch(row, 2)?);
        found.insert(
            rows::restaurant_id(row, 0)?,
            (number, epoch, rows::unsigned(row, 3)?),
        );
    }
    for (restaurant, known) in restaurants {
        let detail = match found.get(restaurant) {
            None => "it is not there any more".to_owned(),
            Some((number, epoch, _)) if (*number, epoch) != (known.number, &known.epoch) => {
                "it has another log now".to_owned()
            }
            Some((_, _, last)) if *last < known.last_seq => {
                format!("it ends at event {last}, and {} was stored", known.last_seq)
            }
            Some(_) => continue,
        };
        return Err(StoreError::Diverged {
            restaurant: restaurant.clone(),
            detail,
        });
    }
    Ok(())
}
