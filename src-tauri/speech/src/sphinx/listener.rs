//! One recogniser: it keeps the sound of an utterance, and works ahead in its pauses.

use super::answers::Answers;
use super::decoder::{Decoded, LONGEST};
use super::lull::Lull;
use super::panel::Way;
use super::shop::Shop;
use super::verdict::{single_words, verdict};
use crate::{Cue, HearError, Heard, Recogniser};
use std::sync::Arc;

/// A recogniser of one menu. It holds an utterance's sound and no decoder: those are lent for each decoding.
pub struct Listener {
    shop: Arc<Shop>,
    /// What an open question may be answered with.
    answers: Option<Answers>,
    sound: Vec<i16>,
    /// Whether there was more than [`LONGEST`].
    cut: bool,
    lull: Lull,
    /// Samples that were worked through in pauses.
    worked: usize,
    /// What was made of the sound up to the last pause.
    ahead: Option<Heard>,
}

impl Listener {
    /// One that has heard nothing.
    pub fn new(shop: Arc<Shop>) -> Self {
        Self {
            shop,
            answers: None,
            sound: Vec::new(),
            cut: false,
            lull: Lull::default(),
            worked: 0,
            ahead: None,
        }
    }

    fn recognise(&self) -> Result<Heard, HearError> {
        match &self.answers {
            Some(answers) => self.answer(answers),
            None => self.anything(),
        }
    }

    /// Hears an answer, or whatever else was said instead.
    fn answer(&self, answers: &Answers) -> Result<Heard, HearError> {
        let (strict, free) = self.shop.with(|panel| panel.answer(&self.sound, answers))?;
        let answer = Heard {
            words: single_words(&free.tokens),
            sure: answers.same(&said(&strict), &said(&free)),
            rival: None,
        };
        if answer.sure {
            return Ok(answer);
        }
        let anything = self.anything()?;
        if anything.sure || !answers.has(&said(&free)) {
            return Ok(anything);
        }
        Ok(answer)
    }

    /// Hears the sound in two ways, and where they do not agree in two more.
    fn anything(&self) -> Result<Heard, HearError> {
        let sense = self.shop.sense();
        self.shop.with(|panel| {
            let mut decodings = vec![
                panel.hear(&self.sound, Way::Phrases)?,
                panel.hear(&self.sound, Way::Words)?,
            ];
            let heard = verdict(&decodings, sense);
            if heard.sure {
                return Ok(heard);
            }
            for way in [Way::OtherWords, Way::Thorough] {
                decodings.push(panel.hear(&self.sound, way)?);
            }
            Ok(verdict(&decodings, sense))
        })
    }
}

impl Recogniser for Listener {
    fn begin(&mut self, cue: &Cue) {
        self.answers = match cue {
            Cue::Open => None,
            Cue::Answer(answers) => Answers::of(answers, self.shop.tokens()),
        };
        self.sound.clear();
        self.cut = false;
        self.lull = Lull::default();
        self.worked = 0;
        self.ahead = None;
    }

    fn feed(&mut self, sound: &[i16]) -> Option<String> {
        let room = LONGEST - self.sound.len();
        self.cut |= sound.len() > room;
        let sound = &sound[..sound.len().min(room)];
        self.sound.extend_from_slice(sound);
        if !self.lull.push(sound) {
            return None;
        }
        // What was made of the sound up to an earlier pause is not all of it.
        self.ahead = None;
        // Who pauses often would have everything worked through again and again: not more than once over.
        if self.worked > self.sound.len() {
            return None;
        }
        self.worked += self.sound.len();
        // A failure here is found again, and told, at the end.
        self.ahead = self.recognise().ok();
        let ahead = self.ahead.as_ref().filter(|heard| !heard.words.is_empty());
        ahead.map(Heard::text)
    }

    fn finish(&mut self) -> Result<Heard, HearError> {
        let mut heard = match self.ahead.take().filter(|_| self.lull.holds()) {
            Some(heard) => heard,
            None => self.recognise()?,
        };
        heard.sure &= !self.cut;
        self.begin(&Cue::Open);
        Ok(heard)
    }
}

fn said(decoded: &Decoded) -> String {
    let tokens: Vec<&str> = { decoded.tokens.iter() }
        .map(|token| token.text.as_str())
        .collect();
    tokens.join(" ")
}
