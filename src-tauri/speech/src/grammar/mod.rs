//! From words to acts on a cart, for any menu.
//!
//! The words become a lattice of everything that each stretch of them can mean; a beam search
//! reads it from left to right and keeps the cheapest readings. What stands around a word
//! decides what it means: "medium" is a size before "cola" and a doneness after "ribeye".
//! Costs are small whole numbers ([`cost`]), so the same words always give the same reading.

mod again;
mod allergy;
mod attach;
mod beside;
mod cost;
mod count;
mod finish;
mod fit;
mod guest;
mod item;
mod lattice;
mod line;
mod modifier;
mod offered;
mod part;
mod piece;
mod reading;
mod refer;
mod search;
mod shared;
mod signs;
mod size;
mod step;
mod strange;
mod swap;
mod talk;
mod target;
mod which;

use crate::lexicon::{Index, Lexicon, words};
pub use attach::{Loose, Sign};
use kitchen::cart::tools::SetOrderDetails;
pub use piece::{Denial, Denied};

/// What the words are said into: the cart, and what was asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// The cart's lines.
    pub lines: Vec<Known>,
    /// The lines that were spoken of in the last turn, the last one last.
    pub recent: Vec<usize>,
    /// What was asked.
    pub asked: Asked,
    /// What was spoken of in the last turn, and is in no line: something that could be had in
    /// place of what cannot, or was asked about.
    pub offered: Option<Wanted>,
}

impl Context {
    /// The line that was spoken of last.
    pub fn last(&self) -> Option<usize> {
        let last = self.recent.last().copied();
        last.filter(|last| *last < self.lines.len())
    }
}

/// A line of the cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its item.
    pub item: Index,
    /// How many.
    pub quantity: u32,
    /// Its size, if chosen.
    pub size: Option<Index>,
    /// Its modifiers, each with its group.
    pub modifiers: Vec<(Index, Index)>,
}

/// What was asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Asked {
    /// Whether there is anything else.
    #[default]
    Else,
    /// A choice of a line.
    Choice {
        /// Its place in the cart.
        line: usize,
        /// What there is to choose.
        slot: Slot,
    },
    /// Which item of several was meant, or how many.
    Which(Wanted),
    /// Whether something was heard right.
    Sure,
    /// Whether the order may be placed.
    Submit,
}

/// A choice that a line needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Its size.
    Size,
    /// One of a group.
    Group(Index),
}

/// What was understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parse {
    /// What is to be done, in the order it was said.
    pub acts: Vec<Act>,
    /// The words (by their place among those given) that carry something nobody understood.
    pub leftover: Vec<usize>,
    /// The words that carry what is in `acts`, answers and verbs included; not lead-ins and
    /// fillers.
    pub content: Vec<usize>,
    /// Whether every word has its place, everything named is on the menu and offered, and
    /// nothing had to be guessed. Without acts it is not complete.
    pub complete: bool,
    /// Whether numbers and plurals agree: "two tacos", not "two taco".
    pub agrees: bool,
    /// Whether more was said than is read at once, and the end of it is lost.
    pub cut: bool,
    /// How far it is from the plainest way to say it; 0 is plain. Compare readings by it.
    pub cost: u32,
}

/// One thing to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// A new line.
    Add(Wanted),
    /// A line changes.
    Change(Change),
    /// A line goes, or some of it.
    Remove {
        /// Its place in the cart.
        line: usize,
        /// How many of it; all if `None`.
        quantity: Option<u32>,
    },
    /// Something that is not on the menu.
    Unknown {
        /// As it was said.
        words: String,
        /// The nearest that is on the menu, best first.
        near: Vec<Index>,
    },
    /// A way to have something that does not exist, with no item that it was said of.
    Nowhere(Denied),
    /// What was asked about ("which?", "how many?") is not wanted after all.
    Leave,
    /// What the guests cannot bear.
    Allergic(Vec<String>),
    /// For whom the order is, and how it reaches him.
    For(SetOrderDetails),
    /// Something that is no line.
    Say(Say),
}

/// A line as it is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Which item; several where it has to be asked which.
    pub items: Vec<Index>,
    /// What it was called.
    pub words: String,
    /// How many; 1 where that has to be asked.
    pub quantity: u32,
    /// Whether it has to be asked how many: "a few".
    pub vague: bool,
    /// Which size.
    pub size: Option<Index>,
    /// How, each with its group.
    pub modifiers: Vec<(Index, Index)>,
    /// What was said of it before its item is known.
    pub loose: Vec<Loose>,
    /// What it cannot be had with.
    pub denied: Vec<Denied>,
}

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its place in the cart.
    pub line: usize,
    /// For how many of it; all if `None`.
    pub only: Option<u32>,
    /// Another item.
    pub item: Option<Index>,
    /// How many there are to be.
    pub quantity: Option<u32>,
    /// Another size.
    pub size: Option<Index>,
    /// What comes on.
    pub add: Vec<(Index, Index)>,
    /// What goes off.
    pub take: Vec<(Index, Index)>,
    /// What it cannot be had with.
    pub denied: Vec<Denied>,
}

/// Something said that is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nothing more.
    Done,
    /// Place the order.
    Submit,
    /// Start over.
    Clear,
    /// What do I have?
    Recite,
    /// What did you say?
    Repeat,
    /// Take the last thing back.
    Undo,
    /// Wait.
    Wait,
    /// Do you have that, and what is it?
    Inquire(Index),
    /// How much is it all?
    Total,
}

/// Reads words into acts. Never fails: what cannot be understood is in the answer.
pub fn parse<'a>(
    lexicon: &Lexicon,
    words: impl IntoIterator<Item = &'a str>,
    context: &Context,
) -> Parse {
    let mut words = words.into_iter();
    let heard: Vec<&str> = words.by_ref().take(shared::Words::MOST).collect();
    let mut tokens = words::tokens(heard.iter().copied());
    let cut = words.next().is_some() || tokens.len() > shared::Words::MOST;
    tokens.truncate(shared::Words::MOST);
    let allergies = allergy::take(lexicon, &mut tokens);
    let guest = guest::take(lexicon, &heard, &mut tokens);
    let mut parse = read_all(lexicon, &tokens, context);
    if !guest.is_empty() {
        parse.complete |= parse.acts.is_empty() && parse.leftover.is_empty();
        parse.acts.push(Act::For(guest.details));
    }
    if !allergies.named.is_empty() {
        parse.acts.insert(0, Act::Allergic(allergies.named));
        parse.complete = parse.leftover.is_empty();
    }
    parse.content.extend(allergies.words);
    parse.content.extend(guest.words);
    parse.content.sort_unstable();
    parse.content.dedup();
    parse.cut = cut;
    parse.complete &= !cut;
    parse
}

/// Reads words that name no allergy.
fn read_all(lexicon: &Lexicon, tokens: &[words::Token], context: &Context) -> Parse {
    let read = |tokens: &[words::Token], context: &Context| {
        let lattice = lattice::Lattice::of(lexicon, tokens);
        search::Search::new(lexicon, tokens, &lattice, context).run()
    };
    let (parse, cleared) = read(tokens, context);
    let Some(rest) = cleared.map(|at| &tokens[at..]) else {
        return parse;
    };
    // "Start over with a latte": what comes after is said into an empty cart.
    let (rest, _) = read(rest, &Context::default());
    Parse {
        acts: [Act::Say(Say::Clear)]
            .into_iter()
            .chain(rest.acts)
            .collect(),
        leftover: rest.leftover,
        content: parse.content,
        complete: parse.complete,
        agrees: parse.agrees,
        cut: false,
        cost: parse.cost,
    }
}
