//! A commit of which nobody knows whether it is on disk, because the database went away in the
//! middle of it: what the log holds is folded in and shown before anything else is decided.

use super::{Desk, Trouble, Written};
use crate::kitchens::load::{self, LoadError};
use kitchen::{SNAPSHOT_VERSION, State};
use std::sync::Arc;
use store::Writer;

impl Desk {
    /// Makes sure that nothing is in the log that is not in the state.
    pub(super) fn settle(&mut self, writer: &mut dyn Writer) -> Result<(), Trouble> {
        if !self.in_doubt {
            return Ok(());
        }
        if let Err(error) = self.catch_up(writer) {
            tracing::error!(restaurant = %self.restaurant.id(), %error, "the log cannot be read");
            return Err(Trouble::Storage);
        }
        self.in_doubt = false;
        Ok(())
    }

    /// Takes what was stored since the state that everyone knows, and shows it to everyone.
    fn catch_up(&mut self, writer: &mut dyn Writer) -> Result<(), LoadError> {
        let id = self.restaurant.id();
        let head = self.restaurant.head();
        let loaded = writer.load(id, SNAPSHOT_VERSION..=SNAPSHOT_VERSION)?;
        let mut work = State::clone(&head);
        let mut found = Vec::new();
        for event in loaded.events.iter().filter(|event| event.seq > head.seq) {
            found.push(Written {
                record: load::fold(&mut work, id, event)?,
                body: event.body.clone(),
            });
        }
        // Another log, or one that another server wrote on and took a snapshot of.
        if loaded.epoch != *self.restaurant.epoch() || loaded.last_seq() != work.seq {
            let restaurant = id.clone();
            return Err(LoadError::Replaced { restaurant });
        }
        tracing::warn!(restaurant = %id, events = found.len(), "found in the log after a commit was in doubt");
        self.written = found;
        self.work = Arc::new(work);
        self.publish();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
