//! Sessions in which nobody says anything. They take five minutes to end: they are begun before the other figures, which a server
//! that has nothing to do does not disturb.

use super::{Counter, ended};
use crate::{options::Figure, run::Run};
use anyhow::{Context, ensure};
use scope::{Spawned, Task, time::timeout};
use sim::voice::{Call, Held, Talk, TalkError, caller::Caller};
use std::time::Duration;

/// How long a session lasts in which nobody speaks (`SESSION_IDLE` in `realtime::limits`), and some more.
const IDLE: Duration = Duration::from_secs(5 * 60 + 30);

/// One over WebSocket and one over WebRTC, on a server of their own.
pub struct Silent {
    counter: Counter,
    before: Held,
    talk: Spawned<anyhow::Result<u16>>,
    call: Spawned<anyhow::Result<()>>,
}

impl Silent {
    /// Begins them where they are asked for: never in a short run.
    ///
    /// # Errors
    /// When there is no server for them.
    pub async fn of(run: &Run, figures: &[Figure]) -> anyhow::Result<Option<Self>> {
        if run.quick || !figures.contains(&Figure::Ends) {
            return Ok(None);
        }
        Ok(Some(Self::begin(run).await?))
    }

    async fn begin(run: &Run) -> anyhow::Result<Self> {
        let counter = Counter::open(run, "silent", &[]).await?;
        // What is made for the first guest is there.
        counter.warm_up().await?;
        let before = Held::after_all(&counter.server).await?;
        let mut talk = Talk::open(&Call::new(counter.address(), &counter.token)).await?;
        let caller = Caller::ring(counter.address(), &counter.token).await?;
        Ok(Self {
            talk: run.scope.spawn(Task::abort("silent talk"), async move {
                loop {
                    // Reading is what answers the server's pings.
                    match talk.closed().await {
                        Err(TalkError::NotInTime(_)) => {}
                        closed => return Ok(closed?),
                    }
                }
            }),
            call: run.scope.spawn(Task::abort("silent call"), async move {
                let mut caller = caller;
                while caller.hear().await.is_ok() {}
                Ok(())
            }),
            counter,
            before,
        })
    }

    /// Waits until both have ended, and says how the server counts that.
    ///
    /// # Errors
    /// When one does not end, or leaves something behind.
    pub(super) async fn end(self) -> anyhow::Result<String> {
        let code = timeout(IDLE, self.talk)
            .await
            .context("nobody is told that it is idle")???;
        timeout(IDLE, self.call)
            .await
            .context("a silent call stays")???;
        let after = self.before.again(&self.counter.server).await?;
        let how = ended(&self.counter).await?;
        ensure!(code == 1000 && after.sessions == 0, "{code}, {after:?}");
        Ok(format!("; where nobody speaks for five minutes: {how}"))
    }
}
