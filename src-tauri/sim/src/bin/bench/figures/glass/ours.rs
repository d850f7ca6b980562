//! The orders, and when each was folded in where.

use super::{CLIENTS, DISPLAYS, WARM_UP, turn, turns};
use crate::{crowd::OnEvent, samples::Samples, till::Till};
use anyhow::Context;
use kitchen::{Event, EventRecord};
use scope::{Scope, Spawned, Task};
use sim::http::Client;
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

/// All orders of the figure. Cheap to clone.
#[derive(Clone)]
pub struct Ours {
    orders: Arc<Mutex<Vec<Journey>>>,
    frame: Arc<AtomicUsize>,
}

/// One order's way.
#[derive(Debug, Clone, Default)]
struct Journey {
    sent: Option<Instant>,
    folded: Option<Instant>,
    displays: usize,
}

impl Ours {
    /// So many orders, none of them sent.
    pub fn new(count: usize) -> Self {
        Self {
            orders: Arc::new(Mutex::new(vec![Journey::default(); count])),
            frame: Arc::default(),
        }
    }

    /// Notes when an order is folded in. Its place among all is its `external_id`.
    pub fn on_event(&self) -> OnEvent {
        let ours = self.clone();
        Arc::new(move |event: &EventRecord, bytes| {
            let now = Instant::now();
            let Event::OrderPlaced { order } = &event.body else {
                return;
            };
            let at = order
                .external_id
                .as_ref()
                .and_then(|id| id.parse::<usize>().ok());
            let mut orders = ours.orders();
            if let Some(journey) = at.and_then(|at| orders.get_mut(at)) {
                journey.folded = journey.folded.max(Some(now));
                journey.displays += 1;
            }
            ours.frame.store(bytes, Ordering::Relaxed);
        })
    }

    /// Bytes of the last frame that came.
    pub fn frame_bytes(&self) -> usize {
        self.frame.load(Ordering::Relaxed)
    }

    /// Sends every order at its time.
    pub fn post(
        &self,
        scope: &Scope,
        began: Instant,
        seed: u64,
        (address, token): (SocketAddr, &str),
    ) -> Vec<Spawned<anyhow::Result<()>>> {
        let count = self.orders().len();
        let client = |client: usize| {
            let ours = self.clone();
            let mut till = Till::new(Client::new(address, token), seed, client as u64);
            scope.spawn(Task::abort("till"), async move {
                for (at, due) in turns(client, count, began) {
                    let body = till.order(Some(at.to_string()))?;
                    let sent = turn(due).await?;
                    ours.orders()[at].sent = Some(sent);
                    till.post(body).await?;
                }
                Ok(())
            })
        };
        (0..CLIENTS).map(client).collect()
    }

    /// From post to the last fold, of every order after the warm-up.
    ///
    /// # Errors
    /// When a display missed one.
    pub fn samples(&self) -> anyhow::Result<Samples> {
        let took = |journey: &Journey| {
            anyhow::ensure!(
                journey.displays == DISPLAYS,
                "{} displays have it",
                journey.displays
            );
            let folded = journey.folded.context("an order was never folded in")?;
            Ok(folded - journey.sent.context("an order was never sent")?)
        };
        let orders = self.orders();
        Samples::new(
            orders
                .iter()
                .skip(WARM_UP)
                .map(took)
                .collect::<anyhow::Result<_>>()?,
        )
    }

    fn orders(&self) -> MutexGuard<'_, Vec<Journey>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
