//! The last reply as it sounded, to be said again: kept here, so that nobody has to be asked for it.
//! No IO, no clock.

use std::time::{Duration, Instant};

use crate::limits::SPEAK_AT_MOST;
use crate::picture::Again as Shown;
use crate::sound::{FRAME, Frame};
use crate::speaker::is_silent;

/// How long a frame is.
const SLOT: Duration = Duration::from_millis(20);
/// How far what is said again is ahead of the clock: more than the loudspeaker gathers before it
/// begins (60 ms), less than what it holds (200 ms).
const AHEAD: Duration = Duration::from_millis(100);
/// The longest reply that is kept, 6 MB: as long as one may sound.
const MOST: usize = (SPEAK_AT_MOST.as_millis() / SLOT.as_millis()) as usize;
/// The longest pause that is kept, half a second: waiting for a tool is not said again.
const PAUSE: usize = 25;

/// The last reply.
#[derive(Default)]
pub(super) struct Again {
    frames: Vec<Frame>,
    /// Frames of silence since the last with sound.
    pause: usize,
    /// The next sound is of another reply.
    is_over: bool,
    /// It was longer than is kept: half an order is not said.
    is_too_long: bool,
    playing: Option<Playing>,
}

struct Playing {
    began: Instant,
    /// The next frame.
    at: usize,
}

impl Again {
    /// Somebody speaks: the next reply is another one.
    pub(super) fn begin(&mut self) {
        self.is_over = true;
    }

    /// It is not true any more, or nobody's business.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// A frame of the reply is heard.
    pub(super) fn hear(&mut self, frame: &Frame) {
        if is_silent(frame) {
            self.pause += 1;
            return;
        }
        if std::mem::take(&mut self.is_over) {
            self.forget();
        }
        let pause = match self.frames.is_empty() {
            true => 0,
            false => self.pause.min(PAUSE),
        };
        self.pause = 0;
        if self.frames.len() + pause >= MOST {
            self.is_too_long = true;
            self.frames = Vec::new();
        }
        if !self.is_too_long {
            self.frames
                .extend((0..pause).map(|_| Frame::from([0; FRAME])));
            self.frames.push(frame.clone());
        }
    }

    /// Begins to say it again, if there is anything to say.
    pub(super) fn start(&mut self, now: Instant) {
        if !self.frames.is_empty() {
            self.playing = Some(Playing { began: now, at: 0 });
        }
    }

    /// Ends saying it. Says whether it was being said.
    pub(super) fn stop(&mut self) -> bool {
        self.playing.take().is_some()
    }

    /// When [`Again::next`] has something.
    pub(super) fn due(&self) -> Option<Instant> {
        let playing = self.playing.as_ref()?;
        let sounds = SLOT * u32::try_from(playing.at).unwrap_or(u32::MAX);
        let ahead = match playing.at < self.frames.len() {
            true => AHEAD,
            // The last is still to sound.
            false => Duration::ZERO,
        };
        Some(playing.began + sounds.saturating_sub(ahead))
    }

    /// The next frame to be said now. After the last has sounded, it is not being said any more.
    pub(super) fn next(&mut self, now: Instant) -> Option<&Frame> {
        if self.due()? > now {
            return None;
        }
        let playing = self.playing.as_mut()?;
        let frame = self.frames.get(playing.at);
        playing.at += 1;
        if frame.is_none() {
            self.playing = None;
        }
        frame
    }

    /// Whether it is being said.
    pub(super) fn is_sounding(&self) -> bool {
        self.playing.is_some()
    }

    /// As it is shown.
    pub(super) fn shown(&self) -> Shown {
        match (&self.playing, self.frames.is_empty()) {
            (Some(_), _) => Shown::Sounding,
            (None, false) => Shown::Kept,
            (None, true) => Shown::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(sample: i16) -> Frame {
        Box::new([sample; FRAME])
    }

    fn heard(samples: impl IntoIterator<Item = i16>) -> Again {
        let mut again = Again::default();
        samples
            .into_iter()
            .for_each(|sample| again.hear(&frame(sample)));
        again
    }

    /// Everything that is said, each frame with when it was given out.
    fn said(again: &mut Again, now: Instant) -> Vec<(i16, Duration)> {
        let mut said = Vec::new();
        again.start(now);
        while let Some(due) = again.due() {
            let at = due.max(now);
            if let Some(frame) = again.next(at) {
                said.push((frame[0], at - now));
            }
        }
        said
    }

    #[test]
    fn a_reply_is_said_again_whole_in_time_and_as_often_as_anybody_wants() {
        let mut again = heard((0..10).map(|at| 200 + at));
        assert_eq!(again.shown(), Shown::Kept);
        for _ in 0..2 {
            let said = said(&mut again, Instant::now());
            let samples: Vec<i16> = said.iter().map(|(sample, _)| *sample).collect();
            assert_eq!(samples, (200..210).collect::<Vec<i16>>());
            let at: Vec<u128> = said.iter().map(|(_, at)| at.as_millis()).collect();
            assert_eq!(at, [0, 0, 0, 0, 0, 0, 20, 40, 60, 80]);
            assert_eq!(again.shown(), Shown::Kept);
        }
    }

    #[test]
    fn it_is_being_said_until_its_last_frame_has_sounded_or_somebody_stops_it() {
        let now = Instant::now();
        let mut again = heard([200; 10]);
        again.start(now);
        while again.next(now + 199 * SLOT / 20).is_some() {}
        assert_eq!(again.shown(), Shown::Sounding);
        assert_eq!(again.due(), Some(now + 10 * SLOT));
        assert!(again.next(now + 10 * SLOT).is_none());
        assert_eq!(again.shown(), Shown::Kept);
        again.start(now);
        assert!(again.stop());
        assert!(!again.stop());
        assert_eq!(again.due(), None);
    }

    #[test]
    fn the_next_reply_takes_its_place_once_it_sounds() {
        let mut again = heard([200, 201]);
        again.begin();
        again.hear(&frame(0));
        assert_eq!(again.shown(), Shown::Kept, "silence is no reply");
        again.hear(&frame(300));
        assert_eq!(said(&mut again, Instant::now()).len(), 1);
    }

    #[test]
    fn silence_before_and_after_is_left_out_and_a_long_pause_is_a_short_one() {
        let quiet = || std::iter::repeat_n(0, 100);
        let one = || std::iter::once(200);
        let sound = quiet().chain(one()).chain(quiet()).chain(one());
        let mut again = heard(sound.chain(quiet()));
        assert_eq!(said(&mut again, Instant::now()).len(), 1 + PAUSE + 1);
    }

    #[test]
    fn what_is_longer_than_is_kept_is_not_said_by_halves() {
        let mut again = heard(std::iter::repeat_n(200, MOST));
        assert_eq!(again.shown(), Shown::Kept);
        (0..2).for_each(|_| again.hear(&frame(200)));
        assert_eq!(again.shown(), Shown::Nothing);
        again.start(Instant::now());
        assert_eq!(again.due(), None);
        again.begin();
        again.hear(&frame(200));
        assert_eq!(again.shown(), Shown::Kept);
    }
}
