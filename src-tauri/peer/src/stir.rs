//! What the library's driver does not do by itself: hurry while a connection opens.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// Turns the driver takes after a datagram went in or out. It writes before it handles events, so
/// what an event makes it want to write waits for its next turn: one turn to write, one to see that
/// there is no more.
const TURNS: u8 = 2;

/// Makes the driver take another turn at once, instead of at its next timer, while the connection
/// opens.
///
/// Without it each step of the handshakes that begins in an event handler waits for the next
/// datagram or for ICE's 200 ms tick. Turns are granted per datagram, so an offer whose maker never
/// comes costs nothing.
#[derive(Debug)]
pub(crate) struct Stir {
    opening: AtomicBool,
    turns: AtomicU8,
}

impl Stir {
    pub(crate) fn new() -> Stir {
        Stir {
            opening: AtomicBool::new(true),
            turns: AtomicU8::new(0),
        }
    }

    /// A datagram went in or out.
    pub(crate) fn traffic(&self) {
        if self.opening.load(Ordering::Relaxed) {
            self.turns.store(TURNS, Ordering::Relaxed);
        }
    }

    /// The connection is open, or is being closed: sleeps are slept from now on.
    pub(crate) fn settle(&self) {
        self.opening.store(false, Ordering::Relaxed);
    }

    /// Whether the driver is to take another turn instead of sleeping.
    pub(crate) fn take_turn(&self) -> bool {
        let less = |turns: u8| turns.checked_sub(1);
        self.opening.load(Ordering::Relaxed)
            && self
                .turns
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
                .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_granted_by_traffic_and_only_while_opening() {
        let stir = Stir::new();
        assert!(!stir.take_turn(), "nothing happened yet");
        stir.traffic();
        stir.traffic();
        let taken = (0..10).filter(|_| stir.take_turn()).count();
        assert_eq!(taken, usize::from(TURNS), "turns do not pile up");
        stir.traffic();
        stir.settle();
        assert!(!stir.take_turn(), "an open connection sleeps");
    }
}
