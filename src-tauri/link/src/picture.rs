//! All that the link knows, at one moment.

use crate::outbox::{OutboxEntry, RefusedCommand, SetAside};
use crate::replica::Replica;
use crate::status::{LinkStatus, Transition};
use kitchen::{Command, EventRecord, Moment, OrderId, State, UnixMs};
use std::collections::VecDeque;
use std::sync::Arc;

/// All that the link knows. Cloning is O(1).
#[derive(Debug, Clone)]
pub struct Picture {
    /// How the connection stands.
    pub status: LinkStatus,
    /// The kitchen as the server last told it; `None` until the first welcome, if there was none
    /// from before.
    pub replica: Option<Replica>,
    /// Commands that the server has not taken yet, or whose events are still to come, in the order
    /// in which they were made.
    pub outbox: Arc<Vec<OutboxEntry>>,
    /// Commands that the server refused and nobody has dismissed yet, the oldest first. At most
    /// [`crate::limits::REFUSED`].
    pub refused: Arc<Vec<RefusedCommand>>,
    /// Server's wall clock minus this machine's, in ms; 0 until the server has said a time.
    pub server_time_offset_ms: i64,
    /// Which restaurant the server says it serves.
    pub restaurant: Option<Arc<str>>,
    /// The newer version that the server offers.
    pub update_available: Option<Arc<str>>,
    /// The last [`crate::limits::HISTORY`] transitions of the connection, the oldest first.
    pub history: Arc<VecDeque<Transition>>,
    /// The outbox that could not be read when the link began, for a person to know of.
    pub set_aside: Option<Arc<SetAside>>,
}

impl Picture {
    /// The kitchen as it will be once the server has taken the outbox: what is known, and the
    /// outbox's commands decided and applied on top by the kitchen's own code at `now_ms` (by the
    /// server's clock). A command that the kitchen refuses is left out. So is a new order: its id
    /// and number are the server's to give.
    ///
    /// The state's `seq` counts the predicted events too, so it is no cursor.
    pub fn predicted(&self, now_ms: UnixMs) -> Option<State> {
        let replica = self.replica.as_ref()?;
        let mut state = replica.state.clone();
        let known = state.seq;
        for entry in self.outbox.iter() {
            // Seen already, though it is still listed.
            if entry.acked_seq.is_some_and(|acked| acked <= known) {
                continue;
            }
            predict(&mut state, entry, now_ms);
        }
        Some(state)
    }
}

fn predict(state: &mut State, entry: &OutboxEntry, now_ms: UnixMs) {
    if matches!(*entry.body, Command::PlaceOrder { .. }) {
        return;
    }
    let moment = Moment {
        now_ms,
        day: state.day,
        // Only a new order takes it, and there is none.
        order_id: OrderId(entry.id.0),
    };
    let Ok(events) = kitchen::decide(state, &entry.body, &moment) else {
        return;
    };
    let before = state.clone();
    for body in events {
        let record = EventRecord {
            seq: state.seq + 1,
            at_ms: now_ms,
            by: "prediction".into(),
            command_id: Some(entry.id),
            body,
        };
        if let Err(error) = state.apply(&record) {
            tracing::warn!(command = %entry.id, %error, "a prediction does not follow");
            *state = before;
            return;
        }
    }
}
