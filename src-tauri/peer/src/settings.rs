//! What a connection is made with.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::weather::Weather;

/// How long setting up may take at most, whatever is asked for: the official clients' own deadline.
const LONGEST_SETUP: Duration = Duration::from_secs(30);

/// Addresses and times of a connection.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Local UDP addresses, one socket each per connection; port 0 takes any free one. `0.0.0.0`
    /// and `[::]` stand for every interface but loopback, which must be named. These are the
    /// candidates the other side sees.
    pub udp: Vec<SocketAddr>,
    /// From the start until the data channel is open; at most 30 s.
    pub setup: Duration,
    /// How long the network may be silent before the connection counts as disconnected. Checks go
    /// out every second, or three times within it.
    pub disconnected: Duration,
    /// How long a disconnected peer may come back.
    pub grace: Duration,
    /// How long local addresses may take to be gathered. Without STUN this is a matter of
    /// milliseconds.
    pub gathering: Duration,
    /// How long our sound may be that waits to be spoken; who says more waits.
    pub speech: Duration,
    /// What the network does to our datagrams, in tests of a bad one; `None` leaves that to the
    /// network.
    pub weather: Option<Arc<dyn Weather>>,
}

impl Default for Settings {
    /// Loopback only; 15 s to open (a phone on bad Wi-Fi takes 5), silence seen after 3 s, 5 s of
    /// grace (what the official clients give), a minute of speech.
    fn default() -> Settings {
        Settings {
            udp: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))],
            setup: Duration::from_secs(15),
            disconnected: Duration::from_secs(3),
            grace: Duration::from_secs(5),
            gathering: Duration::from_secs(2),
            speech: Duration::from_secs(60),
            weather: None,
        }
    }
}

impl Settings {
    /// The same, on these addresses.
    pub fn on(udp: Vec<SocketAddr>) -> Settings {
        Settings {
            udp,
            ..Settings::default()
        }
    }

    /// The setup deadline within its bound.
    pub(crate) fn setup_within(&self) -> Duration {
        self.setup.min(LONGEST_SETUP)
    }
}
