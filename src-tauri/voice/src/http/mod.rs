//! One HTTP request and its answer, plain to the order server and encrypted beyond it.

mod dial;
mod url;

pub(crate) use dial::{DialError, Dialer};
pub(crate) use url::{NoUrl, Url};

use std::pin::pin;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use scope::time;

/// The largest answer: a token's holds the whole session, of 64 KiB at most (REALTIME.md 8).
const ANSWER_BYTES: usize = 256 * 1024;

/// How long an answer may take: less than the whole of connecting, so that its own fault is told.
const WITHIN: Duration = Duration::from_secs(8);

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    #[error("no connection: {0}")]
    Dial(#[from] DialError),
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    #[error("the connection was closed before there was an answer")]
    Closed,
    #[error("the answer is too large")]
    TooLarge,
    #[error("no answer within {} s", WITHIN.as_secs())]
    Late,
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
}

/// Posts a body of the media type `kind` with a bearer's `key`.
///
/// # Errors
/// [`PostError`]; none of it says anything of the key.
pub(crate) async fn post(
    dialer: &Dialer,
    url: &Url,
    key: &str,
    kind: &str,
    body: String,
) -> Result<Answer, PostError> {
    let answered = time::timeout(WITHIN, exchange(dialer, url, key, kind, body)).await;
    answered.unwrap_or(Err(PostError::Late))
}

async fn exchange(
    dialer: &Dialer,
    url: &Url,
    key: &str,
    kind: &str,
    body: String,
) -> Result<Answer, PostError> {
    let request = Request::post(&url.path)
        .header(HOST, url.authority())
        .header(AUTHORIZATION, format!("Bearer {key}"))
        .header(CONTENT_TYPE, kind)
        .body(Full::new(Bytes::from(body)))?;
    let io = TokioIo::new(dialer.dial(url).await?);
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
        Ok(Answer {
            status: head.status,
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
