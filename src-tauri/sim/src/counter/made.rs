//! A microphone and a loudspeaker without devices: clips in, samples counted out.

use scope::time::{Instant, sleep_until};
use speech::sound::Clip;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{mpsc, watch};
use voice::sound::{FRAME, Frame, Level, Listening, MicState, Played, RATE, Sound, SpeakerState};

/// How long a frame is.
const SLOT: Duration = Duration::from_millis(20);

/// How far sound is ahead of the clock: that of a busy machine is no sound card's.
const AHEAD: Duration = Duration::from_millis(400);

/// Frames on their way to whoever listens; more than come before somebody takes them.
const FRAMES: usize = 64;

/// What the microphone is called, as the system would tell it.
pub const MICROPHONE: &str = "Counter headset";

/// Sound without devices. Clones share it.
#[derive(Clone)]
pub struct Made(Arc<Shared>);

struct Shared {
    ear: Mutex<Option<mpsc::Sender<Frame>>>,
    said: Mutex<Duration>,
    mic: watch::Sender<MicState>,
    loudspeaker: watch::Sender<SpeakerState>,
}

impl Default for Made {
    fn default() -> Self {
        Self(Arc::new(Shared {
            ear: Mutex::default(),
            said: Mutex::default(),
            mic: watch::Sender::new(MicState::Off),
            loudspeaker: watch::Sender::new(SpeakerState::Off),
        }))
    }
}

impl Made {
    /// The microphone is in that state: unplugged, say.
    pub fn becomes(&self, state: MicState) {
        self.0.mic.send_replace(state);
    }

    /// Speaks a clip into the microphone, as fast as it sounds but for [`AHEAD`]; returns when it has
    /// sounded. What nobody listens to is lost.
    ///
    /// # Errors
    /// When the clip's rate cannot be changed.
    pub async fn speak(&self, clip: &Clip) -> anyhow::Result<()> {
        let clip = clip.at(RATE)?;
        let ear = lock(&self.0.ear).clone();
        let began = Instant::now();
        for (at, samples) in clip.samples.chunks(FRAME).enumerate() {
            let sounds = SLOT * u32::try_from(at).unwrap_or(u32::MAX);
            sleep_until(began + sounds.saturating_sub(AHEAD)).await;
            let mut frame: Frame = Box::new([0; FRAME]);
            frame[..samples.len()].copy_from_slice(samples);
            if let Some(ear) = &ear
                && self.0.mic.borrow().is_usable()
            {
                // Whoever let go hears nothing any more.
                let _ = ear.try_send(frame);
            }
        }
        sleep_until(began + clip.duration()).await;
        Ok(())
    }

    /// Silence for that long.
    ///
    /// # Errors
    /// Never; as [`Self::speak`].
    pub async fn be_silent(&self, lasting: Duration) -> anyhow::Result<()> {
        let samples = vec![0; lasting.as_millis() as usize * (RATE as usize / 1_000)];
        let rate = RATE;
        self.speak(&Clip { rate, samples }).await
    }

    /// A microphone to which nobody listens any more is off.
    pub(super) fn settle(&self) {
        if !self.is_open() {
            self.0.mic.send_if_modified(|mic| {
                let was_open = mic.is_open();
                if was_open {
                    *mic = MicState::Off;
                }
                was_open
            });
        }
    }

    /// Whether somebody listens.
    pub fn is_open(&self) -> bool {
        let ear = lock(&self.0.ear);
        ear.as_ref().is_some_and(|ear| !ear.is_closed())
    }
}

impl Sound for Made {
    fn listen(&self) -> Listening {
        let (sender, frames) = mpsc::channel(FRAMES);
        *lock(&self.0.ear) = Some(sender);
        if self.0.mic.borrow().is_usable() {
            self.becomes(MicState::Open {
                device: MICROPHONE.to_owned(),
                instead_of: None,
                muted: false,
            });
        }
        Listening::of(frames)
    }

    fn mic(&self) -> watch::Receiver<MicState> {
        self.0.mic.subscribe()
    }

    fn level(&self) -> Level {
        Level::SILENCE
    }

    fn say(&self, _: &Frame) {
        *lock(&self.0.said) += SLOT;
    }

    fn clear(&self) -> Duration {
        Duration::ZERO
    }

    fn heard(&self) -> Played {
        Played {
            played: *lock(&self.0.said),
            queued: Duration::ZERO,
        }
    }

    fn loudspeaker(&self) -> watch::Receiver<SpeakerState> {
        self.0.loudspeaker.subscribe()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
