//! Numbers as they are called across a kitchen: "two oh seven", "twenty-one", "one twenty".

/// The number that all the words say together.
pub(super) fn number(words: &[&str]) -> Option<u32> {
    if words.is_empty() {
        return None;
    }
    // Called figure by figure, or in groups: what each says is written behind the other.
    let mut figures = String::new();
    let mut words = words.iter().copied().peekable();
    while let Some(word) = words.next() {
        let value = simple(word)?;
        let unit = |next: &&str| simple(next).is_some_and(|next| (1..10).contains(&next));
        match value {
            20..=90 if value % 10 == 0 && word.parse::<u32>().is_err() => {
                let unit = words.next_if(unit).and_then(simple).unwrap_or(0);
                figures.push_str(&(value + unit).to_string());
            }
            _ if words.next_if_eq(&"hundred").is_some() => {
                let rest: Vec<&str> = words.collect();
                let rest = if rest.is_empty() { 0 } else { number(&rest)? };
                let hundreds = figures.parse::<u32>().unwrap_or(0) * 10 + value;
                return (rest < 100).then_some(hundreds * 100 + rest);
            }
            _ => figures.push_str(&value.to_string()),
        }
    }
    figures.parse().ok()
}

/// A course, and the words without it: "course two table nine", "the second course of table nine",
/// "mains table nine" are said of numbers only where "course" is said.
pub(super) fn course<'a>(words: &[&'a str]) -> (Option<u8>, Vec<&'a str>) {
    let without = |at: usize| {
        let rest = [&words[..at], &words[at + 2..]].concat();
        rest.into_iter().filter(|word| *word != "course").collect()
    };
    for (at, pair) in words.windows(2).enumerate() {
        let said = match pair {
            ["course", count] => simple(count),
            [which, "course"] => ordinal(which),
            _ => None,
        };
        if let Some(course) = said.and_then(|course| u8::try_from(course).ok()) {
            return (Some(course), without(at));
        }
    }
    (None, words.to_vec())
}

/// One word's number; also as it is misheard where only a number can stand.
fn simple(word: &str) -> Option<u32> {
    match word {
        "oh" | "o" => Some(0),
        "won" => Some(1),
        "to" | "too" => Some(2),
        "ate" => Some(8),
        _ => crate::lexicon::number::simple(word).or_else(|| word.parse().ok()),
    }
}

fn ordinal(word: &str) -> Option<u32> {
    let count = crate::lexicon::number::ordinal(word)?;
    u32::try_from(count).ok()
}
