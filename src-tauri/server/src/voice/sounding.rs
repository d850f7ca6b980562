//! Words of a reply as they become sound, and the sound as it goes out: in events, or beside them.

use super::coded::Encoder;
use peer::{Mark, Speaker};
use realtime::{
    host::{Ask, Reply},
    session::Modality,
};
use scope::{Ended, ScopeHandle};
use speech::{
    say::{FRAME, Mouth, SayError, Spoken, TEXT_BYTES},
    sound::{FULL_RATE, RateError},
};
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;

/// Samples that go out as one: a second in events, as the protocol's own deltas have.
const PIECE: usize = FULL_RATE as usize;

/// What speaks, for all sessions. Cheap to clone.
#[derive(Clone)]
pub struct Mouths {
    mouth: Arc<dyn Mouth>,
    /// One sentence for each core at a time: a synthesiser takes a whole one.
    turns: Arc<Semaphore>,
}

impl Mouths {
    /// So many sentences at a time.
    pub fn new(mouth: Arc<dyn Mouth>, at_once: usize) -> Self {
        Self {
            mouth,
            turns: Arc::new(Semaphore::new(at_once)),
        }
    }
}

/// How one answer's words are spoken.
pub struct Voice {
    mouths: Mouths,
    scope: ScopeHandle,
    way: Way,
    /// As many times as fast as usual.
    speed: f64,
}

/// Where sound goes.
enum Way {
    /// Into events.
    Events(Box<Encoder>),
    /// To the connection's pacer.
    Speaker(Speaker),
}

/// A piece of sound that is on its way.
pub enum Sound {
    /// For the host.
    Reply(Reply),
    /// So much was handed to the pacer, which had said and will say `from` before it.
    Playing {
        /// Where it begins in all that the pacer ever sends.
        from: Duration,
        /// How long it is.
        more: Duration,
    },
    /// All of it was handed to the pacer, up to this mark.
    Whole(Mark),
    /// That was all.
    Over,
}

impl Voice {
    /// How the answer to `ask` is spoken; `None` where words alone are wanted.
    ///
    /// # Errors
    /// None that can happen: every format's rate is one that sound comes in.
    pub fn of(
        ask: &Ask,
        mouths: Option<&Mouths>,
        speaker: Option<&Speaker>,
        scope: &ScopeHandle,
    ) -> Result<Option<Self>, RateError> {
        let Some(mouths) = mouths.filter(|_| ask.modality == Modality::Audio) else {
            return Ok(None);
        };
        let way = match speaker {
            Some(speaker) => Way::Speaker(speaker.clone()),
            None => Way::Events(Box::new(Encoder::new(ask.format)?)),
        };
        Ok(Some(Self {
            mouths: mouths.clone(),
            scope: scope.clone(),
            way,
            speed: ask.speed,
        }))
    }

    /// Begins to speak. What is too long is spoken to the end of a sentence within the bound.
    pub fn speak(&self, words: &str) -> Sounding {
        let words = shortened(words).to_owned();
        let stop = Arc::new(AtomicBool::new(false));
        let (mouths, stopped) = (self.mouths.clone(), stop.clone());
        let (scope, speed) = (self.scope.clone(), self.speed);
        let making = async move {
            // Never closed.
            let turn = mouths.turns.acquire_owned().await.ok();
            let mouth = mouths.mouth;
            let said = scope.spawn_blocking("speak", move || {
                let _turn = turn;
                mouth.say(&words, speed, &|| stopped.load(Ordering::Relaxed))
            });
            said.map_err(Ended::from)?.await
        };
        Sounding {
            state: State::Making(Box::pin(making)),
            stop,
        }
    }
}

/// Words that are being spoken. Dropping it stops the making of their sound.
pub struct Sounding {
    state: State,
    stop: Arc<AtomicBool>,
}

/// Something that is being waited for.
type Waiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

enum State {
    Making(Waiting<Result<Result<Spoken, SayError>, Ended>>),
    Made(Vec<i16>, usize),
    Handing(Waiting<Option<(Duration, Duration)>>, Vec<i16>, usize),
    Over,
}

impl Sounding {
    /// The next of the sound. Dropping the future loses nothing.
    pub async fn next(&mut self, voice: &mut Voice) -> Sound {
        loop {
            match &mut self.state {
                State::Making(making) => {
                    let made = making.await;
                    self.state = made_of(made);
                }
                State::Made(samples, at) if *at >= samples.len() => {
                    self.state = State::Over;
                    return match &mut voice.way {
                        Way::Events(encoder) => Sound::Reply(Reply::Sound(encoder.finish())),
                        Way::Speaker(speaker) => Sound::Whole(speaker.finish()),
                    };
                }
                State::Made(samples, at) => {
                    let end = samples.len().min(*at + PIECE);
                    let piece = &samples[*at..end];
                    match &mut voice.way {
                        Way::Events(encoder) => {
                            let bytes = encoder.encode(piece);
                            *at = end;
                            return Sound::Reply(Reply::Sound(bytes));
                        }
                        Way::Speaker(speaker) => {
                            let handing = Box::pin(hand(speaker.clone(), piece.to_vec()));
                            self.state = State::Handing(handing, std::mem::take(samples), end);
                        }
                    }
                }
                State::Handing(handing, samples, at) => {
                    let handed = handing.await;
                    let (samples, at) = (std::mem::take(samples), *at);
                    let Some((from, more)) = handed else {
                        self.state = State::Over;
                        continue;
                    };
                    self.state = State::Made(samples, at);
                    return Sound::Playing { from, more };
                }
                State::Over => return Sound::Over,
            }
        }
    }
}

impl Drop for Sounding {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn made_of(made: Result<Result<Spoken, SayError>, Ended>) -> State {
    match made {
        Ok(Ok(spoken)) => {
            let frames = spoken.frames();
            let mut samples = Vec::with_capacity(frames.len() * FRAME);
            frames.for_each(|frame| samples.extend_from_slice(frame));
            State::Made(samples, 0)
        }
        Ok(Err(SayError::Stopped)) | Err(_) => State::Over,
        Ok(Err(error)) => {
            // The words were sent; they are not heard.
            tracing::warn!(%error, "a reply was not spoken");
            State::Over
        }
    }
}

/// Gives samples to the pacer: where they begin, and how long they are. `None`: they are not
/// wanted any more.
async fn hand(speaker: Speaker, samples: Vec<i16>) -> Option<(Duration, Duration)> {
    let from = speaker.played() + speaker.queued();
    speaker.say(&samples).await.ok()?;
    let micros = samples.len() as u64 * 1_000_000 / u64::from(FULL_RATE);
    Some((from, Duration::from_micros(micros)))
}

/// As many whole sentences as a synthesiser takes at once; cut at a word where one is too long.
fn shortened(words: &str) -> &str {
    if words.len() <= TEXT_BYTES {
        return words;
    }
    let mut end = TEXT_BYTES;
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    let within = &words[..end];
    let end = within.rfind(['.', '?', '!']).map(|at| at + 1);
    let end = end.or_else(|| within.rfind(' '));
    &within[..end.unwrap_or(within.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_ends_with_a_sentence() {
        assert_eq!(shortened("Two tacos."), "Two tacos.");
        let long = "Two tacos. ".repeat(300);
        let short = shortened(&long);
        assert!(short.len() <= TEXT_BYTES && short.len() > TEXT_BYTES - 20);
        assert!(short.ends_with("tacos."));
        let one = "tacos ".repeat(500);
        assert!(shortened(&one).ends_with("tacos"));
        let none = "ü".repeat(1500);
        assert!(shortened(&none).len() <= TEXT_BYTES);
    }
}
