//! The beam search over readings.

use super::{
    Asked, Context, Parse, Slot, finish,
    lattice::{Edge, Lattice, Sense},
    piece::{Origin, Piece},
    reading::Reading,
};
use crate::lexicon::{Lexicon, words::Token};
use std::rc::Rc;

/// How many readings are kept at each word.
#[derive(Debug, Clone, Copy)]
struct Width {
    /// All of them.
    beam: usize,
    /// Those with modifiers that wait for their item: they are many, and cheap until it does not
    /// come.
    waiting: usize,
}

impl Width {
    /// Twice as many change none of the dialogues in the tests; half as many lose a long list of
    /// toppings.
    const NARROW: Self = Self {
        beam: 20,
        waiting: 6,
    };
    /// Four times the time, for what few say.
    const WIDE: Self = Self {
        beam: 80,
        waiting: 20,
    };
}

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

    /// The best reading, and after which word the cart was emptied in it. Where something is
    /// left over or had to be guessed, it is looked for once more, more widely.
    pub fn run(&self) -> (Parse, Option<usize>) {
        let (parse, cleared) = self.run_with(Width::NARROW);
        match parse.complete {
            true => (parse, cleared),
            false => self.run_with(Width::WIDE),
        }
    }

    fn run_with(&self, width: Width) -> (Parse, Option<usize>) {
        let mut beams: Vec<Vec<Reading<'a>>> = vec![Vec::new(); self.tokens.len() + 1];
        beams[0].push(self.first());
        let mut next = Vec::new();
        for at in 0..self.tokens.len() {
            let mut readings = std::mem::take(&mut beams[at]);
            prune(self, width, &mut readings);
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
                reading.pieces.push(Piece::of(Origin::Which, wanted));
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

    /// Whether nothing else is said but good manners.
    pub fn is_alone(&self, edge: &Edge<'a>) -> bool {
        let mut tokens = self.tokens.iter().enumerate();
        tokens.all(|(at, token)| (edge.from..edge.to).contains(&at) || is_manners(token))
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

/// Keeps the most promising readings, and of those that are the same the cheapest.
fn prune<'a>(search: &Search<'a>, width: Width, beam: &mut Vec<Reading<'a>>) {
    if beam.len() < 2 {
        return;
    }
    let mut outlooks: Vec<(u32, Reading<'a>)> = std::mem::take(beam)
        .into_iter()
        .map(|reading| (reading.outlook(search), reading))
        .collect();
    outlooks.sort_by_key(|(outlook, _)| *outlook);
    let best = outlooks.first().map_or(0, |(outlook, _)| *outlook);
    let mut waiting = 0;
    for (outlook, reading) in outlooks {
        if beam.len() == width.beam || outlook > best + MARGIN {
            break;
        }
        let waits = reading.waits();
        if waits && waiting == width.waiting {
            continue;
        }
        if !beam.iter().any(|known| known.same(&reading)) {
            waiting += usize::from(waits);
            beam.push(reading);
        }
    }
}

/// Words that go with a name and say nothing else.
const MANNERS: &[&str] = &[
    "a", "an", "and", "also", "er", "hello", "hey", "hi", "just", "maybe", "no", "of", "ok",
    "okay", "please", "some", "thank", "thanks", "the", "then", "uh", "um", "with", "yeah", "yes",
    "you", ",",
];

fn is_manners(token: &Token) -> bool {
    MANNERS.contains(&token.text.as_str())
}

fn is_bare_name(tokens: &[Token], lattice: &Lattice<'_>) -> bool {
    let named = |at: usize| {
        let of = &lattice.edges[at];
        of.iter()
            .any(|edge| matches!(edge.sense, Sense::Strange | Sense::Entry(_)))
    };
    tokens
        .iter()
        .enumerate()
        .all(|(at, token)| named(at) || is_manners(token))
}
