//! One verdict of several decodings: which words, and whether they are to be trusted.
//!
//! Readings are weighed by what they mean. Each decoding spreads one vote over the meanings of its
//! readings; a meaning's weight is the product of what all decodings give it and of how plainly it
//! is said. So what one decoding alone believes in loses against what all of them think possible,
//! and what makes no sense at a counter loses against what does. It is sure where a whole order
//! has nearly all the weight, most decodings chose it first (not only those that take anything for
//! an order), and none of its words was a near thing.

#[cfg(test)]
mod tests;

use super::decoder::{Decoded, Token};
use super::sense::{Meaning, Sense};
use crate::{Heard, Word};
use std::collections::{BTreeMap, HashMap};

/// How fast a reading loses weight behind its decoding's best, per step of score. Steps are of
/// 1024 times the decoder's base (its scores are shifted by ten bits), so this is about three nats
/// for a hundredth of the acoustic score of one second.
const DECAY: f64 = 0.01;

/// What a decoding gives to a meaning that it has no reading for: it looked at a dozen of
/// thousands. 0.3 was best of 0.01, 0.03, 0.1, 0.2 and 0.3 over 630 made-up orders.
const UNHEARD: f64 = 0.3;

/// The cost of a reading ([`Meaning::cost`]) that takes a factor of e from it: the best of
/// 7, 10, 20, 30 and 50 over the same.
const COST: f64 = 7.0;

/// Above this a reading is no less likely for costing more: it is nonsense.
const MOST_COST: u32 = 600;

/// What is left of the weight of a reading that is no whole order, beside what that costs, and of
/// one whose numbers do not agree.
const BROKEN: f64 = 0.2;

/// The share of all weight that what is sure has.
const SHARE: f64 = 0.9;

/// Words that often go unheard and change nothing.
const SOFT: [&str; 10] = [
    "a", "an", "the", "um", "uh", "please", "thanks", "thank", "and", "i",
];

/// Confidence that is told at most of words that no decoding chose first.
const SECOND_CHOICE: f32 = 0.25;

/// The least posterior of words by what they carry.
struct Least {
    /// An item, a number, a choice.
    content: f32,
    /// An article: "a cheesecake" was "two cheesecakes" often enough.
    article: f32,
    /// All others but [`SOFT`] ones: what was misheard there may have been content.
    rest: f32,
}

/// Where two decodings or three chose it. VOICE.md's rule R has 0.3, and weighs no meanings. With
/// these two more of 630 made-up orders were wrong and unmarked than with 0.3 and 0.2.
const SOME: Least = Least {
    content: 0.2,
    article: 0.2,
    rest: 0.1,
};

/// Where [`MANY`] chose it, which is no accident: of 630 made-up orders eighteen were sure by this
/// alone, all of them right. Below 0.1 side talk was, once.
const ALL: Least = Least {
    content: 0.1,
    article: 0.1,
    rest: 0.0,
};

/// All decodings that there are.
const MANY: usize = 4;

/// A reading with its meaning.
struct Candidate {
    words: Vec<Word>,
    meaning: Meaning,
    /// Whether it is its decoding's first choice.
    first: bool,
    /// Of its decoding's one vote.
    vote: f64,
}

/// Weighs the decodings of one sound.
pub fn verdict(decodings: &[Decoded], sense: &Sense) -> Heard {
    let mut known = HashMap::new();
    let candidates: Vec<Vec<Candidate>> = decodings
        .iter()
        .map(|decoded| candidates(decoded, sense, &mut known))
        .collect();
    let ballots = ballots(&candidates);
    let Some((winner, share)) = ballots.first() else {
        return Heard::nothing();
    };
    let Some(chosen) = best_of(&candidates, winner) else {
        return Heard::nothing();
    };
    let agreeing = { candidates.iter().flatten() }
        .filter(|candidate| candidate.first && candidate.meaning.acts == *winner)
        .count();
    // Plurals that nobody counted ("the cheesecakes") were misheard by four decodings of four:
    // "twelve" as "will", "three" as "the".
    let least = if agreeing >= MANY { &ALL } else { &SOME };
    let sure = chosen.meaning.whole
        && chosen.meaning.counted
        && *share >= SHARE
        && 2 * agreeing > decodings.len()
        && chosen.is_no_near_thing(least);
    let rival = { ballots.iter().skip(1) }
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

/// Every meaning with its share of all weight, the heaviest first.
fn ballots(candidates: &[Vec<Candidate>]) -> Vec<(&str, f64)> {
    // In logarithms. Several wordings of a meaning are as plain as the plainest.
    let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
    for Candidate { meaning, .. } in candidates.iter().flatten() {
        let plain = plainness(meaning);
        let weight = weights.entry(&meaning.acts).or_insert(plain);
        *weight = weight.max(plain);
    }
    for decoding in candidates.iter().filter(|readings| !readings.is_empty()) {
        let mut votes: HashMap<&str, f64> = HashMap::new();
        for candidate in decoding {
            *votes.entry(&candidate.meaning.acts).or_default() += candidate.vote;
        }
        for (acts, weight) in &mut weights {
            *weight += (UNHEARD + votes.get(acts).copied().unwrap_or_default()).ln();
        }
    }
    let most = weights.values().copied().fold(f64::MIN, f64::max);
    let sum: f64 = weights.values().map(|weight| (weight - most).exp()).sum();
    let mut ballots: Vec<(&str, f64)> = { weights.into_iter() }
        .map(|(acts, weight)| (acts, (weight - most).exp() / sum))
        .collect();
    ballots.sort_by(|one, other| other.1.total_cmp(&one.1));
    ballots
}

/// The logarithm of how likely anybody says such a thing.
fn plainness(meaning: &Meaning) -> f64 {
    let broken = u8::from(!meaning.whole) + u8::from(!meaning.agrees);
    f64::from(broken) * BROKEN.ln() - f64::from(meaning.cost.min(MOST_COST)) / COST
}

impl Candidate {
    /// Whether a word is the "you" of "thank you".
    fn thanks(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &*self.words[before].text);
        self.words[at].text == "you" && before == Some("thank")
    }

    /// Whether each of its words is above what is asked of such a word.
    fn is_no_near_thing(&self, least: &Least) -> bool {
        self.words.iter().enumerate().all(|(at, word)| {
            let least = if self.meaning.content.contains(&at) {
                least.content
            } else if matches!(word.text.as_str(), "a" | "an") {
                least.article
            } else if SOFT.contains(&word.text.as_str()) || self.thanks(at) {
                0.0
            } else {
                least.rest
            };
            word.confidence >= least
        })
    }
}

/// The candidate of that meaning that is worded best: first choices before others, then the one
/// whose weakest word is strongest.
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
            Candidate {
                words,
                first,
                vote: (-DECAY * f64::from(behind)).exp(),
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
