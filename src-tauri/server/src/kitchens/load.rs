//! Folds a restaurant's log from its last snapshot.

use super::{Restaurant, job::Job};
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

/// A restaurant as it is on disk.
pub(super) struct Loaded {
    pub restaurant: Arc<Restaurant>,
    /// The last event of its snapshot, 0 without one: what came after was folded now, and has to
    /// be folded again at each start until there is a newer snapshot.
    pub snapshot_seq: u64,
}

/// Loads a restaurant; one without a log begins one.
pub(super) fn load(
    writer: &mut dyn Writer,
    id: &RestaurantId,
    jobs: &mpsc::Sender<Job>,
) -> Result<Loaded, LoadError> {
    let loaded = writer.load(id, SNAPSHOT_VERSION..=SNAPSHOT_VERSION)?;
    let snapshot_seq = loaded.snapshot.as_ref().map_or(0, |snapshot| snapshot.seq);
    let mut state = match &loaded.snapshot {
        Some(snapshot) => {
            State::from_snapshot(&snapshot.body).map_err(|error| fault(id, snapshot.seq, &error))?
        }
        None => State::default(),
    };
    for event in &loaded.events {
        fold(&mut state, id, event)?;
    }
    let restaurant = Restaurant::new(id.clone(), loaded.epoch, state, jobs.clone());
    Ok(Loaded {
        restaurant: Arc::new(restaurant),
        snapshot_seq,
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kitchens::desk::Desks;
    use store::{Append, Location, OpenOptions};

    #[test]
    fn what_a_start_folded_is_in_no_snapshot_yet() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("heard.db"));
        let store = store::open(&location, OpenOptions::default()).unwrap();
        let mut writer = store.writer().unwrap();
        let id = RestaurantId::new("main").unwrap();
        let (jobs, _queue) = mpsc::channel(1);
        load(writer.as_mut(), &id, &jobs).unwrap();
        let menu = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
        let menu = Arc::new(kitchen::Menu::read(&menu).unwrap());
        let event = store::Event {
            seq: 1,
            at_ms: 5,
            version: kitchen::EVENT_VERSION,
            by: "server".to_owned(),
            command_id: None,
            body: serde_json::to_string(&Event::MenuReplaced { menu }).unwrap(),
        };
        let append = Append {
            events: vec![event],
            ..Append::new(id.clone())
        };
        writer.commit(&[append]).unwrap();
        // As a start finds it after a crash.
        let loaded = load(writer.as_mut(), &id, &jobs).unwrap();
        assert_eq!((loaded.snapshot_seq, loaded.restaurant.head().seq), (0, 1));
        let mut desks = Desks::new();
        desks.seat(&loaded);
        assert_eq!(desks.without_snapshot(), std::slice::from_ref(&id));
        desks.snapshot(writer.as_mut(), &id);
        // And after a stop in order.
        let loaded = load(writer.as_mut(), &id, &jobs).unwrap();
        assert_eq!((loaded.snapshot_seq, loaded.restaurant.head().seq), (1, 1));
        let mut desks = Desks::new();
        desks.seat(&loaded);
        assert!(desks.without_snapshot().is_empty());
    }
}
