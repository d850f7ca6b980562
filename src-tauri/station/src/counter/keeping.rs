//! Counters on disk, and the orders that leave them once they are there.

use super::Counters;
use super::desk::Desk;
use super::sent::{Fate, Stage};
use crate::press::Press;
use crate::station::AskError;
use kitchen::CommandId;
use std::io;

impl Counters {
    /// This order could not be handed on; it is tried again with the next look.
    pub fn not_handed_on(&mut self, press: &Press) {
        let Press::Place { id, .. } = press else {
            return;
        };
        let sent = self.desks.values_mut().flat_map(|desk| &mut desk.kept.sent);
        for sent in sent.filter(|sent| sent.id == *id) {
            sent.stage = Stage::Read;
        }
    }

    /// This machine could not keep an order that was sent: it is back where it was made.
    pub fn not_placed(&mut self, id: CommandId) {
        for desk in self.desks.values_mut() {
            desk.not_kept(id);
        }
        self.changed = true;
        self.shelf.changed();
        self.start_write();
    }

    /// A station's window of this device was given the ticket of these orders to show, if it
    /// says so.
    pub fn showed(&mut self, station: &str, shows: impl Fn(&str) -> bool) {
        let mut is_new = false;
        for sent in self.desks.values_mut().flat_map(|desk| &mut desk.kept.sent) {
            let Fate::Placed { order, .. } = &sent.fate else {
                continue;
            };
            if !sent.shown.contains(&station.into()) && shows(&order.to_string()) {
                sent.shown.insert(station.into());
                is_new = true;
            }
        }
        if is_new {
            self.changed = true;
            self.shelf.changed();
            self.start_write();
        }
    }

    /// Ends the write that [`Counters::next`] has waited for. Gives back the orders that may
    /// go out now.
    pub fn finish(&mut self, result: &io::Result<()>) -> Vec<Press> {
        let batch = self.shelf.finish();
        if let Err(error) = result {
            tracing::error!(%error, "the counters' orders cannot be kept");
        }
        for reply in batch.replies {
            let answer = result.as_ref().map(drop).map_err(|_| AskError::NotKept);
            // Whoever asked may have gone.
            let _ = reply.send(answer);
        }
        self.changed = true;
        let mut place = Vec::new();
        for press in batch.place {
            let Press::Place { id, .. } = &press else {
                continue;
            };
            match result {
                Ok(()) => {
                    let sent = self.desks.values_mut().flat_map(|desk| &mut desk.kept.sent);
                    for sent in sent.filter(|sent| sent.id == *id) {
                        sent.stage = Stage::Kept;
                    }
                    place.push(press);
                }
                Err(_) => self.not_placed(*id),
            }
        }
        self.start_write();
        place
    }

    /// Waits until everything is on disk, or cannot be.
    pub async fn close(&mut self) {
        while !self.shelf.is_idle() {
            let result = self.shelf.done().await;
            if let Err(error) = &result {
                tracing::error!(%error, "the counters' orders cannot be kept");
                return;
            }
            // What goes out now goes out when the app begins again.
            self.shelf.finish();
            self.start_write();
        }
    }

    pub(super) fn start_write(&mut self) {
        let kept = |(id, desk): (&String, &Desk)| (id.clone(), desk.kept.clone());
        self.shelf.start(|| self.desks.iter().map(kept).collect());
    }
}
