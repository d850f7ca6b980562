//! From an upgraded request to a session on its WebSocket, or to the door.

use super::{Engine, Visit, Voice, fault::Fault, line::Line};
use crate::{app::App, stream::Io};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use realtime::{Refusal, host::turned_away, session::Session};
use scope::{Task, time};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

/// How long the connection may take to become a WebSocket: it is the answer's way there.
const UPGRADED_WITHIN: Duration = Duration::from_secs(5);

/// Who came to speak.
pub enum Guest {
    /// Somebody with a place.
    Invited {
        /// The place.
        visit: Box<Visit>,
        /// The settings that its key was made with.
        settings: Settings,
        /// The model that was asked for.
        model: Option<String>,
    },
    /// Somebody who is told on the socket why not.
    Refused(Refusal),
}

/// The settings that a key was made with.
#[derive(Debug, Clone)]
pub enum Settings {
    /// A bearer token: none.
    None,
    /// The local engine's, checked.
    Local(Arc<Session>),
    /// What the provider was asked for.
    Cloud(Arc<Value>),
}

impl Settings {
    /// Those of the local engine.
    pub fn of_local(&self) -> Option<&Session> {
        match self {
            Self::Local(session) => Some(session),
            Self::None | Self::Cloud(_) => None,
        }
    }

    /// Those of the provider; `null` where there are none.
    pub fn of_cloud(self) -> Arc<Value> {
        match self {
            Self::Cloud(wishes) => wishes,
            Self::None | Self::Local(_) => Arc::default(),
        }
    }
}

impl Voice {
    /// Serves a guest once his connection is a WebSocket.
    ///
    /// # Errors
    /// [`Fault`] where too many are being refused already, or the server ends.
    pub fn welcome(&self, app: App, upgrading: OnUpgrade, guest: Guest) -> Result<(), Fault> {
        let engine = self.engine().clone();
        let (name, permit) = match &guest {
            Guest::Invited { visit, .. } => (visit.seat.call().to_string(), None),
            Guest::Refused(_) => ("refused".to_owned(), Some(self.door()?)),
        };
        let serving = serve(app, engine, upgrading, guest, permit);
        let spawned = self.inner.scope.spawn(Task::drain(name), serving);
        spawned.map_err(|_| Fault::unavailable("The server is shutting down."))?;
        Ok(())
    }

    fn door(&self) -> Result<OwnedSemaphorePermit, Fault> {
        let permit = self.inner.refusals.clone().try_acquire_owned();
        permit.map_err(|_| Fault::full("Too many are being refused; try again later."))
    }
}

async fn serve(
    app: App,
    engine: Engine,
    upgrading: OnUpgrade,
    guest: Guest,
    _permit: Option<OwnedSemaphorePermit>,
) {
    let Ok(Ok(upgraded)) = time::timeout(UPGRADED_WITHIN, upgrading).await else {
        return;
    };
    let line = Line::new(TokioIo::new(upgraded));
    match guest {
        Guest::Refused(refusal) => refuse(line, &refusal).await,
        Guest::Invited {
            visit,
            settings,
            model,
        } => match engine {
            Engine::Off => {}
            Engine::Local(local) => local.serve(app, *visit, line, &settings, model).await,
            Engine::Cloud(cloud) => {
                let counts = app.voice.counts().clone();
                let wishes = settings.of_cloud();
                counts.ended(cloud.bridge(app, *visit, line, wishes, model).await);
            }
        },
    }
}

/// Says why not, as an event, and closes by the code that goes with it.
async fn refuse(mut line: Line<Io>, refusal: &Refusal) {
    let id = format!("event_{}", Uuid::new_v4().simple());
    let (event, code) = turned_away(refusal, id);
    // Who is gone need not be told.
    if line.send(&[event]).await.is_ok() {
        line.close(code, refusal.code.as_str()).await;
    }
}
