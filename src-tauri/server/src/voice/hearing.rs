//! What one session hears: its sound, cut into utterances, and the words of each.

use super::{
    coded::Decoder,
    ears::{EarError, Ears, Listeners, Listening},
};
use realtime::{
    host::Utterance,
    session::{Format, ServerVad, TurnDetection},
};
use speech::{
    Cue, Heard,
    front::{self, Front, Stop, Vad},
    sound::{FULL_RATE, RateError},
};
use std::{collections::VecDeque, future::poll_fn, sync::Arc, task::Poll, time::Duration};

/// Samples of 20 ms: what the filters hold back.
const PIECE: usize = FULL_RATE as usize / 50;

/// Something that begins or ends, at a place of the session's sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticed {
    /// Speech, without what comes before it.
    Started(Duration),
    /// The same, with the pause that ended it.
    Stopped(Duration),
}

/// What was understood.
#[derive(Debug)]
pub enum Told {
    /// What seems to have been said so far.
    Partial(String),
    /// What was said, of that item, or why that is not known.
    Whole(String, Result<Heard, EarError>),
}

/// What is needed to understand an utterance, as it stands when that begins.
pub trait Knowing {
    /// Who listens; `None` where there is nothing to order.
    fn listeners(&self) -> Option<Arc<Listeners>>;
    /// What is likely to be said.
    fn cue(&self) -> Cue;
}

/// One session's ear.
pub struct Hearing {
    ears: Ears,
    front: Front,
    detection: Option<TurnDetection>,
    decoder: Option<Decoder>,
    /// The utterance that is being said, or was just said and not asked for yet.
    speech: Option<Result<Listening, EarError>>,
    /// Utterances that were said, by the item they become.
    said: VecDeque<(String, Result<Listening, EarError>)>,
    /// Those whose words are known.
    done: VecDeque<(String, Result<Heard, EarError>)>,
}

impl Hearing {
    /// An ear that has heard nothing.
    ///
    /// # Errors
    /// None that can happen: the rate is one that sound comes in.
    pub fn new(ears: Ears) -> Result<Self, RateError> {
        Ok(Self {
            ears,
            front: Front::new(FULL_RATE, front::Listening::Held)?,
            detection: None,
            decoder: None,
            speech: None,
            said: VecDeque::new(),
            done: VecDeque::new(),
        })
    }

    /// Listens as the session's settings have it from now on.
    pub fn listen(&mut self, detection: Option<TurnDetection>) {
        self.detection = detection;
        let listening = match detection {
            Some(TurnDetection::ServerVad(vad)) => front::Listening::Open(vad_of(&vad)),
            // Refused by name where a client asks for it.
            Some(TurnDetection::SemanticVad(_)) => {
                front::Listening::Open(vad_of(&ServerVad::default()))
            }
            None => front::Listening::Held,
        };
        let speech = &mut self.speech;
        self.front.listen(listening, |event| {
            if let front::Event::Stopped { .. } = event {
                *speech = None;
            }
        });
    }

    /// Samples at 48 kHz of what stood in an event.
    ///
    /// # Errors
    /// As [`Decoder::new`].
    pub fn decode(&mut self, format: Format, bytes: &[u8]) -> Result<Vec<i16>, RateError> {
        let decoder = match &mut self.decoder {
            Some(decoder) if decoder.format() == format => decoder,
            other => other.insert(Decoder::new(format)?),
        };
        Ok(decoder.decode(bytes))
    }

    /// Hears some samples more, at 48 kHz; 20 ms or so, so that what begins or ends in them is told
    /// before what follows.
    pub fn push(&mut self, piece: &[i16], knowing: &impl Knowing) -> Vec<Noticed> {
        let prefix = self.detection.map(|detection| detection.prefix_padding());
        let prefix = prefix.unwrap_or_default();
        let (ears, speech) = (&self.ears, &mut self.speech);
        let mut noticed = Vec::new();
        self.front.push(piece, |event| match event {
            front::Event::Level(_) => {}
            front::Event::Started { at_ms } => {
                *speech = Some(begin(ears, knowing));
                noticed.push(Noticed::Started(Duration::from_millis(at_ms) + prefix));
            }
            front::Event::Sound(sound) => {
                if let Some(Ok(listening)) = speech {
                    listening.feed(sound);
                }
            }
            front::Event::Stopped {
                why: Stop::Dropped, ..
            } => *speech = None,
            front::Event::Stopped { at_ms, .. } => {
                noticed.push(Noticed::Stopped(Duration::from_millis(at_ms)));
            }
        });
        noticed
    }

    /// Forgets what was not asked for.
    pub fn forget(&mut self) {
        self.speech = None;
        self.front.clear(|_| {});
    }

    /// Finds out what was said; [`Hearing::next`] tells it.
    pub fn recognise(&mut self, item: String, sound: Utterance, knowing: &impl Knowing) {
        let nothing = |item| (item, Ok(Heard::nothing()));
        let listening = match sound {
            Utterance::Heard { .. } if self.detection.is_none() => {
                let held = self.front.take();
                self.whole(&held.samples, knowing)
            }
            Utterance::Heard { .. } => {
                // The client ended it before the voice did: what follows is another.
                let running = self.front.is_speech();
                let speech = self.speech.take();
                if running {
                    self.front.clear(|_| {});
                }
                match speech {
                    Some(speech) => speech.inspect(Listening::end),
                    None => return self.done.push_back(nothing(item)),
                }
            }
            Utterance::Given { format, bytes } => match cleaned(format, &bytes) {
                Ok(sound) => self.whole(&sound, knowing),
                // No format has such a rate.
                Err(_) => return self.done.push_back(nothing(item)),
            },
        };
        self.said.push_back((item, listening));
    }

    fn whole(&self, sound: &[i16], knowing: &impl Knowing) -> Result<Listening, EarError> {
        let listening = begin(&self.ears, knowing)?;
        listening.feed(sound);
        listening.end();
        Ok(listening)
    }

    /// The next that is understood. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Told {
        poll_fn(|cx| {
            if let Some((item, heard)) = self.done.pop_front() {
                return Poll::Ready(Told::Whole(item, heard));
            }
            for at in 0..self.said.len() {
                let heard = match &mut self.said[at].1 {
                    Ok(listening) => listening.poll_heard(cx),
                    Err(error) => Poll::Ready(Err(std::mem::replace(error, EarError::Closed))),
                };
                if let Poll::Ready(heard) = heard
                    && let Some((item, _)) = self.said.remove(at)
                {
                    return Poll::Ready(Told::Whole(item, heard));
                }
            }
            match &mut self.speech {
                Some(Ok(listening)) => listening.poll_partial(cx).map(Told::Partial),
                _ => Poll::Pending,
            }
        })
        .await
    }
}

fn begin(ears: &Ears, knowing: &impl Knowing) -> Result<Listening, EarError> {
    let listeners = knowing.listeners().ok_or(EarError::NoMenu)?;
    ears.listen(&listeners, knowing.cue())
}

/// Sound that came whole, as recognisers want it.
fn cleaned(format: Format, bytes: &[u8]) -> Result<Vec<i16>, RateError> {
    let mut front = Front::new(FULL_RATE, front::Listening::Held)?;
    let mut sound = Decoder::new(format)?.decode(bytes);
    // So that nothing stays behind in the filters.
    sound.extend([0; 2 * PIECE]);
    front.push(&sound, |_| {});
    Ok(front.take().samples)
}

fn vad_of(vad: &ServerVad) -> Vad {
    Vad {
        // A hundredth is enough, and this is what the detector takes.
        threshold: vad.threshold as f32,
        prefix_padding_ms: vad.prefix_padding_ms,
        silence_duration_ms: vad.silence_duration_ms,
    }
}
