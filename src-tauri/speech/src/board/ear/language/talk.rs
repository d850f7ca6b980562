//! Made-up talk of a kitchen: commands, and what is said beside them.

use crate::model::{BESIDE, Chance, number_words};

/// How many in a hundred of its sentences are no command: a board's neighbours talk, too.
const BESIDES: usize = 35;

/// The highest order and table number that is listened for.
const HIGHEST: usize = 999;

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

/// Made-up talk.
pub struct Talk<'a> {
    chance: Chance,
    items: &'a [String],
}

impl<'a> Talk<'a> {
    /// Talk of a kitchen that has these `items`, by their names.
    pub fn new(chance: Chance, items: &'a [String]) -> Self {
        Self { chance, items }
    }

    /// The next thing that is said: a command, or what is none.
    pub fn sentence(&mut self) -> String {
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
