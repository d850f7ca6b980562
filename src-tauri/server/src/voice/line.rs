//! A client's WebSocket: texts both ways, kept awake, and told why it ends.

use super::awake::{Awake, Due};
use crate::stream::socket::{self, Socket, Text};
use scope::time;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// The largest frame: 15 MiB of sound in an `append` (REALTIME, section 8), and what is around it.
const FRAME_BYTES: usize = 15 * 1024 * 1024 + 64 * 1024;

/// How long one write may take before the client is too slow: as the stream has it.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// What came from the client.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// A text frame.
    Text(Utf8Bytes),
    /// A binary frame: the protocol has none.
    Binary,
    /// A frame above the limit.
    TooLarge,
    /// Bytes that are no WebSocket.
    Garbage,
    /// The client gave no sign for too long.
    Silent,
    /// The client closed, or is gone.
    Gone,
}

/// The client is gone, or reads too slowly. Nothing more can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// It is gone.
    #[error("the client is gone")]
    Gone,
    /// It does not read what it is sent.
    #[error("the client reads too slowly")]
    Slow,
}

/// A client's WebSocket over `S`.
pub struct Line<S> {
    socket: Socket<S>,
    awake: Awake,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    /// Takes over a connection whose handshake is done.
    pub fn new(io: S) -> Self {
        Self {
            socket: Socket::new(io, FRAME_BYTES),
            awake: Awake::new(),
        }
    }

    /// The next that comes. Dropping the future loses nothing.
    pub async fn receive(&mut self) -> Received {
        loop {
            let received = tokio::select! {
                biased;
                received = self.socket.receive() => received,
                due = self.awake.due() => match due {
                    Due::Silent => return Received::Silent,
                    Due::Ping => match self.socket.ping().await {
                        Ok(()) => continue,
                        Err(_) => return Received::Gone,
                    },
                }
            };
            self.awake.heard();
            match received {
                socket::Received::Text(text) => return Received::Text(text),
                socket::Received::Binary => return Received::Binary,
                socket::Received::Sign => {}
                socket::Received::TooLarge => return Received::TooLarge,
                socket::Received::Garbage => return Received::Garbage,
                socket::Received::Gone => return Received::Gone,
            }
        }
    }

    /// Sends texts, each as one frame, with one flush. It must not be dropped before it is done.
    ///
    /// # Errors
    /// [`Lost`]
    pub async fn send(&mut self, texts: &[String]) -> Result<(), Lost> {
        let whole: Vec<Text<'_>> = texts.iter().map(|text| Text::whole(text)).collect();
        match time::timeout(WRITE_WITHIN, self.socket.send(&whole)).await {
            Ok(sent) => sent.map_err(|_| Lost::Gone),
            Err(_) => Err(Lost::Slow),
        }
    }

    /// Says why it ends.
    pub async fn close(self, code: u16, reason: &'static str) {
        self.socket.close(code, reason).await;
    }
}
