//! What a display is told first, so that it is where the log is.

use super::{FAULT, Session};
use crate::{
    kitchens::Restaurant,
    stream::{
        line::End,
        socket::Text,
        welcome::{self, Start},
    },
};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    /// Answers hello. What happens meanwhile waits in the receiver of batches.
    pub(super) async fn welcome(&mut self) -> Result<(), End> {
        let restaurant = self.admitted.restaurant.clone();
        // The batches after it are in the receiver already.
        let head = restaurant.head().seq;
        match welcome::start(
            self.resume.take().as_ref(),
            restaurant.epoch().as_str(),
            head,
        ) {
            Start::Events(known) => self.catch_up(&restaurant, known, head).await,
            Start::Snapshot => self.show_everything(&restaurant, head).await,
        }
    }

    async fn show_everything(
        &mut self,
        restaurant: &Arc<Restaurant>,
        head: u64,
    ) -> Result<(), End> {
        let snapshot = self
            .app
            .streams
            .snapshot(head, restaurant)
            .await
            .ok_or(FAULT)?;
        let intro = welcome::head(&self.app, restaurant, snapshot.seq, "snapshot");
        let text = welcome::with_snapshot(&intro, &snapshot);
        self.line.send(&[text]).await?;
        self.seq = snapshot.seq;
        Ok(())
    }

    async fn catch_up(
        &mut self,
        restaurant: &Arc<Restaurant>,
        known: u64,
        head: u64,
    ) -> Result<(), End> {
        self.seq = known;
        let mut welcomed = false;
        while self.seq < head || !welcomed {
            let pieces = welcome::pieces(&self.app, restaurant, self.seq, head).await;
            let pieces = pieces.map_err(|error| {
                tracing::error!(restaurant = %restaurant.id(), %error, "cannot read old events");
                FAULT
            })?;
            let before = self.seq;
            for piece in pieces {
                if welcomed {
                    self.line.send(&[Text::whole(&piece.frame)]).await?;
                } else {
                    let intro = welcome::head(&self.app, restaurant, piece.last_seq, "events");
                    self.line
                        .send(&[welcome::with_events(&intro, &piece.frame)])
                        .await?;
                    welcomed = true;
                }
                self.seq = piece.last_seq;
            }
            if self.seq == before && self.seq < head {
                tracing::error!(restaurant = %restaurant.id(), seq = before, "events are missing");
                return Err(FAULT);
            }
        }
        Ok(())
    }
}
