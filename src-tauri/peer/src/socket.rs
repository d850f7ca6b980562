//! A UDP socket of one connection, one datagram at a time.
//!
//! The library's own socket asks the kernel to merge datagrams and keeps 96 KiB twice per socket to
//! take them in. A voice session has fifty small datagrams a second, never two at once, and there
//! may be a hundred sessions.

use std::io::{self, IoSliceMut};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use scope::time;
use tokio::io::ReadBuf;
use tokio::net::UdpSocket;
use webrtc::runtime::{AsyncUdpSocket, RecvMeta, Transmit};

use crate::flight::Flight;
use crate::stir::Stir;
use crate::weather::{Flow, Weather};

#[derive(Debug)]
pub(crate) struct Socket {
    io: UdpSocket,
    stir: Arc<Stir>,
    weather: Option<Arc<dyn Weather>>,
    /// What may have to be sent again; `None` once nothing will be.
    flight: Mutex<Option<Flight>>,
}

impl Socket {
    /// # Errors
    /// When the runtime takes no more sockets.
    pub(crate) fn new(
        socket: std::net::UdpSocket,
        stir: Arc<Stir>,
        weather: Option<Arc<dyn Weather>>,
    ) -> io::Result<Socket> {
        socket.set_nonblocking(true)?;
        let io = UdpSocket::from_std(socket)?;
        Ok(Socket {
            io,
            stir,
            weather,
            flight: Mutex::new(Some(Flight::default())),
        })
    }

    /// Sends again what is due.
    pub(crate) fn send_again(&self, now: Instant) {
        let mut flight = self.flight();
        for (datagram, to) in flight.iter_mut().flat_map(|flight| flight.due(now)) {
            if !self.loses(Flow::Out, datagram) {
                // What the socket has no room for now is tried again later.
                let _ = self.io.try_send_to(datagram, *to);
            }
        }
    }

    /// Nothing will be sent again.
    pub(crate) fn keep_nothing(&self) {
        *self.flight() = None;
    }

    fn flight(&self) -> MutexGuard<'_, Option<Flight>> {
        self.flight.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn loses(&self, flow: Flow, datagram: &[u8]) -> bool {
        let weather = self.weather.as_deref();
        weather.is_some_and(|weather| weather.loses(flow, datagram))
    }
}

impl AsyncUdpSocket for Socket {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.io.local_addr()
    }

    fn poll_send(&self, cx: &mut Context<'_>, transmit: &Transmit<'_>) -> Poll<io::Result<usize>> {
        self.stir.traffic();
        if let Some(flight) = &mut *self.flight() {
            let now = time::Instant::now().into_std();
            flight.sent(now, transmit.contents, transmit.destination);
        }
        if self.loses(Flow::Out, transmit.contents) {
            return Poll::Ready(Ok(transmit.contents.len()));
        }
        self.io
            .poll_send_to(cx, transmit.contents, transmit.destination)
    }

    fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        bufs: &mut [IoSliceMut<'_>],
        meta: &mut [RecvMeta],
    ) -> Poll<io::Result<usize>> {
        let (Some(buf), Some(meta)) = (bufs.first_mut(), meta.first_mut()) else {
            return Poll::Ready(Ok(0));
        };
        let mut read = ReadBuf::new(buf);
        let from = loop {
            read.clear();
            let from = ready!(self.io.poll_recv_from(cx, &mut read))?;
            if !self.loses(Flow::In, read.filled()) {
                break from;
            }
        };
        self.stir.traffic();
        if let Some(flight) = &mut *self.flight() {
            flight.received(read.filled());
        }
        *meta = RecvMeta::default();
        meta.addr = from;
        meta.len = read.filled().len();
        // An empty datagram, too, has a stride.
        meta.stride = meta.len.max(1);
        Poll::Ready(Ok(1))
    }
}
