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
    /// Whether a part has its count from a number that was said.
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
            size: self.size,
            modifiers: self.modifiers.clone(),
            loose: self.loose.clone(),
            denied: self.denied.clone(),
        }
    }
}
