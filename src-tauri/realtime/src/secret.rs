//! Ephemeral tokens: what is asked for and what is given (REALTIME.md 2).

use crate::error::Refusal;
use crate::limits::{SECRET_SECONDS, SECRET_SECONDS_MAX, SECRET_SECONDS_MIN};
use crate::read::{Object, integer, one_of};
use crate::session::{Patch, SessionObject};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// The body of `POST /v1/realtime/client_secrets`.
#[derive(Debug, Clone, PartialEq)]
pub struct SecretRequest {
    /// How long after its making the token opens sessions, in seconds: 10…7200.
    pub seconds: u32,
    /// The settings that sessions begin with.
    pub session: Option<Patch>,
}

impl Default for SecretRequest {
    fn default() -> Self {
        Self {
            seconds: SECRET_SECONDS,
            session: None,
        }
    }
}

impl SecretRequest {
    /// Reads a request's body. An empty body is an empty object to the caller.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong kind or beyond its bounds.
    pub fn read(value: Value) -> Result<Self, Refusal> {
        let mut object = Object::of(value, "")?;
        let seconds = object.optional("expires_after", |value, path| {
            let mut object = Object::of(value, path)?;
            object.optional("anchor", one_of(&[("created_at", ())]))?;
            let bounds = integer(u64::from(SECRET_SECONDS_MIN), u64::from(SECRET_SECONDS_MAX));
            let seconds = object.optional("seconds", bounds)?;
            object.finish()?;
            // The bound is far below 2^32.
            Ok(seconds.map_or(SECRET_SECONDS, |seconds| seconds as u32))
        })?;
        let session = object.optional("session", Patch::read)?;
        object.finish()?;
        Ok(Self {
            seconds: seconds.unwrap_or(SECRET_SECONDS),
            session,
        })
    }
}

impl Serialize for SecretRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct ExpiresAfter {
            anchor: &'static str,
            seconds: u32,
        }
        let mut map = serializer.serialize_map(None)?;
        let expires_after = ExpiresAfter {
            anchor: "created_at",
            seconds: self.seconds,
        };
        map.serialize_entry("expires_after", &expires_after)?;
        if let Some(session) = &self.session {
            map.serialize_entry("session", session)?;
        }
        map.end()
    }
}

/// The answer to it. It is not printed: there is a token in it.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Secret {
    /// `ek_…`
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub value: String,
    /// When it opens no more sessions, in Unix seconds.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub expires_at: u64,
    /// The settings that sessions begin with. Its own `expires_at` means nothing yet.
    pub session: SessionObject,
}
