//! For whom an order is, which is said of a guest and not of a dish: taken out before the rest is
//! read.

#[cfg(test)]
mod tests;
mod words;

use crate::lexicon::{Lexicon, english, number, words::Token};
use crate::model::BESIDE;
use kitchen::{ServiceKind, cart::tools::SetOrderDetails};
use std::ops::Range;
use words::{ASKS_FOR_NAME, BEFORE, HERE, NO_NAME, NOT_BEFORE, SERVICE_BEFORE, TO_GO};

/// The most words of a name: "Anna Maria Lopez".
const NAME_WORDS: usize = 3;

/// The largest number that a table's sign has. More digits are an order's or a telephone's.
const LAST_TABLE: u32 = 999;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Guest {
    /// What was said.
    pub details: SetOrderDetails,
    /// The words that said so.
    pub words: Vec<usize>,
}

/// One thing that was said.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Table(String),
    Name(String),
    /// `None` where both ways were named: it is a question.
    Service(Option<ServiceKind>),
}

impl Guest {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.details == SetOrderDetails::default()
    }

    fn note(&mut self, said: Said) {
        let details = &mut self.details;
        match said {
            Said::Table(table) => details.table = Some(table),
            Said::Name(name) => details.name = Some(name),
            Said::Service(service) => details.service = service,
        }
    }
}

/// Takes it out of what was said, the later word before the earlier. A pause stays in the place of
/// a table or a name; `heard` is what the tokens were made of.
pub(super) fn take(lexicon: &Lexicon, heard: &[&str], tokens: &mut Vec<Token>) -> Guest {
    let mut found = Guest::default();
    let mut at = 0;
    while at < tokens.len() {
        let Some((said, range)) = said_at(lexicon, heard, tokens, at) else {
            at += 1;
            continue;
        };
        let of = tokens[range.clone()].iter().map(|token| token.from);
        found.words.extend(of);
        at = range.start;
        let pause = Token::pause(tokens[at].from);
        // Whether it is to go stands anywhere in a sentence, and parts nothing.
        let is_apart = !matches!(said, Said::Service(_));
        tokens.splice(range, is_apart.then_some(pause));
        found.note(said);
    }
    found
}

/// What is said at that word, and from where to where.
fn said_at(
    lexicon: &Lexicon,
    heard: &[&str],
    tokens: &[Token],
    at: usize,
) -> Option<(Said, Range<usize>)> {
    table(lexicon, tokens, at)
        .or_else(|| name(lexicon, heard, tokens, at))
        .or_else(|| service(lexicon, tokens, at))
}

/// "Table twelve", "for table B 4".
fn table(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<(Said, Range<usize>)> {
    if text(tokens, at) != "table" || is_on_menu(lexicon, tokens, at..at + 1) {
        return None;
    }
    let number = matches!(text(tokens, at + 1), "number" | "is");
    let from = at + 1 + usize::from(number);
    let (called, count) = sign(tokens.get(from..)?)?;
    let start = before(tokens, at, BEFORE);
    Some((Said::Table(called), start..from + count))
}

/// What stands on a table's sign, and in how many words it was said: a number, or a letter and a
/// number.
fn sign(rest: &[Token]) -> Option<(String, usize)> {
    let first = rest.first()?.text.as_str();
    let numbered = |rest: &[Token]| {
        let number = number::number(rest)?;
        let is_plain = !number.article && !number.vague && !number.times;
        (is_plain && (1..=LAST_TABLE).contains(&number.value)).then_some(number)
    };
    let is_letter =
        |text: &str| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_letter(first)
        && let Some(number) = numbered(&rest[1..])
    {
        return Some((
            format!("{}{}", first.to_uppercase(), number.value),
            1 + number.words,
        ));
    }
    if let Some((letter, digits)) = first.split_at_checked(1)
        && is_letter(letter)
        && (1..=3).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some((first.to_uppercase(), 1));
    }
    numbered(rest).map(|number| (number.value.to_string(), number.words))
}

/// "Name is Anna", "it's for Anna".
fn name(
    lexicon: &Lexicon,
    heard: &[&str],
    tokens: &[Token],
    at: usize,
) -> Option<(Said, Range<usize>)> {
    let asked = ASKS_FOR_NAME.iter().find(|phrase| says(tokens, at, phrase));
    let is_own = |at: usize| is_own(lexicon, tokens, at);
    let (from, first) = match asked {
        Some(phrase) => {
            let from = at + phrase.len();
            (from, is_any(tokens, from))
        }
        None if text(tokens, at) == "for" => (at + 1, is_own(at + 1)),
        None => return None,
    };
    if !first {
        return None;
    }
    let more = (from + 1..from + NAME_WORDS).take_while(|at| is_own(*at));
    let end = from + 1 + more.count();
    // Without being said to be a name, it has to stand at the end of something.
    let is_over = matches!(
        text(tokens, end),
        "" | "," | "please" | "thanks" | "thank" | "and"
    );
    if asked.is_none() && !is_over {
        return None;
    }
    let start = before(tokens, at, BEFORE);
    Some((Said::Name(called(heard, &tokens[from..end])), start..end))
}

/// A name as it was written, each word with a capital.
fn called(heard: &[&str], tokens: &[Token]) -> String {
    let mut words: Vec<String> = Vec::new();
    for token in tokens {
        let written = heard.get(token.from).copied().unwrap_or(&token.text);
        let written = written.trim_matches(|letter: char| !letter.is_alphanumeric());
        let written = written.strip_suffix("'s").unwrap_or(written);
        words.push(capital(written));
    }
    words.dedup();
    words.join(" ")
}

/// "O'Neil", "Mary-Jane": a capital begins each part.
fn capital(word: &str) -> String {
    let mut begins = true;
    let letter = |letter: char| {
        let capital = begins.then(|| letter.to_uppercase()).into_iter().flatten();
        let same = (!begins).then_some(letter);
        begins = !letter.is_alphanumeric();
        capital.chain(same).collect::<Vec<char>>()
    };
    word.chars().flat_map(letter).collect()
}

/// "To go", "for here".
fn service(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<(Said, Range<usize>)> {
    let (kind, mut end) = way(lexicon, tokens, at)?;
    let mut kind = Some(kind);
    if text(tokens, end) == "or"
        && let Some((_, other)) = way(lexicon, tokens, end + 1)
    {
        (kind, end) = (None, other);
    }
    let start = before(tokens, at, SERVICE_BEFORE);
    Some((Said::Service(kind), start..end))
}

/// The way that those words name, and where they end.
fn way(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<(ServiceKind, usize)> {
    let of = |phrases: &[&[&str]], kind| {
        let said = phrases.iter().find(|phrase| says(tokens, at, phrase))?;
        Some((kind, at + said.len()))
    };
    let found = of(TO_GO, ServiceKind::Takeout).or_else(|| of(HERE, ServiceKind::DineIn));
    let is_other = at > 0 && NOT_BEFORE.contains(&text(tokens, at - 1));
    found.filter(|(_, end)| !is_other && !is_on_menu(lexicon, tokens, at..*end))
}

/// Where the words begin that lead to `at`: the longest of the phrases that ends there.
fn before(tokens: &[Token], at: usize, phrases: &[&[&str]]) -> usize {
    let ends = |phrase: &&&[&str]| {
        let from = at.checked_sub(phrase.len());
        from.is_some_and(|from| says(tokens, from, phrase))
    };
    let longest = phrases.iter().filter(ends).map(|phrase| phrase.len()).max();
    at - longest.unwrap_or_default()
}

/// Whether a word may be a name where one is announced.
fn is_any(tokens: &[Token], at: usize) -> bool {
    let text = text(tokens, at);
    !text.is_empty() && text.chars().all(char::is_alphabetic) && !NO_NAME.contains(&text)
}

/// Whether a word may be nothing but a name: it is in no table, on no menu, and like nothing there.
fn is_own(lexicon: &Lexicon, tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else {
        return false;
    };
    let text = token.text.as_str();
    is_any(tokens, at)
        && text.chars().nth(1).is_some()
        && [text, &format!("for {text}")]
            .iter()
            .all(|said| english::classes(said).is_empty())
        && number::simple(text).is_none()
        && !BESIDE.contains(&text)
        && !is_on_menu(lexicon, tokens, at..at + 1)
        && lexicon.near(std::slice::from_ref(token)).is_empty()
}

/// Whether any of those words is part of something on the menu.
fn is_on_menu(lexicon: &Lexicon, tokens: &[Token], words: Range<usize>) -> bool {
    let longest = lexicon.longest();
    let starts = words.start.saturating_sub(longest)..words.end;
    let mut named = starts.flat_map(|from| {
        let ends = from.max(words.start) + 1..=(from + longest).min(tokens.len());
        ends.map(move |to| from..to)
    });
    named.any(|range| lexicon.entry(&tokens[range]).is_some())
}

fn says(tokens: &[Token], at: usize, phrase: &[&str]) -> bool {
    let words = tokens.get(at..at + phrase.len());
    words.is_some_and(|words| {
        words
            .iter()
            .zip(phrase)
            .all(|(word, said)| word.text == *said)
    })
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}
