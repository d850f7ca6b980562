//! One way to read the words so far.

use super::{
    Say, Sign, cost, finish,
    lattice::Edge,
    piece::{Origin, Piece, What},
    search::Search,
    shared::{Pieces, Words},
};
use crate::lexicon::Index;
use std::rc::Rc;

/// What the words do to what they name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mode {
    /// They want it.
    #[default]
    Say,
    /// They do not want it any more.
    Drop,
    /// They name what changes.
    From,
    /// They name what it becomes.
    To,
    /// They ask whether it can be had.
    Inquire,
}

/// What stands before the next word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Gap {
    /// The beginning of a wish.
    #[default]
    Start,
    /// "And", a pause.
    And,
    /// More of the same.
    Inside,
}

/// What was said before the item that it belongs to.
#[derive(Debug, Clone, Default)]
pub(super) struct Before<'a> {
    pub number: Option<u32>,
    /// Whether the number is none: "a few".
    pub vague: bool,
    /// Whether there is an article, "the", or a count.
    pub article: bool,
    pub the: bool,
    /// "just the".
    pub only: bool,
    pub ordinal: Option<i32>,
    pub another: bool,
    pub more: bool,
    /// "of the": the next item is where they come from.
    pub of: bool,
    pub side: bool,
    pub size: Option<Edge<'a>>,
    /// Sizes of the same item before that one, and how many of each: "a small and a large tea".
    pub ahead: Vec<(u32, Edge<'a>)>,
    pub modifiers: Vec<(Edge<'a>, Sign)>,
    /// Something unknown that is wanted on what comes: "add pineapple to the tacos".
    pub odd: Option<(usize, usize)>,
    /// The first word of it.
    pub from: Option<usize>,
}

/// One way to read the words so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading<'a> {
    pub cost: u32,
    pub mode: Mode,
    /// A change was begun, and may go on with another line after "and".
    pub changing: bool,
    pub sign: Sign,
    /// Nothing followed the sign yet.
    pub sign_fresh: bool,
    pub before: Before<'a>,
    pub group: Option<Index>,
    /// The word that named the group, until something of it is chosen.
    pub group_word: Option<(usize, usize)>,
    pub on: bool,
    /// What goes once something has come in its place, and of which piece.
    pub leaving: Option<(usize, (Index, Index))>,
    /// "instead of": what comes next is what it was.
    pub not: bool,
    pub gap: Gap,
    pub lead: bool,
    pub corrects: bool,
    pub weakly_corrects: bool,
    /// A yes took what was offered.
    pub accepts: bool,
    /// Nothing but what is named is wanted: "just the soup".
    pub only: bool,
    pub current: Rc<[usize]>,
    pub pieces: Pieces,
    pub says: Vec<Say>,
    /// After which word the cart was emptied.
    pub cleared: Option<usize>,
    /// Words of something unknown that is being read.
    pub strange: Option<(usize, usize)>,
    /// Where the last item ended.
    pub item_end: usize,
    pub lost: Words,
    pub content: Words,
    pub disagrees: bool,
    /// Modifiers said of nothing.
    pub nowhere: Vec<super::Denied>,
    /// Whether something unknown was taken for an item with neither count nor verb.
    pub weak: bool,
}

impl<'a> Reading<'a> {
    /// The reading after one more stretch that carries nothing.
    pub fn after(&self, price: u32) -> Self {
        let mut next = self.clone();
        next.cost += price + cost::EDGE;
        next
    }

    /// The same for a stretch that carries something.
    pub fn content(&self, edge: &Edge<'a>, price: u32) -> Self {
        let mut next = self.after(price);
        next.content.insert(edge.from, edge.to);
        next
    }

    /// Ends what stands before an item where no item came: a count is the last line's, the
    /// rest was said of nothing.
    pub fn flush(&mut self, search: &Search<'a>) {
        self.close_strange(search);
        let before = std::mem::take(&mut self.before);
        let waits = before.size.is_some() || !before.modifiers.is_empty();
        if waits || !before.ahead.is_empty() || before.odd.is_some() || self.on {
            let from = before.from.unwrap_or_default();
            self.lost.insert(from, from + 1);
            self.cost += cost::LOST;
        }
        self.on = false;
        let number = before.number.filter(|_| !before.article);
        if let Some(number) = number.filter(|_| self.sign_fresh && self.sign == Sign::No)
            && search.without(self, number)
        {
            self.sign_fresh = false;
            return;
        }
        let counted = before.number.is_some() && self.sign == Sign::No;
        if self.sign_fresh && !counted {
            self.cost += cost::DANGLING;
        }
        self.sign_fresh = false;
        match before.number {
            // "A few" of nothing.
            Some(_) if before.vague && !before.article => {
                let from = before.from.unwrap_or_default();
                self.lost.insert(from, from + 1);
                self.cost += cost::LOST;
            }
            Some(number) if before.another || before.more => search.recount(self, number, true),
            Some(number) if !before.article => search.recount(self, number, false),
            _ => {}
        }
        if self.not {
            self.not = false;
            self.cost += cost::DANGLING;
        }
    }

    /// "With milk", where there are three: nothing was chosen.
    pub fn close_group(&mut self) {
        if let Some((from, to)) = self.group_word.take() {
            self.lost.insert(from, to);
            self.cost += cost::LOST;
        }
    }

    /// Ends the name of something unknown.
    pub fn close_strange(&mut self, search: &Search<'a>) {
        let Some((from, to)) = self.strange.take() else {
            return;
        };
        let mut piece = Piece::new(Origin::New, Vec::new(), self.before.number.unwrap_or(1));
        piece.what = What::Unknown;
        piece.named = (from, to);
        piece.words = search.words(from, to);
        piece.touched = true;
        self.before = Before::default();
        self.pieces.push(piece);
        self.current = Rc::new([self.pieces.len() - 1]);
        self.item_end = to;
    }

    /// "Make that two with onions": the number is what it changes to, whatever follows.
    pub fn counts_anew(&self) -> bool {
        let counts = self.before.number.is_some() && !self.before.article;
        self.mode == Mode::To && counts && self.nothing_before()
    }

    /// Whether only a size is said of what comes, and how many.
    pub fn sizes_only(&self) -> bool {
        let before = &self.before;
        let more = before.the || before.another || before.more || before.vague;
        let plain = !more && before.modifiers.is_empty() && before.odd.is_none();
        before.size.is_some() && plain && !self.on && self.mode == Mode::Say
    }

    pub fn nothing_before(&self) -> bool {
        self.before.size.is_none() && self.before.modifiers.is_empty() && self.before.odd.is_none()
    }
}

impl<'a> Before<'a> {
    fn same(&self, other: &Self) -> bool {
        let edges = |a: &Edge<'a>, b: &Edge<'a>| (a.from, a.to) == (b.from, b.to);
        let size = match (&self.size, &other.size) {
            (Some(a), Some(b)) => edges(a, b),
            (None, None) => true,
            _ => false,
        };
        let modifiers = self.modifiers.len() == other.modifiers.len()
            && self
                .modifiers
                .iter()
                .zip(&other.modifiers)
                .all(|((a, sign), (b, other))| edges(a, b) && sign == other);
        let flags = |of: &Self| {
            let counts = (of.article, of.vague, of.another, of.more);
            (counts, (of.the, of.only), (of.of, of.side), of.ahead.len())
        };
        (self.number, self.ordinal, self.odd) == (other.number, other.ordinal, other.odd)
            && flags(self) == flags(other)
            && size
            && modifiers
    }
}

impl Reading<'_> {
    /// Whether whatever comes next does the same to both.
    pub fn same(&self, other: &Self) -> bool {
        let flags = |of: &Self| {
            let signs = (of.mode, of.sign, of.sign_fresh, of.gap, of.group);
            let places = (of.strange, of.item_end, of.nowhere.len(), of.group_word);
            let moods = (of.corrects, of.weakly_corrects, of.changing, of.weak);
            (signs, places, moods, (of.on, of.not, of.lead, of.only))
        };
        flags(self) == flags(other)
            && self.lost.is_empty() == other.lost.is_empty()
            && self.current == other.current
            && self.says == other.says
            && self.before.same(&other.before)
            && self.pieces == other.pieces
    }

    /// What it costs already, and what it will where choices stay open.
    pub fn outlook(&self, search: &Search<'_>) -> u32 {
        let waits = if self.waits() { cost::WAITS } else { 0 };
        self.cost + finish::open_choices(search, self) + waits
    }

    /// Whether modifiers wait for an item that may never come.
    pub fn waits(&self) -> bool {
        !self.before.modifiers.is_empty() && !self.on
    }
}
