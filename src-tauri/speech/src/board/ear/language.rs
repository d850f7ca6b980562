//! The language of commands: everything [`understand`](super::super::understand) knows, as a grammar
//! and as made-up talk.

use crate::model::{BESIDE, Chance, Phrases, arpa, number_words};
use kitchen::Menu;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Sentences that the trigrams are counted of: with twice as many nothing is heard better.
const SENTENCES: usize = 16_000;

/// How many in a hundred of them are talk that is no command: a board's neighbours talk, too.
const BESIDES: usize = 35;

/// The seed of the made-up talk. Any will do; a fixed one makes the same menu give the same model.
const SEED: u64 = 5;

/// The highest order and table number that is listened for.
const HIGHEST: usize = 999;

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

/// What is said in kitchens beside commands, with the words of commands among it.
const ASIDES: &[&str] = &[
    "behind",
    "behind you",
    "corner",
    "hot behind",
    "hands",
    "hands please",
    "yes chef",
    "heard",
    "heard chef",
    "oh my",
    "on the table",
    "who is on the table",
    "what is the order",
    "is that order done",
    "are we back",
    "come back",
    "get back",
    "is it back",
    "the whole day",
    "all the time",
    "how many people",
    "how many of you",
    "how is it",
    "hold on",
    "hold it",
    "hold that",
    "fire it up",
    "do not rush",
    "what a rush",
    "no rush",
    "of course",
    "first of all",
    "the next one",
    "one more",
    "two of them",
    "eight of them",
    "i need six",
    "it is five",
    "at six",
    "at seven thirty",
    "where is it",
];

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
        let mut talk = Talk {
            chance: Chance::new(SEED),
            items: &items,
        };
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

/// Made-up talk.
struct Talk<'a> {
    chance: Chance,
    items: &'a [String],
}

impl Talk<'_> {
    fn sentence(&mut self) -> String {
        if self.chance.of(BESIDES) {
            return self.aside();
        }
        let before = self.one(&["", "", "", "", "", "", "please", "okay", "chef"]);
        let after = self.one(&["", "", "", "", "", "please"]);
        let command = self.command();
        format!("{before} {command} {after}")
    }

    fn command(&mut self) -> String {
        match self.chance.below(12) {
            0..=3 => format!("bump {}", self.order()),
            4 => format!("recall {}", self.order()),
            5 => format!(
                "{} {}",
                self.one(&["rush", "rush", "no rush on"]),
                self.order()
            ),
            6 => {
                let verb = self.one(&["fire", "fire", "hold"]);
                format!("{verb} {} {}", self.course(), self.order())
            }
            7 => format!("{} all day", self.item()),
            8 => {
                let item = self.item();
                let before = self.one(&["bring back", "bring back the"]);
                match self.chance.below(3) {
                    0 => format!("{before} {item}"),
                    1 => format!("the {item} is back"),
                    _ => format!("{} {item} are back", self.one(&["the", ""])),
                }
            }
            9 => {
                let after = self.one(&["", "all day", "all day"]);
                format!("how many {} {after}", self.item())
            }
            _ => format!("eighty six {} {}", self.one(&["the", ""]), self.item()),
        }
    }

    fn course(&mut self) -> String {
        let digit = 1 + self.chance.below(4);
        match self.chance.below(5) {
            0 => format!("course {}", number_words(digit as u32).join(" ")),
            1 => {
                let which = self.one(&["first", "second", "third", "fourth", "next"]);
                format!("the {which} course {}", self.one(&["of", "for", "on", ""]))
            }
            _ => String::new(),
        }
    }

    fn order(&mut self) -> String {
        match self.chance.below(5) {
            0 | 1 => {
                let table = 1 + self.chance.below(40);
                format!(
                    "{} {}",
                    self.one(&["table", "table", "the table"]),
                    self.number(table)
                )
            }
            2 | 3 => {
                let order = 1 + self.chance.below(HIGHEST);
                format!(
                    "{} {}",
                    self.one(&["order", "order", "order number"]),
                    self.number(order)
                )
            }
            _ => {
                let either = 1 + self.chance.below(HIGHEST);
                self.number(either)
            }
        }
    }

    /// As numbers are called: "two oh seven", "one twenty three".
    fn number(&mut self, number: usize) -> String {
        let said = |number: usize| number_words(number as u32).join(" ");
        let (hundreds, rest) = (number / 100, number % 100);
        match (hundreds, rest) {
            (0, rest) => said(rest),
            (hundreds, 0) => format!("{} hundred", said(hundreds)),
            (hundreds, rest) => match self.chance.below(4) {
                0 => format!(
                    "{} hundred {} {}",
                    said(hundreds),
                    self.one(&["", "and"]),
                    said(rest)
                ),
                1 if rest > 9 => {
                    format!("{} {} {}", said(hundreds), said(rest / 10), said(rest % 10))
                        .replace("zero", "oh")
                }
                _ if rest < 10 => format!("{} oh {}", said(hundreds), said(rest)),
                _ => format!("{} {}", said(hundreds), said(rest)),
            },
        }
    }

    fn item(&mut self) -> String {
        let at = self.chance.below(self.items.len());
        let none = || "nothing".to_owned();
        self.items.get(at).cloned().unwrap_or_else(none)
    }

    fn aside(&mut self) -> String {
        if self.chance.of(40) {
            return self.one(ASIDES).to_owned();
        }
        let length = 1 + self.chance.below(6);
        let words = (0..length).map(|_| match self.chance.of(12) {
            // A dish or a number is no command yet.
            true if self.chance.of(50) => self.item(),
            true => {
                let number = 1 + self.chance.below(HIGHEST);
                self.number(number)
            }
            false => self.one(BESIDE).to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        of.get(self.chance.below(of.len()))
            .copied()
            .unwrap_or_default()
    }
}
