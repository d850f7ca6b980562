//! Puts a stream of RTP packets back in order and in time, and makes up for what is missing. No IO,
//! no clock.
//!
//! It is not a player's jitter buffer: a recogniser does not mind that sound comes late, only that
//! it is torn. So packets that are in order pass at once; one that is missing is waited for a
//! little; and silence is made up when the peer stops sending, since the end of speech must be
//! found even if the phone went mute.

use std::time::{Duration, Instant};

use super::clock::{Budget, samples_in};
use super::decode::{Decode, LONGEST};
use super::packet::{Counts, Packet};
use crate::{Frame, RATE};

/// Packets held while an earlier one is missing: 80 ms of the usual 20 ms each.
const HELD: usize = 4;
/// How long a missing packet is waited for: what Wi-Fi's retransmission takes, and shorter than
/// anyone notices.
const PATIENCE: Duration = Duration::from_millis(60);
/// Sequence numbers further ahead or behind than this belong to a stream that began anew: 20 s of
/// packets.
const JUMP: i16 = 1_000;
/// Most silence that a gap in the peer's own time is filled with: 1 s.
const LONGEST_GAP: u32 = RATE;
/// How long a peer that sends nothing after silence may be quiet before more of it is made up: longer
/// than a network's hiccup, shorter than a pause that ends an utterance.
const HICCUP: Duration = Duration::from_millis(200);
/// The same for one that stopped in the middle of sound: longer than Wi-Fi or a busy phone stalls,
/// since what comes after a stall belongs right behind what came before it, and silence between the
/// two would tear a word; half of what may come at once afterwards.
const STALL: Duration = Duration::from_secs(1);
/// For how long after its last sound a peer's silence is made up: three times what a detector of
/// speech waits for.
const MADE_UP: Duration = Duration::from_secs(3);
/// Longest payload that is silence, in bytes: Opus' own discontinuous transmission sends one or
/// two, and we send three.
const SILENCE: usize = 3;
/// How often silence is made up: a frame each.
const STEP: Duration = Duration::from_millis(20);
/// How long a stream must be quiet before another number may take its place.
const SUCCESSION: Duration = Duration::from_secs(2);

/// Hears one peer.
pub struct Ear {
    payload_type: u8,
    decode: Decode,
    budget: Budget,
    stream: Option<Stream>,
    held: Vec<Held>,
    counts: Counts,
}

struct Stream {
    ssrc: u32,
    /// The number of the packet that comes next.
    sequence: u16,
    /// Its timestamp, if no time passes in between.
    timestamp: u32,
    /// When the last packet came.
    last: Instant,
    /// When the last came that was not silence.
    sounded: Instant,
    /// Since when a packet is missing.
    missing: Option<Instant>,
    /// Samples of silence made up since the last packet.
    made_up: u64,
}

impl Stream {
    /// How long after its last packet silence is made up.
    fn patience(&self) -> Duration {
        match self.sounded < self.last {
            true => HICCUP,
            false => STALL,
        }
    }
}

struct Held {
    sequence: u16,
    timestamp: u32,
    samples: usize,
    payload: Vec<u8>,
}

impl Ear {
    /// An ear for packets of this payload type.
    ///
    /// # Errors
    /// When there is no memory for a decoder.
    pub fn new(payload_type: u8) -> Result<Ear, opus::Error> {
        Ok(Ear {
            payload_type,
            decode: Decode::new()?,
            budget: Budget::new(),
            stream: None,
            held: Vec::with_capacity(HELD + 1),
            counts: Counts::default(),
        })
    }

    /// Takes a packet, whatever it holds. The work is bounded: by the packet itself and four that
    /// were held, each with a gap of at most a second before it, and over time by what time itself
    /// brings.
    pub fn take(&mut self, now: Instant, packet: &Packet<'_>) {
        if packet.payload_type != self.payload_type || !self.is_ours(now, packet.ssrc) {
            self.counts.foreign += 1;
            return;
        }
        let Some(samples) = Decode::samples(packet.payload) else {
            self.counts.malformed += 1;
            return;
        };
        if !self.budget.take(now, samples) {
            self.counts.excess += 1;
            return;
        }
        let stream = self.stream.get_or_insert(Stream {
            ssrc: packet.ssrc,
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            last: now,
            sounded: now,
            missing: None,
            made_up: 0,
        });
        stream.last = now;
        if packet.payload.len() > SILENCE {
            stream.sounded = now;
        }
        let ahead = packet.sequence.wrapping_sub(stream.sequence).cast_signed();
        if ahead.unsigned_abs() > JUMP.unsigned_abs() {
            stream.sequence = packet.sequence;
            stream.timestamp = packet.timestamp;
            stream.missing = None;
            self.held.clear();
        } else if ahead < 0 {
            self.counts.late += 1;
            return;
        }
        self.hold(packet, samples);
        self.settle(now);
    }

    /// Does what is due: gives up on a packet that is missing, makes up silence.
    pub fn handle_timeout(&mut self, now: Instant) {
        let Some(stream) = &mut self.stream else {
            return;
        };
        if stream.missing.is_some_and(|since| now >= since + PATIENCE) {
            self.skip();
            self.settle(now);
            return;
        }
        let until = now.min(stream.sounded + MADE_UP);
        let quiet = until.saturating_duration_since(stream.last);
        if quiet >= stream.patience() && self.held.is_empty() {
            let due = samples_in(quiet);
            let more = due.saturating_sub(stream.made_up);
            stream.made_up = stream.made_up.max(due);
            // Bounded by `MADE_UP`.
            self.decode.silence(more as usize);
        }
    }

    /// When [`Ear::handle_timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let stream = self.stream.as_ref()?;
        if let Some(since) = stream.missing {
            return Some(since + PATIENCE);
        }
        let made_up = Duration::from_micros(stream.made_up * 1_000_000 / u64::from(RATE));
        let next = stream.last + stream.patience().max(made_up + STEP);
        (next <= stream.sounded + MADE_UP).then_some(next)
    }

    /// The next frame of 20 ms, while there is one.
    pub fn poll_frame(&mut self) -> Option<Frame> {
        self.decode.frame()
    }

    /// What became of the packets so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether a stream of this number is listened to now.
    fn is_ours(&mut self, now: Instant, ssrc: u32) -> bool {
        let Some(stream) = &self.stream else {
            return true;
        };
        if stream.ssrc == ssrc {
            return true;
        }
        let is_over = now.saturating_duration_since(stream.last) >= SUCCESSION;
        if is_over {
            self.stream = None;
            self.held.clear();
        }
        is_over
    }

    /// Puts a packet among those that wait, in order.
    fn hold(&mut self, packet: &Packet<'_>, samples: usize) {
        let of = |held: &Held| packet.sequence.wrapping_sub(held.sequence).cast_signed();
        let at = self.held.partition_point(|held| of(held) > 0);
        if self.held.get(at).is_some_and(|held| of(held) == 0) {
            self.counts.late += 1;
            return;
        }
        let held = Held {
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            samples,
            payload: packet.payload.to_vec(),
        };
        self.held.insert(at, held);
    }

    /// Decodes what is in order, gives up on what is missing when too much waits behind it, and
    /// notes what is missing still.
    fn settle(&mut self, now: Instant) {
        self.drain();
        while self.held.len() > HELD {
            self.skip();
            self.drain();
        }
        if let Some(stream) = &mut self.stream {
            stream.missing = (!self.held.is_empty()).then(|| stream.missing.unwrap_or(now));
        }
    }

    fn drain(&mut self) {
        while let Some(stream) = &mut self.stream {
            let Some(first) = self.held.first() else {
                return;
            };
            if first.sequence != stream.sequence {
                return;
            }
            let held = self.held.remove(0);
            let gap = self.budget.some(gap(stream, held.timestamp));
            // A peer that sends nothing while nobody speaks.
            self.decode.silence(gap);
            self.play(&held);
        }
    }

    /// Gives up on what is missing before the first packet held.
    fn skip(&mut self) {
        let (Some(stream), Some(first)) = (&mut self.stream, self.held.first()) else {
            return;
        };
        let lost = first.sequence.wrapping_sub(stream.sequence);
        let gap = self.budget.some(gap(stream, first.timestamp));
        stream.missing = None;
        self.counts.lost += u64::from(lost);
        let held = self.held.remove(0);
        self.decode.lost(gap, &held.payload);
        self.play(&held);
    }

    /// Decodes the packet that is next.
    fn play(&mut self, held: &Held) {
        if self.decode.packet(&held.payload, held.samples) {
            self.counts.heard += 1;
        } else {
            self.counts.malformed += 1;
        }
        if let Some(stream) = &mut self.stream {
            stream.sequence = held.sequence.wrapping_add(1);
            // At most `LONGEST`.
            debug_assert!(held.samples <= LONGEST);
            stream.timestamp = held.timestamp.wrapping_add(held.samples as u32);
            stream.made_up = 0;
        }
    }
}

/// Samples between the last packet and one of this timestamp, less what was made up already.
fn gap(stream: &Stream, timestamp: u32) -> usize {
    let gap = timestamp.wrapping_sub(stream.timestamp);
    // Backwards is no gap; nor is what no clock explains.
    let gap = if gap.cast_signed() < 0 { 0 } else { gap };
    u64::from(gap.min(LONGEST_GAP)).saturating_sub(stream.made_up) as usize
}
