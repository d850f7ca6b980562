//! The library's runtime: its tasks are tasks of our scope, and it does not doze while a connection opens.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

use scope::{CancellationToken, ScopeHandle, Task, time};
use webrtc::runtime::{
    AsyncInterval, AsyncTcpListener, AsyncTcpStream, AsyncUdpSocket, JoinHandle, Runtime,
};

use crate::again::Again;
use crate::socket::Socket;
use crate::weather::Weather;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Turns the driver takes after a datagram went in or out. It writes before it handles events, so what an event makes it want
/// to write waits for its next turn: one turn to write, one to see that there is no more.
const TURNS: u8 = 2;

/// Spawns in a scope; counts the driver's end.
pub(crate) struct ScopeRuntime {
    scope: ScopeHandle,
    stir: Arc<Stir>,
    again: Arc<Again>,
    weather: Option<Arc<dyn Weather>>,
    /// Cancelled when the library's driver has ended, for whatever reason.
    ended: CancellationToken,
}

impl ScopeRuntime {
    pub(crate) fn new(
        scope: ScopeHandle,
        stir: Arc<Stir>,
        again: Arc<Again>,
        weather: Option<Arc<dyn Weather>>,
        ended: CancellationToken,
    ) -> Self {
        ScopeRuntime {
            scope,
            stir,
            again,
            weather,
            ended,
        }
    }
}

/// Makes the driver take another turn at once, instead of at its next timer, while the connection opens.
///
/// Without it each step of the handshakes that begins in an event handler waits for the next datagram or for ICE's 200 ms tick.
/// Turns are granted per datagram, so an offer whose maker never comes costs nothing.
#[derive(Debug)]
pub(crate) struct Stir {
    opening: AtomicBool,
    turns: AtomicU8,
}

impl Stir {
    pub(crate) fn new() -> Arc<Stir> {
        Arc::new(Stir {
            opening: AtomicBool::new(true),
            turns: AtomicU8::new(0),
        })
    }

    /// A datagram went in or out.
    pub(crate) fn traffic(&self) {
        if self.opening.load(Ordering::Relaxed) {
            self.turns.store(TURNS, Ordering::Relaxed);
        }
    }

    /// The connection is open, or is being closed: sleeps are slept from now on.
    pub(crate) fn settle(&self) {
        self.opening.store(false, Ordering::Relaxed);
    }

    fn take_turn(&self) -> bool {
        let less = |turns: u8| turns.checked_sub(1);
        self.opening.load(Ordering::Relaxed)
            && self
                .turns
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
                .is_ok()
    }
}

impl fmt::Debug for ScopeRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScopeRuntime").field(&self.scope).finish()
    }
}

impl Runtime for ScopeRuntime {
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()> + Send>>) -> Box<dyn JoinHandle> {
        let handle = Handle {
            abort: CancellationToken::new(),
            finished: CancellationToken::new(),
        };
        let abort = handle.abort.clone();
        // Also when the scope is closed and the future never starts.
        let guard = (
            self.ended.clone().drop_guard(),
            handle.finished.clone().drop_guard(),
        );
        // It drains: the session tells it to end, so that it can take leave of the peer. A scope that is dropped aborts it.
        let spawned = self.scope.spawn(Task::drain("webrtc"), async move {
            let _guard = guard;
            tokio::select! {
                biased;
                () = abort.cancelled() => {}
                () = future => {}
            }
        });
        if spawned.is_err() {
            tracing::debug!(scope = self.scope.name(), "too late for a connection");
        }
        Box::new(handle)
    }

    fn wrap_udp_socket(&self, socket: std::net::UdpSocket) -> io::Result<Arc<dyn AsyncUdpSocket>> {
        let socket = Socket::new(socket, self.stir.clone(), self.weather.clone())?;
        let socket = Arc::new(socket);
        self.again.add(&socket);
        Ok(socket)
    }

    fn wrap_tcp_listener(
        &self,
        _listener: std::net::TcpListener,
    ) -> io::Result<Arc<dyn AsyncTcpListener>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn connect_tcp<'a>(
        &'a self,
        _remote: SocketAddr,
    ) -> Boxed<'a, io::Result<Arc<dyn AsyncTcpStream>>> {
        // A stranger's candidates must not make us connect anywhere.
        Box::pin(std::future::ready(Err(io::ErrorKind::Unsupported.into())))
    }

    fn resolve_host<'a>(&'a self, _host: &'a str) -> Boxed<'a, io::Result<Vec<SocketAddr>>> {
        // Nor look names up.
        Box::pin(std::future::ready(Err(io::ErrorKind::Unsupported.into())))
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        if self.stir.take_turn() {
            // Not at once: sockets that are ready are read first.
            return Box::pin(tokio::task::yield_now());
        }
        Box::pin(time::sleep(duration))
    }

    fn interval(&self, period: Duration) -> Box<dyn AsyncInterval> {
        Box::new(Ticks(time::Ticker::new(period)))
    }

    fn block_on(&self, _future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        // For `main` functions; the library itself never calls it.
        tracing::error!("a connection's runtime was asked to block");
    }

    fn yield_now(&self) -> Boxed<'static, ()> {
        Box::pin(tokio::task::yield_now())
    }

    fn name(&self) -> &'static str {
        "scope"
    }
}

struct Handle {
    abort: CancellationToken,
    finished: CancellationToken,
}

impl JoinHandle for Handle {
    fn detach(&self) {}

    fn abort(&self) {
        self.abort.cancel();
    }

    fn is_finished(&self) -> bool {
        self.finished.is_cancelled()
    }
}

struct Ticks(time::Ticker);

impl AsyncInterval for Ticks {
    fn tick(&mut self) -> Boxed<'_, ()> {
        Box::pin(async move {
            self.0.tick().await;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_granted_by_traffic_and_only_while_opening() {
        let stir = Stir::new();
        assert!(!stir.take_turn(), "nothing happened yet");
        stir.traffic();
        stir.traffic();
        let taken = (0..10).filter(|_| stir.take_turn()).count();
        assert_eq!(taken, usize::from(TURNS), "turns do not pile up");
        stir.traffic();
        stir.settle();
        assert!(!stir.take_turn(), "an open connection sleeps");
    }
}
