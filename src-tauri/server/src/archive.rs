//! Closed orders and old events, read from disk beside the writer.

use crate::kitchens;
use scope::ScopeHandle;
use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
};
use store::{ClosedOrder, Event, OpenError, Reader, RestaurantId, Store, StoreError};
use tokio::sync::{AcquireError, Semaphore};

/// Readers at a time: each is a connection with a cache of its own, and the disk of a small
/// machine serves no more at once.
const READERS: usize = 4;

/// Reports at a time. They may read for seconds, and leave the other readers to the others.
const REPORTS: usize = 1;

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The store gives no reader.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The disk, or what is on it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was stored makes no sense.
    #[error("what was stored cannot be understood: {0}")]
    Content(#[from] serde_json::Error),
    /// The server ends.
    #[error("the server is shutting down")]
    ShuttingDown,
}

impl From<AcquireError> for ArchiveError {
    fn from(_: AcquireError) -> Self {
        Self::ShuttingDown
    }
}

/// Readers of the store, made as they are needed and kept. Cheap to clone.
#[derive(Clone)]
pub struct Archive {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    scope: ScopeHandle,
    idle: Mutex<Vec<Box<dyn Reader>>>,
    turns: Arc<Semaphore>,
    reports: Semaphore,
}

impl Archive {
    /// Reads `store`, on blocking calls of `scope`.
    pub fn new(store: Arc<dyn Store>, scope: ScopeHandle) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                scope,
                idle: Mutex::default(),
                turns: Arc::new(Semaphore::new(READERS)),
                reports: Semaphore::new(REPORTS),
            }),
        }
    }

    /// The events that follow `seq`, oldest first, at most `limit` and [`store::EVENTS_MAX`].
    ///
    /// # Errors
    /// [`ArchiveError`]
    pub async fn events_after(
        &self,
        restaurant: &RestaurantId,
        seq: u64,
        limit: usize,
    ) -> Result<Vec<Event>, ArchiveError> {
        let restaurant = restaurant.clone();
        self.read(move |reader| Ok(reader.events_after(&restaurant, seq, limit)?))
            .await
    }

    /// One event.
    ///
    /// # Errors
    /// [`ArchiveError`]
    pub async fn event(
        &self,
        restaurant: &RestaurantId,
        seq: u64,
    ) -> Result<Option<Event>, ArchiveError> {
        let restaurant = restaurant.clone();
        self.read(move |reader| Ok(reader.event(&restaurant, seq)?))
            .await
    }

    /// The order as it was when the event `seq` placed it: the fold of that event alone. `None`
    /// where that event placed none.
    ///
    /// # Errors
    /// [`ArchiveError`]
    pub async fn order_placed(
        &self,
        restaurant: &RestaurantId,
        seq: u64,
    ) -> Result<Option<kitchen::Order>, ArchiveError> {
        let event = self.event(restaurant, seq).await?;
        Ok(event.and_then(|event| {
            let record = kitchens::record(&event).ok()?;
            let mut state = kitchen::State {
                seq: seq.checked_sub(1)?,
                ..kitchen::State::default()
            };
            state.apply(&record).ok()?;
            let order = state.orders.values().next()?;
            Some(kitchen::Order::clone(order))
        }))
    }

    /// One closed order.
    ///
    /// # Errors
    /// [`ArchiveError`]
    pub async fn closed_order(
        &self,
        restaurant: &RestaurantId,
        order: kitchen::OrderId,
    ) -> Result<Option<kitchen::Order>, ArchiveError> {
        let restaurant = restaurant.clone();
        self.read(move |reader| {
            let found = reader.closed_order(&restaurant, &order.to_string())?;
            Ok(found.as_ref().map(order_of).transpose()?)
        })
        .await
    }

    /// Closed orders in one of `states` that were placed after the event `placed_after`, by
    /// the event that placed them, at most `limit`.
    ///
    /// # Errors
    /// [`ArchiveError`]
    pub async fn closed_orders(
        &self,
        restaurant: &RestaurantId,
        states: &'static [&'static str],
        placed_after: u64,
        limit: usize,
    ) -> Result<Vec<kitchen::Order>, ArchiveError> {
        let restaurant = restaurant.clone();
        self.read(move |reader| {
            let mut rows = Vec::new();
            for state in states {
                rows.extend(page(reader, &restaurant, state, placed_after, limit)?);
            }
            rows.sort_unstable_by_key(|row| row.placed_seq);
            rows.truncate(limit);
            let orders = rows.iter().map(order_of).collect::<Result<_, _>>()?;
            Ok(orders)
        })
        .await
    }

    /// Folds every order closed from `from_ms` until before `to_ms` into `sum`, one at a time,
    /// until `fold` breaks or the server ends.
    ///
    /// # Errors
    /// [`ArchiveError`]
    pub async fn fold_closed<T: Send + 'static>(
        &self,
        restaurant: &RestaurantId,
        from_ms: i64,
        to_ms: i64,
        mut sum: T,
        mut fold: impl FnMut(&mut T, &kitchen::Order) -> ControlFlow<()> + Send + 'static,
    ) -> Result<T, ArchiveError> {
        let _turn = self.inner.reports.acquire().await?;
        let restaurant = restaurant.clone();
        let ending = self.inner.scope.token();
        self.read(move |reader| {
            let mut fault = None;
            let mut visit = |row: ClosedOrder| {
                if ending.is_cancelled() {
                    fault = Some(ArchiveError::ShuttingDown);
                    return ControlFlow::Break(());
                }
                match order_of(&row) {
                    Ok(order) => fold(&mut sum, &order),
                    Err(error) => {
                        fault = Some(error.into());
                        ControlFlow::Break(())
                    }
                }
            };
            reader.closed_between(&restaurant, from_ms, to_ms, &mut visit)?;
            fault.map_or(Ok(sum), Err)
        })
        .await
    }

    /// Lends a reader to a blocking call. One that failed is not lent again: the next call
    /// begins with a fresh connection.
    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut dyn Reader) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, ArchiveError> {
        let turn = self.inner.turns.clone().acquire_owned().await?;
        let inner = self.inner.clone();
        let answer = self.inner.scope.spawn_blocking("archive", move || {
            // Held by the call, which goes on when nobody waits for it any more.
            let _turn = turn;
            let idle = inner.idle().pop();
            let mut reader = match idle {
                Some(reader) => reader,
                None => inner.store.reader()?,
            };
            let answer = question(reader.as_mut())?;
            inner.idle().push(reader);
            Ok(answer)
        });
        let answer = answer.map_err(|_| ArchiveError::ShuttingDown)?.await;
        // Where it did not run to its end the server ends; a panic was logged by the scope.
        answer.map_err(|_| ArchiveError::ShuttingDown)?
    }
}

impl Inner {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Box<dyn Reader>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As many rows as `limit`, though the store gives fewer at a time.
fn page(
    reader: &mut dyn Reader,
    restaurant: &RestaurantId,
    state: &str,
    placed_after: u64,
    limit: usize,
) -> Result<Vec<ClosedOrder>, StoreError> {
    let mut rows: Vec<ClosedOrder> = Vec::new();
    loop {
        let after = rows.last().map_or(placed_after, |row| row.placed_seq);
        let wanted = (limit - rows.len()).min(store::CLOSED_ORDERS_MAX);
        let more = reader.closed_orders(restaurant, state, after, wanted)?;
        let ended = more.len() < wanted;
        rows.extend(more);
        if ended || rows.len() >= limit {
            return Ok(rows);
        }
    }
}

fn order_of(row: &ClosedOrder) -> Result<kitchen::Order, serde_json::Error> {
    serde_json::from_str(&row.body)
}
