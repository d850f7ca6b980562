//! The newest snapshot of each kitchen as JSON: when all displays come back at once, it is
//! written once.

use crate::kitchens::Restaurant;
use scope::ScopeHandle;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::RestaurantId;
use tokio::sync::Mutex as Turn;

/// Orders that are written in less than a millisecond; more are written on a blocking call, so
/// that nobody else waits.
const AT_ONCE: usize = 300;

/// A kitchen's state as it goes into a `welcome`.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The last event folded in.
    pub seq: u64,
    /// The canonical snapshot.
    pub json: String,
}

/// One for each restaurant, at most.
#[derive(Default)]
pub(super) struct Snapshots(Mutex<HashMap<RestaurantId, Newest>>);

/// Whoever finds it too old makes the next one while the others wait for that.
type Newest = Arc<Turn<Option<Arc<Snapshot>>>>;

impl Snapshots {
    /// A snapshot that has at least the events up to `seq`, which the head has; `None` when the
    /// server ends, or cannot write its own state, which is logged.
    pub async fn at_least(
        &self,
        seq: u64,
        restaurant: &Arc<Restaurant>,
        scope: &ScopeHandle,
    ) -> Option<Arc<Snapshot>> {
        let newest = self.newest(restaurant.id());
        let mut newest = newest.lock().await;
        if let Some(known) = newest.as_ref()
            && known.seq >= seq
        {
            return Some(known.clone());
        }
        let made = Arc::new(make(restaurant, scope).await?);
        *newest = Some(made.clone());
        Some(made)
    }

    fn newest(&self, id: &RestaurantId) -> Newest {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(id.clone()).or_default().clone()
    }
}

async fn make(restaurant: &Arc<Restaurant>, scope: &ScopeHandle) -> Option<Snapshot> {
    let state = restaurant.head();
    let seq = state.seq;
    let bytes = if state.orders.len() <= AT_ONCE {
        state.snapshot()
    } else {
        let written = scope.spawn_blocking("snapshot", move || state.snapshot());
        written.ok()?.await.ok()?
    };
    let json = bytes
        .map_err(|error| error.to_string())
        .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()));
    match json {
        Ok(json) => Some(Snapshot { seq, json }),
        Err(error) => {
            tracing::error!(restaurant = %restaurant.id(), seq, error, "no snapshot could be made");
            None
        }
    }
}
