//! Sends a packet every 20 ms while there is something to say, and just enough silence while there is not.

use std::sync::Arc;
use std::time::Duration;

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
/// Slots of silence after the last sound that are sent one by one: the far decoder fades out on them (100 ms).
const TAIL: u64 = 5;
/// Between two packets of silence after that, in slots: 400 ms, as Opus' own discontinuous transmission does (RFC 7587, 3.1.3).
const IDLE: u64 = 20;
/// Slots that may be sent late, at once: beyond 100 ms the far side has made up its own sound, and we go on from now.
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

/// Speaks until the connection ends. Where the other side takes no sound, time passes just the same.
pub(crate) async fn speak(speaking: Speaking, way: oneshot::Receiver<Option<Way>>) {
    let Ok(way) = way.await else {
        return;
    };
    let track = way.as_ref().map(|way| way.track.clone());
    let mut pacer = Pacer::new(way);
    loop {
        let due = pacer.due(&speaking);
        tokio::select! {
            () = reports(track.as_deref()) => {}
            () = speaking.outlet.more() => pacer.wake(),
            () = time::sleep_until(due) => {
                if !pacer.turn(&speaking).await {
                    return;
                }
            }
        }
        if let Some(mark) = speaking.outlet.drained() {
            speaking.drained.send_replace(Some(mark));
        }
    }
}

struct Pacer {
    way: Option<Way>,
    encode: Encode,
    frame: Frame,
    /// When slot 0 was. Slots are counted from it and never from one another, so nothing drifts.
    start: Instant,
    /// The slot to be sent next.
    slot: u64,
    /// Slots since something was said.
    quiet: u64,
    clears: u64,
    sequence: u16,
    /// Slot 0's timestamp.
    timestamp: u32,
}

impl Pacer {
    fn new(way: Option<Way>) -> Pacer {
        Pacer {
            way,
            encode: Encode::new(),
            frame: Box::new([0; FRAME]),
            start: Instant::now(),
            slot: 0,
            quiet: 0,
            clears: 0,
            sequence: random() as u16,
            timestamp: random(),
        }
    }

    /// When the next slot is to be sent.
    fn due(&self, speaking: &Speaking) -> Instant {
        // Until the channel is open every slot is sent: it is traffic that keeps the far side's driver awake.
        let idle = self.quiet > TAIL && speaking.ending.phase() == Phase::Open;
        let slot = if idle {
            self.slot + IDLE - 1
        } else {
            self.slot
        };
        self.start + SLOT * u32::try_from(slot).unwrap_or(u32::MAX)
    }

    /// There may be something to say: the slot that is next in time is due.
    fn wake(&mut self) {
        if self.quiet > TAIL {
            self.quiet = TAIL;
            self.slot = self.slot.max(self.now() + 1);
        }
    }

    /// Sends what is due; false when nothing can be sent any more.
    async fn turn(&mut self, speaking: &Speaking) -> bool {
        let now = self.now();
        self.slot = self.slot.max(now.saturating_sub(BEHIND));
        if self.quiet > TAIL {
            self.slot = now;
        }
        while self.slot <= now {
            if !self.send(&speaking.outlet).await {
                return false;
            }
            self.slot += 1;
        }
        true
    }

    async fn send(&mut self, outlet: &Outlet) -> bool {
        let clears = outlet.clears();
        if clears != self.clears {
            self.clears = clears;
            self.encode.forget();
        }
        let (payload, marker) = if outlet.take(&mut self.frame) {
            match self.encode.frame(&self.frame) {
                // The first of a spurt is marked, for the far side's jitter buffer (RFC 3551, 4.1).
                Ok(payload) => (payload, std::mem::take(&mut self.quiet) > 0),
                Err(error) => {
                    tracing::error!(%error, "no encoder: nothing is said");
                    return false;
                }
            }
        } else {
            self.quiet += 1;
            (Encode::silence(), false)
        };
        let Some(way) = &self.way else {
            return true;
        };
        let header = rtp::Header {
            version: 2,
            marker,
            payload_type: way.payload_type,
            sequence_number: self.sequence,
            // Wraps, as RTP's clock does.
            timestamp: self
                .timestamp
                .wrapping_add((self.slot as u32).wrapping_mul(FRAME as u32)),
            ssrc: way.ssrc,
            ..Default::default()
        };
        self.sequence = self.sequence.wrapping_add(1);
        way.track
            .write_rtp(rtp::Packet { header, payload })
            .await
            .is_ok()
    }

    /// The slot that time is in.
    fn now(&self) -> u64 {
        (self.start.elapsed().as_millis() / SLOT.as_millis()) as u64
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
