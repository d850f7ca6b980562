//! Words as they are compared: split, folded, singular, one spelling each.

use super::number;
use crate::model::plain;

/// One word of an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower case, without accents and apostrophes. A pause is `","`.
    pub text: String,
    /// The form that [`key`] joins: singular, digits for number words, one spelling.
    pub stem: String,
    /// Which of the given words it came from.
    pub from: usize,
}

impl Token {
    /// A pause in the place of that word.
    pub fn pause(from: usize) -> Self {
        Self {
            text: ",".to_owned(),
            stem: ",".to_owned(),
            from,
        }
    }

    /// Whether it stands for a pause and not for a word.
    pub fn is_pause(&self) -> bool {
        self.text == ","
    }
}

/// Spellings of one thing, each with the one that is used here.
const SPELLINGS: &[(&str, &str)] = &[
    ("barbecue", "bbq"),
    ("barbeque", "bbq"),
    ("n", "and"),
    ("w", "with"),
    ("doughnut", "donut"),
    ("catsup", "ketchup"),
    ("mayonnaise", "mayo"),
    ("guacamole", "guac"),
    ("omelette", "omelet"),
    ("yoghurt", "yogurt"),
    ("chilli", "chili"),
    ("chile", "chili"),
    ("expresso", "espresso"),
    ("parm", "parmesan"),
    ("mozz", "mozzarella"),
    ("avo", "avocado"),
    ("macaroni", "mac"),
    ("lite", "light"),
    ("ounce", "oz"),
    ("pc", "piece"),
    ("veg", "veggie"),
    ("vegetarian", "veggie"),
    ("decaffeinated", "decaf"),
    ("colour", "color"),
    ("grey", "gray"),
];

/// What stands before the "s" of a plural in "es", whose "e" is no part of the word: "fries",
/// "tomatoes", "sandwiches", "boxes", "glasses", "halves". "Cheese" keeps its own, so that it joins
/// with what follows.
const PLURALS_IN_ES: &[&str] = &["ie", "oe", "he", "xe", "ze", "sse", "ve", "fe"];

/// Splits words as they were typed or recognised. Number words become digits in the stems.
pub fn tokens<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<Token> {
    let mut out = Vec::new();
    for (from, word) in words.into_iter().enumerate() {
        split(word, from, &mut out);
    }
    while out.last().is_some_and(Token::is_pause) {
        out.pop();
    }
    out
}

/// Splits a phrase of the menu; it has no pauses.
pub fn phrase(text: &str) -> Vec<Token> {
    let mut tokens = tokens(text.split_whitespace());
    tokens.retain(|token| !token.is_pause());
    tokens
}

/// The form that phrases are looked up by: stems without spaces, so that "cheese burger" and
/// "cheeseburger", "b l t" and "blt" are the same.
pub fn key<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> String {
    tokens
        .into_iter()
        .map(|token| token.stem.as_str())
        .collect()
}

fn split(word: &str, from: usize, out: &mut Vec<Token>) {
    let mut piece = String::new();
    let chars: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    for (index, &char) in chars.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| chars[index]);
        let after = chars.get(index + 1).copied();
        let digits = |char: Option<char>| char.is_some_and(|char| char.is_ascii_digit());
        match char {
            '\'' | '’' | '`' => {}
            '&' | '+' => {
                push(&mut piece, from, out);
                piece.push_str("and");
                push(&mut piece, from, out);
            }
            ',' if digits(before) && digits(after) => {}
            // "3.5", "1/2" and "-3" are no count of anything.
            '.' | '/' if digits(before) && digits(after) => piece.push(char),
            '-' if before.is_none() && digits(after) => piece.push(char),
            '.' if before.is_some_and(char::is_alphabetic) && after.is_some() => {}
            ',' | '.' | ';' | ':' | '!' | '?' => {
                push(&mut piece, from, out);
                if !out.is_empty() && !out.last().is_some_and(Token::is_pause) {
                    piece.push(',');
                    push(&mut piece, from, out);
                }
            }
            _ => {
                let letters = plain(char);
                if letters.is_none() && !char.is_alphanumeric() {
                    push(&mut piece, from, out);
                    continue;
                }
                let number = digits(before) && !char.is_ascii_digit();
                // "2x" and "x2" are a number and a sign; "1st" is one word.
                let times = piece == "x" && char.is_ascii_digit();
                if times || (number && !ordinal(&chars, index)) {
                    push(&mut piece, from, out);
                }
                match letters {
                    Some(letters) => piece.push_str(letters),
                    // A letter of another alphabet stays as it is.
                    None => piece.push(char),
                }
            }
        }
    }
    push(&mut piece, from, out);
}

/// Whether the letters from `index` on make the digits before an ordinal: "1st".
fn ordinal(chars: &[char], index: usize) -> bool {
    let rest: String = chars[index..].iter().take(2).collect();
    matches!(rest.as_str(), "st" | "nd" | "rd" | "th")
}

fn push(piece: &mut String, from: usize, out: &mut Vec<Token>) {
    if piece.is_empty() {
        return;
    }
    let text = std::mem::take(piece);
    let stem = stem(&text);
    out.push(Token { text, stem, from });
}

/// The word without its plural, in one spelling: "fries" and "fry" are "fri".
fn stem(text: &str) -> String {
    if let Some(value) = number::simple(text) {
        return value.to_string();
    }
    let one = spelled(text);
    if let [letter, b's'] = one.as_bytes()
        && !matches!(letter, b'a' | b'i' | b'u')
    {
        // "Two g and ts."
        return char::from(*letter).to_string();
    }
    if one.chars().count() <= 2 || one.bytes().all(|byte| byte.is_ascii_digit()) {
        return one.to_owned();
    }
    let mut stem = one;
    if !stem.ends_with("ss") {
        stem = stem.strip_suffix('s').unwrap_or(stem);
    }
    if let Some(value) = number::simple(stem) {
        return value.to_string();
    }
    let mut stem = spelled(stem).to_owned();
    if PLURALS_IN_ES.iter().any(|end| stem.ends_with(end)) {
        stem.pop();
    }
    let last = match stem.pop() {
        Some('y') => 'i',
        Some('v') => 'f',
        Some(other) => other,
        None => return stem,
    };
    stem.push(last);
    stem
}

fn spelled(text: &str) -> &str {
    let known = SPELLINGS.iter().find(|(other, _)| *other == text);
    known.map_or(text, |(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(text: &str) -> String {
        key(&phrase(text))
    }

    #[test]
    fn one_thing_has_one_key() {
        for same in [
            &["french fries", "French Fry", "french-fries"][..],
            &["cheeseburger", "cheese burgers", "Cheeseburgers"],
            &["BLT", "b l t", "b.l.t.", "B L Ts"],
            &["apple pie", "apple pies"],
            &[
                "mac & cheese",
                "macaroni and cheese",
                "mac 'n' cheese",
                "mac n cheese",
            ],
            &["six piece", "6 pieces", "6pc"],
            &["barbecue", "bbq", "b b q"],
            &[
                "crème brûlée",
                "creme brulees",
                "cre\u{300}me bru\u{302}le\u{301}e",
            ],
            &["phở bò", "pho bo"],
            &["bún chả", "bun cha"],
            &["tomato", "tomatoes"],
            &["sandwich", "sandwiches"],
            &["kid's pasta", "kids pasta"],
        ] {
            let keys: Vec<String> = same.iter().map(|text| key_of(text)).collect();
            assert!(
                keys.windows(2).all(|two| two[0] == two[1]),
                "{same:?} {keys:?}"
            );
        }
    }

    #[test]
    fn pauses_stand_between_words_only() {
        let texts = |text: &str| -> Vec<String> {
            tokens(text.split_whitespace())
                .into_iter()
                .map(|token| token.text)
                .collect()
        };
        assert_eq!(texts("Two tacos, please."), ["two", "tacos", ",", "please"]);
        assert_eq!(texts("18,000 fries!"), ["18000", "fries"]);
        assert_eq!(texts("... 2x that's 12oz"), ["2", "x", "thats", "12", "oz"]);
        assert_eq!(texts("tacos x2"), ["tacos", "x", "2"]);
        assert_eq!(texts("-3 or 3.5, 1/2."), ["-3", "or", "3.5", ",", "1/2"]);
    }
}
