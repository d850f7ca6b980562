//! Requests for tokens and calls, and their answers (REALTIME, sections 2 and 3).

use super::{
    Shared,
    bearer::{Bearer, authorization, bearer},
    calls,
    config::begin,
    faults::Poke,
    forms::SECRET_RULE,
    lock,
    rules::{Fault, check},
    secrets::SECONDS,
};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{HeaderMap, Method, Response, StatusCode, header};
use serde_json::{Value, json};
use std::sync::Arc;

/// What is answered.
pub(super) type Answer = Response<Full<Bytes>>;

/// A request that is answered by closing its connection.
#[derive(Debug, thiserror::Error)]
#[error("the test wants the connection closed")]
pub(super) struct Broken;

/// Answers a request that is no WebSocket's.
pub(super) async fn post(
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

fn unauthorized() -> Answer {
    let fault = Fault::of("invalid_api_key", "Incorrect API key provided.");
    refusal(StatusCode::UNAUTHORIZED, &fault)
}

/// An answer that says what is wrong.
pub(super) fn refusal(status: StatusCode, fault: &Fault) -> Answer {
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
