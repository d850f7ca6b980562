//! When what a connection's sockets sent is sent again, and until when.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::socket::Socket;

/// How often it is looked whether something is due.
pub(crate) const EVERY: Duration = Duration::from_millis(50);
/// For how long after opening: the last datagram of ours may be the one that opens the other side.
pub(crate) const AFTER_OPEN: Duration = Duration::from_secs(1);

/// All sockets of a connection.
#[derive(Debug, Default)]
pub(crate) struct Again(Mutex<Vec<Weak<Socket>>>);

impl Again {
    pub(crate) fn add(&self, socket: &Arc<Socket>) {
        let mut sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sockets.push(Arc::downgrade(socket));
    }

    /// Sends what is due again.
    pub(crate) fn send_due(&self, now: Instant) {
        let sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for socket in sockets.iter().filter_map(Weak::upgrade) {
            socket.send_again(now);
        }
    }

    /// Keeps nothing for sending again any more.
    pub(crate) fn stop(&self) {
        let sockets = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for socket in sockets.iter().filter_map(Weak::upgrade) {
            socket.keep_nothing();
        }
    }
}
