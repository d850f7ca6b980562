//! A WebSocket at the server's end: tungstenite speaks the protocol, this moves the bytes.
//!
//! What is sent goes from the shared buffer straight to the system, several frames in one call:
//! a display costs no buffer of its own, however large the snapshot it was sent.

use super::pipe::Pipe;
use std::{
    io::{self, IoSlice},
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes, WebSocket,
    protocol::{
        Role, WebSocketConfig,
        frame::{
            CloseFrame, Frame, FrameHeader,
            coding::{Data, OpCode},
        },
    },
};

/// How much is read at once: a display sends pings and bumps, a few hundred bytes each.
const READ_BYTES: usize = 4 * 1024;

/// How long the peer's reply to a close is waited for. Closing a connection that holds unread bytes
/// makes the system reset it, and a reset can overtake the close frame that says why.
const LINGER: Duration = Duration::from_secs(1);

/// Bytes that are read and thrown away while lingering: twice the largest frame that any socket
/// takes, so that who sends one too large still hears why.
const LINGER_BYTES: usize = 32 * 1024 * 1024;

/// The longest header of a frame (RFC 6455, section 5.2), unmasked.
const HEADER_BYTES: usize = 10;

/// What came from the peer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// A text frame.
    Text(Utf8Bytes),
    /// A binary frame: the protocol has none.
    Binary,
    /// A ping or a pong of the WebSocket itself.
    Sign,
    /// A frame above the limit.
    TooLarge,
    /// Bytes that are no WebSocket.
    Garbage,
    /// The peer closed, or is gone.
    Gone,
}

/// One text frame, in pieces that need not be joined.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>([&'a str; 3]);

impl<'a> Text<'a> {
    /// A frame in one piece.
    pub fn whole(text: &'a str) -> Self {
        Self([text, "", ""])
    }

    /// A frame in three pieces.
    pub fn pieces(first: &'a str, second: &'a str, third: &'a str) -> Self {
        Self([first, second, third])
    }

    /// Its bytes, without a header.
    pub fn len(&self) -> usize {
        self.0.iter().map(|piece| piece.len()).sum()
    }

    fn header(&self) -> io::Result<Vec<u8>> {
        let header = FrameHeader {
            opcode: OpCode::Data(Data::Text),
            ..FrameHeader::default()
        };
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        let length = u64::try_from(self.len()).map_err(io::Error::other)?;
        header
            .format(length, &mut bytes)
            .map_err(io::Error::other)?;
        Ok(bytes)
    }
}

/// A WebSocket over `S`.
pub(crate) struct Socket<S> {
    io: S,
    ws: WebSocket<Pipe>,
    /// What comes is not understood any more: a frame was too large, or none.
    lost: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Takes over a connection whose handshake is done. A frame of more than `most` bytes is
    /// [`Received::TooLarge`].
    pub fn new(io: S, most: usize) -> Self {
        let config = limited(WebSocketConfig::default(), most)
            .read_buffer_size(READ_BYTES)
            .write_buffer_size(0);
        let ws = WebSocket::from_raw_socket(Pipe::default(), Role::Server, Some(config));
        let lost = false;
        Self { io, ws, lost }
    }

    /// From now on frames may have `most` bytes.
    pub fn allow(&mut self, most: usize) {
        self.ws
            .set_config(|config| *config = limited(*config, most));
    }

    /// The next that comes. Dropping the future loses nothing.
    pub async fn receive(&mut self) -> Received {
        loop {
            if self.write_replies().await.is_err() {
                return Received::Gone;
            }
            match self.frame() {
                Ok(Message::Text(text)) => return Received::Text(text),
                Ok(Message::Binary(_)) => return Received::Binary,
                Ok(Message::Ping(_) | Message::Pong(_)) => return Received::Sign,
                // Reading on queues the reply, and ends.
                Ok(Message::Close(_) | Message::Frame(_)) => {}
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    if self.write_replies().await.is_err() || self.fill().await.is_err() {
                        return Received::Gone;
                    }
                }
                Err(Error::Capacity(_)) => return Received::TooLarge,
                Err(Error::Protocol(_) | Error::Utf8(_)) if !self.ws.get_ref().ended => {
                    return Received::Garbage;
                }
                Err(_) => {
                    // What could not be written will not be missed: the peer is going.
                    let _ = self.write_replies().await;
                    return Received::Gone;
                }
            }
        }
    }

    /// Sends frames, all with one flush. Dropped before it is done it leaves half a frame behind:
    /// then nothing more can be sent.
    ///
    /// # Errors
    /// The peer is gone.
    pub async fn send(&mut self, frames: &[Text<'_>]) -> io::Result<()> {
        self.write_replies().await?;
        let headers: Vec<Vec<u8>> = frames.iter().map(Text::header).collect::<Result<_, _>>()?;
        let mut slices = Vec::with_capacity(frames.len() * 4);
        for (header, Text(pieces)) in headers.iter().zip(frames) {
            slices.push(IoSlice::new(header));
            let filled = pieces.iter().filter(|piece| !piece.is_empty());
            slices.extend(filled.map(|piece| IoSlice::new(piece.as_bytes())));
        }
        let mut rest = slices.as_mut_slice();
        while !rest.is_empty() {
            let count = self.io.write_vectored(rest).await?;
            if count == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            IoSlice::advance_slices(&mut rest, count);
        }
        self.io.flush().await
    }

    /// Asks the peer for a sign.
    ///
    /// # Errors
    /// The peer is gone.
    pub async fn ping(&mut self) -> io::Result<()> {
        self.control(Frame::ping(Vec::new())).await
    }

    /// Says why, and ends; returns when the peer has heard it, or has had time to. The peer's own
    /// close is waited for (RFC 6455, section 7.1.1): a client that finds the connection gone
    /// before it could reply tells its program of a broken one, and not of the code.
    pub async fn close(mut self, code: u16, reason: &'static str) {
        let frame = CloseFrame {
            code: code.into(),
            reason: Utf8Bytes::from_static(reason),
        };
        // Who is not there to be told needs no telling.
        let _ = scope::time::timeout(LINGER, async {
            self.control(Frame::close(Some(frame))).await?;
            self.hear_out().await
        })
        .await;
        // A peer that reads nothing is not told that, either.
        let _ = scope::time::timeout(LINGER, self.io.shutdown()).await;
    }

    /// Throws away what still comes, until the peer has closed too.
    async fn hear_out(&mut self) -> io::Result<()> {
        let mut left = LINGER_BYTES;
        while left > 0 && !self.ws.get_ref().ended {
            match self.frame() {
                Ok(Message::Close(_)) | Err(Error::ConnectionClosed | Error::AlreadyClosed) => {
                    break;
                }
                Ok(_) => {}
                Err(_) => {
                    // Nothing whole is left of what came, or nothing that is a WebSocket's.
                    self.ws.get_mut().incoming.clear();
                    left = left.saturating_sub(self.fill().await?);
                }
            }
        }
        Ok(())
    }

    async fn control(&mut self, frame: Frame) -> io::Result<()> {
        let mut bytes = Vec::new();
        frame.format(&mut bytes).map_err(io::Error::other)?;
        self.ws.get_mut().outgoing.extend_from_slice(&bytes);
        self.write_replies().await?;
        self.io.flush().await
    }

    /// Dropped between two writes it goes on with the next call.
    async fn write_replies(&mut self) -> io::Result<()> {
        if self.ws.get_ref().outgoing.is_empty() {
            return Ok(());
        }
        while !self.ws.get_ref().outgoing.is_empty() {
            let count = self.io.write(&self.ws.get_ref().outgoing).await?;
            if count == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.ws.get_mut().outgoing.drain(..count);
        }
        // Not the empty buffer of a large ping.
        self.ws.get_mut().outgoing = Vec::new();
        self.io.flush().await
    }

    /// The next frame of what was read. Tungstenite is not asked again once it has lost the thread:
    /// it may panic.
    fn frame(&mut self) -> Result<Message, Error> {
        if self.lost {
            return Err(Error::Io(io::ErrorKind::InvalidData.into()));
        }
        let frame = self.ws.read();
        self.lost = matches!(
            frame,
            Err(Error::Capacity(_) | Error::Protocol(_) | Error::Utf8(_))
        );
        frame
    }

    async fn fill(&mut self) -> io::Result<usize> {
        let pipe = self.ws.get_mut();
        pipe.incoming.reserve(READ_BYTES);
        let count = self.io.read_buf(&mut pipe.incoming).await?;
        pipe.ended |= count == 0;
        Ok(count)
    }
}

fn limited(config: WebSocketConfig, most: usize) -> WebSocketConfig {
    config
        .max_message_size(Some(most))
        .max_frame_size(Some(most))
}

#[cfg(test)]
#[path = "socket_tests.rs"]
mod tests;
