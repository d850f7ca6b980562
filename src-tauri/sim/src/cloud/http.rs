//! The double's door: requests for tokens, and WebSockets (REALTIME, sections 1 and 2).

use super::{
    Shared, calls,
    config::begin,
    faults::{HttpFault, OpenFault, Poke},
    forms::SECRET_RULE,
    lock,
    record::Asked,
    rules::{Fault, check},
    secrets::{SECONDS, Worth},
    socket::{self, Beginning},
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, body::Incoming, header, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use scope::{Task, time};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{handshake::derive_accept_key, protocol::Role},
};

type Answer = Response<Full<Bytes>>;

/// A request that is answered by closing its connection.
#[derive(Debug, thiserror::Error)]
#[error("the test wants the connection closed")]
struct Broken;

/// Who a request comes from.
enum Bearer {
    /// The holder of the key.
    Owner,
    /// The holder of a secret that is good.
    Guest(Value),
    /// The holder of a secret that was.
    Late,
    /// Anyone else.
    Stranger,
}

/// Accepts connections until the double ends.
pub(super) async fn accept_all(shared: Arc<Shared>, listener: TcpListener) {
    while let Ok((stream, peer)) = listener.accept().await {
        let serving = connection(shared.clone(), stream);
        let name = Task::abort(format!("connection {peer}"));
        if shared.scope.spawn(name, serving).is_err() {
            return;
        }
    }
}

async fn connection(shared: Arc<Shared>, stream: TcpStream) {
    // Where it cannot be set the connection is gone already.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(shared.clone(), request));
    let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is the client's to notice.
    let _ = serving.with_upgrades().await;
}

async fn answer(shared: Arc<Shared>, mut request: Request<Incoming>) -> Result<Answer, Broken> {
    let upgrade = hyper::upgrade::on(&mut request);
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
    let mut asked = Asked {
        method: head.method.to_string(),
        path: head.uri.to_string(),
        headers: named(&head.headers),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        status: 0,
    };
    let path = head.uri.path();
    let answered = if head.method == Method::GET && path == "/v1/realtime" {
        open(
            &shared,
            &head.headers,
            head.uri.query().unwrap_or_default(),
            upgrade,
        )
    } else {
        match faulty(&shared).await? {
            Some(answer) => Ok(answer),
            None => Ok(post(&shared, &head, path, &body).await),
        }
    };
    asked.status = answered
        .as_ref()
        .map_or(0, |answer| answer.status().as_u16());
    lock(&shared.state).asked.push(asked);
    shared.changed();
    answered
}

async fn post(
    shared: &Arc<Shared>,
    head: &hyper::http::request::Parts,
    path: &str,
    body: &Bytes,
) -> Answer {
    let nowhere = || {
        refusal(
            StatusCode::NOT_FOUND,
            &Fault::of("not_found", "No such place."),
        )
    };
    if head.method != Method::POST {
        return nowhere();
    }
    match path.strip_prefix("/v1/realtime/") {
        Some("client_secrets") => mint(shared, &head.headers, body),
        // With a query the answer is an empty 400 (REALTIME, section 3.1).
        Some("calls") if head.uri.query().is_some() => {
            let mut answer = Answer::default();
            *answer.status_mut() = StatusCode::BAD_REQUEST;
            answer
        }
        Some("calls") => call(shared, &head.headers, body).await,
        Some(rest) => match rest
            .strip_prefix("calls/")
            .and_then(|rest| rest.strip_suffix("/hangup"))
        {
            Some(call) => hang_up(shared, &head.headers, call),
            None => nowhere(),
        },
        None => nowhere(),
    }
}

fn named(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = headers.iter();
    headers
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}

/// What a test wants to go wrong.
async fn faulty(shared: &Shared) -> Result<Option<Answer>, Broken> {
    let fault = lock(&shared.state).faults.http.pop_front();
    match fault {
        None => Ok(None),
        Some(HttpFault::Status(status, code)) => Ok(Some(refusal(
            StatusCode::from_u16(status).unwrap_or_default(),
            &Fault::of(code, "The test wants it so."),
        ))),
        Some(HttpFault::Garbage(text)) => Ok(Some(Response::new(text.into()))),
        Some(HttpFault::Slow(time)) => {
            time::sleep(time).await;
            Ok(None)
        }
        Some(HttpFault::Silence) => std::future::pending().await,
        Some(HttpFault::Broken) => Err(Broken),
    }
}

fn bearer(shared: &Shared, token: Option<&str>) -> Bearer {
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

fn authorization(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

/// `POST /v1/realtime/client_secrets`.
fn mint(shared: &Shared, headers: &HeaderMap, body: &Bytes) -> Answer {
    if !matches!(bearer(shared, authorization(headers)), Bearer::Owner) {
        return unauthorized();
    }
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        let fault = Fault::of("invalid_json", "The body is not valid JSON.");
        return refusal(StatusCode::BAD_REQUEST, &fault);
    };
    let made = check(&SECRET_RULE, &body, "").and_then(|()| {
        let id = format!("sess_{}", uuid::Uuid::new_v4().simple());
        let wishes = body.get("session").cloned();
        let wishes =
            wishes.unwrap_or_else(|| json!({"type": "realtime", "model": "gpt-realtime-2.1"}));
        let most = shared.manners().most_bytes;
        Ok((begin(&id, &wishes, most)?, wishes))
    });
    let (session, wishes) = match made {
        Ok(made) => made,
        Err(fault) => return refusal(StatusCode::BAD_REQUEST, &fault),
    };
    let seconds = body["expires_after"]["seconds"].as_i64().unwrap_or(SECONDS);
    let expires_at = shared.unix_seconds() + seconds;
    let value = lock(&shared.state).secrets.make(wishes, expires_at);
    json_answer(
        StatusCode::OK,
        &json!({"value": value, "expires_at": expires_at, "session": session}),
    )
}

/// `POST /v1/realtime/calls`: an offer with a secret, or a form with the key.
async fn call(shared: &Arc<Shared>, headers: &HeaderMap, body: &Bytes) -> Answer {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default();
    let text = String::from_utf8_lossy(body);
    let (offer, wishes) = match (bearer(shared, authorization(headers)), kind) {
        (Bearer::Guest(wishes), "application/sdp") => (text.into_owned(), wishes),
        (Bearer::Owner, kind) if kind.starts_with("multipart/form-data") => {
            match calls::form(kind, &text) {
                Some(calls::Form {
                    sdp: Some(sdp),
                    session: Some(session),
                }) => (sdp, session),
                _ => {
                    let fault = Fault::of("missing_required_parameter", "`sdp` and `session`.");
                    return refusal(StatusCode::BAD_REQUEST, &fault);
                }
            }
        }
        (Bearer::Guest(_) | Bearer::Owner, _) => {
            let fault = Fault::of("unsupported_content_type", "An offer, or a form with one.");
            return refusal(StatusCode::BAD_REQUEST, &fault);
        }
        (Bearer::Late, _) => {
            let fault = Fault::of("token_expired", "Ephemeral token expired");
            return refusal(StatusCode::UNAUTHORIZED, &fault);
        }
        (Bearer::Stranger, _) => return unauthorized(),
    };
    if let Err(fault) = begin("sess_0", &wishes, shared.manners().most_bytes) {
        return refusal(StatusCode::BAD_REQUEST, &fault);
    }
    let (call, sdp) = match calls::answer(shared, &offer, wishes).await {
        Ok(answered) => answered,
        Err(fault) => return refusal(StatusCode::BAD_REQUEST, &fault),
    };
    let answer = Response::builder()
        .status(StatusCode::CREATED)
        .header(header::CONTENT_TYPE, "application/sdp")
        .header(header::LOCATION, format!("/v1/realtime/calls/{call}"))
        .body(Full::from(sdp));
    answer.unwrap_or_default()
}

fn hang_up(shared: &Shared, headers: &HeaderMap, call: &str) -> Answer {
    if !matches!(bearer(shared, authorization(headers)), Bearer::Owner) {
        return unauthorized();
    }
    let mut state = lock(&shared.state);
    let Some(door) = state.calls.remove(call) else {
        let fault = Fault::of("call_not_found", "There is no such call.");
        return refusal(StatusCode::NOT_FOUND, &fault);
    };
    if let Some(poke) = state.pokes.get(&door.session) {
        // A session that cannot be told has ended.
        let _ = poke.try_send(Poke::Close(1000));
    }
    Answer::default()
}

/// `GET /v1/realtime`: whatever is wrong, the upgrade is done first (REALTIME, section 6.2).
fn open(
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
            Some(model) if !super::config::is_model(&model) => {
                refused("invalid_model", "The model does not exist.", 4000)
            }
            Some(model) => Beginning::Session(json!({"type": "realtime", "model": model})),
        },
    }
}

fn unauthorized() -> Answer {
    let fault = Fault::of("invalid_api_key", "Incorrect API key provided.");
    refusal(StatusCode::UNAUTHORIZED, &fault)
}

fn refusal(status: StatusCode, fault: &Fault) -> Answer {
    let error = json!({"message": fault.message, "type": "invalid_request_error",
        "param": fault.param, "code": fault.code});
    json_answer(status, &json!({"error": error}))
}

fn json_answer(status: StatusCode, body: &Value) -> Answer {
    let mut answer = Response::new(Full::from(body.to_string()));
    *answer.status_mut() = status;
    let kind = header::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}
