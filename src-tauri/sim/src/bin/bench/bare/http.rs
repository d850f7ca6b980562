//! Bare HTTP: reads a body, keeps as many bytes as it is asked to, answers as many.

use super::{
    Ask,
    disk::{self, Disk},
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, StatusCode, body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{sync::Arc, time::SystemTime};
use tokio::net::TcpStream;

/// Serves one connection to its end.
///
/// # Errors
/// When it breaks.
pub async fn serve(tcp: TcpStream, disk: Arc<Disk>) -> anyhow::Result<()> {
    let answer = service_fn(|request| answer(request, &disk));
    let connection = hyper::server::conn::http1::Builder::new();
    connection
        .serve_connection(TokioIo::new(tcp), answer)
        .await?;
    Ok(())
}

async fn answer(request: Request<Incoming>, disk: &Disk) -> anyhow::Result<Response<Full<Bytes>>> {
    let asked = request.uri().path_and_query().map(|path| path.as_str());
    let Some(ask) = asked.and_then(Ask::read) else {
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::BAD_REQUEST;
        return Ok(response);
    };
    request.into_body().collect().await?;
    let began = match ask.store {
        0 => SystemTime::now(),
        _ => disk.keep(ask.store, ask.frame).await?,
    };
    let body = String::from(disk::frame(began, ask.answer).as_str());
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}
