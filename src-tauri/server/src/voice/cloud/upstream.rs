//! A WebSocket at the provider.

use super::{
    super::awake::{Awake, Due},
    way::Way,
};
use futures_util::{SinkExt, StreamExt};
use http_client::{DialError, Wire};
use hyper::{
    Request,
    header::{self, HeaderValue},
};
use scope::time;
use std::time::Duration;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        self, Message, Utf8Bytes,
        handshake::client::generate_key,
        protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode},
    },
};

/// The largest message: an item with its sound that was asked for again.
const MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// How much is read at once: events of sound have some kilobytes.
const READ_BYTES: usize = 16 * 1024;

/// How long the upgrade may take: it took up to 2.1 s (REALTIME, section 13).
const OPEN_WITHIN: Duration = Duration::from_secs(10);

/// How long one write may take before the provider is taken to be stuck.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// How long a goodbye may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// What a WebSocket is for; one of these, never two (REALTIME, section 1).
#[derive(Debug, Clone, Copy)]
pub(super) enum Topic<'a> {
    /// A session with that model.
    Model(&'a str),
    /// A session that only transcribes.
    Transcription,
    /// A call that goes on, to listen beside.
    Call(&'a str),
}

/// Why there is no WebSocket.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    /// There is no connection to be had.
    #[error("no connection: {0}")]
    Dial(#[from] DialError),
    /// The upgrade was answered otherwise.
    #[error("the upgrade was refused with {0}")]
    Refused(hyper::StatusCode),
    /// What answers is no WebSocket.
    #[error("no WebSocket came about: {0}")]
    Socket(Box<tungstenite::Error>),
    /// It did not come in time.
    #[error("no WebSocket within {} s", OPEN_WITHIN.as_secs())]
    Late,
    /// The request cannot be written.
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
}

/// What came from the provider.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A text.
    Text(Utf8Bytes),
    /// It closed, with that code.
    Closed(u16),
    /// It is gone, or says nothing any more.
    Lost,
}

/// The provider is gone, or does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider is gone")]
pub(super) struct Gone;

/// An open WebSocket.
pub(super) struct Upstream {
    ws: WebSocketStream<Box<dyn Wire>>,
    awake: Awake,
}

impl Upstream {
    /// Opens one for `topic`, with the key or secret in `authorization`.
    ///
    /// # Errors
    /// [`OpenError`]
    pub async fn open(
        way: &Way,
        authorization: HeaderValue,
        topic: Topic<'_>,
    ) -> Result<Self, OpenError> {
        let url = way.address().url("");
        let scheme = if url.is_secure { "wss" } else { "ws" };
        let (host, path) = (url.authority(), url.path);
        let query = match topic {
            Topic::Model(model) => format!("model={model}"),
            Topic::Transcription => "intent=transcription".to_owned(),
            Topic::Call(call) => format!("call_id={call}"),
        };
        let request = Request::get(format!("{scheme}://{host}{path}?{query}"))
            .header(header::HOST, host)
            .header(header::CONNECTION, "Upgrade")
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, generate_key())
            .header(header::AUTHORIZATION, authorization)
            .body(())?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(MESSAGE_BYTES))
            .max_frame_size(Some(MESSAGE_BYTES));
        let stream = way.dial().await?;
        let upgrade = client_async_with_config(request, stream, Some(config));
        let upgraded = time::timeout(OPEN_WITHIN, upgrade).await;
        let (ws, _) = upgraded
            .map_err(|_| OpenError::Late)?
            .map_err(|error| match error {
                tungstenite::Error::Http(response) => OpenError::Refused(response.status()),
                other => OpenError::Socket(Box::new(other)),
            })?;
        let awake = Awake::new();
        Ok(Self { ws, awake })
    }

    /// The next that comes. Dropping the future loses nothing.
    pub async fn receive(&mut self) -> Said {
        loop {
            let message = tokio::select! {
                biased;
                message = self.ws.next() => message,
                due = self.awake.due() => match due {
                    Due::Silent => return Said::Lost,
                    // Queued at once; what follows writes it.
                    Due::Ping => match self.ws.feed(Message::Ping(Vec::new().into())).await {
                        Ok(()) => continue,
                        Err(_) => return Said::Lost,
                    },
                }
            };
            self.awake.heard();
            match message {
                Some(Ok(Message::Text(text))) => return Said::Text(text),
                Some(Ok(Message::Close(frame))) => {
                    // Without a frame there is no code (RFC 6455, section 7.1.5).
                    return Said::Closed(frame.map_or(1005, |frame| frame.code.into()));
                }
                // The protocol has no bytes; a ping is answered by reading on.
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Said::Lost,
            }
        }
    }

    /// Sends a text. It must not be dropped before it is done.
    ///
    /// # Errors
    /// [`Gone`]
    pub async fn send(&mut self, text: String) -> Result<(), Gone> {
        let sent = time::timeout(WRITE_WITHIN, self.ws.send(Message::text(text))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }

    /// Says goodbye.
    pub async fn close(mut self, code: u16) {
        let frame = CloseFrame {
            code: CloseCode::from(code),
            reason: Utf8Bytes::default(),
        };
        // Who is not there needs no goodbye.
        let _ = time::timeout(CLOSE_WITHIN, async {
            self.ws.close(Some(frame)).await?;
            while let Some(message) = self.ws.next().await {
                message?;
            }
            Ok::<_, tungstenite::Error>(())
        })
        .await;
    }
}
