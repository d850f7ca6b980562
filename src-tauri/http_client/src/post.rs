//! A POST with a bound on its time and on its answer's size.

use std::pin::pin;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use scope::time;

use crate::{DialError, Dialer, Url};

/// The largest answer: a token's holds the whole session, of 64 KiB at most (REALTIME.md 8).
const ANSWER_BYTES: usize = 256 * 1024;

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
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
    #[error("no answer within {} s", .0.as_secs())]
    Late(Duration),
    /// The request cannot be written.
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
}

/// Posts `body` to `url`, connecting and the whole answer `within` that long.
///
/// # Errors
/// [`PostError`]; none of it says anything of the headers.
pub async fn post(
    dialer: &Dialer,
    url: &Url,
    headers: &[(HeaderName, HeaderValue)],
    body: Bytes,
    within: Duration,
) -> Result<Answer, PostError> {
    let answered = time::timeout(within, exchange(dialer, url, headers, body, within)).await;
    answered.unwrap_or(Err(PostError::Late(within)))
}

async fn exchange(
    dialer: &Dialer,
    url: &Url,
    headers: &[(HeaderName, HeaderValue)],
    body: Bytes,
    within: Duration,
) -> Result<Answer, PostError> {
    let mut request = Request::post(&url.path).header(HOST, url.authority());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::new(body))?;
    let io = TokioIo::new(dialer.dial(url, within).await?);
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

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::CONTENT_TYPE;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A patience that no passing test needs.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// What comes of a request, and the request, where a server says this to it and closes, or says
    /// nothing and stays.
    async fn answered(
        says: Option<&[u8]>,
        within: Duration,
    ) -> (Result<Answer, PostError>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/a/b", listener.local_addr().unwrap())).unwrap();
        let serve = async {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut heard = vec![0; 4_096];
            let mut length = 0;
            while !heard[..length].ends_with(b"asked") {
                length += socket.read(&mut heard[length..]).await.unwrap();
            }
            if let Some(says) = says {
                // A client that has enough does not hear the rest.
                let _ = socket.write_all(says).await;
            }
            (
                socket,
                String::from_utf8_lossy(&heard[..length]).into_owned(),
            )
        };
        let dialer = Dialer::default();
        let headers = [(CONTENT_TYPE, HeaderValue::from_static("text/plain"))];
        let asking = post(&dialer, &url, &headers, "asked".into(), within);
        match says {
            Some(_) => {
                let closing = async { serve.await.1 };
                tokio::join!(asking, closing)
            }
            None => {
                let (answer, (_socket, heard)) = tokio::join!(asking, serve);
                (answer, heard)
            }
        }
    }

    #[test]
    fn a_request_is_answered_once_and_whole() {
        scope::run(Some(1), async {
            let says = b"HTTP/1.1 201 Created\r\nlocation: /c/1\r\ncontent-length: 2\r\n\r\nok";
            let (answer, heard) = answered(Some(says), PATIENCE).await;
            let answer = answer.unwrap();
            assert_eq!(answer.status, 201);
            assert_eq!(answer.headers["location"], "/c/1");
            assert_eq!(&*answer.body, b"ok");
            assert!(heard.starts_with("POST /a/b HTTP/1.1\r\n"), "{heard}");
            assert!(heard.contains("content-type: text/plain\r\n"), "{heard}");
        });
    }

    #[test]
    fn what_is_no_answer_says_why() {
        scope::run(Some(1), async {
            let (answer, _) = answered(Some(b""), PATIENCE).await;
            let gone = matches!(answer, Err(PostError::Closed | PostError::Broken(_)));
            assert!(gone, "{answer:?}");
            let mut large = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
            large.resize(large.len() + 1_000_000, b' ');
            let (answer, _) = answered(Some(&large), PATIENCE).await;
            assert!(matches!(answer, Err(PostError::TooLarge)), "{answer:?}");
            let within = Duration::from_millis(200);
            let (answer, _) = answered(None, within).await;
            assert!(matches!(answer, Err(PostError::Late(of)) if of == within));
        });
    }
}
