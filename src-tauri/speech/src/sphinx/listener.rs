//! One recogniser: it keeps the sound of an utterance, and works ahead in its pauses.

use super::answers::Answers;
use super::decoder::{Decoded, LONGEST};
use super::lull::Lull;
use super::shop::Shop;
use super::verdict::{single_words, verdict};
use crate::{Cue, HearError, Heard, Recogniser};
use std::sync::Arc;

/// A recogniser of one menu. It holds an utterance's sound and no decoder: those are lent for each
/// decoding.
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
    ahead: Option<Work>,
}

/// What was made of some sound.
enum Work {
    /// All that can be.
    Done(Heard),
    /// It was heard in two ways, and there is doubt: what seems to have been said, and the two.
    Half(Heard, [Decoded; 2]),
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

    /// Hears the sound so far: an answer, or anything in the two ways that are tried first.
    fn first(&self) -> Result<Work, HearError> {
        match &self.answers {
            Some(answers) => Ok(Work::Done(self.answer(answers)?)),
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
        let anything = self.second(self.anything()?)?;
        if anything.sure || !answers.has(&said(&free)) {
            return Ok(anything);
        }
        Ok(answer)
    }

    /// Hears the sound in two ways.
    fn anything(&self) -> Result<Work, HearError> {
        let decodings = self.shop.with(|panel| panel.hear(&self.sound))?;
        let heard = verdict(&decodings, self.shop.sense());
        Ok(match heard.sure {
            true => Work::Done(heard),
            false => Work::Half(heard, decodings),
        })
    }

    /// Hears it in two more, where there is doubt.
    fn second(&self, work: Work) -> Result<Heard, HearError> {
        match work {
            Work::Done(heard) => Ok(heard),
            Work::Half(_, first) => {
                let second = self.shop.with(|panel| panel.hear_again(&self.sound))?;
                Ok(verdict(&[first, second].concat(), self.shop.sense()))
            }
        }
    }

    /// Works in a pause that has just come about, or goes on in one that lasts. Whether anything
    /// was done.
    fn work_ahead(&mut self, has_come: bool) -> Result<bool, HearError> {
        if has_come && self.lull.holds() {
            // What was made of the sound up to an earlier pause is not all of it.
            self.ahead = None;
            // Who pauses often would have everything worked through again and again: not more than
            // once over.
            if self.worked > self.sound.len() {
                return Ok(false);
            }
            self.worked += self.sound.len();
            self.ahead = Some(self.first()?);
            return Ok(true);
        }
        // The other half of the work is for a pause that looks like the end.
        if !self.lull.looks_like_the_end() {
            return Ok(false);
        }
        let Some(half @ Work::Half(..)) = self.ahead.take_if(|work| matches!(work, Work::Half(..)))
        else {
            return Ok(false);
        };
        self.ahead = Some(Work::Done(self.second(half)?));
        Ok(true)
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
        let has_come = self.lull.push(sound);
        // A failure here is found again, and told, at the end.
        if !self.work_ahead(has_come).unwrap_or_default() {
            return None;
        }
        let (Work::Done(heard) | Work::Half(heard, _)) = self.ahead.as_ref()?;
        (!heard.words.is_empty()).then(|| heard.text())
    }

    fn finish(&mut self) -> Result<Heard, HearError> {
        let work = match self.ahead.take().filter(|_| self.lull.holds()) {
            Some(work) => work,
            None => self.first()?,
        };
        let heard = self.second(work)?;
        let is_whole = !self.cut;
        self.begin(&Cue::Open);
        Ok(if is_whole { heard } else { heard.in_part() })
    }
}

fn said(decoded: &Decoded) -> String {
    let tokens: Vec<&str> = { decoded.tokens.iter() }
        .map(|token| token.text.as_str())
        .collect();
    tokens.join(" ")
}
