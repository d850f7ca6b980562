//! The beam search over readings.

use super::{
    Asked, Context, Parse, Say, Sign, Slot, cost, finish,
    lattice::{Edge, Lattice, Sense},
    piece::{Origin, Piece, What},
    shared::{Pieces, Words},
};
use crate::lexicon::{Index, Lexicon, words::Token};
use std::rc::Rc;

/// Readings kept at each word. Twice as many change none of the dialogues in the tests; half as
/// many lose a long list of toppings.
const BEAM: usize = 20;
/// How much more than the cheapest a reading may cost to be kept: less than a lost word, more
/// than anything that a later word can make up for.
const MARGIN: u32 = 300;

/// Everything a reading is made from.
pub(super) struct Search<'a> {
    pub lexicon: &'a Lexicon,
    pub tokens: &'a [Token],
    pub lattice: &'a Lattice<'a>,
    pub context: &'a Context,
    /// How many choices each line of the cart still needs.
    pub open: Vec<u32>,
    /// Whether nothing is said but names, known or not, and good manners: then something unknown
    /// is wanted, and is no talk of something else.
    pub bare_name: bool,
    /// Whether "instead" is said anywhere: what is named takes something's place.
    pub instead: bool,
}

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
    /// Whether there is an article, "the", or a count.
    pub article: bool,
    pub the: bool,
    pub ordinal: Option<i32>,
    pub another: bool,
    pub more: bool,
    /// "of the": the next item is where they come from.
    pub of: bool,
    pub side: bool,
    pub size: Option<Edge<'a>>,
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
    pub on: bool,
    /// What goes once something has come in its place, and of which piece.
    pub leaving: Option<(usize, (Index, Index))>,
    /// "instead of": what comes next is what it was.
    pub not: bool,
    pub gap: Gap,
    pub lead: bool,
    pub corrects: bool,
    pub weakly_corrects: bool,
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

impl<'a> Search<'a> {
    pub fn new(
        lexicon: &'a Lexicon,
        tokens: &'a [Token],
        lattice: &'a Lattice<'a>,
        context: &'a Context,
    ) -> Self {
        let instead = tokens.iter().any(|token| token.text == "instead");
        let mut search = Self {
            lexicon,
            tokens,
            lattice,
            context,
            open: Vec::new(),
            bare_name: is_bare_name(tokens, lattice),
            instead,
        };
        let lines = 0..context.lines.len();
        search.open = lines
            .map(|line| finish::choices(&search, &search.line(line)))
            .collect();
        search
    }

    /// The best reading, and after which word the cart was emptied in it.
    pub fn run(&self) -> (Parse, Option<usize>) {
        let mut beams: Vec<Vec<Reading<'a>>> = vec![Vec::new(); self.tokens.len() + 1];
        beams[0].push(self.first());
        let mut next = Vec::new();
        for at in 0..self.tokens.len() {
            let mut readings = std::mem::take(&mut beams[at]);
            prune(self, &mut readings);
            for edge in &self.lattice.edges[at] {
                for reading in &readings {
                    self.step(reading, edge, &mut next);
                    beams[edge.to].append(&mut next);
                }
            }
        }
        let ends = beams.pop().unwrap_or_default();
        finish::best(self, ends)
    }

    /// The reading of no words: what was asked about is what is spoken of.
    fn first(&self) -> Reading<'a> {
        let mut reading = Reading::default();
        match &self.context.asked {
            Asked::Choice { line, slot } => {
                self.touch(&mut reading, *line);
                reading.current = Rc::new([0]);
                if let Slot::Group(group) = slot {
                    reading.group = Some(*group);
                }
            }
            Asked::Which(wanted) => {
                let mut piece = Piece::new(Origin::Which, wanted.items.clone(), wanted.quantity);
                piece.words.clone_from(&wanted.words);
                piece.loose.clone_from(&wanted.loose);
                piece.touched = true;
                reading.pieces.push(piece);
                reading.current = Rc::new([0]);
            }
            Asked::Else | Asked::Sure | Asked::Submit => {}
        }
        reading
    }

    /// The piece of a line of the cart, made when it is first spoken of.
    pub fn touch(&self, reading: &mut Reading<'a>, line: usize) -> usize {
        let known = reading
            .pieces
            .iter()
            .position(|piece| piece.origin == Origin::Line(line));
        if let Some(known) = known {
            return known;
        }
        let piece = self.line(line);
        reading.pieces.push(piece);
        reading.pieces.len() - 1
    }

    /// A line of the cart, as it is.
    pub fn line(&self, line: usize) -> Piece {
        let of = &self.context.lines[line];
        let mut piece = Piece::new(Origin::Line(line), vec![of.item], of.quantity);
        piece.size = of.size;
        piece.modifiers.clone_from(&of.modifiers);
        piece
    }

    /// The words of a stretch.
    pub fn words(&self, from: usize, to: usize) -> String {
        let words: Vec<&str> = self.tokens[from..to]
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        words.join(" ")
    }
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
        if before.size.is_some() || !before.modifiers.is_empty() || before.odd.is_some() || self.on
        {
            let from = before.from.unwrap_or_default();
            self.lost.insert(from, from + 1);
            self.cost += cost::LOST;
        }
        self.on = false;
        let counted = before.number.is_some() && self.sign == Sign::No;
        if self.sign_fresh && !counted {
            self.cost += cost::DANGLING;
        }
        self.sign_fresh = false;
        match before.number {
            Some(number) if before.another || before.more => search.recount(self, number, true),
            Some(number) if !before.article => search.recount(self, number, false),
            _ => {}
        }
        if self.not {
            self.not = false;
            self.cost += cost::DANGLING;
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

    pub fn nothing_before(&self) -> bool {
        self.before.size.is_none() && self.before.modifiers.is_empty() && self.before.odd.is_none()
    }
}

fn is_bare_name(tokens: &[Token], lattice: &Lattice<'_>) -> bool {
    const MANNERS: &[&str] = &[
        "a", "an", "and", "also", "er", "hello", "hey", "hi", "just", "maybe", "no", "of", "ok",
        "okay", "please", "some", "thank", "thanks", "the", "then", "uh", "um", "with", "yeah",
        "yes", "you", ",",
    ];
    let named = |at: usize| {
        let of = &lattice.edges[at];
        of.iter()
            .any(|edge| matches!(edge.sense, Sense::Strange | Sense::Entry(_)))
    };
    let manners = |token: &Token| MANNERS.contains(&token.text.as_str());
    tokens
        .iter()
        .enumerate()
        .all(|(at, token)| named(at) || manners(token))
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
        let flags = |of: &Self| (of.article, of.the, of.another, of.more, of.of, of.side);
        (self.number, self.ordinal, self.odd) == (other.number, other.ordinal, other.odd)
            && flags(self) == flags(other)
            && size
            && modifiers
    }
}

impl Reading<'_> {
    /// Whether whatever comes next does the same to both.
    fn same(&self, other: &Self) -> bool {
        let flags = |of: &Self| {
            let signs = (of.mode, of.sign, of.sign_fresh, of.gap, of.group);
            let places = (of.strange, of.item_end, of.nowhere.len());
            let moods = (of.corrects, of.weakly_corrects, of.changing, of.weak);
            (signs, places, moods, (of.on, of.not, of.lead))
        };
        flags(self) == flags(other)
            && self.lost.is_empty() == other.lost.is_empty()
            && self.current == other.current
            && self.says == other.says
            && self.before.same(&other.before)
            && self.pieces == other.pieces
    }

    /// What it costs already, and what it will where choices stay open.
    fn outlook(&self, search: &Search<'_>) -> u32 {
        self.cost + finish::open_choices(search, self)
    }
}

/// Keeps the most promising readings, and of those that are the same the cheapest.
fn prune<'a>(search: &Search<'a>, beam: &mut Vec<Reading<'a>>) {
    if beam.len() < 2 {
        return;
    }
    let mut outlooks: Vec<(u32, Reading<'a>)> = std::mem::take(beam)
        .into_iter()
        .map(|reading| (reading.outlook(search), reading))
        .collect();
    outlooks.sort_by_key(|(outlook, _)| *outlook);
    let best = outlooks.first().map_or(0, |(outlook, _)| *outlook);
    for (outlook, reading) in outlooks {
        if beam.len() == BEAM || outlook > best + MARGIN {
            break;
        }
        if !beam.iter().any(|known| known.same(&reading)) {
            beam.push(reading);
        }
    }
}
