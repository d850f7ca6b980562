//! Lean clients of the realtime endpoint: events as JSON, whatever they are. Here over WebSocket, in
//! [`caller`] over WebRTC; and [`ways`] in which their sessions end.

pub mod caller;
mod events;
mod held;
pub mod ways;

pub use events::{cart, kinds, said, typed};
pub use held::Held;

use crate::PATIENCE;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{io, net::SocketAddr};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue, StatusCode, header},
    },
};

/// The close code of a connection that ended without one (RFC 6455, section 7.1.5).
pub const NO_CODE: u16 = 1006;

/// Why a session does not go on.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    /// There is no connection to be had.
    #[error("no connection: {0}")]
    Connect(#[from] io::Error),
    /// The upgrade was refused.
    #[error("refused with {status}: {body}")]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// What it says.
        body: String,
    },
    /// The server closed, or is gone ([`NO_CODE`]).
    #[error("closed with {code}")]
    Closed {
        /// Its close code.
        code: u16,
    },
    /// What came is no WebSocket.
    #[error(transparent)]
    Socket(Box<tungstenite::Error>),
    /// What came is no event.
    #[error("an event cannot be read: {0}")]
    Event(#[from] serde_json::Error),
    /// What was waited for did not come; these did.
    #[error("it did not come in time; these did: {0}")]
    NotInTime(String),
}

impl From<tungstenite::Error> for TalkError {
    fn from(error: tungstenite::Error) -> Self {
        match error {
            tungstenite::Error::Http(response) => Self::Refused {
                status: response.status(),
                body: response
                    .into_body()
                    .map(|body| String::from_utf8_lossy(&body).into_owned())
                    .unwrap_or_default(),
            },
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

/// How a session is asked for.
#[derive(Debug, Clone)]
pub struct Call {
    /// Where.
    pub address: SocketAddr,
    /// What stands after `/v1/realtime`, with its question mark.
    pub query: String,
    /// Headers beside those of a WebSocket.
    pub headers: Vec<(HeaderName, String)>,
    /// How much may wait to be read, in bytes; what the system gives if not said.
    pub buffer: Option<u32>,
}

impl Call {
    /// A session of the local model, with that key.
    pub fn new(address: SocketAddr, key: &str) -> Self {
        Self {
            address,
            query: "?model=heard".to_owned(),
            headers: vec![(header::AUTHORIZATION, format!("Bearer {key}"))],
            buffer: None,
        }
    }

    async fn connect(&self) -> io::Result<TcpStream> {
        let socket = match self.address {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        }?;
        if let Some(bytes) = self.buffer {
            socket.set_recv_buffer_size(bytes)?;
        }
        let tcp = socket.connect(self.address).await?;
        tcp.set_nodelay(true)?;
        Ok(tcp)
    }
}

/// An open session.
#[derive(Debug)]
pub struct Talk {
    ws: WebSocketStream<TcpStream>,
    protocol: Option<String>,
}

impl Talk {
    /// Opens one.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn open(call: &Call) -> Result<Self, TalkError> {
        let tcp = call.connect().await?;
        let url = format!("ws://{}/v1/realtime{}", call.address, call.query);
        let mut request = url.into_client_request()?;
        for (name, value) in &call.headers {
            let value = HeaderValue::from_str(value).map_err(tungstenite::http::Error::from);
            let value = value.map_err(tungstenite::Error::from)?;
            request.headers_mut().append(name, value);
        }
        let upgrade = tokio_tungstenite::client_async(request, tcp);
        let upgraded = tokio::time::timeout(PATIENCE, upgrade).await;
        let (ws, response) = upgraded.map_err(|_| TalkError::NotInTime(String::new()))??;
        let protocol = response.headers().get(header::SEC_WEBSOCKET_PROTOCOL);
        let protocol = protocol.and_then(|chosen| chosen.to_str().ok());
        Ok(Self {
            protocol: protocol.map(str::to_owned),
            ws,
        })
    }

    /// The subprotocol that was chosen.
    pub fn protocol(&self) -> Option<&str> {
        self.protocol.as_deref()
    }

    /// Sends an event.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn say(&mut self, event: &Value) -> Result<(), TalkError> {
        self.text(event.to_string()).await
    }

    /// Sends any text.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn text(&mut self, text: String) -> Result<(), TalkError> {
        Ok(self.ws.send(Message::text(text)).await?)
    }

    /// Sends bytes where text belongs.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn binary(&mut self, bytes: Vec<u8>) -> Result<(), TalkError> {
        Ok(self.ws.send(Message::binary(bytes)).await?)
    }

    /// Writes past the WebSocket, right onto the connection.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn raw(&mut self, bytes: &[u8]) -> Result<(), TalkError> {
        Ok(self.ws.get_mut().write_all(bytes).await?)
    }

    /// Says something in writing, and asks for an answer.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn type_in(&mut self, words: &str) -> Result<(), TalkError> {
        self.say(&typed(words)).await?;
        self.say(&json!({"type": "response.create"})).await
    }

    /// The next event.
    ///
    /// # Errors
    /// [`TalkError`]; where the server closed, with its code.
    pub async fn hear(&mut self) -> Result<Value, TalkError> {
        loop {
            match self.ws.next().await {
                None => return Err(TalkError::Closed { code: NO_CODE }),
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text)?),
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(NO_CODE, |frame| frame.code.into());
                    return Err(TalkError::Closed { code });
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    /// Every event up to the first of that type, which is the last.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn until(&mut self, kind: &str) -> Result<Vec<Value>, TalkError> {
        let mut events = Vec::new();
        let hearing = async {
            loop {
                let event = self.hear().await?;
                let found = event["type"] == kind;
                events.push(event);
                if found {
                    return Ok(());
                }
            }
        };
        let heard = tokio::time::timeout(PATIENCE, hearing).await;
        match heard {
            Ok(Ok(())) => Ok(events),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(TalkError::NotInTime(kinds(&events).join(" "))),
        }
    }

    /// The events of a whole turn: says something in writing, and hears the answer to its end.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn turn(&mut self, words: &str) -> Result<Vec<Value>, TalkError> {
        self.type_in(words).await?;
        self.until("response.done").await
    }

    /// Hears until the server closes, and says with which code.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn closed(&mut self) -> Result<u16, TalkError> {
        let end = async {
            loop {
                match self.hear().await {
                    Ok(_) => {}
                    Err(TalkError::Closed { code }) => return Ok(code),
                    Err(error) => return Err(error),
                }
            }
        };
        let ended = tokio::time::timeout(PATIENCE, end).await;
        ended.unwrap_or(Err(TalkError::NotInTime(String::new())))
    }

    /// Closes in order: says goodbye and hears the server's.
    ///
    /// # Errors
    /// [`TalkError`]
    pub async fn close(&mut self) -> Result<(), TalkError> {
        self.ws.close(None).await?;
        self.closed().await.map(drop)
    }

    /// Breaks the connection off: the system sends a reset instead of a goodbye.
    ///
    /// # Errors
    /// [`TalkError`]
    pub fn reset(self) -> Result<(), TalkError> {
        Ok(self.ws.get_ref().set_zero_linger()?)
    }
}
