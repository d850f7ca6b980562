//! One verdict of several decodings: which words, and whether they are to be trusted.
//!
//! Readings that mean the same vote together. What is voted for most is what was heard; it is sure where the decodings' first
//! choices mean just that, it is a whole order, and none of its words was a near thing (VOICE.md's rule R, with more ears).

use super::decoder::{Decoded, Token};
use super::sense::{Meaning, Sense};
use crate::{Heard, Word};
use std::collections::HashMap;

/// How fast a vote loses weight behind its decoding's best, per step of score. Steps are of 1024 times the decoder's base
/// (its scores are shifted by ten bits), so this is about three nats for a hundredth of the acoustic score of one second.
const DECAY: f64 = 0.01;

/// What a vote of a reading that is no whole order is worth, against one that is.
const BROKEN: f64 = 0.1;

/// The least posteriors in what is sure.
struct Least {
    /// Of words that carry an item, a number, a choice.
    content: f32,
    /// Of all others but [`SOFT`] ones: what was misheard there may have been content.
    rest: f32,
}

/// Where most agree. The first is rule R's; the second kept "with banana" from being heard as "with the on that", and cost two
/// utterances in a hundred.
const USUAL: Least = Least {
    content: 0.3,
    rest: 0.2,
};

/// Where all four agree: then a low posterior is that of a word with a twin ("banana", "bananas").
const UNANIMOUS: Least = Least {
    content: 0.1,
    rest: 0.1,
};

/// Words that often go unheard and change nothing.
const SOFT: [&str; 11] = [
    "a", "an", "the", "um", "uh", "please", "thanks", "thank", "you", "and", "i",
];

/// Confidence that is told at most of words that no decoding chose first.
const SECOND_CHOICE: f32 = 0.25;

/// A reading with its meaning.
struct Candidate {
    words: Vec<Word>,
    meaning: Meaning,
    /// Whether it is its decoding's first choice.
    first: bool,
    vote: f64,
}

/// Weighs the decodings of one sound.
pub fn verdict(decodings: &[Decoded], sense: &Sense) -> Heard {
    let mut known = HashMap::new();
    let candidates: Vec<Vec<Candidate>> = decodings
        .iter()
        .map(|decoded| candidates(decoded, sense, &mut known))
        .collect();
    let mut votes: HashMap<&str, f64> = HashMap::new();
    for candidate in candidates.iter().flatten() {
        *votes.entry(&candidate.meaning.acts).or_default() += candidate.vote;
    }
    let mut ballots: Vec<(&str, f64)> = votes.into_iter().collect();
    ballots.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
    let Some(&(winner, _)) = ballots.first() else {
        return Heard::nothing();
    };
    let Some(chosen) = best_of(&candidates, winner) else {
        return Heard::nothing();
    };
    let agreeing = { candidates.iter().flatten() }
        .filter(|candidate| candidate.first && candidate.meaning.acts == winner)
        .count();
    let sure = chosen.meaning.whole
        && least(agreeing, decodings.len()).is_some_and(|least| chosen.is_above(least));
    let rival = ballots
        .iter()
        .skip(1)
        .filter_map(|(acts, _)| best_of(&candidates, acts))
        .find(|candidate| candidate.meaning.whole)
        .filter(|_| !sure)
        .map(|candidate| candidate.words.clone());
    Heard {
        words: chosen.words.clone(),
        sure,
        rival,
    }
}

/// What is asked of the words where so many of so many decodings agree; `None` where too few do. Two must agree; of four one may
/// differ: with none, nearly twice as much was asked back, with two, twice as much was wrong.
fn least(agreeing: usize, of: usize) -> Option<Least> {
    match (agreeing, of) {
        (2, 2) | (3, 4) => Some(USUAL),
        (4, 4) => Some(UNANIMOUS),
        _ => None,
    }
}

impl Candidate {
    fn is_above(&self, least: Least) -> bool {
        self.words.iter().enumerate().all(|(at, word)| {
            let asked = if self.meaning.content.contains(&at) {
                least.content
            } else if SOFT.contains(&word.text.as_str()) {
                0.0
            } else {
                least.rest
            };
            word.confidence >= asked
        })
    }
}

/// The candidate of that meaning that is worded best: first choices before others, then the one whose weakest word is strongest.
fn best_of<'a>(candidates: &'a [Vec<Candidate>], acts: &str) -> Option<&'a Candidate> {
    let weakest = |candidate: &Candidate| {
        { candidate.words.iter() }
            .map(|word| word.confidence)
            .fold(1.0, f32::min)
    };
    candidates
        .iter()
        .flatten()
        .filter(|candidate| candidate.meaning.acts == acts)
        .max_by(|one, other| {
            (one.first.cmp(&other.first)).then(weakest(one).total_cmp(&weakest(other)))
        })
}

fn candidates(
    decoded: &Decoded,
    sense: &Sense,
    known: &mut HashMap<String, Meaning>,
) -> Vec<Candidate> {
    if decoded.tokens.is_empty() {
        return Vec::new();
    }
    let first = single_words(&decoded.tokens);
    let top = decoded.readings.iter().map(|reading| reading.score).max();
    let mut all = vec![(first, true, 0)];
    for reading in &decoded.readings {
        let behind = top.unwrap_or(reading.score) - reading.score;
        let text = reading.text.replace('_', " ");
        if all.iter().all(|(words, ..)| joined(words) != text) {
            let words = text
                .split(' ')
                .map(|word| Word::new(word, SECOND_CHOICE))
                .collect();
            all.push((words, false, behind));
        }
    }
    let mut candidates: Vec<Candidate> = all
        .into_iter()
        .map(|(words, first, behind)| {
            let meaning = known
                .entry(joined(&words))
                .or_insert_with_key(|text| sense.of(&text.split(' ').collect::<Vec<_>>()))
                .clone();
            let worth = if meaning.whole { 1.0 } else { BROKEN };
            Candidate {
                words,
                first,
                vote: worth * (-DECAY * f64::from(behind)).exp(),
                meaning,
            }
        })
        .collect();
    // Each decoding has one vote, however many readings share it.
    let sum: f64 = candidates.iter().map(|candidate| candidate.vote).sum();
    for candidate in &mut candidates {
        candidate.vote /= sum.max(f64::MIN_POSITIVE);
    }
    candidates
}

/// Single words of tokens; each has its token's posterior.
pub fn single_words(tokens: &[Token]) -> Vec<Word> {
    tokens
        .iter()
        .flat_map(|token| {
            token
                .text
                .split('_')
                .map(|word| Word::new(word, token.posterior))
        })
        .collect()
}

fn joined(words: &[Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
}
