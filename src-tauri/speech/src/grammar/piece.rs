//! A line as a reading makes or changes it.

use super::{Loose, Wanted};
use crate::lexicon::Index;

/// What a line cannot be had with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// As it was said.
    pub words: String,
    /// The modifiers, where the menu has them somewhere.
    pub modifiers: Vec<(Index, Index)>,
    /// Why not.
    pub why: Denial,
}

/// Why a line cannot be had so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The item does not offer it.
    NotOffered,
    /// It would be one too many of its group.
    TooMany,
    /// Nothing on the menu is called that.
    Unknown,
    /// There are several of that name, and it has to be said which.
    Several,
    /// The item has no such size.
    Size,
    /// The cart has none, so none can be taken out.
    Absent,
}

/// Where a piece comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is said for the first time.
    New,
    /// It is a line of the cart.
    Line(usize),
    /// It is some of another piece.
    Part(usize),
    /// It is the one that was asked which.
    Which,
}

/// What a piece is of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// One item; or several, of which has to be asked.
    Items(Vec<Index>),
    /// Nothing on the menu.
    Unknown,
}

/// A line as a reading makes or changes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub origin: Origin,
    pub what: What,
    /// What it was called, as a stretch of the words.
    pub named: (usize, usize),
    pub words: String,
    pub quantity: u32,
    /// Whether it was said that there are several, and not how many.
    pub vague: bool,
    /// Whether a number was said of it.
    pub counted: bool,
    /// Whether some of it was just taken away.
    pub reduced: bool,
    pub size: Option<Index>,
    pub modifiers: Vec<(Index, Index)>,
    pub loose: Vec<Loose>,
    pub denied: Vec<Denied>,
    /// Groups chosen from in this utterance, and whether the size was.
    pub chosen: Vec<Index>,
    pub sized: bool,
    /// How many go; 0 is all of it.
    pub drop: Option<u32>,
    /// Whether something was said of it, not only that it is spoken of.
    pub touched: bool,
    /// Whether it was spoken of by name.
    pub referred: bool,
}

impl Piece {
    pub fn new(origin: Origin, items: Vec<Index>, quantity: u32) -> Self {
        Self {
            origin,
            what: What::Items(items),
            named: (0, 0),
            words: String::new(),
            quantity,
            vague: false,
            counted: false,
            reduced: false,
            size: None,
            modifiers: Vec::new(),
            loose: Vec::new(),
            denied: Vec::new(),
            chosen: Vec::new(),
            sized: false,
            drop: None,
            touched: false,
            referred: false,
        }
    }

    /// One that was asked about, or offered, as it was wanted then.
    pub fn of(origin: Origin, wanted: &Wanted) -> Self {
        Self {
            words: wanted.words.clone(),
            vague: wanted.vague,
            size: wanted.size,
            modifiers: wanted.modifiers.clone(),
            loose: wanted.loose.clone(),
            touched: true,
            ..Self::new(origin, wanted.items.clone(), wanted.quantity)
        }
    }

    /// There are to be so many.
    pub fn count(&mut self, quantity: u32) {
        self.quantity = quantity;
        self.vague = false;
        self.counted = true;
        self.touched = true;
    }

    /// The one item, if it is known.
    pub fn item(&self) -> Option<Index> {
        match &self.what {
            What::Items(items) if items.len() == 1 => items.first().copied(),
            _ => None,
        }
    }

    pub fn items(&self) -> &[Index] {
        match &self.what {
            What::Items(items) => items,
            What::Unknown => &[],
        }
    }

    pub fn wanted(&self) -> Wanted {
        Wanted {
            items: self.items().to_vec(),
            words: self.words.clone(),
            quantity: self.quantity,
            vague: self.vague,
            size: self.size,
            modifiers: self.modifiers.clone(),
            loose: self.loose.clone(),
            denied: self.denied.clone(),
        }
    }
}
