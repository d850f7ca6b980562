//! A keep-alive HTTP/1.1 client for one server and one token, without a task of its own.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Method, Request,
    client::conn::http1::{self, SendRequest},
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use std::{
    future::{Future, poll_fn},
    io,
    net::SocketAddr,
    pin::pin,
    task::Poll,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};

/// The header that makes a post idempotent (PROTOCOL, section 2).
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Opens byte streams to a server: TCP, or a simulated network's.
pub trait Dial {
    /// What it opens.
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Opens one.
    fn dial(&self, address: SocketAddr) -> impl Future<Output = io::Result<Self::Stream>>;
}

/// Opens TCP connections from this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tcp;

impl Dial for Tcp {
    type Stream = TcpStream;

    async fn dial(&self, address: SocketAddr) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

type Wire<S> = http1::Connection<TokioIo<S>, Full<Bytes>>;
type Connection<S> = (SendRequest<Full<Bytes>>, Wire<S>);

/// Why there is no answer. Whether the request was carried out is not known, except where it never
/// left.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// There is no connection to be had.
    #[error("no connection: {0}")]
    Connect(#[from] io::Error),
    /// The connection broke before the answer was whole.
    #[error("no answer: {0}")]
    Broken(#[from] hyper::Error),
    /// The server closed the connection before it answered.
    #[error("closed before there was an answer")]
    Closed,
    /// A header or path of the request cannot be written.
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
}

/// An answer, whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON; null where it is none, so that an assertion shows what was missing.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The problem's `code`, empty where the answer is no problem.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether it is the answer of an earlier request with the same key.
    pub fn is_replayed(&self) -> bool {
        let replayed = self.headers.get("idempotent-replayed");
        replayed.is_some_and(|value| value == "true")
    }
}

/// A client of one server. Its connection is made when it is needed, kept, and made anew after it
/// broke.
pub struct Client<D: Dial = Tcp> {
    dial: D,
    address: SocketAddr,
    token: String,
    connection: Option<Connection<D::Stream>>,
}

impl Client {
    /// A client that shows `token`.
    pub fn new(address: SocketAddr, token: impl Into<String>) -> Self {
        Self::over(Tcp, address, token)
    }
}

impl<D: Dial> Client<D> {
    /// A client that shows `token`, over another network.
    pub fn over(dial: D, address: SocketAddr, token: impl Into<String>) -> Self {
        Self {
            dial,
            address,
            token: token.into(),
            connection: None,
        }
    }

    /// Gets `path`.
    ///
    /// # Errors
    /// [`HttpError`]
    pub async fn get(&mut self, path: &str) -> Result<Answer, HttpError> {
        self.request(Method::GET, path, &[], Bytes::new()).await
    }

    /// Posts a JSON body, under an idempotency key where one is given.
    ///
    /// # Errors
    /// [`HttpError`]
    pub async fn post(
        &mut self,
        path: &str,
        key: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Result<Answer, HttpError> {
        let key = key.map(|key| (IDEMPOTENCY_KEY, key));
        let headers = key.as_slice();
        self.request(Method::POST, path, headers, body.into()).await
    }

    /// Posts a body of that media type.
    ///
    /// # Errors
    /// [`HttpError`]
    pub async fn post_as(
        &mut self,
        path: &str,
        kind: &str,
        body: impl Into<Bytes>,
    ) -> Result<Answer, HttpError> {
        let headers = [(CONTENT_TYPE.as_str(), kind)];
        self.request(Method::POST, path, &headers, body.into())
            .await
    }

    /// Sends any request, on the connection that is there or on a new one.
    ///
    /// # Errors
    /// [`HttpError`]; the next request begins with a new connection.
    pub async fn request(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Answer, HttpError> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(AUTHORIZATION, format!("Bearer {}", self.token));
        let is_named = |name: &(&str, &str)| name.0.eq_ignore_ascii_case(CONTENT_TYPE.as_str());
        if !body.is_empty() && !headers.iter().any(is_named) {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body))?;
        let (mut sender, mut wire) = self.connection().await?;
        let (answer, goes_on) = exchange(&mut sender, &mut wire, request).await?;
        if goes_on {
            self.connection = Some((sender, wire));
        }
        Ok(answer)
    }

    /// The connection that was kept, if the server has not closed it since, or a new one.
    async fn connection(&mut self) -> Result<Connection<D::Stream>, HttpError> {
        if let Some((mut sender, mut wire)) = self.connection.take()
            && is_usable(&mut sender, &mut wire).await
        {
            return Ok((sender, wire));
        }
        let stream = self.dial.dial(self.address).await?;
        Ok(http1::handshake(TokioIo::new(stream)).await?)
    }
}

/// Looks at a kept connection once: a close that has arrived by now is seen now, and not by the
/// next request.
async fn is_usable<S>(sender: &mut SendRequest<Full<Bytes>>, wire: &mut Wire<S>) -> bool
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut wire = pin!(wire);
    poll_fn(|cx| {
        let ended = wire.as_mut().poll(cx).is_ready();
        Poll::Ready(!ended && sender.is_ready())
    })
    .await
}

/// One request and its answer, while the connection is driven by the same task; and whether the
/// connection goes on.
async fn exchange<S>(
    sender: &mut SendRequest<Full<Bytes>>,
    wire: &mut Wire<S>,
    request: Request<Full<Bytes>>,
) -> Result<(Answer, bool), HttpError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut wire = pin!(wire);
    let answer = async {
        sender.ready().await?;
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    };
    let mut answer = pin!(answer);
    let mut ended = None;
    poll_fn(|cx| {
        if ended.is_none() {
            ended = match wire.as_mut().poll(cx) {
                Poll::Ready(end) => Some(end),
                Poll::Pending => None,
            };
        }
        let answer: Poll<Result<Answer, HttpError>> = answer.as_mut().poll(cx);
        match (&mut ended, answer) {
            (end, Poll::Ready(answer)) => Poll::Ready(answer.map(|answer| (answer, end.is_none()))),
            // A connection that has ended brings nothing more, and does not say so to who waits.
            (Some(end), Poll::Pending) => {
                let end = std::mem::replace(end, Ok(()));
                Poll::Ready(Err(end.err().map_or(HttpError::Closed, HttpError::Broken)))
            }
            (None, Poll::Pending) => Poll::Pending,
        }
    })
    .await
}
