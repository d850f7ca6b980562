//! What is to be said, in order and in time: a small jitter buffer. No IO, no clock.

use std::collections::VecDeque;
use std::time::Duration;

use scope::time::Instant;

use crate::sound::Frame;

/// Frames that are gathered before the first is said: 60 ms, the wobble of a restaurant's Wi-Fi.
const GATHER: usize = 3;
/// A beginning that stays shorter than that is said after as long.
const PATIENCE: Duration = Duration::from_millis(60);
/// Above this much, frames of silence are left out, so that a reply that came late catches up in its
/// pauses: 200 ms.
const LATE: usize = 10;
/// Most that waits: 2 s. Beyond it the oldest is left out.
const MOST: usize = 100;

/// Samples of silence, as 16 bits: -60 dBFS. A decoder makes comfort noise below it while nobody
/// speaks, and would keep the loudspeaker open with it.
const SILENCE: u16 = 33;

/// Frames that wait to be said.
#[derive(Debug, Default)]
pub(super) struct Queue {
    frames: VecDeque<Frame>,
    /// Since when the first waits, while they are gathered; `None` while they are said.
    gathering: Option<Instant>,
    is_flowing: bool,
    left_out: u64,
    ran_dry: u64,
}

impl Queue {
    /// Adds a frame. Silence before anything is said is nothing.
    pub(super) fn push(&mut self, frame: Frame, now: Instant) {
        let silent = is_silent(&frame);
        if silent && self.frames.is_empty() && !self.is_flowing {
            return;
        }
        if silent && self.frames.len() >= LATE {
            self.left_out += 1;
            return;
        }
        if self.frames.len() >= MOST {
            self.frames.pop_front();
            self.left_out += 1;
        }
        if !self.is_flowing && self.gathering.is_none() {
            self.gathering = Some(now);
        }
        self.frames.push_back(frame);
    }

    /// The next frame to be said, if it is time; asked for whenever there is room for one. `is_dry` says
    /// that the device has nothing left: then they are gathered anew.
    pub(super) fn next(&mut self, now: Instant, is_dry: bool) -> Option<Frame> {
        if let Some(since) = self.gathering {
            let enough = self.frames.len() >= GATHER;
            if !enough && now < since + PATIENCE {
                return None;
            }
            self.gathering = None;
            self.is_flowing = true;
        }
        let frame = self.frames.pop_front();
        if frame.is_none() && is_dry && self.is_flowing {
            self.is_flowing = false;
            self.ran_dry += 1;
        }
        frame
    }

    /// Forgets all: how many frames.
    pub(super) fn clear(&mut self) -> usize {
        let cleared = self.frames.len();
        self.frames.clear();
        self.gathering = None;
        self.is_flowing = false;
        cleared
    }

    /// How many frames wait.
    pub(super) fn waiting(&self) -> usize {
        self.frames.len()
    }

    /// Frames that were left out: pauses of a late reply, and what was too much.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// How often it ran dry: once at the end of each thing said, more where it stuttered.
    pub(super) fn ran_dry(&self) -> u64 {
        self.ran_dry
    }
}

/// Whether nobody would hear it.
pub(crate) fn is_silent(frame: &Frame) -> bool {
    frame.iter().all(|sample| sample.unsigned_abs() <= SILENCE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::FRAME;

    const MS: Duration = Duration::from_millis(1);

    fn frame(sample: i16) -> Frame {
        Box::new([sample; FRAME])
    }

    fn push(queue: &mut Queue, samples: std::ops::RangeInclusive<i16>, now: Instant) {
        samples.for_each(|sample| queue.push(frame(sample), now));
    }

    fn next(queue: &mut Queue, now: Instant) -> Option<i16> {
        queue.next(now, true).map(|frame| frame[0])
    }

    #[test]
    fn a_beginning_is_gathered_and_a_short_one_is_said_all_the_same() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        push(&mut queue, 110..=111, now);
        assert_eq!(next(&mut queue, now + 59 * MS), None);
        push(&mut queue, 112..=112, now + 59 * MS);
        assert_eq!(next(&mut queue, now + 59 * MS), Some(110));

        let (mut queue, now) = (Queue::default(), Instant::now());
        push(&mut queue, 110..=110, now);
        assert_eq!(next(&mut queue, now + 59 * MS), None);
        assert_eq!(next(&mut queue, now + 60 * MS), Some(110));
    }

    #[test]
    fn what_ran_dry_is_gathered_anew() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        push(&mut queue, 110..=112, now);
        (0..3).for_each(|_| assert!(queue.next(now, false).is_some()));
        assert!(queue.next(now, false).is_none());
        push(&mut queue, 113..=113, now);
        assert_eq!(next(&mut queue, now), Some(113), "the device had some left");
        assert_eq!(next(&mut queue, now), None);
        assert_eq!(queue.ran_dry(), 1);
        push(&mut queue, 114..=114, now);
        assert_eq!(next(&mut queue, now), None, "gathered anew");
    }

    #[test]
    fn silence_alone_says_nothing_and_a_late_reply_catches_up_in_its_pauses() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        push(&mut queue, -33..=33, now);
        assert_eq!(queue.waiting(), 0);
        push(&mut queue, 110..=119, now);
        (0..5).for_each(|_| queue.push(frame(0), now));
        assert_eq!((queue.waiting(), queue.left_out()), (10, 5));
        queue.push(frame(120), now);
        assert_eq!(queue.waiting(), 11);
    }

    #[test]
    fn too_much_leaves_the_oldest_out_and_clearing_forgets_all() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        push(&mut queue, 101..=210, now);
        assert_eq!((queue.waiting(), queue.left_out()), (100, 10));
        assert_eq!(next(&mut queue, now), Some(111));
        assert_eq!(queue.clear(), 99);
        assert_eq!(next(&mut queue, now), None);
    }
}
