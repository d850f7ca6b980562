//! Folds a restaurant's log from its last snapshot.

use super::{Restaurant, writer::Job};
use kitchen::{Event, EventRecord, SNAPSHOT_VERSION, State};
use std::sync::Arc;
use store::{OpenError, RestaurantId, StoreError, Writer};
use tokio::sync::mpsc;

/// Why a kitchen could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The writer cannot be had.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log can be read and makes no sense.
    #[error("restaurant {restaurant}: event {seq} cannot be folded: {why}")]
    Fold {
        /// Whose log.
        restaurant: RestaurantId,
        /// Which event; that of the snapshot where it is at fault.
        seq: u64,
        /// Why.
        why: String,
    },
    /// The log does not go on from what was shown of it.
    #[error("restaurant {restaurant}: the database has another log now; restart the server")]
    Replaced {
        /// Whose log.
        restaurant: RestaurantId,
    },
}

/// Loads a restaurant; one without a log begins one.
pub(super) fn load(
    writer: &mut dyn Writer,
    id: &RestaurantId,
    jobs: &mpsc::Sender<Job>,
) -> Result<Arc<Restaurant>, LoadError> {
    let loaded = writer.load(id, SNAPSHOT_VERSION..=SNAPSHOT_VERSION)?;
    let mut state = match &loaded.snapshot {
        Some(snapshot) => {
            State::from_snapshot(&snapshot.body).map_err(|error| fault(id, snapshot.seq, &error))?
        }
        None => State::default(),
    };
    for event in &loaded.events {
        fold(&mut state, id, event)?;
    }
    Ok(Arc::new(Restaurant::new(
        id.clone(),
        loaded.epoch,
        state,
        jobs.clone(),
    )))
}

/// Folds the next event of the log in.
pub(super) fn fold(
    state: &mut State,
    id: &RestaurantId,
    event: &store::Event,
) -> Result<EventRecord, LoadError> {
    let record = record(event).map_err(|error| fault(id, event.seq, &error))?;
    let folded = state.apply(&record);
    folded.map_err(|error| fault(id, event.seq, &error))?;
    Ok(record)
}

fn fault(id: &RestaurantId, seq: u64, why: &dyn std::fmt::Display) -> LoadError {
    LoadError::Fold {
        restaurant: id.clone(),
        seq,
        why: why.to_string(),
    }
}

/// Reads an event as it was stored. Only one version was ever written.
pub(crate) fn record(event: &store::Event) -> Result<EventRecord, serde_json::Error> {
    Ok(EventRecord {
        seq: event.seq,
        at_ms: event.at_ms,
        by: event.by.as_str().into(),
        command_id: event.command_id.as_deref().and_then(|id| id.parse().ok()),
        body: serde_json::from_str::<Event>(&event.body)?,
    })
}
