//! What a server holds for its voice sessions, by its own account: what must be again what it was.

use crate::{PATIENCE, server::Server};
use anyhow::bail;
use std::time::{Duration, Instant};

/// How often it is asked: often enough that a look more costs nothing.
const EVERY: Duration = Duration::from_millis(100);

/// What it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Open sessions.
    pub sessions: u64,
    /// Tasks of its scopes.
    pub tasks: u64,
    /// Open file descriptors.
    pub descriptors: u64,
    /// Resident memory, in bytes.
    pub memory: u64,
}

impl Held {
    /// Now.
    ///
    /// # Errors
    /// When the server does not say.
    pub async fn by(server: &Server) -> anyhow::Result<Self> {
        let metrics = server.metrics().await?;
        let value = |series: &str| Ok::<_, anyhow::Error>(metrics.value(series)? as u64);
        Ok(Self {
            sessions: value("heard_voice_sessions")?,
            tasks: value("heard_tasks")?,
            descriptors: value("process_open_fds")?,
            memory: value("process_resident_memory_bytes")?,
        })
    }

    /// Waits until no session is open, and says what is held then. The last to go are those of which the server only learns by
    /// waiting.
    ///
    /// # Errors
    /// When one stays.
    pub async fn after_all(server: &Server) -> anyhow::Result<Self> {
        let nothing = Self {
            sessions: 0,
            tasks: u64::MAX,
            descriptors: u64::MAX,
            memory: 0,
        };
        nothing.again(server).await
    }

    /// Waits until no more sessions, tasks and descriptors are held than here; memory is the caller's to judge.
    ///
    /// # Errors
    /// When that does not come.
    pub async fn again(self, server: &Server) -> anyhow::Result<Self> {
        // Those who never open are given up after 15 s, those who vanish a little sooner, and a WebSocket that gives no sign
        // within 70 s: 50, and as long as one ping is from the next (`voice::awake` of the server).
        let patience = Instant::now() + 3 * PATIENCE;
        loop {
            let now = Self::by(server).await?;
            let is_less = now.tasks <= self.tasks && now.descriptors <= self.descriptors;
            if now.sessions <= self.sessions && is_less {
                return Ok(now);
            }
            if Instant::now() > patience {
                bail!("{self:?} before, {now:?} now");
            }
            scope::time::sleep(EVERY).await;
        }
    }
}
