//! Opens the byte stream that the WebSocket runs in.

use crate::{ServerAddress, network};
use std::future::Future;
use std::io;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Opens byte streams to a server: TCP, a simulated network, or a pipe in a test.
pub trait Connector: Send + Sync + 'static {
    /// What it opens.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Opens one. It is dropped when it takes too long.
    ///
    /// # Errors
    /// What the network says.
    fn open(
        &self,
        address: &ServerAddress,
    ) -> impl Future<Output = io::Result<Self::Stream>> + Send;

    /// A number that changes when this machine's network does; the same forever where that cannot
    /// be known. Must be quick.
    fn network(&self) -> u64 {
        0
    }
}

/// Opens TCP connections from this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpConnector;

impl Connector for TcpConnector {
    type Stream = TcpStream;

    async fn open(&self, address: &ServerAddress) -> io::Result<TcpStream> {
        let stream = TcpStream::connect((address.host(), address.port())).await?;
        // A bump is a small frame, and must not wait for a second one to share its packet.
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    fn network(&self) -> u64 {
        network::fingerprint()
    }
}
