//! The stream (PROTOCOL, section 4): one task for each display.
//!
//! [`upgrade`] makes a WebSocket of a request; `greeting` finds out whose it is; `session` serves
//! it by the rules of `machine`. `line` is what both talk through: it can be cut at any time.

mod bucket;
mod greeting;
pub(crate) mod handshake;
mod in_flight;
mod line;
mod machine;
mod pipe;
mod seats;
mod session;
mod snapshots;
pub(crate) mod socket;
mod welcome;

use crate::{app::App, kitchens::Restaurant};
use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::Request,
    response::{IntoResponse, Response},
};
use handshake::Refused;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use scope::{ScopeHandle, Task, time};
use seats::{Full, Seat, Seats};
use session::Session;
use snapshots::{Snapshot, Snapshots};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};
use store::RestaurantId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wire::{ErrorCode, HELLO_WITHIN};

/// Connections that have not said hello yet: all displays of a large site that come back at
/// once, and little enough memory for whoever holds them open.
const GREETINGS: usize = 2_000;

/// A connection that was a request.
pub(crate) type Io = TokioIo<Upgraded>;

/// Displays that are connected. Cheap to clone.
#[derive(Clone)]
pub struct Streams {
    inner: Arc<Inner>,
}

struct Inner {
    scope: ScopeHandle,
    seats: Arc<Seats>,
    snapshots: Snapshots,
    greetings: Arc<Semaphore>,
}

impl Streams {
    /// Nobody is connected yet; whoever comes lives in `scope`.
    pub fn new(scope: ScopeHandle) -> Self {
        Self {
            inner: Arc::new(Inner {
                scope,
                seats: Arc::default(),
                snapshots: Snapshots::default(),
                greetings: Arc::new(Semaphore::new(GREETINGS)),
            }),
        }
    }

    /// Displays that are connected now.
    pub fn connected(&self) -> usize {
        self.inner.seats.taken()
    }

    fn seat(&self, restaurant: &RestaurantId, device: &str) -> Result<Seat, Full> {
        self.inner.seats.take(restaurant, device)
    }

    async fn snapshot(&self, seq: u64, restaurant: &Arc<Restaurant>) -> Option<Arc<Snapshot>> {
        let (snapshots, scope) = (&self.inner.snapshots, &self.inner.scope);
        snapshots.at_least(seq, restaurant, scope).await
    }
}

/// `GET /v1/stream`.
pub async fn upgrade(State(app): State<App>, mut request: Request<Body>) -> Response {
    let response = match handshake::accept(&request) {
        Ok(response) => response,
        Err(refused) => return refused.into_response(),
    };
    if app.stopping.is_cancelled() {
        return Refused::Busy(ErrorCode::ShuttingDown).into_response();
    }
    let greetings = app.streams.inner.greetings.clone();
    let Ok(permit) = greetings.try_acquire_owned() else {
        return Refused::Busy(ErrorCode::Overloaded).into_response();
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    // Whoever serves this without saying who asks counts everyone as one.
    let from = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let upgrading = hyper::upgrade::on(&mut request);
    let scope = app.streams.inner.scope.clone();
    let greeting = greet(app, upgrading, from, permit);
    match scope.spawn(Task::drain(format!("greeting {from}")), greeting) {
        Ok(_) => response,
        Err(_) => Refused::Busy(ErrorCode::ShuttingDown).into_response(),
    }
}

/// Greets, and goes on as a task that bears the device's name behind one that all share, by which they
/// are counted.
async fn greet(app: App, upgrading: OnUpgrade, from: IpAddr, permit: OwnedSemaphorePermit) {
    let scope = app.streams.inner.scope.clone();
    let Ok(Ok(upgraded)) = time::timeout(HELLO_WITHIN, upgrading).await else {
        return;
    };
    let greeted = greeting::greet(&app, TokioIo::new(upgraded), from).await;
    drop(permit);
    if let Some(greeted) = greeted {
        let session = Session::new(app, greeted);
        let name = format!("display {}", session.device());
        // Where the scope has ended, the server has.
        let _ = scope.spawn(Task::drain(name), session.run());
    }
}
