//! Minting: a token at the provider, for a session that is handed over with it.

use super::{Cloud, key::Key, refused, session::Handed};
use crate::{auth::Identity, voice::fault::Fault};
use http_client::{Answer, PostError};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use scope::time;
use serde_json::{Map, Value};
use std::time::Duration;

/// The header that tells the provider's guests apart (REALTIME, section 1).
const SAFETY_IDENTIFIER: HeaderName = HeaderName::from_static("openai-safety-identifier");

/// How long is waited before a second attempt: what failed in passing has passed.
const AGAIN_AFTER: Duration = Duration::from_millis(250);

/// A token of the provider.
pub(super) struct Minted {
    /// The token.
    pub value: String,
    /// Until when it opens sessions, in Unix seconds, as the provider has it.
    pub expires_at: i64,
    /// The whole answer.
    pub body: Map<String, Value>,
}

impl Cloud {
    /// Mints a token for `handed`. `others` are the client's other wishes: its expiry.
    ///
    /// # Errors
    /// [`Fault`]; none of it says anything of the key.
    pub(super) async fn fetch(
        &self,
        identity: &Identity,
        handed: &Handed,
        mut others: Map<String, Value>,
    ) -> Result<Minted, Fault> {
        let key = self.key().await?;
        let headers = self.headers(&key, identity)?;
        others.insert("session".to_owned(), handed.session.clone());
        let body = Value::Object(others).to_string();
        let reply = self
            .post_twice("/client_secrets", &headers, body.into())
            .await?;
        let body = serde_json::from_slice(&reply.body).ok();
        let Some(Value::Object(body)) = body else {
            tracing::warn!(
                bytes = reply.body.len(),
                "the provider's answer is no token"
            );
            return Err(refused::failing());
        };
        let value = body.get("value").and_then(Value::as_str);
        let expires_at = body.get("expires_at").and_then(Value::as_i64);
        let (Some(value), Some(expires_at)) = (value, expires_at) else {
            tracing::warn!("the provider's answer lacks `value` or `expires_at`");
            return Err(refused::failing());
        };
        Ok(Minted {
            value: value.to_owned(),
            expires_at,
            body,
        })
    }

    /// Posts, and once more where there was no answer or one of a fault of the provider's own: what
    /// is minted in vain expires.
    async fn post_twice(
        &self,
        call: &str,
        headers: &[(HeaderName, HeaderValue)],
        body: axum::body::Bytes,
    ) -> Result<Answer, Fault> {
        let first = self.way.post(call, headers, body.clone()).await;
        match &first {
            Ok(reply) if !reply.status.is_server_error() => return judged(first),
            Ok(reply) => {
                tracing::warn!(status = %reply.status, "the provider has a fault; asking again");
            }
            // Whoever was waited for so long is not waited for again: a client is waiting, too.
            Err(PostError::Late(_) | PostError::TooLarge | PostError::Request(_)) => {
                return judged(first);
            }
            Err(error) => tracing::warn!(%error, "the provider does not answer; asking again"),
        }
        time::sleep(AGAIN_AFTER).await;
        judged(self.way.post(call, headers, body).await)
    }

    /// The headers of what this server asks for itself.
    pub(super) fn headers(
        &self,
        key: &Key,
        identity: &Identity,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, Fault> {
        let guest = HeaderValue::try_from(key.safety_identifier(identity.token));
        let guest = guest.map_err(|_| Fault::internal())?;
        Ok(vec![
            (AUTHORIZATION, key.bearer()?),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (SAFETY_IDENTIFIER, guest),
        ])
    }
}

fn judged(answered: Result<Answer, PostError>) -> Result<Answer, Fault> {
    match answered {
        Ok(reply) if reply.status.is_success() => Ok(reply),
        Ok(reply) => Err(refused::fault(&reply)),
        Err(error) => Err(refused::unreachable(&error)),
    }
}
