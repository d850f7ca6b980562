//! What opens a connection, kept to be sent again while nothing answers it.
//!
//! The library stops repeating a DTLS flight once any handshake datagram comes, also one that only
//! repeats what came before; so when our last flight is lost and the peer asks for it again, as it
//! must, both wait forever. And where the library does repeat itself it waits a second, then two,
//! then four. Here whole datagrams are repeated, as a network may do: a peer that has had one drops
//! the second (RFC 6347, 4.1.2.6), and one that has not goes on.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Until a flight is sent again, the first time; twice as long each time after. Longer than a round
/// trip in one building.
const FIRST: Duration = Duration::from_millis(100);
/// Longest until a flight is sent again.
const LONGEST: Duration = Duration::from_millis(800);
/// How often a flight is sent again: with the above, for the 15 s that setting up may take.
const TIMES: u32 = 20;
/// Datagrams of one flight. A DTLS flight has up to four.
const DATAGRAMS: usize = 8;

/// What was sent on one socket since the peer was last heard of: DTLS only, for ICE repeats itself,
/// and sound is not repeated.
#[derive(Debug, Default)]
pub(crate) struct Flight {
    datagrams: Vec<(Vec<u8>, SocketAddr)>,
    /// Something came since: what is sent next begins a new flight.
    is_answered: bool,
    /// When it was last sent.
    at: Option<Instant>,
    times: u32,
}

impl Flight {
    pub(crate) fn sent(&mut self, now: Instant, datagram: &[u8], to: SocketAddr) {
        if !is_dtls(datagram) {
            return;
        }
        if self.is_answered {
            *self = Flight::default();
        }
        if self.datagrams.len() < DATAGRAMS {
            self.datagrams.push((datagram.to_vec(), to));
        }
        self.at = Some(now);
    }

    pub(crate) fn received(&mut self, datagram: &[u8]) {
        self.is_answered |= is_dtls(datagram);
    }

    /// What is to be sent again now: the whole flight, or nothing.
    pub(crate) fn due(&mut self, now: Instant) -> &[(Vec<u8>, SocketAddr)] {
        let wait = FIRST.saturating_mul(1 << self.times.min(8)).min(LONGEST);
        let is_due = self.at.is_some_and(|at| now >= at + wait);
        if !is_due || self.times >= TIMES {
            return &[];
        }
        self.times += 1;
        self.at = Some(now);
        &self.datagrams
    }
}

/// RFC 7983, 7.
fn is_dtls(datagram: &[u8]) -> bool {
    matches!(datagram.first(), Some(20..=63))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_flight_is_sent_again_until_another_begins() {
        let (start, to) = (Instant::now(), SocketAddr::from(([127, 0, 0, 1], 9)));
        let mut flight = Flight::default();
        flight.sent(start, &[1, 1], to);
        flight.sent(start, &[200, 1], to);
        assert!(flight.due(start + 900 * MS).is_empty(), "STUN, sound");

        flight.sent(start, &[22, 1], to);
        flight.sent(start, &[22, 2], to);
        assert!(flight.due(start + 99 * MS).is_empty());
        assert_eq!(flight.due(start + 100 * MS).len(), 2);
        assert!(flight.due(start + 299 * MS).is_empty(), "twice as long");
        // The peer says again what it said before; nothing new is sent.
        flight.received(&[22, 9]);
        assert_eq!(flight.due(start + 300 * MS).len(), 2);
        // Now there is something new to say.
        flight.sent(start + 310 * MS, &[23, 3], to);
        assert_eq!(flight.due(start + 410 * MS), [(vec![23, 3], to)]);

        let mut now = start;
        let again = std::iter::repeat_with(|| {
            now += LONGEST;
            flight.due(now).len()
        });
        assert_eq!(
            again.take(100).sum::<usize>(),
            TIMES as usize - 1,
            "not forever"
        );
    }
}
