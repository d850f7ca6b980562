//! The local engine: this server listens, and keeps the cart.

mod begin;
pub mod engine;

pub use engine::{MouthError, engine, model_is_there, mouth};

use super::{
    ears::Ears,
    fault::Fault,
    menus::Menus,
    secrets::{Grant, MintError, Secrets},
    sounding::Mouths,
};
use crate::{app::App, auth::Identity, config::VoiceConfig};
use realtime::{
    Code, Refusal,
    secret::{Secret, SecretRequest},
    session::{Capabilities, Patch, Session, SessionKind},
};
use scope::{Scope, time::Instant};
use serde_json::Value;
use std::{num::NonZero, sync::Arc, thread, time::Duration};
use uuid::Uuid;

/// What it is called where nobody asks for a name.
const MODEL: &str = "heard";

/// Names of models that the local engine goes by: a client that was written for the protocol's
/// first provider asks for one of its.
const MODELS: [&str; 2] = ["gpt-", MODEL];

/// Names that its one voice goes by: its own, and those a client may ask the protocol's first
/// provider for (REALTIME, section 4).
const VOICES: &[&str] = &[
    "heard", "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin",
    "cedar",
];

/// The local engine.
pub struct Local {
    /// Ephemeral secrets that are valid.
    pub secrets: Secrets<Session>,
    /// What recognises speech.
    pub ears: Ears,
    menus: Arc<Menus>,
    mouths: Option<Mouths>,
    model: Option<String>,
    capabilities: Capabilities,
    config: VoiceConfig,
}

impl Local {
    /// An engine as `config` has it, that also goes by the name `model`. Its secrets live in
    /// `scope`, and what recognises speech and learns menus in `engine`.
    pub fn start(config: &VoiceConfig, model: Option<&str>, scope: &Scope, engine: &Scope) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let mouth = mouth(&config.speaker).unwrap_or_else(|error| {
            tracing::warn!(%error, "replies are not spoken, only written");
            None
        });
        if let Err(error) = model_is_there(config) {
            tracing::warn!(%error, "speech cannot be recognised; orders can be typed");
        }
        let voices: &[&str] = if mouth.is_some() { VOICES } else { &[] };
        let voices = voices.iter().map(|name| (*name).to_owned()).collect();
        Self {
            secrets: Secrets::start(&scope.handle()),
            ears: Ears::start(engine, cores),
            menus: Menus::new(config, engine.handle()),
            mouths: mouth.map(|mouth| Mouths::new(mouth, cores)),
            model: model.map(str::to_owned),
            capabilities: Capabilities::local(voices),
            config: config.clone(),
        }
    }

    /// Whether it goes by that name.
    pub fn is_called(&self, model: &str) -> bool {
        self.model.as_deref() == Some(model) || MODELS.iter().any(|name| model.starts_with(name))
    }

    /// `POST /v1/realtime/client_secrets`. The answer is the response's body.
    ///
    /// # Errors
    /// [`Fault`]
    pub fn mint(&self, app: &App, identity: Identity, request: Value) -> Result<Value, Fault> {
        let request = SecretRequest::read(request)?;
        let session = self.settings(None, request.session.as_ref(), None)?;
        let now = Instant::now();
        let lasting = Duration::from_secs(u64::from(request.seconds));
        let expires_at = app.clock.now_ms() / 1_000 + i64::from(request.seconds);
        let id = format!("sess_{}", Uuid::new_v4().simple());
        let object = session.object(&id, 0);
        let session = Arc::new(session);
        let grant = Grant { identity, session };
        let value = self.secrets.mint(grant, now, now + lasting);
        let value = value.map_err(|error| match error {
            MintError::Full => {
                Fault::full("Too many ephemeral secrets are valid; use one, or wait.")
            }
            MintError::NoRandomness => Fault::internal(),
        })?;
        let secret = Secret {
            value,
            expires_at: expires_at.unsigned_abs(),
            session: object,
        };
        serde_json::to_value(secret).map_err(|error| {
            tracing::error!(%error, "a secret cannot be written");
            Fault::internal()
        })
    }

    /// The settings of a session that only writes down what is said.
    pub fn transcription(&self) -> Session {
        Session::new(SessionKind::Transcription, MODEL, &self.capabilities)
    }

    /// The settings that a session begins with: those of its key, what it was posted with, and the
    /// model its address names.
    ///
    /// # Errors
    /// What this engine cannot do.
    pub fn settings(
        &self,
        key: Option<&Session>,
        patch: Option<&Patch>,
        model: Option<&str>,
    ) -> Result<Session, Refusal> {
        let kind = patch.map_or(SessionKind::Realtime, |patch| patch.kind);
        let mut session = match key {
            Some(session) => session.clone(),
            None => Session::new(kind, MODEL, &self.capabilities),
        };
        if let Some(patch) = patch {
            session = session.merged(patch, &self.capabilities, None, "session")?;
        }
        if let Some(model) = model {
            model.clone_into(&mut session.model);
        }
        match self.is_called(&session.model) {
            true => Ok(session),
            false => {
                let message = format!("There is no model `{}` here.", session.model);
                Err(Refusal::of(Code::InvalidModel, "session.model", message))
            }
        }
    }
}
