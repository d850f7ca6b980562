//! Packets of sound (RTP, and Opus in them), as they come from a socket once decrypted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peer::hear::{Ear, Packet};
use rtc::{rtp, shared::marshal::Unmarshal};
use std::time::{Duration, Instant};

/// What answers agree on.
const OPUS: u8 = 111;

/// More than 20 ms of sound for each 20 ms, for as long as the ear's own patience lasts.
const FRAMES_A_PACKET: usize = 200;

fuzz_target!(|input: &[u8]| {
    let Ok(mut ear) = Ear::new(OPUS) else { return };
    let mut now = Instant::now();
    let mut rest = input;
    // Each packet: its length, the milliseconds since the one before, and its bytes.
    while let [length, wait, after @ ..] = rest {
        let (mut packet, after) = after.split_at(after.len().min(usize::from(*length)));
        rest = after;
        now += Duration::from_millis(u64::from(*wait));
        if let Ok(packet) = rtp::Packet::unmarshal(&mut packet) {
            ear.take(now, &Packet::from(&packet));
        }
        ear.handle_timeout(now);
        let frames = std::iter::from_fn(|| ear.poll_frame()).count();
        assert!(frames <= FRAMES_A_PACKET, "{frames} frames of one packet");
    }
});
