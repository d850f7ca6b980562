//! `POST /v1/realtime/client_secrets`: an ephemeral secret for a bearer token.

use super::{PART_BYTES, Shared, essence, key, open, read, split, unsupported};
use crate::voice::{Engine, fault::Fault};
use axum::{
    body::Body,
    http::Request,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::net::IpAddr;

pub(super) async fn mint(
    http: Shared,
    request: Request<Body>,
    from: IpAddr,
) -> Result<Response, Fault> {
    open(&http)?;
    let (parts, body) = split(request);
    let identity = key::token(&http, &parts.headers, from).await?;
    let body = read(&parts.headers, body, PART_BYTES).await?;
    let kind = essence(&parts.headers);
    // Libraries name a type of their own even where there is no body.
    if !body.is_empty() && !matches!(kind.as_str(), "" | "application/json") {
        return Err(unsupported("The body must be application/json."));
    }
    let request = object(&body)?;
    let answer = match http.app.voice.engine() {
        Engine::Off => return Err(Fault::off()),
        Engine::Local(local) => local.mint(&http.app, identity, request)?,
        Engine::Cloud(cloud) => cloud.mint(&http.app, &identity, request).await?,
    };
    Ok(axum::Json(answer).into_response())
}

/// A body that is a JSON object, or nothing.
fn object(body: &[u8]) -> Result<Value, Fault> {
    if body.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Fault::wrong("invalid_json", format!("The body is no JSON: {error}")))?;
    match value.is_object() {
        true => Ok(value),
        false => Err(Fault::wrong(
            "invalid_type",
            "The body must be a JSON object.",
        )),
    }
}
