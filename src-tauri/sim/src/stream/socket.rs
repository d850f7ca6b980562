//! The stream's socket without manners: it can say anything, half of it, or nothing.

use crate::PATIENCE;
use futures_util::{SinkExt, StreamExt};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        http::{HeaderValue, header::SEC_WEBSOCKET_PROTOCOL},
        protocol::WebSocketConfig,
    },
};
use wire::{ClientFrame, SERVER_FRAME_BYTES, SUBPROTOCOL};

/// Read at once: small, so that a thousand displays cost the load's own process little.
const READ_BYTES: usize = 8 * 1024;

/// The close code of a connection that ended without one (RFC 6455, section 7.1.5).
pub const NO_CODE: u16 = 1006;

/// Why a stream ended, or could not begin.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// There is no connection to be had.
    #[error("no connection: {0}")]
    Connect(#[from] io::Error),
    /// The server closed, or is gone ([`NO_CODE`]).
    #[error("closed with {code}")]
    Closed {
        /// Its close code.
        code: u16,
    },
    /// What came is no WebSocket, or the upgrade was refused.
    #[error(transparent)]
    Socket(Box<tungstenite::Error>),
    /// What came is no frame.
    #[error("a frame cannot be read or written: {0}")]
    Frame(#[from] serde_json::Error),
    /// The frame does not belong there.
    #[error("unexpected: {0}")]
    Unexpected(String),
    /// An event does not follow on the fold.
    #[error("an event does not follow: {0}")]
    Fold(#[from] kitchen::ApplyError),
    /// What was waited for did not come.
    #[error("it did not come in time")]
    NotInTime,
}

impl From<tungstenite::Error> for StreamError {
    fn from(error: tungstenite::Error) -> Self {
        match error {
            // The peer is gone, with or without the system's word for it.
            tungstenite::Error::ConnectionClosed
            | tungstenite::Error::AlreadyClosed
            | tungstenite::Error::Io(_)
            | tungstenite::Error::Protocol(
                tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
            ) => Self::Closed { code: NO_CODE },
            other => Self::Socket(Box::new(other)),
        }
    }
}

/// What the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// A text frame.
    Text(String),
    /// It is the end, with that code.
    Closed(u16),
}

/// An open socket.
pub struct Socket {
    ws: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Opens one with our subprotocol.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn open(address: SocketAddr) -> Result<Self, StreamError> {
        let tcp = TcpStream::connect(address).await?;
        tcp.set_nodelay(true)?;
        Self::over(tcp).await
    }

    /// Opens one over a connection that is there.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn over(tcp: TcpStream) -> Result<Self, StreamError> {
        let mut request = format!("ws://{}/v1/stream", tcp.peer_addr()?).into_client_request()?;
        let protocol = HeaderValue::from_static(SUBPROTOCOL);
        request
            .headers_mut()
            .insert(SEC_WEBSOCKET_PROTOCOL, protocol);
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(SERVER_FRAME_BYTES))
            .max_frame_size(Some(SERVER_FRAME_BYTES));
        let upgrade = tokio_tungstenite::client_async_with_config(request, tcp, Some(config));
        let upgraded = tokio::time::timeout(PATIENCE, upgrade).await;
        let (ws, _) = upgraded.map_err(|_| StreamError::NotInTime)??;
        Ok(Self { ws })
    }

    /// Sends a frame of ours.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn say(&mut self, frame: &ClientFrame) -> Result<(), StreamError> {
        self.text(serde_json::to_string(frame)?).await
    }

    /// Sends any text.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn text(&mut self, text: String) -> Result<(), StreamError> {
        Ok(self.ws.send(Message::text(text)).await?)
    }

    /// Sends bytes where text belongs.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn binary(&mut self, bytes: Vec<u8>) -> Result<(), StreamError> {
        Ok(self.ws.send(Message::binary(bytes)).await?)
    }

    /// Writes past the WebSocket, right onto the connection.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn raw(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        Ok(self.ws.get_mut().write_all(bytes).await?)
    }

    /// The next text frame.
    ///
    /// # Errors
    /// [`StreamError`]; where the server closed, with its code.
    pub async fn hear(&mut self) -> Result<String, StreamError> {
        match self.said().await? {
            Said::Text(text) => Ok(text),
            Said::Closed(code) => Err(StreamError::Closed { code }),
        }
    }

    /// Hears until the server closes, and says with which code.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn closed(&mut self) -> Result<u16, StreamError> {
        let end = async {
            loop {
                match self.said().await {
                    Ok(Said::Text(_)) => {}
                    Ok(Said::Closed(code)) | Err(StreamError::Closed { code }) => return Ok(code),
                    Err(error) => return Err(error),
                }
            }
        };
        let ended = tokio::time::timeout(PATIENCE, end).await;
        ended.unwrap_or(Err(StreamError::NotInTime))
    }

    /// Hears until the server closes, without a word or a sign: not even the WebSocket's pings are
    /// answered. Says with which code it closed.
    ///
    /// # Errors
    /// [`StreamError`], also when that takes longer than `within`.
    pub async fn closed_in_silence(self, within: Duration) -> Result<u16, StreamError> {
        let mut tcp = self.ws.into_inner();
        let mut bytes = Vec::new();
        let ended = tokio::time::timeout(within, tcp.read_to_end(&mut bytes)).await;
        ended.map_err(|_| StreamError::NotInTime)??;
        Ok(close_code(&bytes).unwrap_or(NO_CODE))
    }

    /// Closes in order: says goodbye and hears the server's.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn close(&mut self) -> Result<(), StreamError> {
        self.ws.close(None).await?;
        self.closed().await.map(drop)
    }

    /// Breaks the connection off: the system sends a reset instead of a goodbye.
    ///
    /// # Errors
    /// [`StreamError`]
    pub fn reset(self) -> Result<(), StreamError> {
        Ok(self.ws.get_ref().set_zero_linger()?)
    }

    /// The next that the server says in words. Dropping the future loses nothing.
    async fn said(&mut self) -> Result<Said, StreamError> {
        loop {
            match self.ws.next().await {
                None => return Ok(Said::Closed(NO_CODE)),
                Some(Ok(Message::Text(text))) => return Ok(Said::Text(text.as_str().to_owned())),
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(NO_CODE, |frame| frame.code.into());
                    return Ok(Said::Closed(code));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }
}

/// The code of the close frame among frames that a server sent (RFC 6455, section 5.2: they are not
/// masked).
fn close_code(mut bytes: &[u8]) -> Option<u16> {
    const CLOSE: u8 = 0x8;
    loop {
        let (head, rest) = bytes.split_first_chunk::<2>()?;
        let (length, rest) = match head[1] & 0x7f {
            126 => {
                let (length, rest) = rest.split_first_chunk()?;
                (u64::from(u16::from_be_bytes(*length)), rest)
            }
            127 => {
                let (length, rest) = rest.split_first_chunk()?;
                (u64::from_be_bytes(*length), rest)
            }
            short => (u64::from(short), rest),
        };
        let (payload, next) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        if head[0] & 0xf == CLOSE {
            return payload.first_chunk().map(|code| u16::from_be_bytes(*code));
        }
        bytes = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_frame_is_found_behind_others() {
        let mut bytes = vec![0x89, 0, 0x81, 126, 1, 0];
        bytes.extend([b'x'; 256]);
        bytes.extend([0x88, 2, 0x11, 0x4d]);
        assert_eq!(close_code(&bytes), Some(4429));
        assert_eq!(close_code(&bytes[..bytes.len() - 1]), None);
    }
}
