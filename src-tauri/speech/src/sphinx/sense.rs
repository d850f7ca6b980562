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
            whole: is_whole(&parse),
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
