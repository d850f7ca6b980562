//! From an HTTP request to a WebSocket (RFC 6455, section 4.2).

use crate::http::problem::Problem;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header},
    response::IntoResponse,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use wire::{ErrorCode, SUBPROTOCOL};

/// The only version there is. RFC 6455, section 4.1.
const VERSION: &str = "13";

/// A request that does not open a stream.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Not by GET.
    Method,
    /// Not a WebSocket's handshake, or without our subprotocol.
    Handshake(&'static str),
    /// Of another version of the protocol.
    Version,
    /// Too many at once, or the server ends.
    Busy(ErrorCode),
}

/// The answer that opens the stream.
///
/// # Errors
/// [`Refused`]
pub(super) fn accept(request: &Request<Body>) -> Result<Response<Body>, Refused> {
    let mut response = open(request)?;
    if !lists(
        request.headers(),
        header::SEC_WEBSOCKET_PROTOCOL,
        SUBPROTOCOL,
    ) {
        return Err(Refused::Handshake(
            "The subprotocol heard.v1 must be offered.",
        ));
    }
    let protocol = HeaderValue::from_static(SUBPROTOCOL);
    let answer = response.headers_mut();
    answer.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    Ok(response)
}

/// The answer that opens a WebSocket, of no subprotocol yet.
///
/// # Errors
/// [`Refused`]
pub(crate) fn open(request: &Request<Body>) -> Result<Response<Body>, Refused> {
    if request.method() != Method::GET {
        return Err(Refused::Method);
    }
    let headers = request.headers();
    if !lists(headers, header::CONNECTION, "upgrade")
        || !lists(headers, header::UPGRADE, "websocket")
    {
        return Err(Refused::Handshake("This address is for a WebSocket."));
    }
    if !lists(headers, header::SEC_WEBSOCKET_VERSION, VERSION) {
        return Err(Refused::Version);
    }
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        return Err(Refused::Handshake(
            "The header Sec-WebSocket-Key is missing.",
        ));
    };
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    answer.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes()));
    let accept = accept.map_err(|_| Refused::Handshake("The Sec-WebSocket-Key is no key."))?;
    answer.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    Ok(response)
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response<Body> {
        match self {
            Self::Method => {
                let problem = Problem::new(ErrorCode::MethodNotAllowed, "A stream begins by GET.");
                with(problem, header::ALLOW, "GET")
            }
            Self::Handshake(detail) => {
                Problem::new(ErrorCode::InvalidHandshake, detail).into_response()
            }
            Self::Version => {
                let detail = "Only version 13 of the WebSocket protocol is spoken here.";
                let problem = Problem::new(ErrorCode::InvalidHandshake, detail)
                    .with_status(StatusCode::UPGRADE_REQUIRED);
                with(problem, header::SEC_WEBSOCKET_VERSION, VERSION)
            }
            Self::Busy(code) => {
                let detail = "No stream can be opened now; try again soon.";
                Problem::new(code, detail).into_response()
            }
        }
    }
}

fn with(problem: Problem, name: HeaderName, value: &'static str) -> Response<Body> {
    let mut response = problem.into_response();
    let value = HeaderValue::from_static(value);
    response.headers_mut().insert(name, value);
    response
}

/// Whether a header, which may be there several times, has the word in its list.
fn lists(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter();
    let mut words = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    words.any(|found| found.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(change: impl FnOnce(&mut HeaderMap)) -> Request<Body> {
        let mut request = Request::new(Body::empty());
        let headers = request.headers_mut();
        for (name, value) in [
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("sec-websocket-protocol", "other, heard.v1"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        change(headers);
        request
    }

    fn status(request: &Request<Body>) -> StatusCode {
        let refused = accept(request).unwrap_err();
        refused.into_response().status()
    }

    #[test]
    fn answers_as_the_rfc_has_it() {
        let response = accept(&request(|_| {})).unwrap();
        assert_eq!(response.status(), StatusCode::SWITCHING_PROTOCOLS);
        let accept = &response.headers()["sec-websocket-accept"];
        // RFC 6455, section 1.3.
        assert_eq!(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert_eq!(response.headers()["sec-websocket-protocol"], SUBPROTOCOL);
    }

    #[test]
    fn refuses_what_is_no_stream() {
        for missing in [
            "connection",
            "upgrade",
            "sec-websocket-key",
            "sec-websocket-protocol",
        ] {
            let without = request(|headers| drop(headers.remove(missing)));
            assert_eq!(status(&without), StatusCode::BAD_REQUEST, "{missing}");
        }
        let other = request(|headers| {
            headers.insert(
                "sec-websocket-protocol",
                HeaderValue::from_static("heard.v2"),
            );
        });
        assert_eq!(status(&other), StatusCode::BAD_REQUEST);
        let old = request(|headers| drop(headers.remove("sec-websocket-version")));
        assert_eq!(status(&old), StatusCode::UPGRADE_REQUIRED);
        let mut posted = request(|_| {});
        *posted.method_mut() = Method::POST;
        assert_eq!(status(&posted), StatusCode::METHOD_NOT_ALLOWED);
    }
}
