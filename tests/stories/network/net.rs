//! The simulated network, as the server, the link and the tills know the real one; and clocks that
//! are wrong.

use kitchen::UnixMs;
use link::{Connector, ServerAddress};
use sim::http::Dial;
use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use turmoil::net::{TcpListener, TcpStream};

/// Opens and accepts the simulated network's connections.
#[derive(Debug, Clone, Copy, Default)]
pub struct Simulated;

impl Connector for Simulated {
    type Stream = TcpStream;

    async fn open(&self, address: &ServerAddress) -> io::Result<TcpStream> {
        TcpStream::connect((address.host(), address.port())).await
    }
}

impl Dial for Simulated {
    type Stream = TcpStream;

    async fn dial(&self, address: SocketAddr) -> io::Result<TcpStream> {
        TcpStream::connect(address).await
    }
}

/// A simulated host's open port.
pub struct Port(TcpListener);

impl Port {
    /// Opens a port of the host that this runs on.
    ///
    /// # Errors
    /// The port is taken.
    pub async fn open(port: u16) -> io::Result<Self> {
        TcpListener::bind(("0.0.0.0", port)).await.map(Self)
    }
}

impl server::listen::Listener for Port {
    type Stream = TcpStream;

    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        self.0.accept().await
    }
}

/// A host's wall clock: the simulation's time, and wrong by as much as it is told. Clones are the
/// same clock.
#[derive(Debug, Clone, Default)]
pub struct Wall {
    wrong_by_ms: Arc<AtomicI64>,
}

impl Wall {
    /// A clock that is wrong by so much.
    pub fn wrong_by(ms: i64) -> Self {
        let clock = Self::default();
        clock.set(ms);
        clock
    }

    /// Somebody sets the clock: from now on it is wrong by so much.
    pub fn set(&self, wrong_by_ms: i64) {
        self.wrong_by_ms.store(wrong_by_ms, Ordering::Relaxed);
    }

    /// What it shows on the host that this runs on. 0 outside of a simulation.
    pub fn now_ms(&self) -> UnixMs {
        let since = turmoil::since_epoch().unwrap_or_default();
        let right = UnixMs::try_from(since.as_millis()).unwrap_or(UnixMs::MAX);
        right.saturating_add(self.wrong_by_ms.load(Ordering::Relaxed))
    }
}
