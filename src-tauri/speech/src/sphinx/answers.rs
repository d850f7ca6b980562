//! Short answers to an open question: a tiny grammar, which takes anything for an answer, and a
//! small model with fillers, which does not. Where they agree the answer is sure.

use crate::model::{BESIDE, Chance, arpa};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Answers that are looked for at most: a question has a handful, and each costs time in every
/// frame.
const MOST: usize = 100;

/// What is said before and after an answer, and is no part of it.
const BEFORE: [&str; 8] = [
    "um",
    "uh",
    "the",
    "a",
    "with",
    "make it",
    "i'll have",
    "just",
];
const AFTER: [&str; 3] = ["please", "thanks", "thank you"];

/// What is said instead of an answer, and sounds like one: "that's all" was "the small".
const INSTEAD: [&str; 8] = [
    "that's all",
    "that's it",
    "that's everything",
    "nothing else",
    "never mind",
    "cancel that",
    "what",
    "wait",
];

/// How often each answer stands in the small model bare, and with each of the words around it.
const BARE: usize = 12;

/// Sentences of fillers in the small model for each answer, so that about half of what it expects
/// is no answer.
const BESIDES: usize = 24;

/// The seed of the fillers: the same question has the same model.
const SEED: u64 = 3;

/// One question's answers, as a decoder takes them.
#[derive(Debug)]
pub struct Answers {
    /// The same for the same answers.
    pub name: String,
    /// JSGF.
    pub grammar: String,
    /// ARPA.
    pub model: String,
    answers: HashSet<String>,
}

impl Answers {
    /// Of answers in plain words. Those with a word that is not in `dictionary` are left out;
    /// `None` if none is left.
    pub fn of(spoken: &[String], dictionary: &HashSet<String>) -> Option<Self> {
        let answers: BTreeSet<String> = spoken
            .iter()
            .filter_map(|answer| known(answer, dictionary))
            .filter(|answer| !bare(answer).is_empty())
            .take(MOST)
            .collect();
        let instead: Vec<&str> = { INSTEAD.into_iter() }
            .filter(|said| said.split(' ').all(|word| dictionary.contains(word)))
            .collect();
        let answers: BTreeSet<&str> = answers.iter().map(String::as_str).collect();
        if answers.is_empty() {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        answers.hash(&mut hasher);
        Some(Self {
            name: format!("answers-{:016x}", hasher.finish()),
            grammar: grammar(&answers),
            model: model(&answers, &instead),
            answers: answers.iter().map(|answer| bare(answer)).collect(),
        })
    }

    /// Whether the text is one of the answers, but for what stands around it.
    pub fn has(&self, text: &str) -> bool {
        self.answers.contains(&bare(text))
    }

    /// Whether two texts are the same answer.
    pub fn same(&self, one: &str, other: &str) -> bool {
        self.has(one) && bare(one) == bare(other)
    }
}

/// The answer in words of the dictionary, which has apostrophes where answers may lack them;
/// `None` if a word is not there.
fn known(answer: &str, dictionary: &HashSet<String>) -> Option<String> {
    let words: Option<Vec<&str>> = answer
        .split(' ')
        .map(|word| {
            let same = |known: &&String| known.replace('\'', "") == word;
            { dictionary.get(word) }
                .or_else(|| dictionary.iter().filter(same).min())
                .map(String::as_str)
        })
        .collect();
    Some(words?.join(" "))
}

fn grammar(answers: &BTreeSet<&str>) -> String {
    let any = |of: &[&str]| of.join(" | ");
    let mut grammar = String::from("#JSGF V1.0;\ngrammar answers;\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        grammar,
        "public <answer> = [ {} ] ( {} ) [ {} ];",
        any(&BEFORE),
        any(&answers.iter().copied().collect::<Vec<_>>()),
        any(&AFTER)
    );
    grammar
}

fn model(answers: &BTreeSet<&str>, instead: &[&str]) -> String {
    let mut chance = Chance::new(SEED);
    let mut sentences: Vec<Vec<&str>> = Vec::new();
    for said in instead {
        sentences.extend((0..BARE).map(|_| said.split(' ').collect::<Vec<_>>()));
    }
    for answer in answers {
        let words = || answer.split(' ');
        sentences.extend((0..BARE).map(|_| words().collect::<Vec<_>>()));
        sentences.extend(BEFORE.map(|before| before.split(' ').chain(words()).collect()));
        sentences.extend(AFTER.map(|after| words().chain(after.split(' ')).collect()));
        for _ in 0..BESIDES {
            let length = 1 + chance.below(4);
            sentences.push(
                (0..length)
                    .map(|_| BESIDE[chance.below(BESIDE.len())])
                    .collect(),
            );
        }
    }
    let vocabulary: BTreeSet<&str> = sentences.iter().flatten().copied().collect();
    arpa(sentences.iter().map(Vec::as_slice), &vocabulary)
}

/// The text without what may stand around an answer.
fn bare(text: &str) -> String {
    let mut text = text.trim();
    let without = |text: &mut &str, part: &str, front: bool| -> bool {
        let rest = if front {
            text.strip_prefix(part).filter(|rest| rest.starts_with(' '))
        } else {
            text.strip_suffix(part).filter(|rest| rest.ends_with(' '))
        };
        rest.map(|rest| *text = rest.trim()).is_some()
    };
    while BEFORE.iter().any(|part| without(&mut text, part, true)) {}
    while AFTER.iter().any(|part| without(&mut text, part, false)) {}
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Answers {
        let spoken = ["medium", "medium rare", "thats medium", "xyzzy"].map(str::to_owned);
        let known = ["medium", "rare", "that's"].map(str::to_owned);
        Answers::of(&spoken, &HashSet::from(known)).unwrap()
    }

    #[test]
    fn an_answer_is_the_same_with_what_stands_around_it() {
        let answers = answers();
        for (text, has) in [
            ("medium", true),
            ("um the medium rare please", true),
            ("make it medium thank you", true),
            ("that's medium", true),
            ("please", false),
            ("medium well", false),
            ("xyzzy", false),
            ("", false),
        ] {
            assert_eq!(answers.has(text), has, "{text}");
        }
        assert!(answers.same("um medium", "medium please"));
        assert!(!answers.same("medium", "medium rare"));
        assert!(!answers.same("house", "house"));
    }

    #[test]
    fn only_words_that_can_be_said_are_listened_for() {
        let answers = answers();
        assert!(
            answers
                .grammar
                .contains("( medium | medium rare | that's medium )")
        );
        assert!(!answers.grammar.contains("xyzzy"));
        assert!(!answers.model.contains("xyzzy"));
        assert!(Answers::of(&["xyzzy".into()], &HashSet::new()).is_none());
        assert!(Answers::of(&[String::new()], &HashSet::new()).is_none());
    }
}
