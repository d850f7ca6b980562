//! The pacer, slot by slot in made-up time, and the queue before it.

use std::time::Duration;

use opus::{Channels, Decoder};
use rtc::rtp::Packet;
use scope::time::Instant;

use super::pace::Pacer;
use super::queue::{Outlet, speaker};
use super::{SayError, Speaker};
use crate::{FRAME, RATE};

const MS: Duration = Duration::from_millis(1);

struct Stage {
    start: Instant,
    now: Instant,
    pacer: Pacer,
    speaker: Speaker,
    outlet: Outlet,
}

fn stage() -> Stage {
    let now = Instant::now();
    let (speaker, outlet) = speaker(Duration::from_secs(60));
    Stage {
        start: now,
        now,
        pacer: Pacer::new(now, Some((7, 111))),
        speaker,
        outlet,
    }
}

impl Stage {
    fn say(&self, frames: usize) {
        self.say_samples(frames * FRAME);
    }

    fn say_samples(&self, samples: usize) {
        let sound = vec![1_000; samples];
        let mut said = std::pin::pin!(self.speaker.say(&sound));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(said.as_mut().poll(&mut context).is_ready(), "no room");
    }

    /// Sleeps as the task does, and returns what is sent.
    fn turn(&mut self, is_open: bool) -> Vec<Packet> {
        self.now = self.now.max(self.pacer.due(is_open));
        self.due()
    }

    fn due(&mut self) -> Vec<Packet> {
        std::iter::from_fn(|| self.pacer.next(self.now, &self.outlet)).collect()
    }
}

#[test]
fn a_reply_is_sent_in_its_own_time() {
    let mut stage = stage();
    stage.say(500);
    let mark = stage.speaker.finish();
    let mut packets = Vec::new();
    while stage.outlet.drained() != Some(mark) {
        packets.extend(stage.turn(true));
    }
    assert_eq!(packets.len(), 500);
    assert_eq!(stage.now - stage.start, 499 * 20 * MS, "nothing drifts");
    for pair in packets.windows(2) {
        let [one, two] = pair else { unreachable!() };
        let (one, two) = (&one.header, &two.header);
        assert_eq!(two.sequence_number, one.sequence_number.wrapping_add(1));
        assert_eq!(two.timestamp, one.timestamp.wrapping_add(FRAME as u32));
    }
    assert_eq!(stage.speaker.played(), Duration::from_secs(10));
}

#[test]
fn silence_thins_out_and_keeps_time() {
    let mut stage = stage();
    let mut packets = Vec::new();
    while stage.now - stage.start < Duration::from_secs(4) {
        packets.extend(stage.turn(true));
    }
    assert_eq!(packets.len(), 6 + 10, "six in a row, then one every 400 ms");
    let first = packets[0].header.timestamp;
    let last = packets.last().unwrap().header.timestamp;
    let slots = (stage.now - stage.start).as_millis() / 20;
    assert_eq!(last.wrapping_sub(first), slots as u32 * FRAME as u32);

    // Something to say comes between two of them: it waits for its slot, no longer.
    stage.now += 133 * MS;
    stage.say(1);
    stage.pacer.wake(stage.now);
    assert!(stage.pacer.due(true) - stage.now <= 20 * MS);
    let spoken = stage.turn(true);
    assert_eq!(spoken.len(), 1);
    assert!(spoken[0].header.marker, "a spurt begins");
    assert!(spoken[0].payload.len() > 3);
}

#[test]
fn until_it_is_open_every_slot_is_sent() {
    let mut stage = stage();
    for _ in 0..100 {
        assert_eq!(stage.turn(false).len(), 1);
    }
    assert_eq!(stage.now - stage.start, 99 * 20 * MS);
}

#[test]
fn a_late_turn_makes_up_for_little_and_skips_the_rest() {
    let mut stage = stage();
    stage.say(100);
    assert_eq!(stage.turn(true).len(), 1);
    stage.now += 90 * MS;
    assert_eq!(stage.due().len(), 4, "a hiccup is made up for");
    stage.now += Duration::from_secs(1);
    let packets = stage.due();
    assert_eq!(packets.len(), 6, "after a stall it goes on from now");
    assert_eq!(stage.speaker.queued(), 89 * 20 * MS, "nothing is lost");
}

#[test]
fn marks_come_when_their_sound_has_gone() {
    let mut stage = stage();
    assert_eq!(stage.outlet.drained(), None);
    stage.say(1);
    let one = stage.speaker.finish();
    stage.say(1);
    let two = stage.speaker.finish();
    assert!(one < two);
    assert_eq!(stage.outlet.drained(), None);
    stage.turn(true);
    assert_eq!(stage.outlet.drained(), Some(one));
    stage.turn(true);
    assert_eq!(stage.outlet.drained(), Some(two));
    assert_eq!(stage.outlet.drained(), None, "once each");
    let empty = stage.speaker.finish();
    assert_eq!(
        stage.outlet.drained(),
        Some(empty),
        "there was nothing to wait for"
    );

    stage.say(2);
    stage.speaker.finish();
    assert_eq!(stage.speaker.clear(), 40 * MS);
    stage.turn(true);
    assert_eq!(
        stage.outlet.drained(),
        None,
        "what is cleared is not drained"
    );
}

#[test]
fn a_part_of_a_frame_waits_for_the_rest_or_the_end() {
    let mut stage = stage();
    stage.say_samples(100);
    assert_eq!(stage.turn(true)[0].payload.len(), 3, "silence meanwhile");
    let mark = stage.speaker.finish();
    assert!(stage.turn(true)[0].payload.len() > 3);
    assert_eq!(stage.outlet.drained(), Some(mark));
}

#[test]
fn the_silence_sent_is_silence() {
    let mut decoder = Decoder::new(RATE, Channels::Mono).unwrap();
    let mut sound = [1; FRAME];
    let silence = super::encode::Encode::silence();
    for _ in 0..3 {
        assert_eq!(decoder.decode(&silence, &mut sound, false).unwrap(), FRAME);
    }
    assert!(sound.iter().all(|sample| *sample == 0));
}

#[test]
fn nothing_is_said_when_nobody_sends() {
    scope::run(Some(1), async {
        let Stage {
            speaker, outlet, ..
        } = stage();
        drop(outlet);
        assert_eq!(speaker.say(&[0; FRAME]).await, Err(SayError::Closed));
    });
}
