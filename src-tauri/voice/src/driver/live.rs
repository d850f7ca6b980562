//! An open connection with its session, and the one way out of it.

use std::time::Duration;

use peer::{Connection, Event, Events, Frame, Speaker, Texts};
use scope::{Scope, ScopeHandle, Task, time};
use tokio::sync::mpsc;

use super::connect::Connected;
use crate::session::Session;

/// Events that wait to be sent. What fills it is a connection that takes nothing any more: it is
/// given up rather than that one is left out.
const UNSENT: usize = 256;
/// How long saying goodbye may take: what a connection gives itself.
const GOODBYE: Duration = Duration::from_secs(2);
/// How long what lives in a session may take to end after that.
const CLOSE: Duration = Duration::from_secs(1);

/// An open connection.
pub(super) struct Live {
    pub(super) session: Session,
    pub(super) events: Events,
    pub(super) sound: peer::Sound,
    pub(super) speaker: Speaker,
    unsent: mpsc::Sender<String>,
    connection: Connection,
    scope: Scope,
}

/// What comes over it.
pub(super) enum Came {
    Event(Event),
    Sound(Frame),
}

/// The connection takes no more events.
pub(super) struct Stuck;

/// A session that was left: its number, and what it left behind.
pub(super) type Left = (u64, Vec<String>);

impl Live {
    pub(super) fn new(scope: Scope, connected: Connected, session: Session) -> Self {
        let peer = connected.peer;
        let (unsent, queue) = mpsc::channel(UNSENT);
        // Where the scope has ended, so has the connection, which says so.
        scope.spawn(Task::abort("write"), write(queue, peer.texts));
        Self {
            session,
            events: peer.events,
            sound: peer.sound,
            speaker: peer.speaker,
            unsent,
            connection: peer.connection,
            scope,
        }
    }

    /// Sends an event after those that wait.
    pub(super) fn send(&self, text: String) -> Result<(), Stuck> {
        self.unsent.try_send(text).map_err(|_| Stuck)
    }

    /// The next that comes. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Came {
        tokio::select! {
            biased;
            Some(event) = self.events.next() => Came::Event(event),
            Some(frame) = self.sound.next() => Came::Sound(frame),
            // Both have ended, which the last event told.
            else => std::future::pending().await,
        }
    }

    /// What is to be let go of.
    pub(super) fn into_parts(self) -> (Scope, Connection) {
        (self.scope, self.connection)
    }
}

/// The one way out of a session: says goodbye, then ends whatever is left, and tells what that was.
pub(super) fn leave(
    (scope, connection): (Scope, Option<Connection>),
    from: &ScopeHandle,
    number: u64,
    left: mpsc::Sender<Left>,
) {
    let leaving = async move {
        if let Some(connection) = connection {
            connection.close("the session is over");
            // Whether it was in time is what the list below says.
            let _ = time::timeout(GOODBYE, connection.closed()).await;
        }
        let closed = scope.close(CLOSE).await;
        if !closed.is_clean() {
            tracing::error!(%closed, "a voice session left something behind");
        }
        // Nobody asks any more when the whole voice ends.
        let _ = left.try_send((number, closed.stragglers));
    };
    // In a scope that has ended everything ends without a goodbye.
    let _ = from.spawn(Task::drain("goodbye"), leaving);
}

/// Sends events in order; waits where the other side is behind.
async fn write(mut queue: mpsc::Receiver<String>, texts: Texts) {
    while let Some(text) = queue.recv().await {
        if let Err(error) = texts.send(&text).await {
            // The connection ends, or has; its last event says why.
            tracing::debug!(%error, "an event was not sent");
            return;
        }
    }
}
