//! The double's door: connections, requests, and what goes wrong with them.

use super::{
    Shared,
    answers::{Answer, Broken, post, refusal},
    faults::HttpFault,
    lock,
    record::Asked,
    rules::Fault,
    upgrade::open,
};
use http_body_util::BodyExt;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, body::Incoming, header, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use scope::{Task, time};
use std::sync::Arc;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// Accepts connections until the double ends.
pub(super) async fn accept_all(
    shared: Arc<Shared>,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
) {
    while let Ok((stream, peer)) = listener.accept().await {
        // Where it cannot be set the connection is gone already.
        let _ = stream.set_nodelay(true);
        let (shared, tls) = (shared.clone(), tls.clone());
        let name = Task::abort(format!("connection {peer}"));
        let scope = shared.scope.clone();
        let serving = async move {
            match tls {
                None => serve(shared, stream).await,
                // Who does not trust the certificate goes.
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        serve(shared, stream).await;
                    }
                }
            }
        };
        if scope.spawn(name, serving).is_err() {
            return;
        }
    }
}

async fn serve<S>(shared: Arc<Shared>, stream: S)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
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
