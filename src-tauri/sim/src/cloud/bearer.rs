//! Who asks: the holder of the key, or of a secret (REALTIME, sections 1 and 2).

use super::{Shared, lock, secrets::Worth};
use hyper::{HeaderMap, header};
use serde_json::Value;

/// Who a request comes from.
pub(super) enum Bearer {
    /// The holder of the key.
    Owner,
    /// The holder of a secret that is good.
    Guest(Value),
    /// The holder of a secret that was.
    Late,
    /// Anyone else.
    Stranger,
}

/// Who shows that token.
pub(super) fn bearer(shared: &Shared, token: Option<&str>) -> Bearer {
    let Some(token) = token else {
        return Bearer::Stranger;
    };
    if token == shared.key {
        return Bearer::Owner;
    }
    match lock(&shared.state)
        .secrets
        .worth(token, shared.unix_seconds())
    {
        Worth::Good(wishes) => Bearer::Guest(wishes),
        Worth::Expired => Bearer::Late,
        Worth::Unknown => Bearer::Stranger,
    }
}

/// The token of the header.
pub(super) fn authorization(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}
