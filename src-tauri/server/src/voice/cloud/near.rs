//! The near end of a session at a provider: a client's WebSocket, or nobody, where the client talks
//! to the provider itself.

use crate::voice::line::{Line, Lost, Received};
use tokio::io::{AsyncRead, AsyncWrite};

/// Who is at the near end.
pub(super) enum Near<S> {
    /// A client, through this server.
    Line(Box<Line<S>>),
    /// Nobody: the client has a call of its own, and this server listens beside it.
    Nobody,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Near<S> {
    /// The next that comes. Dropping the future loses nothing.
    pub async fn receive(&mut self) -> Received {
        match self {
            Self::Line(line) => line.receive().await,
            Self::Nobody => std::future::pending().await,
        }
    }

    /// Sends texts. It must not be dropped before it is done.
    ///
    /// # Errors
    /// [`Lost`]
    pub async fn send(&mut self, texts: &[String]) -> Result<(), Lost> {
        match self {
            Self::Line(line) if !texts.is_empty() => line.send(texts).await,
            Self::Line(_) | Self::Nobody => Ok(()),
        }
    }

    /// Says why it ends.
    pub async fn close(self, code: u16, reason: &'static str) {
        if let Self::Line(line) = self {
            line.close(code, reason).await;
        }
    }
}
