//! The rules of `talk.txt`, by which sentences are made up.

use std::{collections::HashMap, sync::LazyLock};

/// All rules. Read once: the file is part of the program.
pub static TALK: LazyLock<Talk> = LazyLock::new(|| Talk::of(include_str!("talk.txt")));

/// Rules by their names.
#[derive(Debug, Default)]
pub struct Talk {
    rules: HashMap<&'static str, Rule>,
}

/// One rule.
#[derive(Debug, Default)]
pub struct Rule {
    /// Whether what it makes is mostly one token.
    pub whole: bool,
    ways: Vec<Way>,
}

/// One way of a rule, with how often it comes.
#[derive(Debug)]
struct Way {
    often: usize,
    parts: Vec<Part>,
}

/// What a way is made of, one after the other.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// As it is said.
    Word(&'static str),
    /// One of that rule's ways.
    Rule(&'static str),
    /// Something of the menu.
    Menu(Slot),
}

/// What of a menu a rule can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// How many of an item, in which size, with what: a line of an order.
    Line,
    /// An item, one or several.
    Item,
    /// Several of an item.
    Many,
    /// A size of the item that was named last; a number where it has none.
    Size,
    /// A modifier of that item with the words that add it or leave it out.
    Modifier,
    /// A modifier of it without them.
    Part,
    /// A choice of it; the item itself where it has none.
    Choice,
    /// The same, of another item.
    Swapped,
    /// A common word that is not of the counter.
    Common,
}

impl Slot {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "line" => Self::Line,
            "item" => Self::Item,
            "many" => Self::Many,
            "size" => Self::Size,
            "modifier" => Self::Modifier,
            "part" => Self::Part,
            "choice-made" => Self::Choice,
            "swapped" => Self::Swapped,
            "common" => Self::Common,
            _ => return None,
        })
    }
}

impl Talk {
    fn of(text: &'static str) -> Self {
        let mut talk = Self::default();
        let rules = text.lines().filter(|line| !line.starts_with('#'));
        let mut name = "";
        for line in rules {
            if let Some(heading) = line.strip_prefix('[').and_then(|of| of.strip_suffix(']')) {
                let (of, mark) = heading.split_once(' ').unwrap_or((heading, ""));
                name = of;
                talk.rules.entry(name).or_default().whole = mark == "whole";
            } else {
                let ways = line.split('|').filter_map(way);
                talk.rules.entry(name).or_default().ways.extend(ways);
            }
        }
        talk
    }

    /// The rule of that name, if there is one.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.get(name)
    }
}

impl Rule {
    /// How often all ways come together: one more than the largest number that [`way`](Self::way)
    /// takes.
    pub fn often(&self) -> usize {
        self.ways.iter().map(|way| way.often).sum()
    }

    /// The way that a number below [`often`](Self::often) falls upon.
    pub fn way(&self, mut number: usize) -> &[Part] {
        for way in &self.ways {
            if number < way.often {
                return &way.parts;
            }
            number -= way.often;
        }
        &[]
    }
}

/// One way of a line of the file; nothing where there are only blanks.
fn way(text: &'static str) -> Option<Way> {
    let mut words = text.split_whitespace().peekable();
    let first = words.peek()?;
    let often = first.parse();
    if often.is_ok() {
        words.next();
    }
    Some(Way {
        often: often.unwrap_or(1),
        parts: words.filter(|word| *word != "-").map(part).collect(),
    })
}

fn part(word: &'static str) -> Part {
    let name = word.strip_prefix('<').and_then(|of| of.strip_suffix('>'));
    match name.map(|name| (name, Slot::named(name))) {
        None => Part::Word(word),
        Some((_, Some(slot))) => Part::Menu(slot),
        Some((name, None)) => Part::Rule(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_is_named_is_there_and_has_ways() {
        let parts = TALK.rules.values().flat_map(|rule| &rule.ways);
        for part in parts.flat_map(|way| &way.parts) {
            if let Part::Rule(name) = part {
                let rule = TALK.rule(name);
                assert!(rule.is_some_and(|rule| rule.often() > 0), "{name}");
            }
        }
        for name in super::super::USED {
            assert!(TALK.rule(name).is_some(), "{name}");
        }
    }

    #[test]
    fn every_word_can_be_said() {
        let parts = TALK.rules.values().flat_map(|rule| &rule.ways);
        for part in parts.flat_map(|way| &way.parts) {
            if let Part::Word(word) = part {
                let plain = |letter: char| letter.is_ascii_lowercase() || letter == '\'';
                assert!(word.chars().all(plain), "{word}");
            }
        }
    }

    #[test]
    fn ways_come_as_often_as_they_say() {
        let talk = Talk::of("# no rule\n[a whole]\n2 one two | - |\nthree <item> <a>\n");
        let rule = talk.rule("a").unwrap();
        assert!(rule.whole);
        assert_eq!(rule.often(), 4);
        let two = [Part::Word("one"), Part::Word("two")];
        assert_eq!((rule.way(0), rule.way(1)), (&two[..], &two[..]));
        assert_eq!(rule.way(2), []);
        let three = [Part::Word("three"), Part::Menu(Slot::Item), Part::Rule("a")];
        assert_eq!(rule.way(3), three);
    }
}
