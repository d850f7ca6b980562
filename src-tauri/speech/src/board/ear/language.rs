//! The language of commands: everything [`understand`](super::super::understand) knows, as a grammar
//! and as what is counted of made-up talk.

mod talk;

use crate::model::{Chance, Phrases, arpa};
use kitchen::Menu;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use talk::Talk;

/// Sentences that the trigrams are counted of: with twice as many nothing is heard better.
const SENTENCES: usize = 16_000;

/// The seed of the made-up talk. Any will do; a fixed one makes the same menu give the same model.
const SEED: u64 = 5;

/// Ways to name an item of one menu at most, so that a menu of thousands does not make a grammar
/// that no machine can follow; those of the first items are kept.
const WAYS: usize = 3_000;

/// What every grammar begins with.
const HEAD: &str = "#JSGF V1.0;\ngrammar board;\n";

/// The commands, where `<item>` is one of the menu.
const COMMANDS: &str = "\
public <said> = [ <before> ] <command> [ please ];
<before> = please | okay | chef;
<command> = ( bump | recall | rush | no rush on ) <order>
  | fire [ the ] [ <which> course [ of | for | on ] | course <digit> ] <order>
  | hold [ the ] [ <which> course [ of | for | on ] | course <digit> ] <order>
  | eighty six [ the ] <item>
  | bring back [ the ] <item>
  | [ the ] <item> ( is | are ) back
  | how many [ of the ] <item> [ all day ]
  | <item> all day;
<which> = first | second | third | fourth | next;
<order> = [ the ] table <called> | order [ number ] <number> | <number>;
<called> = <digit> | <pair> | <digit> oh <digit> | <digit> <pair>;
<number> = <called> | <digit> <digit> <digit> | <digit> hundred [ [ and ] ( <digit> | <pair> ) ];
<pair> = ten | eleven | twelve | thirteen | fourteen | fifteen | sixteen | seventeen | eighteen
  | nineteen | ( twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety ) [ <digit> ];
<digit> = one | two | three | four | five | six | seven | eight | nine;
";

/// One menu's language.
pub struct Language {
    /// JSGF.
    pub grammar: String,
    /// ARPA.
    pub model: String,
    /// Every word of either.
    pub words: BTreeSet<String>,
}

impl Language {
    /// The language over `menu`. Ways to name an item with a word that `is_known` does not know are
    /// left out.
    pub fn of(menu: &Menu, is_known: impl Fn(&str) -> bool) -> Self {
        let items: Vec<String> = names(menu)
            .into_iter()
            .filter(|name| name.split(' ').all(&is_known))
            .take(WAYS)
            .collect();
        let mut talk = Talk::new(Chance::new(SEED), &items);
        let sentences: Vec<String> = (0..SENTENCES).map(|_| talk.sentence()).collect();
        let sentences: Vec<Vec<&str>> = sentences.iter().map(|said| words(said)).collect();
        let mut all: BTreeSet<&str> = sentences.iter().flatten().copied().collect();
        for word in grammar_words() {
            all.insert(word);
        }
        Self {
            grammar: grammar(&items),
            model: arpa(sentences.iter().map(Vec::as_slice), &all),
            words: all.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// Everything the menu's items are called, in full and in short: "grilled salmons", "salmon".
fn names(menu: &Menu) -> Vec<String> {
    let mut names = Vec::new();
    let mut known = BTreeSet::new();
    let phrases = Phrases::of(menu);
    for way in { phrases.items.iter() }.flat_map(|item| item.one.iter().chain(&item.many)) {
        let all: Vec<&str> = way.split('_').collect();
        let shorter = (0..all.len()).map(|from| &all[from..]);
        for name in shorter.chain([&all[..1]]) {
            let joins = ["and", "with", "n", "of", "the", "a"];
            let is_name = !joins.contains(&name[0]) && name.iter().any(|word| word.len() > 2);
            let name = name.join(" ");
            if is_name && known.insert(name.clone()) {
                names.push(name);
            }
        }
    }
    names
}

fn grammar(items: &[String]) -> String {
    let mut grammar = format!("{HEAD}{COMMANDS}");
    // A grammar may not have an empty rule, and a kitchen may have no menu.
    let items = match items {
        [] => "nothing".to_owned(),
        items => items.join(" | "),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(grammar, "<item> = {items};");
    grammar
}

/// The words that stand in the grammar itself.
fn grammar_words() -> impl Iterator<Item = &'static str> {
    let bodies = COMMANDS.lines().map(|line| match line.split_once('=') {
        Some((_, body)) => body,
        None => line,
    });
    let words =
        bodies.flat_map(|body| body.split(|sign: char| !sign.is_ascii_lowercase() && sign != '<'));
    let own = words.filter(|word| !word.is_empty() && !word.contains('<'));
    own.chain(["nothing"])
}

fn words(said: &str) -> Vec<&str> {
    said.split(' ').filter(|word| !word.is_empty()).collect()
}
