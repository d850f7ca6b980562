//! Screens that are on all day, and come back when their connection breaks.

use anyhow::Context;
use scope::{CancellationToken, Scope, Spawned, Task};
use sim::{server::Server, stream::Display};
use std::sync::Arc;
use tokio::sync::Notify;

/// Screens of a large kitchen.
const SCREENS: usize = 12;

/// All of them.
pub struct Screens {
    breaks: Vec<Arc<Notify>>,
    reading: Vec<Spawned<anyhow::Result<u64>>>,
    off: CancellationToken,
    next: usize,
}

impl Screens {
    /// Switches them on.
    ///
    /// # Errors
    /// When one is not welcome.
    pub async fn on(scope: &Scope, server: &Server, token: &str) -> anyhow::Result<Self> {
        let off = CancellationToken::new();
        let (mut breaks, mut reading) = (Vec::new(), Vec::new());
        for number in 0..SCREENS {
            let device = format!("screen-{number}");
            let display = Display::connect(server.address(), token, &device).await?;
            let breaks_now = Arc::new(Notify::new());
            let screen = Screen {
                address: server.address(),
                token: token.to_owned(),
                device,
                breaks: breaks_now.clone(),
                off: off.clone(),
            };
            breaks.push(breaks_now);
            reading.push(scope.spawn(Task::abort("screen"), screen.show(display)));
        }
        Ok(Self {
            breaks,
            reading,
            off,
            next: 0,
        })
    }

    /// Breaks the next one's connection.
    pub fn break_one(&mut self) {
        self.next = (self.next + 1) % SCREENS;
        self.breaks[self.next].notify_one();
    }

    /// Switches them off; how often they came back.
    ///
    /// # Errors
    /// When one did not, or missed something.
    pub async fn off(self) -> anyhow::Result<u64> {
        self.off.cancel();
        let mut times = 0;
        for screen in self.reading {
            times += screen.await?.context("a screen")?;
        }
        Ok(times)
    }
}

struct Screen {
    address: std::net::SocketAddr,
    token: String,
    device: String,
    breaks: Arc<Notify>,
    off: CancellationToken,
}

impl Screen {
    /// Folds what it is told, and goes on from there when its connection has broken; how often that was.
    async fn show(self, mut display: Display) -> anyhow::Result<u64> {
        let mut times = 0;
        loop {
            tokio::select! {
                heard = display.hear() => drop(heard?),
                () = self.off.cancelled() => return Ok(times),
                () = self.breaks.notified() => {
                    let kept = display.leave();
                    let (token, device) = (&self.token, &self.device);
                    display = Display::resume(self.address, token, device, kept).await?;
                    times += 1;
                }
            }
        }
    }
}
