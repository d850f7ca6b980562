//! `GET /v1/realtime`: a session over WebSocket. What is wrong with its key or its model is told
//! on the socket, as the protocol has it (REALTIME, section 6.2); what is full, before.

use super::{
    Shared,
    key::{self, Key},
    open,
};
use crate::{
    stream::handshake::{self, Refused},
    voice::{
        Engine,
        fault::Fault,
        local::Local,
        welcome::{Guest, Settings},
    },
};
use axum::{
    body::Body,
    extract::Query,
    http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header},
    response::Response,
};
use realtime::{Code, Refusal};
use std::{net::IpAddr, sync::Arc};

/// The subprotocol that is chosen where it is offered. REALTIME, section 1.
const PROTOCOL: &str = "realtime";

/// The retired form, as a header and as a subprotocol. REALTIME, section 0.
const BETA_HEADER: &str = "openai-beta";
const BETA: &str = "realtime=v1";
const BETA_PROTOCOL: &str = "openai-beta.realtime-v1";

/// What stands after the question mark.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    model: Option<String>,
    call_id: Option<String>,
    intent: Option<String>,
}

pub(super) async fn upgrade(
    http: Shared,
    mut request: Request<Body>,
    from: IpAddr,
) -> Result<Response, Fault> {
    let mut response = handshake::open(&request).map_err(no_handshake)?;
    open(&http)?;
    let voice = &http.app.voice;
    if matches!(voice.engine(), Engine::Off) {
        return Err(Fault::off());
    }
    let guest = guest(&http, request.headers(), request.uri(), from).await?;
    if key::words(request.headers(), &header::SEC_WEBSOCKET_PROTOCOL).any(|word| word == PROTOCOL) {
        let chosen = HeaderValue::from_static(PROTOCOL);
        let headers = response.headers_mut();
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, chosen);
    }
    let upgrading = hyper::upgrade::on(&mut request);
    voice.welcome(http.app.clone(), upgrading, guest)?;
    Ok(response)
}

/// Who comes, and whether he is let in.
async fn guest(
    http: &Shared,
    headers: &HeaderMap,
    uri: &Uri,
    from: IpAddr,
) -> Result<Guest, Fault> {
    let key = match key::of(http, headers, from).await {
        Ok(key) => key,
        Err(fault) if fault.status().is_client_error() && !fault.is_temporary() => {
            let refusal = Refusal::new(Code::InvalidApiKey, fault.message());
            return Ok(Guest::Refused(refusal));
        }
        Err(fault) => return Err(fault),
    };
    match wanted(http.app.voice.engine(), headers, uri, &key) {
        Ok(model) => {
            let settings = match (key.settings(), http.app.voice.engine()) {
                (Settings::None, Engine::Local(local)) if model.is_none() => {
                    Settings::Local(Arc::new(local.transcription()))
                }
                (settings, _) => settings,
            };
            let identity = key.identity().clone();
            let visit = http.app.voice.seat(&http.app, identity, from).await?;
            Ok(Guest::Invited {
                visit: Box::new(visit),
                settings,
                model,
            })
        }
        Err(refusal) => Ok(Guest::Refused(refusal)),
    }
}

/// The model that is asked for; `None` where the settings name one.
fn wanted(
    engine: &Engine,
    headers: &HeaderMap,
    uri: &Uri,
    key: &Key,
) -> Result<Option<String>, Refusal> {
    let beta = headers.get(BETA_HEADER).and_then(|said| said.to_str().ok());
    let mut protocols = key::words(headers, &header::SEC_WEBSOCKET_PROTOCOL);
    if beta.is_some_and(|said| said.contains(BETA)) || protocols.any(|word| word == BETA_PROTOCOL) {
        let message = "The beta form of the Realtime API is not served; leave `OpenAI-Beta` out.";
        return Err(Refusal::new(Code::BetaApiShapeDisabled, message));
    }
    let asked =
        Query::<Asked>::try_from_uri(uri).map_or_else(|_| Asked::default(), |asked| asked.0);
    if asked.call_id.is_some() {
        let message = "A call cannot be joined here: the server keeps its cart and runs its tools.";
        return Err(Refusal::of(Code::InvalidModel, "call_id", message));
    }
    match asked.model.filter(|model| !model.is_empty()) {
        Some(model) if is_served(engine, &model) => Ok(Some(model)),
        Some(model) => {
            let message = format!("There is no model `{model}` here.");
            Err(Refusal::of(Code::InvalidModel, "model", message))
        }
        // A transcription names its model in its settings.
        None if asked.intent.as_deref() == Some("transcription") => Ok(None),
        None if !matches!(key.settings(), Settings::None) => Ok(None),
        None => {
            let message = "Name a model: `?model=heard`.";
            Err(Refusal::of(Code::MissingModel, "model", message))
        }
    }
}

fn is_served(engine: &Engine, model: &str) -> bool {
    match engine {
        Engine::Off => false,
        Engine::Local(local) => Local::is_called(local, model),
        // What it has, the provider knows.
        Engine::Cloud(_) => true,
    }
}

fn no_handshake(refused: Refused) -> Fault {
    match refused {
        Refused::Method | Refused::Busy(_) => {
            Fault::wrong("invalid_handshake", "A session begins by GET.")
        }
        Refused::Handshake(message) => Fault::wrong("invalid_handshake", message),
        Refused::Version => {
            let message = "Only version 13 of the WebSocket protocol is spoken here.";
            Fault::new(StatusCode::UPGRADE_REQUIRED, "invalid_handshake", message)
        }
    }
}
