//! The place for the one socket. It is empty, or a socket is being opened in it, or is open.

use super::counted::Counted;
use crate::address::ServerAddress;
use crate::connector::Connector;
use crate::limits::{OUTGOING, READ_BUFFER, WRITE_WITHIN};
use crate::machine::Cause;
use futures_util::{SinkExt, StreamExt};
use std::collections::VecDeque;
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::http::Uri;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// The stream's address on a server (PROTOCOL, section 4).
const PATH: &str = "/v1/stream";

/// What a socket has to say.
pub(super) enum SocketEvent {
    /// It is open.
    Opened,
    /// A text frame came.
    Text(Utf8Bytes),
    /// Something came, but no text frame, or not the whole of it yet.
    Bytes,
    /// A frame came that is no text.
    Strange,
    /// It could not be opened, or it is gone; the slot is empty.
    Gone(Cause),
}

type WebSocket<S> = WebSocketStream<Counted<S>>;
type Opening<S> = Pin<Box<dyn Future<Output = Result<WebSocket<S>, OpenError>> + Send>>;

/// The place for the one socket.
pub(super) enum Slot<S> {
    Empty,
    Opening(Opening<S>),
    Open(Box<Socket<S>>),
}

/// An open socket and what is still to be written to it.
pub(super) struct Socket<S> {
    stream: WebSocket<S>,
    outgoing: VecDeque<Message>,
    /// When it is broken, if it has not taken everything by then; `None` while it has.
    stuck_at: Option<Instant>,
    /// Bytes read when last asked.
    read: u64,
}

/// Why a socket could not be opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    /// There is no way to the server.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The server answers, and not with a stream.
    #[error("the server answers with HTTP status {0}")]
    Http(u16),
    /// The server does not speak the protocol.
    #[error(transparent)]
    WebSocket(tungstenite::Error),
}

impl<S> Slot<S>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    /// A socket that begins to open.
    pub(super) fn opening<C>(connector: Arc<C>, address: ServerAddress) -> Self
    where
        C: Connector<Stream = S>,
    {
        Self::Opening(Box::pin(async move { open(&*connector, &address).await }))
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Puts a frame in the queue. A socket that took none of the last [`OUTGOING`] is given up.
    pub(super) fn send(&mut self, frame: Message, now: Instant) {
        if let Self::Open(socket) = self {
            if socket.outgoing.len() == OUTGOING {
                socket.stuck_at = Some(now);
                return;
            }
            socket.outgoing.push_back(frame);
            socket.stuck_at.get_or_insert(now + WRITE_WITHIN);
        }
    }

    /// Begins to close the socket; when the server has agreed, it is gone.
    pub(super) fn close(&mut self, code: u16, now: Instant) {
        let reason = Utf8Bytes::from_static("");
        let code = code.into();
        self.send(Message::Close(Some(CloseFrame { code, reason })), now);
    }

    /// When [`Slot::give_up`] must be asked.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Open(socket) => socket.stuck_at,
            Self::Empty | Self::Opening(_) => None,
        }
    }

    /// Drops a socket that takes nothing, and says why.
    pub(super) fn give_up(&mut self, now: Instant) -> Option<Cause> {
        self.deadline().filter(|stuck| *stuck <= now)?;
        *self = Self::Empty;
        Some(Cause::Lost("the server reads nothing".to_owned()))
    }

    /// The next thing that happens; never, if there is no socket. Dropping the future loses
    /// nothing.
    pub(super) async fn event(&mut self) -> SocketEvent {
        let event = match self {
            Self::Empty => pending().await,
            Self::Opening(opening) => match opening.await {
                Ok(stream) => {
                    *self = Self::Open(Box::new(Socket::new(stream)));
                    SocketEvent::Opened
                }
                Err(error) => SocketEvent::Gone(Cause::OpenFailed(error.to_string())),
            },
            Self::Open(socket) => poll_fn(|cx| socket.poll_event(cx)).await,
        };
        if matches!(event, SocketEvent::Gone(_)) {
            *self = Self::Empty;
        }
        event
    }
}

impl<S> Socket<S>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    fn new(stream: WebSocket<S>) -> Self {
        let read = stream.get_ref().read();
        Self {
            stream,
            outgoing: VecDeque::new(),
            stuck_at: None,
            read,
        }
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<SocketEvent> {
        // A socket that breaks while it is written to may still hold the server's reason.
        let broken = self.poll_write(cx).err();
        let event = match self.stream.poll_next_unpin(cx) {
            Poll::Ready(Some(Ok(Message::Text(text)))) => SocketEvent::Text(text),
            Poll::Ready(Some(Ok(Message::Binary(_)))) => SocketEvent::Strange,
            Poll::Ready(Some(Ok(Message::Close(frame)))) => {
                // Our half of the goodbye, if the socket takes it at once.
                let _ = self.stream.poll_flush_unpin(cx);
                SocketEvent::Gone(closed(frame))
            }
            Poll::Ready(Some(Ok(_))) => SocketEvent::Bytes,
            Poll::Ready(Some(Err(error))) => SocketEvent::Gone(lost(&error)),
            Poll::Ready(None) => SocketEvent::Gone(closed(None)),
            Poll::Pending => match broken {
                Some(error) => SocketEvent::Gone(lost(&error)),
                None if self.stream.get_ref().read() != self.read => SocketEvent::Bytes,
                None => return Poll::Pending,
            },
        };
        self.read = self.stream.get_ref().read();
        Poll::Ready(event)
    }

    /// Writes what can be written. When it says `Ok`, all is, or this task is woken when more can
    /// be.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Result<(), tungstenite::Error> {
        if self.stuck_at.is_none() {
            return Ok(());
        }
        while let Some(frame) = self.outgoing.pop_front() {
            match self.stream.poll_ready_unpin(cx) {
                Poll::Ready(ready) => ready?,
                Poll::Pending => {
                    self.outgoing.push_front(frame);
                    return Ok(());
                }
            }
            self.stream.start_send_unpin(frame)?;
        }
        if let Poll::Ready(flushed) = self.stream.poll_flush_unpin(cx) {
            flushed?;
            self.stuck_at = None;
        }
        Ok(())
    }
}

fn closed(frame: Option<CloseFrame>) -> Cause {
    Cause::Closed {
        code: frame.as_ref().map(|frame| frame.code.into()),
        reason: frame.map_or_else(String::new, |frame| frame.reason.to_string()),
    }
}

fn lost(error: &tungstenite::Error) -> Cause {
    Cause::Lost(error.to_string())
}

async fn open<C: Connector>(
    connector: &C,
    address: &ServerAddress,
) -> Result<WebSocket<C::Stream>, OpenError> {
    let stream = Counted::new(connector.open(address).await?);
    let uri = Uri::builder()
        .scheme("ws")
        .authority(address.to_string())
        .path_and_query(PATH)
        .build()
        .map_err(|error| OpenError::WebSocket(error.into()))?;
    let request = ClientRequestBuilder::new(uri).with_sub_protocol(wire::SUBPROTOCOL);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .max_message_size(Some(wire::SERVER_FRAME_BYTES))
        .max_frame_size(Some(wire::SERVER_FRAME_BYTES));
    match client_async_with_config(request, stream, Some(config)).await {
        Ok((socket, _)) => Ok(socket),
        Err(tungstenite::Error::Http(response)) => Err(OpenError::Http(response.status().as_u16())),
        Err(error) => Err(OpenError::WebSocket(error)),
    }
}
