//! One verdict of several decodings: which words, and whether they are to be trusted.
//!
//! Readings that mean the same vote together. What is voted for most is what was heard; it is sure where every decoding's first
//! choice means just that, it is a whole order, and none of its words that matter was a near thing (rule R).

use super::decoder::{Decoded, Token};
use super::sense::{Meaning, Sense};
use crate::{Heard, Word};
use std::collections::HashMap;

/// How fast a vote loses weight behind its decoding's best, per step of score. Steps are of 1024 times the decoder's base
/// (its scores are shifted by ten bits), so this is about three nats for a hundredth of the acoustic score of one second.
const DECAY: f64 = 0.01;

/// What a vote of a reading that is no whole order is worth, against one that is.
const BROKEN: f64 = 0.1;

/// The least posterior of a word that matters in what is sure. VOICE.md's rule R.
const POSTERIOR: f32 = 0.3;

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
    let agreed = candidates.iter().all(|of_one| {
        of_one
            .iter()
            .any(|candidate| candidate.first && candidate.meaning.acts == winner)
    });
    let weakest = chosen
        .meaning
        .content
        .iter()
        .filter_map(|&at| chosen.words.get(at))
        .map(|word| word.confidence)
        .fold(1.0, f32::min);
    let sure = agreed && chosen.meaning.whole && weakest >= POSTERIOR;
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
    let first = words(&decoded.tokens);
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
fn words(tokens: &[Token]) -> Vec<Word> {
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
