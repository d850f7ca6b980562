//! The take: frames of the microphone on their way out, held until they count, and followed by a
//! little silence.

use std::collections::VecDeque;
use std::time::Duration;

use peer::{FRAME, Frame, Mark, Speaker};

use crate::limits::TAKE_AT_LEAST;
use crate::sound::Listening;
use crate::turn::Take;

/// How long a frame is.
const SLOT: Duration = Duration::from_millis(20);
/// Frames that wait until the host has cleared its buffer: as long as that may take
/// (`limits::CLEAR_WITHIN`).
const HELD: usize = 250;
/// Frames that are gathered before the first goes out: a microphone comes in bursts, and where the
/// next frame is late the connection sends silence in the middle of a word.
const GATHERED: usize = 3;
/// Silence behind a take: sound and events go by ways of their own, and 100 to 200 ms make sure
/// that the commit does not overtake the last word (REALTIME.md 7.1).
const TRAILING: Duration = Duration::from_millis(100);
/// The mean square above which a frame has sound in it: -55 dBFS, a whisper at arm's length. What
/// is only noise, the recogniser tells.
const LOUD: u64 = 58 * 58;
/// Frames with sound that somebody's shortest word has: 60 ms.
const LOUD_FRAMES: usize = 3;

/// The microphone of a take.
#[derive(Default)]
pub(super) enum Ear {
    /// Closed.
    #[default]
    Closed,
    /// Open, or just closed and about to give its last frames.
    Open(Listen),
    /// Closed; the last of the take has not left yet.
    Trailing {
        /// What is told when it has.
        mark: Mark,
        heard: Heard,
    },
    /// Closed before the take was committed: another press goes on with it.
    Paused(Heard),
}

/// An open microphone.
pub(super) struct Listen {
    pub(super) listening: Listening,
    pub(super) heard: Heard,
    held: VecDeque<Frame>,
    /// The first frame has gone out.
    is_flowing: bool,
    /// The button was let go.
    pub(super) is_ending: bool,
}

/// What was heard in a take so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heard {
    frames: usize,
    loud: usize,
    /// The microphone was gone in the middle: words are missing.
    pub(super) is_cut: bool,
}

impl Heard {
    fn add(&mut self, frame: &[i16; FRAME]) {
        self.frames += 1;
        let square = |sample: &i16| u64::from(sample.unsigned_abs()).pow(2);
        let mean = frame.iter().map(square).sum::<u64>() / FRAME as u64;
        self.loud += usize::from(mean >= LOUD);
    }

    /// What that is worth.
    pub(super) fn take(self) -> Take {
        if self.frames * SLOT.as_millis() as usize <= TAKE_AT_LEAST.as_millis() as usize {
            Take::Short
        } else if self.loud < LOUD_FRAMES {
            Take::Silence
        } else {
            Take::Sound
        }
    }
}

impl Listen {
    /// An open microphone; `heard` goes on where a take is gone on with.
    pub(super) fn new(listening: Listening, heard: Heard) -> Self {
        Self {
            listening,
            heard,
            held: VecDeque::new(),
            is_flowing: false,
            is_ending: false,
        }
    }

    /// Takes a frame: it goes out if it `counts`, and is held if it does not yet.
    pub(super) async fn frame(&mut self, frame: Frame, counts: bool, speaker: &Speaker) {
        self.heard.add(&frame);
        self.held.push_back(frame);
        if counts && (self.is_flowing || self.held.len() >= GATHERED) {
            self.flush(speaker).await;
        } else if self.held.len() > HELD {
            self.held.pop_front();
        }
    }

    /// Keeps so many frames of what is held, the latest.
    pub(super) fn keep(&mut self, most: usize) {
        let spare = self.held.len().saturating_sub(most);
        self.held.drain(..spare);
    }

    /// What was held goes out.
    pub(super) async fn flush(&mut self, speaker: &Speaker) {
        self.is_flowing = true;
        for frame in self.held.drain(..) {
            // There is room for a minute, which is a take; a connection that ended says so itself.
            let _ = speaker.say(&*frame).await;
        }
    }

    /// The microphone gave its last: silence follows, and a mark at its end.
    pub(super) async fn finish(mut self, speaker: &Speaker) -> Ear {
        self.flush(speaker).await;
        let samples = TRAILING.as_millis() as usize * (peer::RATE as usize / 1_000);
        let _ = speaker.say(&vec![0; samples]).await;
        Ear::Trailing {
            mark: speaker.finish(),
            heard: self.heard,
        }
    }
}

/// The next frame of an open microphone; `None` is its end. Never returns where it is closed.
/// Dropping the future loses nothing.
pub(super) async fn next(ear: &mut Ear) -> Option<Frame> {
    match ear {
        Ear::Open(open) => open.listening.next().await,
        Ear::Closed | Ear::Trailing { .. } | Ear::Paused(_) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(frames: &[i16]) -> Take {
        let mut heard = Heard::default();
        for sample in frames {
            heard.add(&[*sample; FRAME]);
        }
        heard.take()
    }

    #[test]
    fn a_take_is_short_silent_or_worth_something() {
        assert_eq!(heard(&[]), Take::Short);
        assert_eq!(heard(&[9_000; 5]), Take::Short);
        assert_eq!(heard(&[9_000; 6]), Take::Sound);
        assert_eq!(heard(&[0; 100]), Take::Silence);
        assert_eq!(heard(&[-57; 100]), Take::Silence);
        assert_eq!(heard(&[i16::MIN, 0, i16::MAX, 0, 0, 0]), Take::Silence);
        assert_eq!(heard(&[-58, 58, 58, 0, 0, 0]), Take::Sound);
    }
}
