//! The library's runtime: its tasks are tasks of our scope, its sleeps ours to cut short.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use scope::{CancellationToken, ScopeHandle, Task, time};
use webrtc::runtime::{
    AsyncInterval, AsyncTcpListener, AsyncTcpStream, AsyncUdpSocket, JoinHandle, Runtime,
};

use crate::driver::Driver;
use crate::socket::Socket;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Spawns in a scope, and binds nothing but UDP.
pub(crate) struct ScopeRuntime {
    scope: ScopeHandle,
    driver: Arc<Driver>,
}

impl ScopeRuntime {
    pub(crate) fn new(scope: ScopeHandle, driver: Arc<Driver>) -> ScopeRuntime {
        ScopeRuntime { scope, driver }
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
            self.driver.ended.clone().drop_guard(),
            handle.finished.clone().drop_guard(),
        );
        // It drains: the session tells it to end, so that it can take leave of the peer. A scope
        // that is dropped aborts it.
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
        let (stir, weather) = (self.driver.stir.clone(), self.driver.weather.clone());
        let socket = Arc::new(Socket::new(socket, stir, weather)?);
        self.driver.again.add(&socket);
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
        if self.driver.stir.take_turn() {
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
