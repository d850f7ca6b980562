//! Accepting connections, from the system's network or a simulated one.

mod connection;
mod counted;
pub mod tls;

use axum::Router;
use scope::{CancellationToken, ScopeHandle, Task, time};
use std::{
    future::Future,
    io::{self, ErrorKind},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Semaphore,
};
use tokio_rustls::TlsAcceptor;

/// Connections of all sockets together: all streams, and room for tills. More wait in the system's
/// own queue until one ends.
const CONNECTIONS: usize = 8_192;

/// Connections that the system keeps until they are accepted; it may keep fewer.
const BACKLOG: u32 = 1_024;

/// What the system keeps of what a client has not read. Its own choice grows to megabytes, and a
/// display that has stopped reading would be noticed that much later.
const SEND_BUFFER: u32 = 256 * 1024;

/// How long nothing is accepted when the system has no descriptor left: one may be free by then,
/// and asking without pause would take a core.
const WITHOUT_DESCRIPTORS: Duration = Duration::from_millis(250);

/// Something that connections come from.
pub trait Listener: Send + 'static {
    /// One connection.
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// The next connection, and who it is from. Dropping the future loses none.
    fn accept(&mut self) -> impl Future<Output = io::Result<(Self::Stream, SocketAddr)>> + Send;
}

impl Listener for TcpListener {
    type Stream = TcpStream;

    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = TcpListener::accept(self).await?;
        // Where it cannot be set the connection is gone already.
        let _ = stream.set_nodelay(true);
        Ok((stream, peer))
    }
}

/// Opens a socket for connections.
///
/// # Errors
/// The address is in use, or not one of this machine.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Windows the same option would let another program take the address over.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// What every accepted connection is given.
#[derive(Clone)]
pub(crate) struct Door {
    router: Router,
    scope: ScopeHandle,
    stopping: CancellationToken,
    places: Arc<Semaphore>,
}

impl Door {
    /// Connections live in `scope`, and end when `stopping` is cancelled and their last request
    /// is answered.
    pub fn new(router: Router, scope: ScopeHandle, stopping: CancellationToken) -> Self {
        Self {
            router,
            scope,
            stopping,
            places: Arc::new(Semaphore::new(CONNECTIONS)),
        }
    }

    /// Accepts until the server stops.
    pub async fn accept_all<L: Listener>(self, mut listener: L, tls: Option<TlsAcceptor>) {
        loop {
            let accepted = tokio::select! {
                biased;
                () = self.stopping.cancelled() => return,
                accepted = self.accept(&mut listener) => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.let_in(stream, peer, tls.clone()),
                Err(error) if is_of_the_peer(&error) => {
                    tracing::debug!(%error, "a connection went before it was accepted");
                }
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted now");
                    time::sleep(WITHOUT_DESCRIPTORS).await;
                }
            }
        }
    }

    /// A place first: whoever finds none waits where the system keeps him.
    async fn accept<L: Listener>(
        &self,
        listener: &mut L,
    ) -> io::Result<(counted::Counted<L::Stream>, SocketAddr)> {
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(io::Error::other)?;
        let (stream, peer) = listener.accept().await?;
        Ok((counted::Counted::new(stream, place), peer))
    }

    fn let_in<S>(&self, stream: S, peer: SocketAddr, tls: Option<TlsAcceptor>)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (router, stopping) = (self.router.clone(), self.stopping.clone());
        let name = Task::drain(format!("connection {peer}"));
        // Where the scope has ended, the server has: the connection is dropped.
        let _ = match tls {
            None => self
                .scope
                .spawn(name, connection::serve(stream, peer, router, stopping)),
            Some(tls) => self.scope.spawn(name, async move {
                if let Some(stream) = tls::handshake(&tls, stream, peer).await {
                    connection::serve(stream, peer, router, stopping).await;
                }
            }),
        };
    }
}

/// Errors of one connection, not of the socket that connections come from.
fn is_of_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}
