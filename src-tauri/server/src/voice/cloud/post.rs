//! One request to the provider and its answer.

use super::dial::{DialError, Dialer};
use axum::body::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Request, StatusCode,
    client::conn::http1,
    header::{HOST, HeaderName, HeaderValue},
};
use hyper_util::rt::TokioIo;
use scope::time;
use std::{pin::pin, time::Duration};

/// The largest answer: a token's holds the whole session, of 64 KiB at most (REALTIME, section 8).
const ANSWER_BYTES: usize = 256 * 1024;

/// How long an answer may take. A token took 0.5 s (REALTIME, section 13); this is past a bad day.
const WITHIN: Duration = Duration::from_secs(10);

/// An answer, whole.
#[derive(Debug)]
pub(super) struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostError {
    /// There is no connection to be had.
    #[error("no connection: {0}")]
    Dial(#[from] DialError),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    /// The connection was closed before the answer.
    #[error("the connection was closed before there was an answer")]
    Closed,
    /// The answer is larger than any should be.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer did not come in time.
    #[error("no answer within {} s", WITHIN.as_secs())]
    Late,
    /// The request cannot be written.
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
}

/// Posts `body` to `path`.
///
/// # Errors
/// [`PostError`]
pub(super) async fn post(
    dialer: &Dialer,
    path: &str,
    headers: &[(HeaderName, HeaderValue)],
    body: Bytes,
) -> Result<Reply, PostError> {
    let answered = time::timeout(WITHIN, exchange(dialer, path, headers, body)).await;
    answered.unwrap_or(Err(PostError::Late))
}

async fn exchange(
    dialer: &Dialer,
    path: &str,
    headers: &[(HeaderName, HeaderValue)],
    body: Bytes,
) -> Result<Reply, PostError> {
    let mut request = Request::post(path).header(HOST, dialer.address().authority());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::new(body))?;
    let io = TokioIo::new(dialer.dial().await?);
    let (mut sender, connection) = http1::handshake(io).await?;
    let mut connection = pin!(connection);
    let mut answer = pin!(async {
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = Limited::new(body, ANSWER_BYTES).collect().await;
        let body = body.map_err(|error| match error.downcast::<hyper::Error>() {
            Ok(error) => PostError::Broken(*error),
            Err(error) if error.is::<LengthLimitError>() => PostError::TooLarge,
            Err(_) => PostError::Closed,
        })?;
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            body: body.to_bytes(),
        })
    });
    // The answer may have come whole with the connection's end; then it is there now, or never.
    tokio::select! {
        biased;
        answer = &mut answer => return answer,
        ended = &mut connection => ended?,
    }
    tokio::select! {
        biased;
        answer = &mut answer => answer,
        () = std::future::ready(()) => Err(PostError::Closed),
    }
}
