//! Numbers as they are said: "three", "half a dozen", "eighteen thousand", "a couple of".

use super::words::Token;

/// A number at the start of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its value, at most `u32::MAX`.
    pub value: u32,
    /// How many words it takes.
    pub words: usize,
    /// Whether it is only "a" or "an".
    pub article: bool,
    /// Whether it may come after what it counts: "twice", "x 2".
    pub times: bool,
    /// Whether it says no number: "a few". With `article` it may be one portion: "some".
    pub vague: bool,
}

/// The value of one number word below a hundred.
pub fn simple(word: &str) -> Option<u32> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// The value of an ordinal; the last is -1.
pub fn ordinal(word: &str) -> Option<i32> {
    Some(match word {
        "first" | "1st" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        "fourth" | "4th" => 4,
        "fifth" | "5th" => 5,
        "sixth" | "6th" => 6,
        "last" | "latest" => -1,
        _ => return None,
    })
}

/// The longest number that `tokens` start with.
pub fn number(tokens: &[Token]) -> Option<Number> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let found = |value: u32, words: usize| Some(Number::new(value, words));
    if let Some(words) = few(text(0), text(1), text(2)) {
        let vague = true;
        return Some(Number {
            vague,
            ..Number::new(1, words)
        });
    }
    match (text(0), text(1), text(2)) {
        ("half", "a", "dozen") | ("a", "half", "dozen") => return found(6, 3),
        ("half", "dozen", _) => return found(6, 2),
        ("a", "couple", "of") if text(3) == "dozen" => return found(24, 4),
        ("a", "couple", "dozen") | ("couple", "of", "dozen") => return found(24, 3),
        ("a", "couple", "of") | ("a", "pair", "of") => return found(2, 3),
        ("a", "couple", _) | ("a", "pair", _) | ("couple", "of", _) | ("pair", "of", _) => {
            return found(2, 2);
        }
        ("a", "dozen", _) => return found(12, 2),
        ("twice", _, _) => return times(2, 1),
        ("thrice", _, _) => return times(3, 1),
        ("times" | "x", next, _) => return times(simple(next).or(next.parse().ok())?, 2),
        (many, "times" | "x", _) => return times(simple(many).or(many.parse().ok())?, 2),
        ("a", "single", _) | ("just", "one", _) => return found(1, 2),
        ("dozen", _, _) => return found(12, 1),
        ("a" | "an", next, _) if !matches!(next, "hundred" | "thousand" | "million") => {
            let article = true;
            return Some(Number {
                article,
                ..Number::new(1, 1)
            });
        }
        ("some", _, _) => {
            let (article, vague) = (true, true);
            return Some(Number {
                article,
                vague,
                ..Number::new(1, 1)
            });
        }
        _ => {}
    }
    counted(tokens)
}

/// How many words say that there are several, and not how many.
fn few(first: &str, second: &str, third: &str) -> Option<usize> {
    match (first, second, third) {
        ("a", "bunch" | "handful" | "lot" | "number", "of") => Some(3),
        ("a", "few", _) => Some(2),
        ("lots" | "loads" | "plenty" | "bunch", "of", _) => Some(2),
        ("few" | "several", _, _) => Some(1),
        _ => None,
    }
}

fn times(value: u32, words: usize) -> Option<Number> {
    let times = true;
    Some(Number {
        times,
        ..Number::new(value, words)
    })
}

impl Number {
    const fn new(value: u32, words: usize) -> Self {
        Self {
            value,
            words,
            article: false,
            times: false,
            vague: false,
        }
    }
}

fn counted(tokens: &[Token]) -> Option<Number> {
    let (mut total, mut group): (u64, u64) = (0, 0);
    // What may come next: a number below this.
    let mut below: u64 = u64::MAX;
    let mut words = 0;
    while let Some(token) = tokens.get(words) {
        let text = token.text.as_str();
        // A number too long for the type is as far out of range as the greatest.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let digits = digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX - 1));
        let value = digits.or_else(|| simple(text).map(u64::from));
        if let Some(value) = value {
            if value >= below || (words > 0 && digits.is_some()) {
                break;
            }
            group = group.saturating_add(value);
            // "twenty" goes on with units only; "three" and "15" with nothing but "hundred".
            below = if (20..100).contains(&value) && digits.is_none() {
                10
            } else {
                0
            };
        } else if text == "hundred" && (words > 0 || tokens.len() > 1) && group < 100 {
            group = group.max(1) * 100;
            below = 100;
        } else if matches!(text, "thousand" | "million" | "dozen") && group > 0 {
            let times = match text {
                "thousand" => 1_000,
                "million" => 1_000_000,
                _ => 12,
            };
            total = total.saturating_add(group.saturating_mul(times));
            (group, below) = (0, 1_000);
        } else if words == 0 && text == "a" {
            // "a hundred", "a thousand": the guard in `number` left only these.
            group = 1;
            below = 0;
        } else if text == "and" && matches!(below, 100 | 1_000) && followed(tokens, words + 1) {
            words += 1;
            continue;
        } else {
            break;
        }
        words += 1;
    }
    let value = u32::try_from(total.saturating_add(group)).unwrap_or(u32::MAX);
    (words > 0).then_some(Number::new(value, words))
}

/// Whether "and" inside a number is followed by a number word that is not an item's own count:
/// "a hundred and five".
fn followed(tokens: &[Token], index: usize) -> bool {
    let one = tokens
        .get(index)
        .is_some_and(|token| simple(&token.text).is_some());
    one && index >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::words;

    #[test]
    fn numbers_are_read_as_far_as_they_go() {
        for (text, value, taken) in [
            ("three tacos", 3, 1),
            ("2 tacos", 2, 1),
            ("a taco", 1, 1),
            ("twenty one tacos", 21, 2),
            ("two six piece wings", 2, 1),
            ("half a dozen wings", 6, 3),
            ("two dozen wings", 24, 2),
            ("a couple of cokes", 2, 3),
            ("eighteen thousand waters", 18_000, 2),
            ("a hundred waters", 100, 2),
            ("one hundred and five waters", 105, 4),
            ("two thousand three hundred waters", 2_300, 4),
            ("18000 waters", 18_000, 1),
            ("zero cokes", 0, 1),
            ("99999999999 cokes", u32::MAX, 1),
            ("999999999999999999999999 cokes", u32::MAX, 1),
            ("a couple of dozen wings", 24, 4),
        ] {
            let tokens = words::tokens(text.split_whitespace());
            let number = number(&tokens).unwrap();
            assert_eq!((number.value, number.words), (value, taken), "{text}");
        }
        for (text, vague, article) in [
            ("a few tacos", true, false),
            ("several tacos", true, false),
            ("a bunch of tacos", true, false),
            ("some tacos", true, true),
            ("a taco", false, true),
        ] {
            let tokens = words::tokens(text.split_whitespace());
            let number = number(&tokens).unwrap();
            assert_eq!((number.vague, number.article), (vague, article), "{text}");
        }
        let after = number(&words::tokens(["x2"])).unwrap();
        assert_eq!((after.value, after.times), (2, true));
        assert_eq!(number(&words::tokens(["taco"])), None);
        assert_eq!(number(&words::tokens(["thousand", "island"])), None);
    }
}
