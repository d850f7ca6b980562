//! A display as far as the stream is concerned: it folds what the server says, and says what it is
//! told to.

mod socket;

pub use socket::{NO_CODE, Socket, StreamError};

use crate::PATIENCE;
use kitchen::{Command, CommandId, State};
use std::{net::SocketAddr, time::Duration};
use wire::{ClientFrame, Cursor, Device, ErrorCode, Hello, ServerFrame, Welcome};

/// What a display keeps when its connection ends: enough to go on from.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Which log.
    pub epoch: String,
    /// The fold.
    pub state: State,
}

impl Kept {
    /// Where to go on from.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            epoch: self.epoch.clone(),
            seq: self.state.seq,
        }
    }
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is on disk.
    Acked {
        /// The last event it caused.
        seq: u64,
    },
    /// It was refused.
    Refused {
        /// Why.
        code: ErrorCode,
    },
}

/// A connected display and its fold.
pub struct Display {
    socket: Socket,
    kept: Kept,
    /// How it was welcomed; a snapshot is in `kept` by now, and not here.
    welcome: Welcome,
    /// The snapshot of the welcome as the server wrote it, empty where it came with events.
    snapshot: Vec<u8>,
}

/// How a display introduces itself.
pub fn hello(token: &str, device: &str, resume: Option<Cursor>) -> ClientFrame {
    ClientFrame::Hello(Hello {
        token: token.to_owned(),
        device: Device {
            id: device.to_owned(),
            name: device.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        resume,
    })
}

impl Display {
    /// Connects as a device that knows nothing.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn connect(
        address: SocketAddr,
        token: &str,
        device: &str,
    ) -> Result<Self, StreamError> {
        let socket = Socket::open(address).await?;
        Self::greet(socket, token, device, None).await
    }

    /// Connects as a device that goes on from what it kept.
    ///
    /// # Errors
    /// [`StreamError`]; what was kept is lost then, so a caller who tries again clones it.
    pub async fn resume(
        address: SocketAddr,
        token: &str,
        device: &str,
        kept: Kept,
    ) -> Result<Self, StreamError> {
        let socket = Socket::open(address).await?;
        Self::greet(socket, token, device, Some(kept)).await
    }

    /// Says hello on an open socket and takes the welcome in.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn greet(
        mut socket: Socket,
        token: &str,
        device: &str,
        kept: Option<Kept>,
    ) -> Result<Self, StreamError> {
        let cursor = kept.as_ref().map(Kept::cursor);
        socket.say(&hello(token, device, cursor)).await?;
        let text = socket.hear().await?;
        let ServerFrame::Welcome(mut welcome) = ServerFrame::read(&text)? else {
            return Err(StreamError::Unexpected(text));
        };
        let epoch = welcome.epoch.clone();
        let mut display = match (welcome.snapshot.take(), kept) {
            (Some(state), _) => Self {
                socket,
                kept: Kept {
                    epoch,
                    state: State::clone(&state),
                },
                snapshot: written_snapshot(&text)?,
                welcome,
            },
            (None, Some(kept)) if kept.epoch == epoch => Self {
                socket,
                kept,
                snapshot: Vec::new(),
                welcome,
            },
            (None, _) => return Err(StreamError::Unexpected(text)),
        };
        for record in display.welcome.events.iter().flatten() {
            display.kept.state.apply(record)?;
        }
        Ok(display)
    }

    /// The fold.
    pub fn state(&self) -> &State {
        &self.kept.state
    }

    /// What the server said at the welcome; a snapshot is in [`Display::state`], and not here.
    pub fn welcome(&self) -> &Welcome {
        &self.welcome
    }

    /// The snapshot as the server wrote it, byte for byte; empty where the welcome came with events
    /// instead.
    pub fn snapshot(&self) -> &[u8] {
        &self.snapshot
    }

    /// The socket, to misbehave on.
    pub fn socket(&mut self) -> &mut Socket {
        &mut self.socket
    }

    /// The socket without its fold.
    pub fn into_socket(self) -> Socket {
        self.socket
    }

    /// Drops the connection without a goodbye and keeps the fold.
    pub fn leave(self) -> Kept {
        self.kept
    }

    /// Ends the connection in order and keeps the fold.
    ///
    /// # Errors
    /// [`StreamError`] when the server does not answer the close.
    pub async fn close(mut self) -> Result<Kept, StreamError> {
        self.socket.close().await?;
        Ok(self.kept)
    }

    /// Sends a command.
    ///
    /// # Errors
    /// [`StreamError`]
    pub async fn send(&mut self, id: CommandId, command: &Command) -> Result<(), StreamError> {
        let body = command.clone();
        self.socket.say(&ClientFrame::Command { id, body }).await
    }

    /// The next frame, folded in where it brings events. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`StreamError`]; a frame that does not follow is one.
    pub async fn hear(&mut self) -> Result<ServerFrame, StreamError> {
        let text = self.socket.hear().await?;
        let frame = ServerFrame::read(&text)?;
        match &frame {
            ServerFrame::Welcome(_) => return Err(StreamError::Unexpected(text)),
            ServerFrame::Events { events } => {
                for record in events {
                    self.kept.state.apply(record)?;
                }
            }
            _ => {}
        }
        Ok(frame)
    }

    /// Hears until the fold is as `wanted`.
    ///
    /// # Errors
    /// [`StreamError`], also when that does not come within [`PATIENCE`].
    pub async fn until(&mut self, wanted: impl Fn(&State) -> bool) -> Result<(), StreamError> {
        within(PATIENCE, async {
            while !wanted(&self.kept.state) {
                self.hear().await?;
            }
            Ok(())
        })
        .await
    }

    /// Hears until event `seq` is folded in.
    ///
    /// # Errors
    /// [`StreamError`], also when that does not come within [`PATIENCE`].
    pub async fn reach(&mut self, seq: u64) -> Result<(), StreamError> {
        self.until(|state| state.seq >= seq).await
    }

    /// Hears until the server has answered command `id`.
    ///
    /// # Errors
    /// [`StreamError`], also when that does not come within [`PATIENCE`].
    pub async fn outcome(&mut self, id: CommandId) -> Result<Outcome, StreamError> {
        within(PATIENCE, async {
            loop {
                match self.hear().await? {
                    ServerFrame::Ack { id: of, seq } if of == id => {
                        return Ok(Outcome::Acked { seq });
                    }
                    ServerFrame::Refused { id: of, code, .. } if of == id => {
                        return Ok(Outcome::Refused { code });
                    }
                    _ => {}
                }
            }
        })
        .await
    }

    /// Sends a command and hears until it is answered.
    ///
    /// # Errors
    /// [`StreamError`], also when that does not come within [`PATIENCE`].
    pub async fn order(&mut self, command: &Command) -> Result<Outcome, StreamError> {
        let id = CommandId(uuid::Uuid::new_v4());
        self.send(id, command).await?;
        self.outcome(id).await
    }

    /// Hears until the server closes, and says with which code.
    ///
    /// # Errors
    /// [`StreamError`], also when that does not come within [`PATIENCE`].
    pub async fn closed(&mut self) -> Result<u16, StreamError> {
        within(PATIENCE, async {
            loop {
                match self.hear().await {
                    Ok(_) => {}
                    Err(StreamError::Closed { code }) => return Ok(code),
                    Err(error) => return Err(error),
                }
            }
        })
        .await
    }
}

async fn within<T>(
    time: Duration,
    work: impl Future<Output = Result<T, StreamError>>,
) -> Result<T, StreamError> {
    let done = tokio::time::timeout(time, work).await;
    done.unwrap_or(Err(StreamError::NotInTime))
}

/// The welcome's snapshot as it stands in the frame.
fn written_snapshot(welcome: &str) -> Result<Vec<u8>, StreamError> {
    const FIELD: &str = "\"snapshot\":";
    let missing = || StreamError::Unexpected("a welcome without its snapshot".to_owned());
    let start = welcome.find(FIELD).ok_or_else(missing)? + FIELD.len();
    let rest = &welcome[start..];
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<serde::de::IgnoredAny>();
    values.next().ok_or_else(missing)??;
    Ok(rest.as_bytes()[..values.byte_offset()].to_vec())
}
