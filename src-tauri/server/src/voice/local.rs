//! The local engine: this server listens, and keeps the cart.

use super::secrets::Secrets;
use crate::config::VoiceConfig;
use scope::ScopeHandle;

/// Names of models that the local engine goes by: a client that was written for the protocol's
/// first provider asks for one of its.
const MODELS: [&str; 2] = ["gpt-", "heard"];

/// The local engine.
pub struct Local {
    /// Ephemeral secrets that are valid.
    pub secrets: Secrets,
    model: Option<String>,
    config: VoiceConfig,
    scope: ScopeHandle,
}

impl Local {
    /// An engine as `config` has it, that also goes by the name `model`.
    pub fn start(config: &VoiceConfig, model: Option<&str>, scope: &ScopeHandle) -> Self {
        Self {
            secrets: Secrets::start(scope),
            model: model.map(str::to_owned),
            config: config.clone(),
            scope: scope.clone(),
        }
    }

    /// Whether it goes by that name.
    pub fn is_called(&self, model: &str) -> bool {
        self.model.as_deref() == Some(model) || MODELS.iter().any(|name| model.starts_with(name))
    }
}
