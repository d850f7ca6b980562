//! A packet of sound as it came, and what becomes of packets.

use rtc::rtp;

/// One RTP packet of sound.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    /// The stream's number.
    pub ssrc: u32,
    /// What it claims to hold.
    pub payload_type: u8,
    /// Its number in the stream.
    pub sequence: u16,
    /// When its first sample was taken, in samples.
    pub timestamp: u32,
    /// Opus.
    pub payload: &'a [u8],
}

impl<'a> From<&'a rtp::Packet> for Packet<'a> {
    fn from(packet: &'a rtp::Packet) -> Packet<'a> {
        Packet {
            ssrc: packet.header.ssrc,
            payload_type: packet.header.payload_type,
            sequence: packet.header.sequence_number,
            timestamp: packet.header.timestamp,
            payload: &packet.payload,
        }
    }
}

/// What became of the packets so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Decoded.
    pub heard: u64,
    /// Never came, and were made up for.
    pub lost: u64,
    /// Came twice, or after they had been made up for.
    pub late: u64,
    /// Of another stream or of another format than agreed.
    pub foreign: u64,
    /// No Opus.
    pub malformed: u64,
    /// More sound than time brings.
    pub excess: u64,
}
