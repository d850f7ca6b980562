//! The ear, packet by packet in made-up time.

use std::time::{Duration, Instant};

use opus::{Application, Bitrate, Channels, Encoder};
use proptest::prelude::*;

use super::{Counts, Ear, Packet};
use crate::{FRAME, Frame, RATE};

const OPUS: u8 = 111;
const MS: Duration = Duration::from_millis(1);

/// A peer that speaks.
struct Mouth {
    encoder: Encoder,
    channels: usize,
    /// Samples said, which is RTP's clock.
    said: u32,
    sequence: u16,
}

struct Sent {
    sequence: u16,
    timestamp: u32,
    payload: Vec<u8>,
}

impl Mouth {
    fn new(channels: Channels) -> Mouth {
        let mut encoder = Encoder::new(RATE, channels, Application::Voip).unwrap();
        encoder.set_inband_fec(true).unwrap();
        encoder.set_packet_loss_perc(20).unwrap();
        encoder.set_bitrate(Bitrate::Bits(32_000)).unwrap();
        Mouth {
            encoder,
            channels: channels as usize,
            said: 0,
            // It wraps soon.
            sequence: u16::MAX - 10,
        }
    }

    /// A packet of a 300 Hz tone.
    fn say(&mut self, samples: usize) -> Sent {
        let tone = |n: usize| {
            let at = (self.said as usize + n / self.channels) as f64;
            ((at * 300.0 / f64::from(RATE) * std::f64::consts::TAU).sin() * 12_000.0) as i16
        };
        let sound: Vec<i16> = (0..samples * self.channels).map(tone).collect();
        let payload = self.encoder.encode_vec(&sound, 1_400).unwrap();
        let sent = Sent {
            sequence: self.sequence,
            timestamp: self.said,
            payload,
        };
        self.sequence = self.sequence.wrapping_add(1);
        self.said += samples as u32;
        sent
    }
}

/// An ear and a clock.
struct Room {
    ear: Ear,
    now: Instant,
}

impl Room {
    fn new() -> Room {
        Room {
            ear: Ear::new(OPUS).unwrap(),
            now: Instant::now(),
        }
    }

    fn take(&mut self, sent: &Sent) {
        let packet = Packet {
            ssrc: 7,
            payload_type: OPUS,
            sequence: sent.sequence,
            timestamp: sent.timestamp,
            payload: &sent.payload,
        };
        self.ear.take(self.now, &packet);
    }

    fn frames(&mut self) -> Vec<Frame> {
        std::iter::from_fn(|| self.ear.poll_frame()).collect()
    }

    /// Lets time pass, and does what is due in it.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.ear.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.ear.handle_timeout(self.now);
        }
        self.now = end;
    }
}

fn loudness(frame: &Frame) -> i64 {
    frame.iter().map(|s| i64::from(*s).pow(2)).sum::<i64>() / FRAME as i64
}

fn is_loud(frame: &Frame) -> bool {
    loudness(frame) > 1_000_000
}

#[test]
fn every_length_of_packet_becomes_frames_of_20_ms() {
    for samples in [120, 240, 480, 960, 1_920, 2_880, 3_840, 4_800, 5_760] {
        for channels in [Channels::Mono, Channels::Stereo] {
            let (mut mouth, mut room) = (Mouth::new(channels), Room::new());
            let mut frames = 0;
            for _ in 0..RATE as usize / samples {
                room.take(&mouth.say(samples));
                frames += room.frames().len();
                room.now += Duration::from_micros(samples as u64 * 1_000_000 / u64::from(RATE));
            }
            assert_eq!(
                frames,
                RATE as usize / samples * samples / FRAME,
                "{samples}"
            );
            assert_eq!(room.ear.counts().malformed, 0, "{samples}");
        }
    }
}

#[test]
fn packets_out_of_order_are_put_in_order_at_once() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    let mut sent: Vec<Sent> = (0..40).map(|_| mouth.say(FRAME)).collect();
    for n in (1..39).step_by(3) {
        sent.swap(n, n + 1);
    }
    for (n, packet) in sent.iter().enumerate() {
        room.take(packet);
        room.take(packet);
        room.now += 20 * MS;
        if n % 3 == 0 {
            assert_eq!(room.frames().len(), 1);
        }
        if n % 3 == 2 {
            assert_eq!(room.frames().len(), 2);
        }
    }
    let counts = room.ear.counts();
    assert_eq!((counts.heard, counts.lost, counts.late), (40, 0, 40));
}

#[test]
fn a_lost_packet_is_waited_for_and_then_made_up_for() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    for _ in 0..20 {
        room.take(&mouth.say(FRAME));
    }
    room.frames();
    let lost = mouth.say(FRAME);
    room.now += 20 * MS;
    room.take(&mouth.say(FRAME));
    room.pass(59 * MS);
    assert_eq!(room.frames().len(), 0, "it may still come");
    room.pass(MS);
    let frames = room.frames();
    assert_eq!(frames.len(), 2);
    assert!(frames.iter().all(is_loud), "error correction restores it");
    room.take(&lost);
    let counts = room.ear.counts();
    assert_eq!((counts.lost, counts.late), (1, 1));
}

#[test]
fn when_much_waits_a_lost_packet_is_not_waited_for() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    room.take(&mouth.say(FRAME));
    mouth.say(FRAME);
    mouth.say(FRAME);
    for _ in 0..4 {
        room.take(&mouth.say(FRAME));
    }
    assert_eq!(room.frames().len(), 1);
    room.take(&mouth.say(FRAME));
    assert_eq!(room.frames().len(), 7, "two made up, five held");
    assert_eq!(room.ear.counts().lost, 2);
}

#[test]
fn a_pause_in_the_peers_own_time_is_silence() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    room.take(&mouth.say(FRAME));
    mouth.said += 19 * FRAME as u32;
    room.take(&mouth.say(FRAME));
    assert_eq!(room.frames().len(), 21);
    // However long it claims to be.
    mouth.said = mouth.said.wrapping_add(1 << 30);
    room.take(&mouth.say(FRAME));
    assert_eq!(room.frames().len(), 51, "a second, and the packet");
    mouth.said = 0;
    room.take(&mouth.say(FRAME));
    assert_eq!(room.frames().len(), 1, "backwards is no pause");
}

#[test]
fn silence_is_made_up_when_the_peer_stops_and_counted_once() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    for _ in 0..10 {
        room.take(&mouth.say(FRAME));
        room.now += 20 * MS;
    }
    assert_eq!(room.frames().len(), 10);
    room.pass(970 * MS);
    assert_eq!(room.frames().len(), 0, "a stall");
    room.pass(10 * MS);
    let silence = room.frames();
    assert_eq!(silence.len(), 50, "a second since the last packet");
    assert!(silence.iter().all(|frame| loudness(frame) == 0));
    // It goes on: 1,100 ms later by its own clock, of which 1,000 were made up.
    mouth.said += 54 * FRAME as u32;
    room.pass(80 * MS);
    let before = room.frames().len();
    room.take(&mouth.say(FRAME));
    assert_eq!(before + room.frames().len(), 4 + 1);

    room.pass(Duration::from_secs(60));
    assert_eq!(room.frames().len(), 150, "three seconds and no more");
    assert_eq!(room.ear.poll_timeout(), None, "a mute peer costs nothing");
}

#[test]
fn a_stall_in_the_middle_of_sound_tears_nothing() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    room.take(&mouth.say(FRAME));
    room.pass(900 * MS);
    // What was said meanwhile comes all at once, right behind what was said before.
    for _ in 0..45 {
        room.take(&mouth.say(FRAME));
    }
    let frames = room.frames();
    assert_eq!(frames.len(), 46);
    assert!(frames[1..].iter().all(is_loud));
}

#[test]
fn one_that_falls_silent_and_says_so_is_taken_at_its_word_sooner() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    room.take(&mouth.say(FRAME));
    room.now += 20 * MS;
    room.take(&Sent {
        sequence: mouth.sequence,
        timestamp: mouth.said,
        payload: vec![0xf8],
    });
    room.frames();
    room.pass(190 * MS);
    assert_eq!(room.frames().len(), 0, "a hiccup");
    room.pass(310 * MS);
    assert_eq!(room.frames().len(), 25, "half a second since");
}

#[test]
fn a_peer_that_sends_silence_sparsely_costs_no_timers() {
    let mut room = Room::new();
    let mut mouth = Mouth::new(Channels::Mono);
    room.take(&mouth.say(FRAME));
    room.pass(Duration::from_secs(4));
    room.frames();
    for n in 1..10_u16 {
        let silence = Sent {
            sequence: mouth.sequence.wrapping_add(n - 1),
            timestamp: 200 * 960 + u32::from(n) * 20 * 960,
            payload: vec![0xf8, 0xff, 0xfe],
        };
        room.take(&silence);
        assert_eq!(room.ear.poll_timeout(), None);
        let frames = room.frames().len();
        assert!(
            n == 1 || frames == 20,
            "its time passes all the same: {frames}"
        );
        room.pass(400 * MS);
    }
}

#[test]
fn what_is_not_for_us_is_counted_and_dropped() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    let sent = mouth.say(FRAME);
    let ours = Packet {
        ssrc: 7,
        payload_type: OPUS,
        sequence: sent.sequence,
        timestamp: sent.timestamp,
        payload: &sent.payload,
    };
    room.ear.take(room.now, &ours);
    room.ear.take(
        room.now,
        &Packet {
            payload_type: 0,
            ..ours
        },
    );
    room.ear.take(room.now, &Packet { ssrc: 8, ..ours });
    room.ear.take(
        room.now,
        &Packet {
            payload: &[],
            ..ours
        },
    );
    room.ear.take(
        room.now,
        &Packet {
            payload: &[0xff; 2_000],
            ..ours
        },
    );
    // Code 3 with a frame count of zero: RFC 6716, 3.2.5.
    room.ear.take(
        room.now,
        &Packet {
            payload: &[0x03, 0x00],
            ..ours
        },
    );
    let expected = Counts {
        heard: 1,
        foreign: 2,
        malformed: 3,
        ..Counts::default()
    };
    assert_eq!(room.ear.counts(), expected);
    // Once the first has long been quiet another may speak.
    room.now += Duration::from_secs(2);
    room.ear.take(room.now, &Packet { ssrc: 8, ..ours });
    assert_eq!(room.ear.counts().heard, 2);
}

#[test]
fn a_flood_is_decoded_no_faster_than_time() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    for _ in 0..1_000 {
        let sent = mouth.say(5_760);
        room.take(&sent);
        room.now += MS;
    }
    // Two seconds at once and one and a quarter in the second that passed.
    let heard = room.frames().len();
    assert!((100..=163).contains(&heard), "{heard}");
    assert!(room.ear.counts().excess > 900);
}

#[test]
fn a_stream_that_begins_anew_is_followed() {
    let (mut mouth, mut room) = (Mouth::new(Channels::Mono), Room::new());
    room.take(&mouth.say(FRAME));
    mouth.sequence = mouth.sequence.wrapping_add(30_000);
    mouth.said = 5;
    room.take(&mouth.say(FRAME));
    room.take(&mouth.say(FRAME));
    assert_eq!(room.frames().len(), 3);
    assert_eq!(room.ear.counts().lost, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever comes, in whatever order: nothing panics, and no packet yields more than it may.
    #[test]
    fn no_packet_yields_too_much(
        packets in prop::collection::vec(
            (0..3_u32, any::<u16>(), 0..8_u16, any::<u32>(), prop::collection::vec(any::<u8>(), 0..40), 0..300_u64),
            0..80,
        )
    ) {
        let mut room = Room::new();
        for (ssrc, jump, step, timestamp, payload, wait) in &packets {
            let sequence = if jump % 5 == 0 { *jump } else { *step };
            let packet = Packet {
                ssrc: ssrc / 2,
                payload_type: OPUS,
                sequence,
                timestamp: *timestamp,
                payload,
            };
            room.ear.take(room.now, &packet);
            // Up to five held packets of six frames, each with a second's gap.
            prop_assert!(room.frames().len() <= 5 * (6 + 51));
            room.pass(Duration::from_millis(*wait));
            room.frames();
        }
        let counts = room.ear.counts();
        let told = counts.heard + counts.late + counts.foreign + counts.malformed + counts.excess;
        prop_assert!(told <= packets.len() as u64);
    }
}
