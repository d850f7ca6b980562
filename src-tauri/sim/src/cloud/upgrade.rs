//! How a WebSocket begins (REALTIME, sections 1 and 6.2).

use super::{
    Shared,
    answers::{Answer, Broken, refusal},
    bearer::{Bearer, authorization, bearer},
    config::is_model,
    faults::OpenFault,
    lock,
    rules::Fault,
    socket::{self, Beginning},
};
use http_body_util::Full;
use hyper::{HeaderMap, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use scope::Task;
use serde_json::json;
use std::sync::Arc;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{handshake::derive_accept_key, protocol::Role},
};

/// `GET /v1/realtime`: whatever is wrong, the upgrade is done first (REALTIME, section 6.2).
pub(super) fn open(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    query: &str,
    upgrade: hyper::upgrade::OnUpgrade,
) -> Result<Answer, Broken> {
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    let Some(key) = key else {
        let fault = Fault::of("invalid_request", "This address is for a WebSocket.");
        return Ok(refusal(StatusCode::BAD_REQUEST, &fault));
    };
    let fault = lock(&shared.state).faults.open.pop_front();
    let beginning = match fault {
        Some(OpenFault::Status(status, code)) => {
            let fault = Fault::of(code, "The test wants it so.");
            let status = StatusCode::from_u16(status).unwrap_or_default();
            return Ok(refusal(status, &fault));
        }
        Some(OpenFault::Broken) => return Err(Broken),
        Some(fault) => Beginning::Fault(fault),
        None => beginning(shared, headers, query),
    };
    let offered = protocols(headers);
    let mut response = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(
            header::SEC_WEBSOCKET_ACCEPT,
            derive_accept_key(key.as_bytes()),
        );
    if offered.contains(&"realtime") {
        response = response.header(header::SEC_WEBSOCKET_PROTOCOL, "realtime");
    }
    let serving = shared.clone();
    let task = async move {
        let Ok(upgraded) = upgrade.await else { return };
        let io = TokioIo::new(upgraded);
        let settings = Some(socket::settings());
        let ws = WebSocketStream::from_raw_socket(io, Role::Server, settings).await;
        socket::serve(serving, ws, beginning).await;
    };
    shared
        .scope
        .spawn(Task::abort("session"), task)
        .map_err(|_| Broken)?;
    response.body(Full::default()).map_err(|_| Broken)
}

fn protocols(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect()
}

fn beginning(shared: &Shared, headers: &HeaderMap, query: &str) -> Beginning {
    let refused = |code, message: &str, close| Beginning::Refused(code, message.to_owned(), close);
    if headers
        .get("openai-beta")
        .is_some_and(|value| value == "realtime=v1")
    {
        let message = "The Realtime Beta API is no longer supported.";
        return refused("beta_api_shape_disabled", message, 4000);
    }
    let offered = protocols(headers);
    let insecure = offered
        .iter()
        .find_map(|name| name.strip_prefix("openai-insecure-api-key."));
    let asked = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find_map(|(key, value)| (key == name).then(|| value.to_owned()))
    };
    let (model, intent, call) = (asked("model"), asked("intent"), asked("call_id"));
    if [&model, &intent, &call].into_iter().flatten().count() > 1 {
        let message = "'model', 'intent' and 'call_id' exclude each other.";
        return refused("invalid_value", message, 4000);
    }
    match bearer(shared, authorization(headers).or(insecure)) {
        Bearer::Guest(wishes) => Beginning::Session(wishes),
        Bearer::Late => Beginning::Fault(OpenFault::Expired),
        Bearer::Stranger => refused("invalid_api_key", "Incorrect API key provided.", 3000),
        Bearer::Owner if call.is_some() => {
            let call = call.unwrap_or_default();
            match lock(&shared.state).calls.get(&call) {
                Some(door) => Beginning::Joined(door.clone()),
                None => refused("call_not_found", "There is no such call.", 4000),
            }
        }
        Bearer::Owner if intent.as_deref() == Some("transcription") => {
            Beginning::Session(json!({"type": "transcription"}))
        }
        Bearer::Owner => match model {
            None => refused("missing_model", "You must provide a model parameter.", 4000),
            Some(model) if !is_model(&model) => {
                refused("invalid_model", "The model does not exist.", 4000)
            }
            Some(model) => Beginning::Session(json!({"type": "realtime", "model": model})),
        },
    }
}
