//! Whose request it is: an ephemeral secret's, or the own token of whoever may speak.

use super::super::{Http, gate};
use crate::{
    auth::{AuthError, Identity, Role},
    rate::Neighbourhood,
    voice::{
        Engine,
        fault::Fault,
        secrets::{self, Grant},
        welcome::Settings,
    },
};
use axum::http::{HeaderMap, HeaderName, header};
use scope::time::Instant;
use std::net::IpAddr;

/// Who may speak, or let others speak. PROTOCOL, section 1.
const SPEAK: &[Role] = &[Role::Counter, Role::Device, Role::Operator];

/// How a WebSocket that cannot set headers says its key. REALTIME, section 1.
const KEY_PROTOCOL: &str = "openai-insecure-api-key.";

/// What the key of a request is good for.
pub(super) enum Key {
    /// An ephemeral secret, with the settings it was made with.
    Secret(Identity, Settings),
    /// A bearer token.
    Token(Identity),
}

impl Key {
    /// Whose it is.
    pub fn identity(&self) -> &Identity {
        match self {
            Self::Secret(identity, _) | Self::Token(identity) => identity,
        }
    }

    /// The settings that its sessions begin with.
    pub fn settings(&self) -> Settings {
        match self {
            Self::Secret(_, settings) => settings.clone(),
            Self::Token(_) => Settings::None,
        }
    }
}

/// The key that `headers` carry.
pub(super) async fn of(http: &Http, headers: &HeaderMap, from: IpAddr) -> Result<Key, Fault> {
    match said(headers) {
        Some(key) if key.starts_with(secrets::PREFIX) => secret(http, key, from),
        Some(token) => of_token(http, token, from).await.map(Key::Token),
        None => Err(Fault::key(
            "A key is needed: an ephemeral secret, or a bearer token of a counter.",
        )),
    }
}

/// The bearer token that `headers` carry; no ephemeral secret will do.
pub(super) async fn token(
    http: &Http,
    headers: &HeaderMap,
    from: IpAddr,
) -> Result<Identity, Fault> {
    match gate::bearer(headers) {
        Some(key) if key.starts_with(secrets::PREFIX) => Err(Fault::not_allowed(
            "An ephemeral secret may not make others; use a counter's own token.",
        )),
        Some(token) => of_token(http, token, from).await,
        None => Err(Fault::key("A bearer token of a counter is needed.")),
    }
}

fn said(headers: &HeaderMap) -> Option<&str> {
    let protocols = || {
        let mut words = words(headers, &header::SEC_WEBSOCKET_PROTOCOL);
        words.find_map(|word| word.strip_prefix(KEY_PROTOCOL))
    };
    gate::bearer(headers).or_else(protocols)
}

/// The words of a header that is a list, and may be there several times.
pub(super) fn words<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn secret(http: &Http, secret: &str, from: IpAddr) -> Result<Key, Fault> {
    let now = Instant::now();
    http.anonymous.take(Neighbourhood::from(from), now)?;
    let key = match http.app.voice.engine() {
        Engine::Off => return Err(Fault::off()),
        Engine::Local(local) => local.secrets.redeem(secret, now).map(|grant| {
            let Grant { identity, session } = grant;
            Key::Secret(identity, Settings::Local(session))
        }),
        // One of the provider's, that was passed on.
        Engine::Cloud(cloud) => cloud.secrets.redeem(secret, now).map(|grant| {
            let Grant { identity, session } = grant;
            Key::Secret(identity, Settings::Cloud(session))
        }),
    };
    key.map_err(|error| Fault::key(error.message()))
}

async fn of_token(http: &Http, token: &str, from: IpAddr) -> Result<Identity, Fault> {
    let identity = http.app.auth.authenticate(token, from).await;
    let identity = identity.map_err(|error| match error {
        AuthError::Unknown => Fault::key("The token is unknown, or was revoked."),
        AuthError::TooMany(too_often) => too_often.into(),
        AuthError::Unavailable => Fault::unavailable("Tokens cannot be looked up now."),
    })?;
    http.tokens.take(identity.token, Instant::now())?;
    if !SPEAK.contains(&identity.role) {
        let role = identity.role.as_str();
        return Err(Fault::not_allowed(format!(
            "A token of role {role} may not do that."
        )));
    }
    Ok(identity)
}
