//! A UDP socket of one connection, one datagram at a time.
//!
//! The library's own socket asks the kernel to merge datagrams and keeps 96 KiB twice per socket to take them in. A voice
//! session has fifty small datagrams a second, never two at once, and there may be a hundred sessions.

use std::io::{self, IoSliceMut};
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::ReadBuf;
use tokio::net::UdpSocket;
use webrtc::runtime::{AsyncUdpSocket, RecvMeta, Transmit};

use crate::runtime::Stir;
use crate::weather::{Flow, Weather};

#[derive(Debug)]
pub(crate) struct Socket {
    io: UdpSocket,
    stir: Arc<Stir>,
    weather: Option<Arc<dyn Weather>>,
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
        Ok(Socket { io, stir, weather })
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
        *meta = RecvMeta::default();
        meta.addr = from;
        meta.len = read.filled().len();
        // An empty datagram, too, has a stride.
        meta.stride = meta.len.max(1);
        Poll::Ready(Ok(1))
    }
}
