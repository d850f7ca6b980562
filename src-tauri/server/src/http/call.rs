//! One request as its handler sees it: known, allowed, within its bounds, its body read.

use super::{body, problem::Problem};
use crate::{
    app::App,
    auth::Identity,
    kitchens::{Answer, Once, Restaurant, Submission},
};
use axum::{
    body::Bytes,
    http::{HeaderMap, Uri},
};
use kitchen::Command;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use wire::ErrorCode;

/// The header of an idempotency key.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The longest key: what the drafts of `Idempotency-Key` and its first implementers allow.
const KEY_BYTES: usize = 255;

/// One request.
pub(super) struct Call {
    /// The server.
    pub app: App,
    /// What requests share.
    pub http: Arc<super::Http>,
    /// Whose it is.
    pub identity: Identity,
    /// What stands in the braces of the route's path, decoded.
    pub parameters: Vec<(String, String)>,
    /// Where it was sent.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// What became of a command that was done.
pub(super) struct Done {
    /// The last event it caused.
    pub seq: u64,
    /// It was done before, under the same name.
    pub replayed: bool,
}

impl Call {
    /// The kitchen that the token is good for.
    pub async fn restaurant(&self) -> Result<Arc<Restaurant>, Problem> {
        let opened = self.app.kitchens.open(&self.identity.restaurant).await;
        opened.map_err(|trouble| Problem::trouble(trouble, &Once::No))
    }

    /// The parameter of that name; the route's path has it.
    pub fn parameter(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The order's id of the path; what cannot be one is unknown.
    pub fn order_id(&self) -> Result<kitchen::OrderId, Problem> {
        let id = self.parameter("id");
        id.parse().map_err(|_| Problem::unknown_order(id))
    }

    /// The body, understood.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        body::parse(&self.body)
    }

    /// The name under which the request has one effect.
    pub fn once(&self) -> Result<Once, Problem> {
        let mut keys = self.headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(key) = keys.next() else {
            return Ok(Once::No);
        };
        let bytes = key.as_bytes();
        let printable = bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
        if keys.next().is_some() || bytes.is_empty() || bytes.len() > KEY_BYTES || !printable {
            let detail = format!("An Idempotency-Key is 1 to {KEY_BYTES} printable characters.");
            return Err(Problem::new(ErrorCode::InvalidIdempotencyKey, detail));
        }
        Ok(Once::Key(String::from_utf8_lossy(bytes).into_owned()))
    }

    /// Decides and commits a command; one that is done is on disk.
    pub async fn decide(
        &self,
        restaurant: &Restaurant,
        command: Command,
        once: Once,
    ) -> Result<Answer, Problem> {
        let by = self.identity.by.clone();
        let submission = Submission::new(command, once.clone(), by).map_err(|error| {
            tracing::error!(%error, "a command cannot be written");
            Problem::internal()
        })?;
        let answer = restaurant.submit(submission).await;
        self.app.metrics.answered(&answer);
        answer.map_err(|trouble| Problem::trouble(trouble, &once))
    }

    /// The same, for who has nothing to add to a refusal.
    pub async fn submit(
        &self,
        restaurant: &Restaurant,
        command: Command,
        once: Once,
    ) -> Result<Done, Problem> {
        match self.decide(restaurant, command, once).await? {
            Answer::Done { seq, replayed } => Ok(Done { seq, replayed }),
            Answer::Refused { refusal, replayed } => Err(Problem::refused(refusal, replayed)),
        }
    }
}
