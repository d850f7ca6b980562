//! What a reading would mean, so that readings can be compared by their meaning and not by their words.

use crate::grammar::{self, Act, Context, Known, Parse};
use crate::lexicon::{Index, Lexicon};
use std::sync::Arc;

/// The meaning of readings, on one menu.
#[derive(Debug)]
pub struct Sense {
    lexicon: Arc<Lexicon>,
    /// A cart that has everything: what changes or takes off a line finds one.
    full: Context,
}

/// What one reading means.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The acts, as a text that is the same for the same acts.
    pub acts: String,
    /// Whether the words are a whole and well-formed order, answer or correction.
    pub whole: bool,
    /// The words that carry it, by their place.
    pub content: Vec<usize>,
}

/// Quantity of the lines of the made-up cart: more than one, so that some of it can be changed or taken off.
const SOME: u32 = 3;

impl Sense {
    /// For one menu.
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        let items = 0..Index::try_from(lexicon.menu().items.len()).unwrap_or(Index::MAX);
        let lines: Vec<Known> = items
            .map(|item| Known {
                item,
                quantity: SOME,
                size: None,
                modifiers: Vec::new(),
            })
            .collect();
        let full = Context {
            recent: (0..lines.len()).collect(),
            lines,
            ..Context::default()
        };
        Self { lexicon, full }
    }

    /// What the words mean: as a new order, or where they are none as something said of a cart.
    pub fn of(&self, words: &[&str]) -> Meaning {
        let fresh = self.parse(words, &Context::default());
        let parse = if is_whole(&fresh) {
            fresh
        } else {
            let later = self.parse(words, &self.full);
            if is_whole(&later) { later } else { fresh }
        };
        let mut acts = parse.acts.clone();
        for act in &mut acts {
            // What it was called does not change what it is.
            if let Act::Add(wanted) = act {
                wanted.words.clear();
            }
        }
        Meaning {
            whole: is_whole(&parse) && is_plain(words, &parse.content),
            acts: format!("{acts:?}"),
            content: parse.content,
        }
    }

    fn parse(&self, words: &[&str], context: &Context) -> Parse {
        grammar::parse(&self.lexicon, words.iter().copied(), context)
    }
}

fn is_whole(parse: &Parse) -> bool {
    parse.complete && parse.agrees
}

/// Whether the words that carry nothing are those that usually carry nothing. The grammar is kind to what people type; here a "no" or
/// a "with" that belongs to nothing is the trace of a word that was not heard.
fn is_plain(words: &[&str], content: &[usize]) -> bool {
    let first = content.iter().min().copied().unwrap_or(words.len());
    (0..words.len())
        .filter(|at| !content.contains(at))
        .all(|at| PLAIN.contains(&words[at]) || (at < first && BEFORE.contains(&words[at])))
}

/// What stands around the words of orders: lead-ins, joints and courtesies.
const PLAIN: [&str; 64] = [
    "a", "again", "also", "an", "and", "another", "as", "begin", "can", "could", "do", "for",
    "get", "give", "glass", "glasses", "good", "have", "hello", "hey", "hi", "how", "i", "i'd",
    "i'll", "is", "it", "just", "let", "let's", "like", "may", "me", "morning", "my", "need", "of",
    "okay", "on", "order", "orders", "plate", "plates", "please", "some", "start", "take", "thank",
    "thanks", "that", "the", "then", "there", "think", "to", "too", "uh", "um", "want", "we",
    "we'd", "we'll", "would", "you",
];

/// What stands before all of it, besides.
const BEFORE: [&str; 12] = [
    "about", "actually", "no", "now", "oh", "ok", "so", "sorry", "wait", "well", "yeah", "yes",
];
