//! What one session hears: its sound, cut into utterances, and the words of each.

use super::{
    coded::Decoder,
    ears::{EarError, Ears, Listeners, Listening},
};
use realtime::{
    host::Utterance,
    session::{Eagerness, Format, ServerVad, TurnDetection},
};
use speech::{
    Cue, Heard,
    front::{self, Front, Stop, Taken, Vad},
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
    /// Whether that is only a part of what was said: it was too long, or follows such a one.
    is_part: bool,
    /// Whether the last one ended because it was too long.
    is_cut: bool,
    /// Utterances that were said.
    said: VecDeque<Said>,
    /// Those whose words are known.
    done: VecDeque<(String, Result<Heard, EarError>)>,
}

/// An utterance whose words are being found out.
struct Said {
    /// The item it becomes.
    item: String,
    listening: Result<Listening, EarError>,
    /// Whether some of what was said with it is lost, or in another.
    is_part: bool,
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
            is_part: false,
            is_cut: false,
            said: VecDeque::new(),
            done: VecDeque::new(),
        })
    }

    /// Listens as the session's settings have it from now on.
    pub fn listen(&mut self, detection: Option<TurnDetection>) {
        self.detection = detection;
        let listening = match detection {
            Some(TurnDetection::ServerVad(vad)) => front::Listening::Open(vad_of(&vad)),
            Some(TurnDetection::SemanticVad(vad)) => {
                front::Listening::Open(vad_of(&by_silence(vad.eagerness)))
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
        let (is_part, is_cut) = (&mut self.is_part, &mut self.is_cut);
        let mut noticed = Vec::new();
        self.front.push(piece, |event| match event {
            front::Event::Level(_) => {}
            front::Event::Started { at_ms } => {
                *speech = Some(begin(ears, knowing));
                *is_part = std::mem::take(is_cut);
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
            front::Event::Stopped { at_ms, why } => {
                *is_cut = why == Stop::TooLong;
                *is_part |= *is_cut;
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
        let (listening, is_part) = match sound {
            Utterance::Heard { .. } if self.detection.is_none() => {
                let held = self.front.take();
                (self.whole(&held.samples, knowing), !held.is_whole())
            }
            Utterance::Heard { .. } => {
                // The client ended it before the voice did: what follows is another.
                let running = self.front.is_speech();
                let speech = self.speech.take();
                if running {
                    self.front.clear(|_| {});
                }
                match speech {
                    Some(speech) => (speech.inspect(Listening::end), self.is_part),
                    None => return self.done.push_back(nothing(item)),
                }
            }
            Utterance::Given { format, bytes } => match cleaned(format, &bytes) {
                Ok(held) => (self.whole(&held.samples, knowing), !held.is_whole()),
                // No format has such a rate.
                Err(_) => return self.done.push_back(nothing(item)),
            },
        };
        self.said.push_back(Said {
            item,
            listening,
            is_part,
        });
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
                let heard = match &mut self.said[at].listening {
                    Ok(listening) => listening.poll_heard(cx),
                    Err(error) => Poll::Ready(Err(std::mem::replace(error, EarError::Closed))),
                };
                if let Poll::Ready(heard) = heard
                    && let Some(said) = self.said.remove(at)
                {
                    return Poll::Ready(Told::Whole(said.item, doubted(heard, said.is_part)));
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

/// What is only a part of what was said is asked back.
fn doubted(heard: Result<Heard, EarError>, is_part: bool) -> Result<Heard, EarError> {
    match is_part {
        true => heard.map(Heard::in_part),
        false => heard,
    }
}

/// Sound that came whole, as recognisers want it.
fn cleaned(format: Format, bytes: &[u8]) -> Result<Taken, RateError> {
    let mut front = Front::new(FULL_RATE, front::Listening::Held)?;
    let mut sound = Decoder::new(format)?.decode(bytes);
    // So that nothing stays behind in the filters.
    sound.extend([0; 2 * PIECE]);
    front.push(&sound, |_| {});
    Ok(front.take())
}

/// The pause that ends a turn where its sense is to end it. Nothing here knows what half a sentence
/// is, so a pause is all there is: a quarter of the longest wait, for the whole of it (2 to 8 s) is
/// meant for who trails off.
fn by_silence(eagerness: Eagerness) -> ServerVad {
    let pause = eagerness.longest_wait() / 4;
    ServerVad {
        silence_duration_ms: u32::try_from(pause.as_millis()).unwrap_or(u32::MAX),
        ..ServerVad::default()
    }
}

fn vad_of(vad: &ServerVad) -> Vad {
    Vad {
        // A hundredth is enough, and this is what the detector takes.
        threshold: vad.threshold as f32,
        prefix_padding_ms: vad.prefix_padding_ms,
        silence_duration_ms: vad.silence_duration_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lost_its_beginning_is_asked_back_however_sure_the_rest_is() {
        let heard = || Ok(Heard::typed("and a lemonade"));
        assert!(doubted(heard(), false).unwrap().sure);
        let cut = doubted(heard(), true).unwrap();
        assert!(!cut.sure && cut.text() == "and a lemonade");
        assert!(doubted(Err(EarError::Closed), true).is_err());
    }

    #[test]
    fn the_eager_wait_less_and_nobody_longer_than_the_protocol_has_it() {
        let pause = |eagerness| by_silence(eagerness).silence_duration_ms;
        let all = [Eagerness::High, Eagerness::Medium, Eagerness::Low].map(pause);
        assert_eq!(all, [500, 1_000, 2_000]);
        assert_eq!(pause(Eagerness::Auto), pause(Eagerness::Medium));
    }
}
