//! The writer: many commands of many restaurants in one transaction, so in one sync of the
//! server's disk.

use super::append::{self, Batch};
use super::connect::Database;
use super::fault::of_reopening;
use super::live::{Ask, Live, Transaction, blocking, get};
use super::lock;
use super::rows::{self, signed};
use super::tenure::{Known, Restaurants, Tenure, fresh_mark};
use crate::{
    Append, Command, Epoch, Event, Loaded, OpenError, RESTAURANTS_MAX, RestaurantId, Snapshot,
    StoreError, Writer,
};
use std::ops::RangeInclusive;

/// The one who writes, as long as it lives: it takes the lock again whenever its session was lost,
/// and writes nothing without it.
pub(super) struct PostgresWriter {
    database: Database,
    /// What the server knows our sessions by.
    name: String,
    tenure: Option<Tenure>,
    restaurants: Restaurants,
}

/// Why a batch was not stored.
enum Failed {
    /// It is not.
    Undone(StoreError),
    /// The connection was lost while the server committed.
    InDoubt {
        /// What the connection met.
        detail: String,
    },
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Undone(error)
    }
}

impl PostgresWriter {
    pub(super) fn open(database: Database) -> Result<Self, OpenError> {
        let name = format!("heard-server writer {:016x}", fresh_mark()?);
        let restaurants = Restaurants::new();
        let tenure = blocking(|| Tenure::begin(&database, &name, &restaurants))?;
        Ok(Self {
            database,
            name,
            tenure: Some(tenure),
            restaurants,
        })
    }

    /// The session that holds the lock, taken out: it is put back unless it turns out to be lost.
    fn tenure(&mut self) -> Result<Tenure, StoreError> {
        match self.tenure.take() {
            Some(tenure) => Ok(tenure),
            None => {
                Tenure::begin(&self.database, &self.name, &self.restaurants).map_err(of_reopening)
            }
        }
    }

    /// Asks; once more in a new session where the old one turns out to be lost. Doing it twice
    /// does no harm.
    fn ask<T>(
        &mut self,
        mut question: impl FnMut(&mut Live) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let was_live = self.tenure.is_some();
        let mut once = || {
            let mut tenure = self.tenure()?;
            let answer = question(&mut tenure.live);
            if !matches!(answer, Err(StoreError::Lost { .. })) {
                self.tenure = Some(tenure);
            }
            answer
        };
        blocking(|| match once() {
            Err(StoreError::Lost { .. }) if was_live => once(),
            answer => answer,
        })
    }

    /// Stores a batch; on [`StoreError::Lost`] nothing of it is stored.
    fn store(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let mut tenure = self.tenure()?;
        let next = fresh_mark()?;
        match commit(&mut tenure, batch, next) {
            Ok(()) => {
                tenure.mark = next;
                self.tenure = Some(tenure);
                Ok(())
            }
            Err(Failed::Undone(error)) => {
                if !matches!(error, StoreError::Lost { .. }) {
                    self.tenure = Some(tenure);
                }
                Err(error)
            }
            Err(Failed::InDoubt { detail }) => {
                let before = tenure.mark;
                drop(tenure);
                let tenure = self.tenure().map_err(|_| StoreError::InDoubt)?;
                let found = tenure.mark;
                self.tenure = Some(tenure);
                match found {
                    found if found == next => Ok(()),
                    found if found == before => Err(StoreError::Lost { detail }),
                    // Somebody else wrote since, on top of it or without it.
                    _ => Err(StoreError::InDoubt),
                }
            }
        }
    }
}

impl Writer for PostgresWriter {
    fn load(
        &mut self,
        restaurant: &RestaurantId,
        snapshot_versions: RangeInclusive<u16>,
    ) -> Result<Loaded, StoreError> {
        let (number, loaded) = self.ask(|live| {
            let mut transaction = live.begin()?;
            let (number, epoch) = found(&mut transaction, restaurant)?;
            let snapshot = newest_snapshot(&mut transaction, number, &snapshot_versions)?;
            let events = tail(
                &mut transaction,
                number,
                snapshot.as_ref().map_or(0, |s| s.seq),
            )?;
            transaction.commit()?;
            let loaded = Loaded {
                epoch,
                snapshot,
                events,
            };
            Ok((number, loaded))
        })?;
        let known = Known {
            number,
            epoch: loaded.epoch.clone(),
            last_seq: loaded.last_seq(),
        };
        self.restaurants.insert(restaurant.clone(), known);
        Ok(loaded)
    }

    fn restaurants(&mut self) -> Result<Vec<RestaurantId>, StoreError> {
        self.ask(rows::restaurants)
    }

    fn commands(
        &mut self,
        asked: &[(&RestaurantId, &str)],
    ) -> Result<Vec<Option<Command>>, StoreError> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(|live| rows::commands(live, asked))
    }

    fn commit(&mut self, batch: &[Append]) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let mut numbered = Vec::with_capacity(batch.len());
        for append in batch {
            let known = self.restaurants.get(&append.restaurant);
            let known = known.ok_or_else(|| StoreError::UnknownRestaurant {
                restaurant: append.restaurant.clone(),
            })?;
            numbered.push((known.number, append));
        }
        // Once more where the connection was lost since the last time, which shows only when it is
        // used.
        let was_live = self.tenure.is_some();
        blocking(|| match self.store(&numbered) {
            Err(StoreError::Lost { .. }) if was_live => self.store(&numbered),
            stored => stored,
        })?;
        for append in batch {
            if let Some(last) = append.events.last()
                && let Some(known) = self.restaurants.get_mut(&append.restaurant)
            {
                known.last_seq = last.seq;
            }
        }
        Ok(())
    }
}

impl Drop for PostgresWriter {
    fn drop(&mut self) {
        if let Some(mut tenure) = self.tenure.take() {
            blocking(move || {
                // If this fails, the end of the session does it.
                let _ = lock::give_back(&mut tenure.live);
            });
        }
    }
}

fn commit(tenure: &mut Tenure, batch: &Batch<'_>, next: i64) -> Result<(), Failed> {
    let mut transaction = tenure.live.begin()?;
    append::add(&mut transaction, batch, tenure.mark, next)?;
    match transaction.commit() {
        Err(StoreError::Lost { detail }) => Err(Failed::InDoubt { detail }),
        stored => Ok(stored?),
    }
}

/// The number and epoch of a restaurant, which is made if it is new.
fn found(transaction: &mut Transaction<'_>, id: &RestaurantId) -> Result<(i64, Epoch), StoreError> {
    let known = transaction.row(
        "SELECT num, epoch FROM heard.restaurants WHERE id = $1",
        &[&id.as_str()],
    )?;
    if let Some(row) = known {
        return Ok((get(&row, 0)?, rows::epoch(&row, 1)?));
    }
    let epoch = Epoch::fresh()?;
    let made = transaction.row(
        "INSERT INTO heard.restaurants (id, epoch)
         SELECT $1, $2 WHERE (SELECT count(*) FROM heard.restaurants) < $3 RETURNING num",
        &[&id.as_str(), &epoch.as_str(), &(RESTAURANTS_MAX as i64)],
    )?;
    let made = made.ok_or(StoreError::TooManyRestaurants)?;
    Ok((get(&made, 0)?, epoch))
}

fn newest_snapshot(
    transaction: &mut Transaction<'_>,
    restaurant: i64,
    versions: &RangeInclusive<u16>,
) -> Result<Option<Snapshot>, StoreError> {
    let found = transaction.row(
        "SELECT seq, version, body FROM heard.snapshots
         WHERE restaurant = $1 AND version BETWEEN $2 AND $3 ORDER BY seq DESC LIMIT 1",
        &[
            &restaurant,
            &i32::from(*versions.start()),
            &i32::from(*versions.end()),
        ],
    )?;
    let Some(row) = found else {
        return Ok(None);
    };
    Ok(Some(Snapshot {
        seq: rows::unsigned(&row, 0)?,
        version: rows::form(&row, 1)?,
        body: get(&row, 2)?,
    }))
}

/// All events after `seq`, which must go on without a gap.
fn tail(
    transaction: &mut Transaction<'_>,
    restaurant: i64,
    seq: u64,
) -> Result<Vec<Event>, StoreError> {
    let events = rows::events(
        transaction,
        "SELECT seq, at_ms, version, author, command_id, body FROM heard.events
         WHERE restaurant = $1 AND seq > $2 ORDER BY seq",
        &[&restaurant, &signed(seq)],
    )?;
    for (event, expected) in events.iter().zip(seq + 1..) {
        if event.seq != expected {
            let detail = format!("event {expected} of the log is missing");
            return Err(StoreError::Corrupt { detail });
        }
    }
    Ok(events)
}
