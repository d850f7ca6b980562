//! A provider listens: secrets are minted there, and callers without WebRTC are bridged to it.

use super::{Answered, Offer, Visit, fault::Fault, line::Line};
use crate::{
    app::App,
    auth::Identity,
    config::{Provider, VoiceConfig},
    stream::Io,
};
use scope::ScopeHandle;
use serde_json::Value;

/// A provider, and the way to it.
pub struct Cloud {
    provider: Provider,
}

impl Cloud {
    /// The provider that `provider` names; what goes on with it lives in `scope`.
    pub fn start(provider: &Provider, _config: &VoiceConfig, _scope: &ScopeHandle) -> Self {
        Self {
            provider: provider.clone(),
        }
    }

    /// The model that is asked for.
    pub fn model(&self) -> &str {
        &self.provider.model
    }

    /// `POST /v1/realtime/client_secrets`: mints at the provider. The answer is the response's
    /// body.
    ///
    /// # Errors
    /// [`Fault`]
    pub async fn mint(
        &self,
        _app: &App,
        _identity: &Identity,
        _request: Value,
    ) -> Result<Value, Fault> {
        Err(Fault::unavailable("The provider is not connected."))
    }

    /// `POST /v1/realtime/calls` with a counter's or operator's own token.
    ///
    /// # Errors
    /// [`Fault`]
    pub async fn call(&self, _app: &App, _visit: Visit, _offer: Offer) -> Result<Answered, Fault> {
        Err(Fault::unavailable("The provider is not connected."))
    }

    /// `GET /v1/realtime`: serves a client's WebSocket until it ends, and says why.
    pub async fn bridge(&self, _app: App, _visit: Visit, line: Line<Io>) {
        line.close(1013, "the provider is not connected").await;
    }
}
