//! Calls at the provider: a client's offer is handed on, and this server listens beside the call,
//! to carry out what its model calls and to hang it up (REALTIME, sections 1 and 3.2).

use super::{
    Cloud,
    bridge::Bridge,
    greet::not_open,
    key::Key,
    near::Near,
    refused,
    relay::Relay,
    upstream::{Topic, Upstream},
};
use crate::{
    app::App,
    auth::Identity,
    stream::Io,
    voice::{Answered, Offer, Visit, fault::Fault},
};
use axum::http::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use scope::Task;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

impl Cloud {
    /// `POST /v1/realtime/calls`: the provider answers the offer. The sound goes between it and the
    /// client; the session's tools are the house's, as elsewhere.
    ///
    /// # Errors
    /// [`Fault`]; then there is no call.
    pub async fn call(
        self: &Arc<Self>,
        app: &App,
        visit: Visit,
        wishes: Arc<Value>,
        offer: Offer,
    ) -> Result<Answered, Fault> {
        let wishes = match &offer.session {
            Value::Null => &*wishes,
            said => said,
        };
        let handed = self.hand_over(app, &visit.identity, wishes).await?;
        let key = self.key().await?;
        let (sdp, call) = self
            .hand_on(&key, &visit.identity, &offer.sdp, &handed.session)
            .await?;
        let beside = Upstream::open(&self.way, key.bearer()?, Topic::Call(&call)).await;
        let upstream = match beside {
            Ok(upstream) => upstream,
            Err(error) => {
                self.hang_up(&key, &visit.identity, &call).await;
                return Err(not_open(&error));
            }
        };
        let answered = Answered {
            sdp,
            call: visit.seat.call().clone(),
        };
        let (cloud, app) = (self.clone(), app.clone());
        let name = Task::drain(answered.call.to_string());
        let beside = async move {
            let identity = visit.identity.clone();
            let tools = cloud.tools(&app, &visit);
            let relay = Relay::new(handed.house);
            let bridge = Bridge::<Io>::new(visit, Near::Nobody, upstream, relay, tools);
            app.voice.counts().ended(bridge.run().await);
            cloud.hang_up(&key, &identity, &call).await;
        };
        let spawned = self.scope.spawn(name, beside);
        spawned.map_err(|_| Fault::unavailable("The server is shutting down."))?;
        Ok(answered)
    }

    /// The provider's answer to an offer, and its name for the call. Asked once: a second call
    /// would be a second session.
    async fn hand_on(
        &self,
        key: &Key,
        identity: &Identity,
        sdp: &str,
        session: &Value,
    ) -> Result<(String, String), Fault> {
        let (kind, body) = form(sdp, session);
        let mut headers = self.headers(key, identity)?;
        let kind = HeaderValue::try_from(kind).map_err(|_| Fault::internal())?;
        headers.retain(|(name, _)| name != CONTENT_TYPE);
        headers.push((CONTENT_TYPE, kind));
        let reply = self.way.post("/calls", &headers, body.into()).await;
        let reply = reply.map_err(|error| refused::unreachable(&error))?;
        if reply.status != StatusCode::CREATED {
            return Err(refused::fault(&reply));
        }
        let location = reply
            .headers
            .get(LOCATION)
            .and_then(|location| location.to_str().ok());
        let call = location
            .and_then(|location| location.rsplit('/').next())
            .unwrap_or_default();
        let sdp = String::from_utf8(reply.body.to_vec()).ok();
        match sdp.filter(|_| super::is_name(call)) {
            Some(sdp) => Ok((sdp, call.to_owned())),
            None => {
                tracing::warn!("the provider's answer to an offer names no call");
                Err(refused::failing())
            }
        }
    }

    /// Hangs a call up, whether or not it has ended.
    async fn hang_up(&self, key: &Key, identity: &Identity, call: &str) {
        let Ok(headers) = self.headers(key, identity) else {
            return;
        };
        let hangup = format!("/calls/{call}/hangup");
        match self.way.post(&hangup, &headers, "{}".into()).await {
            Ok(reply) if reply.status.is_success() || reply.status == StatusCode::NOT_FOUND => {}
            Ok(reply) => tracing::warn!(status = %reply.status, "the provider does not hang up"),
            Err(error) => tracing::warn!(%error, "the provider could not be told to hang up"),
        }
    }
}

/// An offer and a session as a form (RFC 7578), with its media type.
fn form(sdp: &str, session: &Value) -> (String, String) {
    let boundary = format!("heard-{}", Uuid::new_v4().simple());
    let part = |name: &str, kind: &str, body: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\
             Content-Type: {kind}\r\n\r\n{body}\r\n"
        )
    };
    let sdp = part("sdp", "application/sdp", sdp);
    let session = part("session", "application/json", &session.to_string());
    let body = format!("{sdp}{session}--{boundary}--\r\n");
    (format!("multipart/form-data; boundary={boundary}"), body)
}
