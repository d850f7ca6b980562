//! Sends a packet every 20 ms while there is something to say, and just enough silence while there
//! is not.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rtc::rtp;
use scope::time::{self, Instant};
use tokio::sync::{oneshot, watch};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

use super::encode::Encode;
use super::queue::{Mark, Outlet};
use crate::closing::{Ending, Phase};
use crate::{FRAME, Frame};

/// A frame's time.
const SLOT: Duration = Duration::from_millis(20);
/// Slots of silence after the last sound that are sent one by one: the far decoder fades out on
/// them (100 ms).
const TAIL: u64 = 5;
/// Between two packets of silence after that, in slots: 400 ms, as Opus' own discontinuous
/// transmission does (RFC 7587, 3.1.3).
const IDLE: u64 = 20;
/// Slots that may be sent late, at once: beyond 100 ms the far side has made up its own sound, and
/// we go on from now.
const BEHIND: u64 = 5;

/// What speaking needs.
pub(crate) struct Speaking {
    pub(crate) outlet: Outlet,
    pub(crate) drained: watch::Sender<Option<Mark>>,
    pub(crate) ending: Ending,
}

/// Where our packets go.
pub(crate) struct Way {
    pub(crate) track: Arc<TrackLocalStaticRTP>,
    pub(crate) ssrc: u32,
    pub(crate) payload_type: u8,
}

/// Speaks until the connection ends. Where the other side takes no sound, time passes just the
/// same.
pub(crate) async fn speak(speaking: Speaking, way: oneshot::Receiver<Option<Way>>) {
    let Ok(way) = way.await else {
        return;
    };
    let track = way.as_ref().map(|way| way.track.clone());
    let track = track.as_deref();
    let mut pacer = Pacer::new(Instant::now(), way.map(|way| (way.ssrc, way.payload_type)));
    loop {
        let is_open = speaking.ending.phase() == Phase::Open;
        tokio::select! {
            () = reports(track) => {}
            () = speaking.outlet.more() => pacer.wake(Instant::now()),
            () = time::sleep_until(pacer.due(is_open)) => {
                let now = Instant::now();
                while let Some(packet) = pacer.next(now, &speaking.outlet) {
                    if !send(track, packet).await {
                        return;
                    }
                }
            }
        }
        if let Some(mark) = speaking.outlet.drained() {
            speaking.drained.send_replace(Some(mark));
        }
    }
}

/// False when nothing can be sent any more.
async fn send(track: Option<&TrackLocalStaticRTP>, packet: rtp::Packet) -> bool {
    match track {
        Some(track) => track.write_rtp(packet).await.is_ok(),
        None => true,
    }
}

/// Decides what is sent in which slot of 20 ms. No IO, no clock.
pub(super) struct Pacer {
    header: rtp::Header,
    encode: Encode,
    frame: Frame,
    /// When slot 0 was. Slots are counted from it and never from one another, so nothing drifts.
    start: Instant,
    /// The slot to be sent next.
    slot: u64,
    /// Slots of silence since something was said.
    quiet: u64,
    clears: u64,
    /// Slot 0's timestamp.
    timestamp: u32,
}

impl Pacer {
    /// For a stream's number and payload type.
    pub(super) fn new(now: Instant, stream: Option<(u32, u8)>) -> Pacer {
        let (ssrc, payload_type) = stream.unwrap_or_default();
        let header = rtp::Header {
            version: 2,
            payload_type,
            // Random, as RFC 3550, 5.1 wants both.
            sequence_number: random() as u16,
            ssrc,
            ..Default::default()
        };
        Pacer {
            header,
            encode: Encode::new(),
            frame: Box::new([0; FRAME]),
            start: now,
            slot: 0,
            quiet: 0,
            clears: 0,
            timestamp: random(),
        }
    }

    /// When the next packet is to be sent.
    pub(super) fn due(&self, is_open: bool) -> Instant {
        // Until the channel is open every slot is sent: it is traffic that keeps the far side's
        // driver awake.
        let is_idle = is_open && self.quiet > TAIL;
        let slot = if is_idle {
            self.slot + IDLE - 1
        } else {
            self.slot
        };
        // Enough for two years.
        self.start + SLOT * u32::try_from(slot).unwrap_or(u32::MAX)
    }

    /// There may be something to say: the slot that is next in time is due.
    pub(super) fn wake(&mut self, now: Instant) {
        if self.quiet > TAIL {
            self.quiet = TAIL;
            self.slot = self.slot.max(self.slot_at(now) + 1);
        }
    }

    /// The next packet that is due, if any.
    pub(super) fn next(&mut self, now: Instant, outlet: &Outlet) -> Option<rtp::Packet> {
        let current = self.slot_at(now);
        let earliest = if self.quiet > TAIL {
            current
        } else {
            current.saturating_sub(BEHIND)
        };
        self.slot = self.slot.max(earliest);
        if self.slot > current {
            return None;
        }
        let (payload, marker) = self.payload(outlet);
        let mut header = self.header.clone();
        header.marker = marker;
        // Wraps, as RTP's clock does.
        let since = (self.slot as u32).wrapping_mul(FRAME as u32);
        header.timestamp = self.timestamp.wrapping_add(since);
        self.header.sequence_number = header.sequence_number.wrapping_add(1);
        self.slot += 1;
        Some(rtp::Packet { header, payload })
    }

    /// What is sent next, and whether a spurt begins with it (for the far side's jitter buffer: RFC
    /// 3551, 4.1).
    fn payload(&mut self, outlet: &Outlet) -> (Bytes, bool) {
        let clears = outlet.clears();
        if clears != self.clears {
            self.clears = clears;
            self.encode.forget();
        }
        if !outlet.take(&mut self.frame) {
            self.quiet += 1;
            return (Encode::silence(), false);
        }
        match self.encode.frame(&self.frame) {
            Ok(payload) => (payload, std::mem::take(&mut self.quiet) > 0),
            Err(error) => {
                // No memory for an encoder.
                tracing::error!(%error, "a frame was not said");
                (Encode::silence(), false)
            }
        }
    }

    /// The slot that a time is in.
    fn slot_at(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.start);
        (since.as_millis() / SLOT.as_millis()) as u64
    }
}

/// Takes the far side's reports, which would otherwise pile up and be complained of.
async fn reports(track: Option<&TrackLocalStaticRTP>) {
    match track {
        Some(track) if track.poll().await.is_some() => {}
        _ => std::future::pending().await,
    }
}

/// A number that a stranger cannot guess; where there is no randomness, one that he can.
pub(crate) fn random() -> u32 {
    getrandom::u32().unwrap_or(0x5eed)
}
