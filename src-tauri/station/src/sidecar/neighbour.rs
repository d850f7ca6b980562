//! Whoever listens where our server should: another `heard-server`, or a stranger.

use scope::time;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long to wait for an answer from this very machine.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Who listens at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbour {
    /// Nobody.
    Nobody,
    /// A healthy order server.
    Server,
    /// Some other program, or a server that is not well.
    Stranger,
}

/// Finds out who listens at `address`.
pub async fn look(address: SocketAddr) -> Neighbour {
    let Ok(Ok(stream)) = time::timeout(ANSWER_WITHIN, TcpStream::connect(address)).await else {
        return Neighbour::Nobody;
    };
    match time::timeout(ANSWER_WITHIN, is_healthy(stream, address)).await {
        Ok(Ok(true)) => Neighbour::Server,
        _ => Neighbour::Stranger,
    }
}

/// `GET /healthz`, which needs no token from the same machine (PROTOCOL, section 2).
async fn is_healthy(mut stream: TcpStream, address: SocketAddr) -> io::Result<bool> {
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut status = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut status).await?;
    Ok(&status == b"HTTP/1.1 200")
}
