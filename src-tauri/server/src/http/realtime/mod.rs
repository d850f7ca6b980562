//! The realtime endpoint's part of HTTP (PROTOCOL, section 7): its keys and errors are those of
//! the protocol it speaks, not those of the rest.

mod calls;
mod describe;
mod form;
mod key;
mod secrets;
mod socket;

use super::{
    Http, body,
    body::Unread,
    route::{Access, RealtimeHandler, Route},
};
use crate::voice::fault::Fault;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// The largest offer, and the largest settings: a page's offer with every codec has 8 KiB, and
/// 40 KiB of instructions and tools are what a session can hold (REALTIME, section 8).
const PART_BYTES: usize = 64 * 1024;

/// How long a page need not ask again whether it may ask.
const ALLOWED_FOR_S: &str = "600";

/// The longest list of headers that a page may ask for.
const ASKED_BYTES: usize = 1024;

/// Their routes.
pub(super) fn routes() -> Vec<Route> {
    let of = |method, path, handler: RealtimeHandler, operation| Route {
        method,
        path,
        access: Access::Realtime(handler),
        operation,
    };
    vec![
        of(
            Method::POST,
            "/v1/realtime/client_secrets",
            |http, request, from| Box::pin(told(secrets::mint(http, request, from))),
            describe::secrets(),
        ),
        of(
            Method::POST,
            "/v1/realtime/calls",
            |http, request, from| Box::pin(told(calls::answer(http, request, from))),
            describe::calls(),
        ),
        of(
            Method::POST,
            "/v1/realtime/calls/{id}/hangup",
            |http, request, from| Box::pin(told(calls::hang_up(http, request, from))),
            describe::hang_up(),
        ),
        of(
            Method::GET,
            "/v1/realtime",
            |http, request, from| Box::pin(told(socket::upgrade(http, request, from))),
            describe::socket(),
        ),
    ]
}

/// Whether pages from elsewhere may ask: those that post an offer are nobody's we know.
pub(super) fn is_asked_by_pages(route: &Route) -> bool {
    matches!(route.access, Access::Realtime(_)) && route.method == Method::POST
}

/// Lets a page ask (Fetch standard, section 3.2). Every origin may: who has no key gets nothing,
/// and no browser sends ours by itself.
pub(super) async fn preflight(headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    allow(answer);
    let post = HeaderValue::from_static("POST");
    answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, post);
    let age = HeaderValue::from_static(ALLOWED_FOR_S);
    answer.insert(header::ACCESS_CONTROL_MAX_AGE, age);
    // A star would leave out `Authorization`; and libraries add headers of their own.
    let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    if let Some(asked) = asked.filter(|asked| asked.len() <= ASKED_BYTES) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    response
}

fn allow(headers: &mut HeaderMap) {
    let anyone = HeaderValue::from_static("*");
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    let readable = HeaderValue::from_static("Location, Retry-After");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, readable);
}

async fn told(answer: impl Future<Output = Result<Response, Fault>>) -> Response {
    let mut response = answer.await.unwrap_or_else(IntoResponse::into_response);
    allow(response.headers_mut());
    response
}

/// Whether anything may still begin.
fn open(http: &Http) -> Result<(), Fault> {
    match http.app.stopping.is_cancelled() {
        true => Err(Fault::unavailable("The server is shutting down.")),
        false => Ok(()),
    }
}

/// The whole body, of at most `bound` bytes.
async fn read(headers: &HeaderMap, body: Body, bound: usize) -> Result<Bytes, Fault> {
    let read = body::collect(headers, body, bound).await;
    read.map_err(|unread| match unread {
        Unread::TooLarge => {
            let message = format!("At most {} KiB.", bound / 1024);
            Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", message)
        }
        Unread::Late => {
            let message = "The body did not come in time.";
            Fault::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message)
        }
        Unread::Broken => Fault::wrong("invalid_request", "The body broke off."),
    })
}

/// The media type of a body, without its parameters, in small letters.
fn essence(headers: &HeaderMap) -> String {
    let said = headers.get(header::CONTENT_TYPE);
    let said = said.and_then(|said| said.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn unsupported(message: &'static str) -> Fault {
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Fault::new(status, "unsupported_media_type", message)
}

/// Splits a request; its body is not read before its key was.
fn split(request: Request<Body>) -> (axum::http::request::Parts, Body) {
    request.into_parts()
}

/// What handlers are given.
type Shared = Arc<Http>;
