//! Hands-free: the voice itself says when somebody speaks, as long as it was switched on. No IO, no
//! clock.
//!
//! Whoever drives it looks at the turn with [`Free::look`] and hands in what the open microphone
//! hears; until somebody speaks, nothing of that leaves this machine.

use std::time::Instant;

use speech::front::{Event, Front, Listening, Vad};
use speech::sound::RateError;

use crate::limits::{HANDS_FREE_IDLE, HANDS_FREE_PAUSE, HANDS_FREE_SILENCE};
use crate::sound::{Frame, RATE};
use crate::turn::State;

/// See the module's words.
pub(super) struct Free {
    front: Front,
    stage: Stage,
    /// When it ends, if nobody is answered before.
    over_at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The turn is somebody else's.
    Elsewhere,
    /// About to listen.
    Pause { until: Instant },
    /// The microphone is open, and nobody speaks.
    Quiet,
    /// Somebody does.
    Speech,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Open the microphone.
    Listen,
    /// End it: nobody has spoken for long.
    Idle,
    /// End it: there is no session.
    End,
}

/// What the microphone heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Somebody begins to speak.
    Started,
    /// He has done.
    Stopped,
}

impl Free {
    /// Switched on.
    ///
    /// # Errors
    /// None that can happen: sound of ours comes at a known rate.
    pub(super) fn new(now: Instant) -> Result<Self, RateError> {
        let vad = Vad {
            silence_duration_ms: HANDS_FREE_SILENCE.as_millis() as u32,
            ..Vad::default()
        };
        Ok(Self {
            front: Front::new(RATE, Listening::Open(vad))?,
            stage: Stage::Elsewhere,
            over_at: now + HANDS_FREE_IDLE,
        })
    }

    /// Looks at where the turn stands.
    pub(super) fn look(&mut self, turn: &State, now: Instant) -> Option<Wish> {
        let is_over = self.over_at <= now;
        match (turn, self.stage) {
            (State::Off | State::Failed { .. }, _) => return Some(Wish::End),
            (State::Ready, _) if is_over => return Some(Wish::Idle),
            (State::Ready, Stage::Pause { until }) if until <= now => {
                return Some(Wish::Listen);
            }
            (State::Ready, Stage::Pause { .. }) => {}
            (State::Ready, _) => {
                self.stage = Stage::Pause {
                    until: now + HANDS_FREE_PAUSE,
                }
            }
            (State::Recording { .. }, Stage::Quiet) if is_over => return Some(Wish::Idle),
            (State::Recording { .. }, Stage::Quiet | Stage::Speech) => {}
            (State::Recording { .. }, _) => {
                self.front.clear(|_| ());
                self.stage = Stage::Quiet;
            }
            (State::Speaking { .. }, _) => {
                // Whoever is answered was heard.
                self.stage = Stage::Elsewhere;
                self.over_at = now + HANDS_FREE_IDLE;
            }
            _ => self.stage = Stage::Elsewhere,
        }
        None
    }

    /// When [`Free::look`] has something to say, if nothing happens before.
    pub(super) fn due(&self) -> Option<Instant> {
        match self.stage {
            Stage::Pause { until } => Some(until.min(self.over_at)),
            Stage::Quiet => Some(self.over_at),
            Stage::Elsewhere | Stage::Speech => None,
        }
    }

    /// The open microphone heard a frame.
    pub(super) fn hear(&mut self, frame: &Frame) -> Option<Change> {
        let mut change = None;
        self.front.push(&**frame, |event| match event {
            Event::Started { .. } => change = Some(Change::Started),
            Event::Stopped { .. } => change = Some(Change::Stopped),
            Event::Level(_) | Event::Sound(_) => {}
        });
        match (change, self.stage) {
            (Some(Change::Started), Stage::Quiet) => self.stage = Stage::Speech,
            (Some(Change::Stopped), Stage::Speech) => {}
            _ => return None,
        }
        change
    }

    /// Whether nobody has begun to speak: what is heard leaves this machine only once somebody has.
    pub(super) fn is_quiet(&self) -> bool {
        self.stage != Stage::Speech
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fault, Phase};
    use std::time::Duration;

    const MS: Duration = Duration::from_millis(1);

    fn recording(now: Instant) -> State {
        State::Recording {
            until: now + 60_000 * MS,
        }
    }

    /// Looks until it wants something, at the times it asks for.
    fn next(free: &mut Free, turn: &State, mut now: Instant) -> (Option<Wish>, Instant) {
        loop {
            if let Some(wish) = free.look(turn, now) {
                return (Some(wish), now);
            }
            match free.due() {
                Some(due) => now = now.max(due),
                None => return (None, now),
            }
        }
    }

    #[test]
    fn it_listens_a_moment_after_it_is_the_guests_turn() {
        let now = Instant::now();
        let mut free = Free::new(now).unwrap();
        let (wish, at) = next(&mut free, &State::Ready, now);
        assert_eq!((wish, at - now), (Some(Wish::Listen), HANDS_FREE_PAUSE));
        assert!(free.is_quiet(), "nothing leaves before somebody speaks");
    }

    #[test]
    fn it_ends_by_itself_where_nobody_speaks() {
        let now = Instant::now();
        let mut free = Free::new(now).unwrap();
        let (wish, at) = next(&mut free, &recording(now), now);
        assert_eq!((wish, at - now), (Some(Wish::Idle), HANDS_FREE_IDLE));
    }

    #[test]
    fn whoever_is_answered_has_all_the_time_again_and_noise_has_not() {
        let now = Instant::now();
        let mut free = Free::new(now).unwrap();
        let later = now + HANDS_FREE_IDLE / 2;
        let until = later + 60_000 * MS;
        assert_eq!(free.look(&State::Understanding { until }, later), None);
        assert_eq!(
            next(&mut free, &recording(later), later).1 - now,
            HANDS_FREE_IDLE
        );
        assert_eq!(free.look(&State::Speaking { until }, later), None);
        assert_eq!(
            next(&mut free, &recording(later), later).1 - later,
            HANDS_FREE_IDLE
        );
    }

    #[test]
    fn it_waits_while_the_turn_is_somebody_elses_and_ends_with_the_session() {
        let now = Instant::now();
        let mut free = Free::new(now).unwrap();
        let until = now + 60_000 * MS;
        for turn in [State::Committing { until }, State::Replying { until }] {
            assert_eq!((free.look(&turn, now), free.due()), (None, None));
        }
        assert_eq!(free.look(&State::Off, now), Some(Wish::End));
        let fault = Fault::passing(Phase::Session, "gone");
        let failed = State::Failed { fault, again: None };
        assert_eq!(free.look(&failed, now), Some(Wish::End));
    }

    #[test]
    fn silence_is_no_speech() {
        let now = Instant::now();
        let mut free = Free::new(now).unwrap();
        assert_eq!(free.look(&recording(now), now), None);
        let silence: Frame = Box::new([0; crate::sound::FRAME]);
        assert!((0..100).all(|_| free.hear(&silence).is_none()));
        assert!(free.is_quiet());
    }
}
