//! The realtime endpoint (PROTOCOL, section 7): who may speak, with whom, and how many at once.
//!
//! [`Voice`] decides who listens: this server ([`local`]) or a provider ([`cloud`]). Both seat a
//! session in [`seats`] first, and both end it by dropping its [`Visit`].

pub mod answer;
mod awake;
pub mod carrier;
pub mod cloud;
pub mod coded;
pub mod counts;
pub mod ears;
pub mod ended;
pub mod fault;
pub mod hearing;
pub mod line;
pub mod local;
pub mod menus;
pub mod seats;
pub mod secrets;
pub mod session;
pub mod sounding;
pub mod till;
pub mod waiter;
pub mod welcome;

use crate::{
    app::App,
    auth::Identity,
    config::{VoiceConfig, VoiceEngine},
    kitchens::Restaurant,
    rate::Neighbourhood,
};
use cloud::Cloud;
use counts::Counts;
use fault::Fault;
use local::Local;
use scope::{Scope, ScopeHandle};
use seats::{CallId, Seat, Seats};
use serde_json::Value;
use std::{net::IpAddr, sync::Arc};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Connections that are being told why they may not speak, at once: each is gone in a second.
const REFUSALS: usize = 256;

/// Everything of voice that requests share. Cheap to clone.
#[derive(Clone)]
pub struct Voice {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    seats: Arc<Seats>,
    refusals: Arc<Semaphore>,
    counts: Arc<Counts>,
    scope: ScopeHandle,
}

/// Who listens.
#[derive(Clone)]
pub enum Engine {
    /// Nobody.
    Off,
    /// This server.
    Local(Arc<Local>),
    /// A provider.
    Cloud(Arc<Cloud>),
}

/// One session's place in this server. Dropping it makes room, and ends everything in its scope.
pub struct Visit {
    /// Whose session it is; `revoked` ends it.
    pub identity: Identity,
    /// The kitchen it orders from.
    pub restaurant: Arc<Restaurant>,
    /// Its place, with its name, and what hangs it up.
    pub seat: Seat,
    /// Everything of it lives here.
    pub scope: Scope,
}

/// An SDP offer, as a client posted it.
#[derive(Debug)]
pub struct Offer {
    /// The offer.
    pub sdp: String,
    /// The settings that the session begins with; `null` where none were posted.
    pub session: Value,
}

/// An SDP answer.
#[derive(Debug)]
pub struct Answered {
    /// The answer.
    pub sdp: String,
    /// The call's name.
    pub call: CallId,
}

impl Voice {
    /// Voice as `config` has it; everything of it lives in `scope`, but for what recognises speech
    /// and learns menus, which lives in `engine`.
    pub fn start(config: &VoiceConfig, scope: &Scope, engine: &Scope) -> Self {
        let listener = match &config.engine {
            VoiceEngine::Off => Engine::Off,
            VoiceEngine::Local { model } => Engine::Local(Arc::new(Local::start(
                config,
                model.as_deref(),
                scope,
                engine,
            ))),
            VoiceEngine::Provider(provider) => {
                Engine::Cloud(Arc::new(Cloud::start(provider, config, &scope.handle())))
            }
        };
        Self {
            inner: Arc::new(Inner {
                engine: listener,
                seats: Arc::new(Seats::new(config.sessions)),
                refusals: Arc::new(Semaphore::new(REFUSALS)),
                counts: Arc::default(),
                scope: scope.handle(),
            }),
        }
    }

    /// Who listens.
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// Where sessions live.
    pub fn scope(&self) -> &ScopeHandle {
        &self.inner.scope
    }

    /// What is counted.
    pub fn counts(&self) -> &Arc<Counts> {
        &self.inner.counts
    }

    /// Sessions that are open.
    pub fn sessions(&self) -> usize {
        self.inner.seats.taken()
    }

    /// A place for a session of `identity`, from the address `from`.
    ///
    /// # Errors
    /// [`Fault`] where there is no room, or the kitchen cannot be opened now.
    pub async fn seat(&self, app: &App, identity: Identity, from: IpAddr) -> Result<Visit, Fault> {
        let restaurant = app.kitchens.open(&identity.restaurant).await?;
        let call = CallId::new(&format!("rtc_{}", Uuid::new_v4().simple()));
        let from = Neighbourhood::from(from);
        let id = identity.restaurant.clone();
        let seat = self.inner.seats.take(call, id, identity.token, from);
        let seat = seat.map_err(|full| {
            self.inner.counts.refused();
            Fault::full(full.message())
        })?;
        let scope = self.inner.scope.child(seat.call().as_str());
        let scope = scope.map_err(|_| Fault::unavailable("The server is shutting down."))?;
        Ok(Visit {
            identity,
            restaurant,
            seat,
            scope,
        })
    }

    /// Ends a call, for someone of its restaurant.
    ///
    /// # Errors
    /// [`Fault`] where there is none of that name.
    pub fn hang_up(&self, identity: &Identity, call: &CallId) -> Result<(), Fault> {
        match self.inner.seats.hang_up(call, &identity.restaurant) {
            true => Ok(()),
            false => Err(Fault::unknown_call()),
        }
    }
}
