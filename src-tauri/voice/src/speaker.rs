//! The loudspeaker: opened when there is something to say, closed a little after.

mod open;
mod queue;
mod voice;

use std::sync::Arc;
use std::time::Duration;

use scope::CancellationToken;
use scope::time::{Instant, Ticker};
use speech::sound::Resampler;
use tokio::sync::watch;

use crate::device::{Hosts, Keeper, Opened, Shown, Side, SoundSettings, Trouble};
use crate::echo::Reference;
use crate::sound::{RATE, SpeakerState};
use open::{Said, open};

pub(crate) use queue::is_silent;
pub(crate) use voice::Voice;

/// How often the device's ring is filled.
const TICK: Duration = Duration::from_millis(5);

/// How much is in the ring at most, in parts of a second: 100 ms, more than two periods of the device.
/// What is in it is forgotten at once when it is not wanted any more.
const LEAD: u32 = 10;

/// How long the device stays open after the last word: a pause between two sentences of a reply.
const LINGER: Duration = Duration::from_secs(3);

/// Blocks that the rate is changed in, in milliseconds.
const BLOCK_MS: u32 = 10;

/// The loudspeaker's task.
pub(crate) struct Speaker {
    pub(crate) voice: Voice,
    pub(crate) settings: watch::Receiver<SoundSettings>,
    pub(crate) state: watch::Sender<SpeakerState>,
    pub(crate) reference: Reference,
}

struct Work {
    speaker: Speaker,
    keeper: Keeper<Said>,
    /// From a connection's rate to the open device's.
    to_device: Option<Resampler>,
    /// Resampled, and not yet in the ring.
    ready: Vec<f32>,
    /// Samples that the device had passed when it was looked at last.
    passed: u64,
    /// When it was last used.
    used: Instant,
}

impl Speaker {
    /// Works until the token is cancelled, or nobody can choose any more.
    pub(crate) async fn run(
        self,
        hosts: Arc<Hosts>,
        scope: scope::ScopeHandle,
        token: CancellationToken,
    ) {
        let chosen = self.settings.borrow().loudspeaker.clone();
        let keeper = Keeper::new(Side::Loudspeaker, chosen, hosts, scope, open);
        let mut work = Work {
            speaker: self,
            keeper,
            to_device: None,
            ready: Vec::new(),
            passed: 0,
            used: Instant::now(),
        };
        let mut ticker = Ticker::new(TICK);
        loop {
            let is_open = work.keeper.opened().is_some();
            tokio::select! {
                () = token.cancelled() => break,
                () = work.speaker.voice.more(), if !is_open => work.wake(),
                changed = work.speaker.settings.changed() => match changed {
                    Ok(()) => work.choose(),
                    Err(_) => break,
                },
                () = work.keeper.changed() => {}
                _ = ticker.tick(), if is_open => work.fill(),
            }
            work.show();
        }
        work.speaker.voice.mute();
    }
}

impl Work {
    /// There is something to say.
    fn wake(&mut self) {
        self.used = Instant::now();
        self.keeper.want(true);
    }

    fn choose(&mut self) {
        let chosen = self
            .speaker
            .settings
            .borrow_and_update()
            .loudspeaker
            .clone();
        self.keeper.choose(chosen);
    }

    /// Fills the device's ring, and sees what has been heard.
    fn fill(&mut self) {
        self.keeper.check();
        let now = Instant::now();
        let Some(opened) = self.keeper.opened() else {
            return;
        };
        let Opened { end, flags, .. } = opened;
        if let Some(playing) = end.playing.take() {
            // It has just been opened.
            self.speaker.reference.put(playing);
            self.speaker.voice.open(flags.clone(), end.rate);
            self.to_device = Resampler::in_blocks(RATE, end.rate, BLOCK_MS).ok();
            self.ready.clear();
            self.passed = 0;
        }
        let turns = flags.passed() + flags.missed();
        let went_on = turns != self.passed;
        self.passed = turns;
        let lead = (end.rate / LEAD) as usize;
        let Some(to_device) = &mut self.to_device else {
            return;
        };
        // What was cleared is neither in the ring nor here.
        if self.speaker.voice.was_cleared() {
            self.ready.clear();
            to_device.reset();
        }
        loop {
            let room = lead.saturating_sub(end.ring.buffer().capacity() - end.ring.slots());
            let fits = room.min(self.ready.len());
            if fits > 0 && end.ring.push_entire_slice(&self.ready[..fits]).is_ok() {
                self.ready.drain(..fits);
                self.speaker.voice.put(fits);
            }
            if !self.ready.is_empty() || room == 0 {
                break;
            }
            let Some(frame) = self.speaker.voice.next(now) else {
                break;
            };
            to_device.push(
                frame.iter().map(|sample| f32::from(*sample)),
                &mut self.ready,
            );
        }
        if self.speaker.voice.is_speaking() {
            self.used = now;
        }
        if went_on {
            self.keeper.sounded();
        }
        if self.used.elapsed() >= LINGER {
            self.keeper.want(false);
        }
    }

    fn show(&mut self) {
        if self.keeper.opened().is_none() {
            let is_coming = matches!(self.keeper.shown(), Shown::Opening);
            self.speaker.voice.close(is_coming);
        }
        let chosen = self.speaker.settings.borrow().loudspeaker.clone();
        let state = state(self.keeper.shown(), chosen);
        self.speaker.state.send_if_modified(|told| {
            let is_news = *told != state;
            if is_news {
                tracing::info!(from = ?told, to = ?state, "the loudspeaker");
                *told = state;
            }
            is_news
        });
    }
}

fn state(shown: Shown, chosen: Option<String>) -> SpeakerState {
    match shown {
        Shown::Off { back: None } => SpeakerState::Off,
        Shown::Off { back: Some(device) } => SpeakerState::Back { device },
        Shown::Opening => SpeakerState::Opening,
        Shown::Open {
            device,
            is_fallback,
        } => SpeakerState::Open {
            device: device.name,
            instead_of: chosen.filter(|_| is_fallback),
        },
        Shown::Trouble { trouble, lost } => match (trouble, lost) {
            (Trouble::Refused, _) => SpeakerState::Refused,
            (Trouble::Busy, _) => SpeakerState::Busy,
            (Trouble::Missing | Trouble::Mute, Some(device)) => SpeakerState::Lost { device },
            (Trouble::Missing, None) => SpeakerState::Missing,
            (trouble @ (Trouble::Mute | Trouble::Failed(_)), _) => SpeakerState::Failed {
                why: trouble.to_string(),
            },
        },
    }
}
