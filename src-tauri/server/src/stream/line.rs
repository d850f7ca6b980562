//! A connection that can be cut: whatever it waits for, it hears that the server stops, that a
//! newer connection took its place, or that its token was revoked.

use super::{
    machine::Close,
    socket::{Received, Socket, Text},
};
use scope::time;
use std::{future::Future, io, pin::Pin, time::Duration};
use tokio::io::{AsyncRead, AsyncWrite};
use wire::{Notice, ServerFrame, close};

/// How long one write may take before the client is too slow: a screen that does not read for
/// so long shows nothing that is true.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// What is granted on top for each MiB of it: 8 Mbit/s, a weak Wi-Fi.
const WRITE_PER_MIB: Duration = Duration::from_secs(1);

/// How long a client that was too slow has to take the rest of what it was sent, so that it can
/// be told why it is closed. Nothing more is queued for it meanwhile.
const LAST_CHANCE: Duration = Duration::from_secs(20);

/// How long a write that is under way when the connection is cut may take to end, so that the
/// frame that says why is not part of another.
const CUT_WITHIN: Duration = Duration::from_millis(500);

/// Why a connection ends though neither side did anything wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The server stops.
    Stopping,
    /// The same device connected anew.
    Replaced,
    /// The token was revoked.
    Revoked,
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It is closed, and told why.
    Close(Close),
    /// The client read too slowly.
    Slow,
    /// It was cut.
    Cut(Cut),
    /// The client closed, or is gone, or cannot be told any more.
    Gone,
}

impl End {
    /// What is said, and how it is closed; `None` where nobody listens.
    pub fn said(self) -> Option<(Option<Notice>, Close)> {
        Some(match self {
            Self::Close(close) => (None, close),
            Self::Slow => {
                let close = Close::new(close::TOO_MANY, "reads too slowly");
                (Some(Notice::SlowConsumer), close)
            }
            Self::Cut(Cut::Stopping) => {
                let close = Close::new(close::GOING_AWAY, "the server is shutting down");
                (Some(Notice::ShuttingDown), close)
            }
            Self::Cut(Cut::Replaced) => {
                let close = Close::new(close::REPLACED, "the device connected anew");
                (None, close)
            }
            Self::Cut(Cut::Revoked) => {
                let close = Close::new(close::NOT_AUTHENTICATED, "the token was revoked");
                (None, close)
            }
            Self::Gone => return None,
        })
    }
}

/// Becomes what cuts a connection; gone once it has.
type Knife = Option<Pin<Box<dyn Future<Output = Cut> + Send>>>;

/// A socket, and what cuts it.
pub(super) struct Line<S> {
    socket: Socket<S>,
    knife: Knife,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    /// A socket that `cut` ends.
    pub fn new(socket: Socket<S>, cut: impl Future<Output = Cut> + Send + 'static) -> Self {
        Self {
            socket,
            knife: Some(Box::pin(cut)),
        }
    }

    /// The next that comes. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`End::Cut`], once. After that what is sent must go quickly.
    pub async fn receive(&mut self) -> Result<Received, End> {
        tokio::select! {
            biased;
            cut = fallen(&mut self.knife) => Err(End::Cut(cut)),
            received = self.socket.receive() => Ok(received),
        }
    }

    /// Returns when it is cut, once. After that what is sent must go quickly.
    pub async fn cut(&mut self) -> End {
        End::Cut(fallen(&mut self.knife).await)
    }

    /// From now on `cut` ends it.
    pub fn cut_by(&mut self, cut: impl Future<Output = Cut> + Send + 'static) {
        self.knife = Some(Box::pin(cut));
    }

    /// From now on frames may have `most` bytes.
    pub fn allow(&mut self, most: usize) {
        self.socket.allow(most);
    }

    /// Sends frames with one flush. It must not be dropped before it is done.
    ///
    /// # Errors
    /// [`End`]
    pub async fn send(&mut self, frames: &[Text<'_>]) -> Result<(), End> {
        let bytes = frames.iter().map(Text::len).sum();
        write(self.socket.send(frames), &mut self.knife, within(bytes)).await
    }

    /// Asks for a sign. It must not be dropped before it is done.
    ///
    /// # Errors
    /// [`End`]
    pub async fn ping(&mut self) -> Result<(), End> {
        write(self.socket.ping(), &mut self.knife, WRITE_WITHIN).await
    }

    /// Says why it ends, as far as anyone listens.
    pub async fn end(mut self, end: End) {
        let Some((notice, close)) = end.said() else {
            return;
        };
        if let Some(notice) = notice {
            let frame = serde_json::to_string(&ServerFrame::Notice(notice));
            let frame = frame.unwrap_or_default();
            let frames = [Text::whole(&frame)];
            let sent = self.socket.send(&frames);
            if !matches!(time::timeout(CUT_WITHIN, sent).await, Ok(Ok(()))) {
                return;
            }
        }
        self.socket.close(close.code, close.reason).await;
    }
}

/// Returns when the connection is cut, once.
async fn fallen(knife: &mut Knife) -> Cut {
    let Some(waiting) = knife else {
        return std::future::pending().await;
    };
    let cut = waiting.await;
    *knife = None;
    cut
}

/// Writes to the end, unless the client is too slow or the connection is cut. Even then the frame
/// that is half sent is given some time: only behind its other half can anything be said.
async fn write(
    write: impl Future<Output = io::Result<()>>,
    knife: &mut Knife,
    within: Duration,
) -> Result<(), End> {
    let mut write = std::pin::pin!(write);
    if knife.is_none() {
        let written = time::timeout(CUT_WITHIN, write).await;
        return written.map_or(Err(End::Gone), |written| written.map_err(|_| End::Gone));
    }
    let (end, last) = tokio::select! {
        biased;
        written = &mut write => return written.map_err(|_| End::Gone),
        cut = fallen(knife) => (End::Cut(cut), time::timeout(CUT_WITHIN, write).await),
        () = time::sleep(within) => tokio::select! {
            biased;
            last = time::timeout(LAST_CHANCE, write) => (End::Slow, last),
            _ = fallen(knife) => return Err(End::Gone),
        },
    };
    match last {
        Ok(Ok(())) => Err(end),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

fn within(bytes: usize) -> Duration {
    let mib = u32::try_from(bytes / (1024 * 1024)).unwrap_or(u32::MAX);
    WRITE_WITHIN.saturating_add(WRITE_PER_MIB.saturating_mul(mib))
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
