//! Everything that each stretch of words can mean.

use crate::lexicon::{
    Entry, Lexicon,
    english::{self, Class},
    number::{self, Number},
    words::Token,
};

/// One meaning of a stretch of words.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sense<'a> {
    Word(Class),
    Number(Number),
    Ordinal(i32),
    Entry(&'a Entry),
    /// A word in no table.
    Strange,
    /// A size that nothing on the menu has.
    OddSize,
    /// A word that is not understood here, whatever it may mean elsewhere.
    Lost,
}

/// A stretch of words with one meaning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<'a> {
    pub from: usize,
    pub to: usize,
    pub sense: Sense<'a>,
}

/// The edges that begin at each word.
pub(super) struct Lattice<'a> {
    pub edges: Vec<Vec<Edge<'a>>>,
}

/// Words that a form may have inside: "easy on the ice" is "easy ice".
const INSIDE: &[&str] = &["the", "of", "on", "a", "my", "some"];

impl<'a> Lattice<'a> {
    pub fn of(lexicon: &'a Lexicon, tokens: &[Token]) -> Self {
        let mut edges: Vec<Vec<Edge<'a>>> = (0..tokens.len())
            .map(|from| at(lexicon, tokens, from))
            .collect();
        particles(tokens, &mut edges);
        whole_sizes(&mut edges);
        for (from, edges) in edges.iter_mut().enumerate() {
            // A word may be in no table, or only part of a longer form that does not fit here.
            let strange = edges.iter().all(|edge| edge.to > from + 1);
            let mut push = |sense| {
                let to = from + 1;
                edges.push(Edge { from, to, sense });
            };
            if strange {
                push(Sense::Strange);
            }
            push(Sense::Lost);
        }
        instead_of(&mut edges);
        Self { edges }
    }
}

fn at<'a>(lexicon: &'a Lexicon, tokens: &[Token], from: usize) -> Vec<Edge<'a>> {
    let mut edges = Vec::new();
    let rest = &tokens[from..];
    let mut push = |words: usize, sense| {
        edges.push(Edge {
            from,
            to: from + words,
            sense,
        });
    };
    let mut phrase = String::new();
    for (index, token) in rest.iter().take(english::LONGEST).enumerate() {
        if index > 0 {
            if token.is_pause() {
                break;
            }
            phrase.push(' ');
        }
        phrase.push_str(&token.text);
        for &class in english::classes(&phrase) {
            push(index + 1, Sense::Word(class));
        }
    }
    if let Some(number) = number::number(rest) {
        push(number.words, Sense::Number(number));
    }
    if let Some(ordinal) = number::ordinal(&rest[0].text) {
        push(1, Sense::Ordinal(ordinal));
    }
    let odd = odd_size(rest).filter(|words| lexicon.entry(&rest[..*words]).is_none());
    if let Some(words) = odd {
        push(words, Sense::OddSize);
    }
    let mut key = String::new();
    let mut lean = String::new();
    for (index, token) in rest.iter().take(lexicon.longest() + 2).enumerate() {
        if token.is_pause() {
            break;
        }
        key.push_str(&token.stem);
        let inside = index > 0 && INSIDE.contains(&token.text.as_str());
        if !inside {
            lean.push_str(&token.stem);
        }
        let found = lexicon
            .by_key(&key)
            .or_else(|| (!inside && lean != key).then(|| lexicon.by_key(&lean))?);
        if let Some(entry) = found {
            push(index + 1, Sense::Entry(entry));
        }
    }
    edges
}

/// "An extra large" is not "an extra" and "large": what cuts a size of two words is no reading.
fn whole_sizes(edges: &mut [Vec<Edge<'_>>]) {
    let odd = |edge: &&Edge<'_>| matches!(edge.sense, Sense::OddSize) && edge.to > edge.from + 1;
    let sizes: Vec<(usize, usize)> = edges
        .iter()
        .flatten()
        .filter(odd)
        .map(|edge| (edge.from, edge.to))
        .collect();
    for edge in edges {
        edge.retain(|edge| {
            let cuts = |&(from, to): &(usize, usize)| {
                let starts = from < edge.from && edge.from < to;
                let ends = from < edge.to && edge.to < to;
                starts || ends
            };
            !sizes.iter().any(cuts)
        });
    }
}

/// The length of a size as other menus have it, at the start of some words.
fn odd_size(rest: &[Token]) -> Option<usize> {
    const UNITS: &[&str] = &[
        "oz", "ounce", "ounces", "inch", "inches", "liter", "litre", "ml",
    ];
    const ONE: &[&str] = &[
        "small",
        "medium",
        "large",
        "big",
        "regular",
        "little",
        "tall",
        "grande",
        "venti",
        "jumbo",
        "huge",
        "giant",
        "mini",
        "xl",
        "xxl",
        "pint",
        "supersize",
    ];
    const TWO: &[&str] = &[
        "extra large",
        "extra small",
        "super size",
        "king size",
        "family size",
        "half size",
        "full size",
        "half pint",
        "kids size",
    ];
    let text = |index: usize| rest.get(index).map_or("", |token| token.text.as_str());
    let two = format!("{} {}", text(0), text(1));
    if TWO.contains(&two.as_str()) {
        return Some(2);
    }
    if ONE.contains(&text(0)) {
        return Some(1);
    }
    let number = number::number(rest).filter(|number| !number.article)?;
    UNITS
        .contains(&text(number.words))
        .then_some(number.words + 1)
}

/// "Instead of" is never "instead" and "of".
fn instead_of(edges: &mut [Vec<Edge<'_>>]) {
    let is = |edge: &Edge<'_>, class| matches!(edge.sense, Sense::Word(of) if of == class);
    for edges in edges {
        if edges.iter().any(|edge| is(edge, Class::InsteadOf)) {
            edges.retain(|edge| !is(edge, Class::Instead));
        }
    }
}

/// "Take the brownie off": a verb with its particle behind its object.
fn particles(tokens: &[Token], edges: &mut [Vec<Edge<'_>>]) {
    /// As far as an object is long: "take one of those last two fish tacos off".
    const REACH: usize = 8;
    for from in 0..tokens.len() {
        if !matches!(
            tokens[from].text.as_str(),
            "take" | "leave" | "cut" | "cross" | "pull"
        ) {
            continue;
        }
        let ends = tokens.iter().enumerate().skip(from + 2).take(REACH);
        let particle =
            ends.map_while(|(at, token)| (!token.is_pause()).then_some((at, &*token.text)));
        for (at, text) in particle {
            if matches!(text, "off" | "out" | "away") {
                let word = |from, class| Edge {
                    from,
                    to: from + 1,
                    sense: Sense::Word(class),
                };
                edges[from].retain(|edge| !matches!(edge.sense, Sense::Word(Class::Filler)));
                edges[from].push(word(from, Class::Drop));
                edges[at].push(word(at, Class::Filler));
                break;
            }
        }
    }
}
