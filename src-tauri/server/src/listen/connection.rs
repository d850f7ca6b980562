//! One connection: HTTP/1.1 requests, until it ends or becomes a stream.

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use scope::{CancellationToken, time};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncWrite};

/// How long a new connection may take to send its first request's headers.
const FIRST_REQUEST: Duration = Duration::from_secs(10);

/// How long a connection may be idle, and a later request's headers may take: longer than the
/// pools of common clients keep one (60 s in most), so that the client closes first and no order
/// is sent into a connection that is just being closed.
const IDLE: Duration = Duration::from_secs(75);

/// How long what is being asked and answered may take when the server stops; who sends half a
/// request and waits is cut off.
const DRAIN: Duration = Duration::from_secs(3);

/// The largest head of a request: its line and headers.
const HEAD_BYTES: usize = 16 * 1024;

/// Headers of one request. A browser sends twenty.
const HEADERS: usize = 64;

/// Serves a connection to its end.
pub(super) async fn serve<S>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    stopping: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let asked = Arc::new(AtomicBool::new(false));
    let answers = TowerToHyperService::new(router);
    let seen = asked.clone();
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        seen.store(true, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        answers.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let mut greeted = false;
    let served = loop {
        tokio::select! {
            served = connection.as_mut() => break served,
            () = stopping.cancelled() => {
                connection.as_mut().graceful_shutdown();
                match time::timeout(DRAIN, connection.as_mut()).await {
                    Ok(served) => break served,
                    Err(_) => {
                        tracing::info!(%peer, "a request was cut off by the server's end");
                        break Ok(());
                    }
                }
            }
            () = time::sleep(FIRST_REQUEST), if !greeted => {
                greeted = true;
                if !asked.load(Ordering::Relaxed) {
                    break Ok(());
                }
            }
        }
    };
    if let Err(error) = served {
        tracing::debug!(%peer, %error, "a connection broke");
    }
}
