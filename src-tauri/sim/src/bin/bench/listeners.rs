//! Those who listen to a bare server, as displays listen to ours.

use crate::bare::Bare;
use anyhow::Context;
use scope::{Scope, Task};
use sim::{PATIENCE, stream::Socket};
use std::sync::Arc;
use tokio::sync::watch;

/// Is shown every frame as it comes.
pub type OnFrame = Arc<dyn Fn(&str) + Send + Sync>;

/// Connected listeners, which read until they are dropped.
pub struct Listeners {
    _scope: Scope,
    bytes: watch::Receiver<usize>,
}

impl Listeners {
    /// Connects `count` of them.
    ///
    /// # Errors
    /// When the bare server does not take one.
    pub async fn join(
        scope: &Scope,
        bare: &Bare,
        count: usize,
        on_frame: OnFrame,
    ) -> anyhow::Result<Self> {
        let scope = scope.child("listeners");
        let (sum, bytes) = watch::channel(0);
        let sum = Arc::new(sum);
        for _ in 0..count {
            let mut socket = Socket::open(bare.stream()).await?;
            let (sum, on_frame) = (sum.clone(), on_frame.clone());
            scope.spawn(Task::abort("listener"), async move {
                // One that is cut off is missed in the sum.
                while let Ok(text) = socket.hear().await {
                    on_frame(&text);
                    sum.send_modify(|sum| *sum += text.len());
                }
            });
        }
        Ok(Self {
            _scope: scope,
            bytes,
        })
    }

    /// Waits until they have read so many bytes, all together.
    ///
    /// # Errors
    /// When they do not.
    pub async fn have_read(&mut self, bytes: usize) -> anyhow::Result<()> {
        let read = self.bytes.wait_for(|sum| *sum >= bytes);
        let read = scope::time::timeout(PATIENCE, read).await;
        read.context("the bare server's listeners do not get every frame")??;
        Ok(())
    }
}
