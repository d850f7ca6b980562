//! What a recogniser must know of a menu: its dictionary and its language models, made from the
//! menu.

mod beside;
mod chance;
mod corpus;
mod dictionary;
mod letters;
mod ngram;
mod phrases;
pub mod sounds_like;
mod spelling;

pub use beside::BESIDE;
pub use chance::Chance;
pub use dictionary::{Dictionary, PHONES, Sound, Source};
pub use ngram::arpa;
pub use phrases::Phrases;
pub use spelling::{number_words, plain, plural, words as spoken};

use corpus::Corpus;
use kitchen::Menu;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A menu's models, as the text of the files that a decoder reads.
pub struct Models {
    /// Pronunciations of every token of either model.
    pub dictionary: String,
    /// Trigrams over phrases: "carnitas_taco" is one token.
    pub phrases: String,
    /// Trigrams over single words.
    pub words: String,
    /// Trigrams over phrases of orders and nothing else: it makes an order of anything, and hears
    /// one best.
    pub orders: String,
}

/// The seed of the made-up talk. Any will do; a fixed one makes the same menu give the same models.
const SEED: u64 = 1;

impl Models {
    /// Makes the models of a menu.
    pub fn of(menu: &Menu, dictionary: &Dictionary) -> Self {
        let phrases = Phrases::of(menu).without_homophones(dictionary);
        let mut corpus = Corpus::new(&phrases, SEED);
        let sentences: Vec<Vec<String>> = (0..corpus::enough(&phrases))
            .map(|_| corpus.sentence())
            .collect();
        let orders: Vec<Vec<String>> = (0..corpus::enough(&phrases))
            .map(|_| corpus.order())
            .collect();
        let joined = borrowed(&sentences);
        let parted: Vec<Vec<&str>> = sentences
            .iter()
            .map(|sentence| sentence.iter().flat_map(|token| token.split('_')).collect())
            .collect();
        let orders = borrowed(&orders);
        let mut tokens: BTreeSet<&str> = joined.iter().flatten().copied().collect();
        let ordered: BTreeSet<&str> = orders.iter().flatten().copied().collect();
        let singles: BTreeSet<&str> = parted.iter().flatten().copied().collect();
        let phrase_model = ngram::arpa(joined.iter().map(Vec::as_slice), &tokens);
        let word_model = ngram::arpa(parted.iter().map(Vec::as_slice), &singles);
        let order_model = ngram::arpa(orders.iter().map(Vec::as_slice), &ordered);
        tokens.extend(&singles);
        tokens.extend(&ordered);
        Self {
            dictionary: pronounced(&tokens, dictionary),
            phrases: phrase_model,
            words: word_model,
            orders: order_model,
        }
    }
}

fn borrowed(sentences: &[Vec<String>]) -> Vec<Vec<&str>> {
    sentences
        .iter()
        .map(|sentence| sentence.iter().map(String::as_str).collect())
        .collect()
}

/// A dictionary of just these tokens. One that has no sound at all is left out: nobody can say it.
pub(crate) fn pronounced(tokens: &BTreeSet<&str>, dictionary: &Dictionary) -> String {
    let mut lines = String::new();
    for token in tokens {
        let words: Vec<&str> = token.split('_').collect();
        for (at, sound) in dictionary.phrase(&words).iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = match at {
                0 => writeln!(lines, "{token} {sound}"),
                _ => writeln!(lines, "{token}({}) {sound}", at + 1),
            };
        }
    }
    lines
}
