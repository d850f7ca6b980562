//! A copy of a restaurant's kitchen, folded from the same events by the same code as the server's.

use crate::cause::Fault;
use kitchen::{EventRecord, State};
use std::sync::Arc;
use wire::{Cursor, Welcome};

/// A copy of the kitchen and the log it belongs to. Cloning is O(1).
#[derive(Debug, Clone, PartialEq)]
pub struct Replica {
    /// Which log; another epoch is not the continuation of this one.
    pub epoch: Arc<str>,
    /// The kitchen as of event `state.seq`.
    pub state: State,
}

impl Replica {
    /// Where to go on from.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            epoch: self.epoch.to_string(),
            seq: self.state.seq,
        }
    }

    /// The replica that a welcome makes of the one before: its snapshot, or its events folded in.
    ///
    /// # Errors
    /// A welcome that does not fit together, or not to `before`.
    pub(crate) fn welcomed(before: Option<&Self>, welcome: &Welcome) -> Result<Self, Fault> {
        if let Some(snapshot) = &welcome.snapshot {
            if snapshot.seq != welcome.seq {
                return Err(Fault::WrongSnapshot {
                    said: welcome.seq,
                    is: snapshot.seq,
                });
            }
            return Ok(Self {
                epoch: welcome.epoch.as_str().into(),
                state: State::clone(snapshot),
            });
        }
        let events = welcome.events.as_ref().ok_or(Fault::NoPicture)?;
        let before = before.filter(|before| *before.epoch == *welcome.epoch);
        let mut replica = before.ok_or(Fault::OtherEpoch)?.clone();
        replica.fold(events)?;
        // More may follow in `events` frames; less than what is known cannot be.
        if welcome.seq < replica.state.seq {
            return Err(Fault::Behind {
                said: welcome.seq,
                known: replica.state.seq,
            });
        }
        Ok(replica)
    }

    /// Folds events in, which must be exactly the next ones.
    ///
    /// # Errors
    /// At the first that is not; those before it are folded in.
    pub(crate) fn fold(&mut self, events: &[EventRecord]) -> Result<(), Fault> {
        for record in events {
            self.state.apply(record)?;
        }
        Ok(())
    }
}
