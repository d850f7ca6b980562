//! What is said at a counter besides the menu: lead-ins, verbs, signs, answers.
//!
//! The phrases stand in `english.txt`.

use std::{collections::HashMap, sync::LazyLock};

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a word or phrase does, whatever the menu.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Class {$(
            $(#[$doc])*
            $name,
        )*}

        impl Class {
            /// The class of that heading.
            fn named(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($name) => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

classes! {
    /// Carries nothing: "um", "please".
    Filler,
    /// Begins a wish: "can I get", "add".
    Lead,
    /// Joins: "and", "also", a pause.
    And,
    /// Comes before what is wanted on it: "with".
    With,
    /// More of it: "extra".
    Extra,
    /// Less of it: "light".
    Light,
    /// Comes before what is not wanted: "no", "without".
    No,
    /// Takes away: "remove", "hold".
    Drop,
    /// Begins a change: "make", "swap".
    Change,
    /// What was counted comes now: "four things".
    Things,
    /// Between what is changed and what it becomes: "to", "into".
    To,
    /// "for": a purpose, a target, or what it becomes.
    For,
    /// Before what something is on: "on", "from".
    On,
    /// "instead".
    Instead,
    /// "instead of".
    InsteadOf,
    /// The line spoken of: "it", "that".
    It,
    /// The lines spoken of: "them".
    Them,
    /// "both".
    Both,
    /// "all of them", "each".
    All,
    /// "plain", after a number.
    Bare,
    /// "half of them".
    Half,
    /// "of them", after a number.
    OfThem,
    /// "of each", after a number, of kinds that were not named.
    OfEach,
    /// "the other", "the rest".
    Rest,
    /// "the", "my".
    The,
    /// The others are not wanted: "just the".
    Only,
    /// One more of it: "another", "one more".
    Another,
    /// The last lines once more: "same again".
    Again,
    /// Twice as many: "double that".
    Times,
    /// "more", after a number.
    More,
    /// "less", after a number.
    Less,
    /// A serving: "order of", "plate of".
    Unit,
    /// A serving at the side: "side of".
    SideOf,
    /// What was just said was wrong: "sorry", "I mean".
    Repair,
    /// May be a correction: "actually".
    Actually,
    /// Yes.
    Yes,
    /// No, as an answer.
    Nay,
    /// Nothing of it, as an answer: "none".
    None,
    /// Nothing more is wanted.
    Done,
    /// To the kitchen with it.
    Submit,
    /// Start over.
    Clear,
    /// What do I have?
    Recite,
    /// How much is it all?
    Total,
    /// Say that again.
    Repeat,
    /// Take the last thing back.
    Undo,
    /// Wait.
    Wait,
    /// Asks about the menu: "do you have".
    Offer,
}

/// The longest phrase, in words; a test counts them.
pub const LONGEST: usize = 7;

const PHRASES: &str = include_str!("english.txt");

/// The classes of a phrase, its words joined by spaces.
pub fn classes(phrase: &str) -> &'static [Class] {
    static TABLE: LazyLock<HashMap<&'static str, Vec<Class>>> = LazyLock::new(|| {
        let mut table: HashMap<&str, Vec<Class>> = HashMap::new();
        for (class, phrase) in phrases() {
            table.entry(phrase).or_default().extend(class);
        }
        table
    });
    TABLE.get(phrase).map_or(&[], Vec::as_slice)
}

/// Every phrase with its class, for language models and dictionaries.
pub fn phrases() -> impl Iterator<Item = (Option<Class>, &'static str)> {
    let mut class = None;
    let lines = PHRASES.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(move |line| {
        let heading = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'));
        if let Some(heading) = heading {
            class = Class::named(heading);
        }
        let phrases = if heading.is_some() { "" } else { line };
        let phrases = phrases.split('|').map(str::trim);
        phrases
            .filter(|phrase| !phrase.is_empty())
            .map(move |phrase| (class, phrase))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::words;
    use std::collections::HashSet;

    #[test]
    fn phrases_are_spelled_as_they_are_looked_up() {
        let mut known = HashSet::new();
        for (class, phrase) in phrases() {
            assert!(
                class.is_some(),
                "a heading that is no class before {phrase}"
            );
            assert!(
                known.insert((class, phrase)),
                "{phrase} stands twice in {class:?}"
            );
            let tokens = words::tokens(phrase.split(' '));
            let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
            if phrase != "," {
                assert_eq!(texts.join(" "), phrase, "{class:?}");
            }
            assert!(texts.len() <= LONGEST, "{class:?}: {phrase}");
        }
    }
}
