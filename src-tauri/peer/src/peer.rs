//! The parts of a connection, as whoever asked for it has them.

use crate::closing::{By, Closing, Ending, Phase};
use crate::hear::Sound;
use crate::speak::Speaker;
use crate::text::{Events, Texts};

/// A connection's parts. Each may live where it is used; dropping [`Connection`] ends them all.
#[derive(Debug)]
pub struct Peer {
    /// What happens.
    pub events: Events,
    /// The other side's sound.
    pub sound: Sound,
    /// Texts to the other side.
    pub texts: Texts,
    /// Sound to the other side.
    pub speaker: Speaker,
    /// The connection itself.
    pub connection: Connection,
}

/// The guard of a connection: dropping it closes it.
#[derive(Debug)]
pub struct Connection {
    pub(crate) ending: Ending,
}

impl Connection {
    pub(crate) fn new(ending: Ending) -> Connection {
        Connection { ending }
    }

    /// Ends the connection, for a reason of ours that the log and [`crate::Event::Closed`] show.
    /// Returns at once.
    pub fn close(&self, reason: &'static str) {
        self.ending.end(By::Us, reason);
    }

    /// Returns when nothing is left of it: no task, no socket.
    pub async fn closed(&self) -> Closing {
        self.ending.done().await
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.ending.phase()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.ending.end(By::Us, "dropped");
    }
}
