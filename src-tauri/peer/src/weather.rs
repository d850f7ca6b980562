//! Bad networks, for tests: which datagrams a connection loses.

use std::fmt::Debug;

/// Which way a datagram goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// To us.
    In,
    /// From us.
    Out,
}

/// Decides about each datagram; see [`crate::Settings::weather`].
pub trait Weather: Debug + Send + Sync {
    /// Whether it is lost. What it is, its first byte says: below 4 STUN, 20 to 63 DTLS, from 128
    /// RTP and RTCP (RFC 7983, 7).
    fn loses(&self, flow: Flow, datagram: &[u8]) -> bool;
}
