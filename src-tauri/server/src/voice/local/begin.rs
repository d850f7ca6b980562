//! How sessions of the local engine begin: over WebRTC by an offer, over WebSocket at once.

use super::Local;
use crate::{
    app::App,
    stream::Io,
    voice::{
        Answered, Offer, Visit,
        carrier::{Carrier, PeerCarrier},
        ended::Ended,
        fault::Fault,
        hearing::Hearing,
        line::Line,
        session::{Parts, Session},
        till::Till,
        waiter::{Station, Waiter},
        welcome::Settings,
    },
};
use peer::{Peer, PeerError};
use realtime::{
    host::{self, Beginning, Host},
    session::{self, Patch},
};
use scope::Task;
use serde_json::Value;
use std::{sync::Arc, time::Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tracing::Instrument;

impl Local {
    /// `POST /v1/realtime/calls`: answers an offer; the session begins when its channel opens.
    ///
    /// # Errors
    /// [`Fault`]; nothing is left behind then.
    pub async fn call(
        self: &Arc<Self>,
        app: &App,
        visit: Visit,
        settings: &Settings,
        offer: Offer,
    ) -> Result<Answered, Fault> {
        let patch = match offer.session {
            Value::Null => None,
            session => Some(Patch::read(session, "session")?),
        };
        let session = self.settings(settings.of_local(), patch.as_ref(), None)?;
        let peer = peer::Settings::on(self.config.udp.clone());
        let answered = Peer::answer(&visit.scope.handle(), &offer.sdp, &peer).await;
        let (sdp, peer) = answered.map_err(|error| refused(&error))?;
        let call = visit.seat.call().clone();
        let carrier: Carrier<Io> = Carrier::Peer(Box::new(PeerCarrier::new(peer)));
        let session = self.session(app, visit, carrier, session);
        let counts = app.voice.counts().clone();
        let serving = async move { counts.ended(run(session).await) };
        let spawned = app
            .voice
            .scope()
            .spawn(Task::drain(call.to_string()), serving);
        spawned.map_err(|_| Fault::unavailable("The server is shutting down."))?;
        Ok(Answered { sdp, call })
    }

    /// `GET /v1/realtime`: serves a session on a WebSocket until it ends.
    pub async fn serve(
        self: &Arc<Self>,
        app: App,
        visit: Visit,
        line: Line<Io>,
        settings: &Settings,
        model: Option<String>,
    ) {
        // What the address names was looked at before.
        let Ok(settings) = self.settings(settings.of_local(), None, model.as_deref()) else {
            return;
        };
        let session = self.session(&app, visit, Carrier::Socket(Box::new(line)), settings);
        let counts = app.voice.counts();
        counts.ended(run(session).await);
    }

    fn session<S: AsyncRead + AsyncWrite + Unpin>(
        self: &Arc<Self>,
        app: &App,
        visit: Visit,
        carrier: Carrier<S>,
        session: session::Session,
    ) -> Option<Session<S>> {
        let hearing = Hearing::new(self.ears.clone()).inspect_err(|error| {
            tracing::error!(%error, "a session cannot hear");
        });
        let kind = match &carrier {
            Carrier::Socket(_) => host::Carrier::WebSocket,
            Carrier::Peer(_) => host::Carrier::WebRtc,
        };
        let host = Host::new(Beginning {
            carrier: kind,
            capabilities: self.capabilities.clone(),
            session,
            seed: rand::random(),
            now: Instant::now(),
            unix_now: (app.clock.now_ms() / 1_000).unsigned_abs(),
        });
        let (restaurant, by) = (visit.restaurant.clone(), visit.identity.by.clone());
        let call = visit.seat.call().to_string();
        let waiter = Waiter::new(Station {
            app: app.clone(),
            restaurant: restaurant.clone(),
            menus: self.menus.clone(),
            service: self.config.service.clone(),
            mouths: self.mouths.clone(),
            scope: visit.scope.handle(),
            till: Till::new(app.clone(), restaurant, by, call),
        });
        Some(Session::new(Parts {
            visit,
            host,
            carrier,
            hearing: hearing.ok()?,
            waiter,
            counts: app.voice.counts().clone(),
        }))
    }
}

/// Runs a session to its end.
async fn run<S: AsyncRead + AsyncWrite + Unpin>(session: Option<Session<S>>) -> Ended {
    let Some(session) = session else {
        return Ended::Failed;
    };
    let span = session.span();
    let ended = session.run().instrument(span.clone()).await;
    let _entered = span.entered();
    tracing::debug!(how = ended.as_str(), "a voice session ended");
    ended
}

/// Why an offer is not answered.
fn refused(error: &PeerError) -> Fault {
    match error {
        error if error.is_their_fault() => {
            Fault::wrong("invalid_offer", error.to_string()).at("sdp")
        }
        PeerError::Scope(_) => Fault::unavailable("The server is shutting down."),
        error => {
            tracing::error!(%error, "an offer cannot be answered");
            Fault::unavailable("No connection can be made now; the server's log says why.")
        }
    }
}
