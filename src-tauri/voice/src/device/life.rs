//! One device's life: opened when it is wanted, lost, looked for, found again. No IO, no clock.

use std::collections::VecDeque;
use std::time::Duration;

use scope::time::Instant;

use super::host::Named;
use super::trouble::Trouble;

/// How long opening may take. A sound server that hangs never answers; 25 ms is usual.
const OPENING: Duration = Duration::from_secs(4);

/// An open device that gives or takes nothing for so long has died without a word. The longest usual
/// gap is 2 s, where a sound server has to change its buffers first.
const MUTE: Duration = Duration::from_secs(3);

/// How often an open device is compared with what is chosen: so soon another default is followed, and
/// a sound server that has quietly moved us elsewhere is found out.
const COMPARE: Duration = Duration::from_millis(500);

/// After how long a device in trouble is looked for again, first and at most; each time twice as long.
const FIRST_LOOK: Duration = Duration::from_millis(250);
/// As above: nobody waits longer before the words change after plugging in.
const LAST_LOOK: Duration = Duration::from_secs(5);

/// What the driver is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Open the device, and tell [`Life::handle_opened`].
    Open,
    /// Close it; forget an opening that is under way.
    Close,
    /// See which device it would be, and tell [`Life::handle_seen`].
    Look,
    /// The same, and whether it could be opened.
    Probe,
}

/// What is known of the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    Off {
        back: Option<String>,
    },
    Opening,
    Open {
        device: Named,
        is_fallback: bool,
    },
    Trouble {
        trouble: Trouble,
        lost: Option<String>,
    },
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Life {
    wanted: bool,
    state: State,
    /// How long the next wait will be.
    pause: Duration,
    actions: VecDeque<Action>,
}

#[derive(Debug)]
enum State {
    Off {
        back: Option<String>,
    },
    Opening {
        until: Instant,
        /// What was open before.
        lost: Option<String>,
    },
    Open {
        device: Named,
        is_fallback: bool,
        sounded: Instant,
        compare: Instant,
    },
    /// It is looked for.
    Waiting {
        trouble: Trouble,
        lost: Option<String>,
        look: Instant,
    },
}

impl Life {
    /// Nobody wants it yet; whether there is one is looked at once, so that a missing one is told before
    /// it is needed.
    pub(crate) fn new() -> Self {
        Self {
            wanted: false,
            state: State::Off { back: None },
            pause: FIRST_LOOK,
            actions: VecDeque::from([Action::Probe]),
        }
    }

    /// What is to be done now, in order.
    pub(crate) fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// What is known.
    pub(crate) fn shown(&self) -> Shown {
        match &self.state {
            State::Off { back } => Shown::Off { back: back.clone() },
            State::Opening { .. } => Shown::Opening,
            State::Open {
                device,
                is_fallback,
                ..
            } => Shown::Open {
                device: device.clone(),
                is_fallback: *is_fallback,
            },
            State::Waiting { trouble, lost, .. } => Shown::Trouble {
                trouble: trouble.clone(),
                lost: lost.clone(),
            },
        }
    }

    /// Somebody wants it open, or nobody does any more.
    pub(crate) fn handle_wanted(&mut self, wanted: bool, now: Instant) {
        if wanted == self.wanted {
            return;
        }
        self.wanted = wanted;
        self.pause = FIRST_LOOK;
        match (wanted, &self.state) {
            (true, State::Off { .. }) => self.open(None, now),
            // Who presses does not wait for the next look.
            (true, State::Waiting { lost, .. }) => self.open(lost.clone(), now),
            (false, State::Opening { .. }) => {
                // Whether it would have opened is still not known.
                self.actions.extend([Action::Close, Action::Probe]);
                self.state = State::Off { back: None };
            }
            (false, State::Open { .. }) => {
                self.actions.push_back(Action::Close);
                self.state = State::Off { back: None };
            }
            _ => {}
        }
    }

    /// Somebody asks for it anew: he does not wait for the next look.
    pub(crate) fn handle_asked(&mut self, now: Instant) {
        self.handle_wanted(true, now);
        if let State::Waiting { lost, .. } = &self.state {
            let lost = lost.clone();
            self.pause = FIRST_LOOK;
            self.open(lost, now);
        }
    }

    /// Something else was chosen.
    pub(crate) fn handle_chosen(&mut self, now: Instant) {
        match &mut self.state {
            State::Off { .. } => self.actions.push_back(Action::Probe),
            State::Waiting { look, .. } => *look = now,
            State::Opening { .. } | State::Open { .. } => self.again(now),
        }
    }

    /// What came of [`Action::Open`].
    pub(crate) fn handle_opened(&mut self, opened: Result<(Named, bool), Trouble>, now: Instant) {
        let State::Opening { lost, .. } = &self.state else {
            return;
        };
        match opened {
            Ok((device, is_fallback)) => {
                self.state = State::Open {
                    device,
                    is_fallback,
                    sounded: now,
                    compare: now + COMPARE,
                };
            }
            Err(trouble) => self.wait(trouble, lost.clone(), now),
        }
    }

    /// What came of [`Action::Look`] or [`Action::Probe`].
    pub(crate) fn handle_seen(&mut self, seen: Result<Named, Trouble>, now: Instant) {
        match (&mut self.state, seen) {
            (State::Off { .. }, Err(trouble)) => self.wait(trouble, None, now),
            (State::Open { device, .. }, Ok(seen)) if seen.id != device.id => self.again(now),
            (State::Open { .. }, Err(Trouble::Missing)) => {
                self.handle_failed(Trouble::Missing, now)
            }
            (State::Waiting { .. }, Ok(seen)) if !self.wanted => {
                self.state = State::Off {
                    back: Some(seen.name),
                };
            }
            (State::Waiting { lost, .. }, Ok(_)) => {
                let lost = lost.clone();
                self.open(lost, now);
            }
            (State::Waiting { trouble, .. }, Err(seen)) => *trouble = seen,
            _ => {}
        }
    }

    /// Sound went through.
    pub(crate) fn handle_sound(&mut self, now: Instant) {
        if let State::Open { sounded, .. } = &mut self.state {
            *sounded = now;
            self.pause = FIRST_LOOK;
        }
    }

    /// The open device has failed.
    pub(crate) fn handle_failed(&mut self, trouble: Trouble, now: Instant) {
        if let State::Open { device, .. } = &self.state {
            let lost = Some(device.name.clone());
            self.actions.push_back(Action::Close);
            self.wait(trouble, lost, now);
        }
    }

    /// When [`Self::handle_timeout`] is due.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match &self.state {
            State::Off { .. } => None,
            State::Opening { until, .. } => Some(*until),
            State::Open {
                sounded, compare, ..
            } => Some((*sounded + MUTE).min(*compare)),
            State::Waiting { look, .. } => Some(*look),
        }
    }

    /// Does what is due.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        match &mut self.state {
            State::Opening { until, lost } if now >= *until => {
                let lost = lost.take();
                self.actions.push_back(Action::Close);
                self.wait(Trouble::Mute, lost, now);
            }
            State::Open { sounded, .. } if now >= *sounded + MUTE => {
                self.handle_failed(Trouble::Mute, now);
            }
            State::Open { compare, .. } if now >= *compare => {
                *compare = now + COMPARE;
                self.actions.push_back(Action::Look);
            }
            State::Waiting { look, .. } if now >= *look => {
                *look = now + self.pause;
                self.pause = (self.pause * 2).min(LAST_LOOK);
                self.actions.push_back(Action::Probe);
            }
            _ => {}
        }
    }

    fn open(&mut self, lost: Option<String>, now: Instant) {
        self.actions.push_back(Action::Open);
        let until = now + OPENING;
        self.state = State::Opening { until, lost };
    }

    /// Closes and opens: another device is meant.
    fn again(&mut self, now: Instant) {
        self.actions.push_back(Action::Close);
        self.open(None, now);
    }

    fn wait(&mut self, trouble: Trouble, lost: Option<String>, now: Instant) {
        self.state = State::Waiting {
            trouble,
            lost,
            look: now + self.pause,
        };
        self.pause = (self.pause * 2).min(LAST_LOOK);
    }
}

#[cfg(test)]
mod tests;
