//! From written names to spoken words: case, accents, signs, digits, initials, plurals.

/// The words of a written name as they are spoken, lower case: "BLT & 7up" is "blt and seven up".
pub fn words(written: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for sign in written.chars() {
        match sign {
            '\'' | '’' if !word.is_empty() => word.push('\''),
            '&' | '+' => {
                flush(&mut word, &mut words);
                words.push("and".into());
            }
            '%' => {
                flush(&mut word, &mut words);
                words.push("percent".into());
            }
            '.' if word.chars().count() == 1 && !word.starts_with(|c: char| c.is_ascii_digit()) => {
                flush(&mut word, &mut words);
            }
            _ => match plain(sign) {
                Some(letters) => {
                    let digits = letters.starts_with(|c: char| c.is_ascii_digit());
                    if !word.is_empty() && digits != word.ends_with(|c: char| c.is_ascii_digit()) {
                        flush(&mut word, &mut words);
                    }
                    word.push_str(letters);
                }
                None => flush(&mut word, &mut words),
            },
        }
    }
    flush(&mut word, &mut words);
    words
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    let done = std::mem::take(word);
    let done = done.trim_end_matches('\'');
    if done.is_empty() {
        return;
    }
    match done.parse::<u32>() {
        Ok(number) => words.extend(number_words(number)),
        Err(_) => words.push(done.to_owned()),
    }
}

/// A letter or digit in lower case without its accent; `None` for anything that parts words.
pub fn plain(sign: char) -> Option<&'static str> {
    const ASCII: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    let sign = sign.to_lowercase().next().unwrap_or(sign);
    if let Some(at) = ASCII.find(sign) {
        return Some(&ASCII[at..=at]);
    }
    Some(match sign {
        // Vietnamese has a block of its own, in the order of the alphabet.
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' | 'ă' | '\u{1ea0}'..='\u{1eb7}' => {
            "a"
        }
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ė' | '\u{1eb8}'..='\u{1ec7}' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' | 'ĩ' | '\u{1ec8}'..='\u{1ecb}' => "i",
        'ķ' => "k",
        'ł' | 'ľ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' | 'ơ' | '\u{1ecc}'..='\u{1ee3}' => {
            "o"
        }
        'œ' => "oe",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ũ' | 'ư' | '\u{1ee4}'..='\u{1ef1}' => {
            "u"
        }
        'ý' | 'ÿ' | '\u{1ef2}'..='\u{1ef9}' => "y",
        'ź' | 'ž' | 'ż' => "z",
        // An accent that is written after its letter.
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// A number in words: 21 is "twenty one". Past a million its digits are read one by one, as people
/// read a number that long.
pub fn number_words(number: u32) -> Vec<String> {
    let index = |digits: u32| digits as usize;
    match number {
        0..20 => vec![ONES[index(number)].into()],
        20..100 => {
            let mut words = vec![TENS[index(number / 10)].to_owned()];
            if !number.is_multiple_of(10) {
                words.push(ONES[index(number % 10)].into());
            }
            words
        }
        100..1_000_000 => {
            let (unit, name) = if number < 1_000 {
                (100, "hundred")
            } else {
                (1_000, "thousand")
            };
            let mut words = number_words(number / unit);
            words.push(name.into());
            if !number.is_multiple_of(unit) {
                words.extend(number_words(number % unit));
            }
            words
        }
        _ => number
            .to_string()
            .bytes()
            .map(|digit| ONES[usize::from(digit - b'0')].to_owned())
            .collect(),
    }
}

/// The plural of a phrase: that of its last word. `None` where that is a plural already, as far as
/// its spelling tells.
pub fn plural(words: &[String]) -> Option<Vec<String>> {
    let last = words.last()?;
    let end = plural_word(last)?;
    let mut plural = words[..words.len() - 1].to_vec();
    plural.push(end);
    Some(plural)
}

fn plural_word(word: &str) -> Option<String> {
    /// In `-o` but with `-es`; the rest (tacos, burritos, avocados) take `-s`.
    const OES: [&str; 4] = ["tomato", "potato", "mango", "hero"];
    let vowel_before = |tail: &str| {
        word.strip_suffix(tail)
            .and_then(|stem| stem.chars().last())
            .is_some_and(|letter| "aeiou".contains(letter))
    };
    if word.len() < 2 || (word.ends_with('s') && !word.ends_with("ss")) {
        return None;
    }
    if let Some(stem) = word.strip_suffix("fe").or(word.strip_suffix("lf")) {
        let tail = if word.ends_with("lf") { "lves" } else { "ves" };
        return Some(format!("{stem}{tail}"));
    }
    if word.ends_with('y') && !vowel_before("y") {
        return Some(format!("{}ies", &word[..word.len() - 1]));
    }
    let es = ["s", "x", "ch", "sh", "z"]
        .iter()
        .any(|end| word.ends_with(end));
    Some(if es || OES.contains(&word) {
        format!("{word}es")
    } else {
        format!("{word}s")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(written: &str) -> String {
        words(written).join(" ")
    }

    #[test]
    fn names_are_said_as_words() {
        for (written, spoken) in [
            ("Crème Brûlée", "creme brulee"),
            ("Mac & Cheese", "mac and cheese"),
            ("7up", "seven up"),
            ("Half-pound (8 oz)", "half pound eight oz"),
            ("Joe's B.L.T.", "joe's b l t"),
            ("Phở bò đặc biệt", "pho bo dac biet"),
            ("Bánh mì, Gỏi cuốn", "banh mi goi cuon"),
            ("Cafe\u{301} Du\u{31b}a", "cafe dua"),
            ("Żurek, Gözleme, Țuică", "zurek gozleme tuica"),
            ("2% milk", "two percent milk"),
            ("Route 66", "route sixty six"),
            ("120 g", "one hundred twenty g"),
            ("", ""),
            ("—", ""),
        ] {
            assert_eq!(said(written), spoken, "{written}");
        }
    }

    #[test]
    fn plurals_are_of_the_last_word() {
        for (one, many) in [
            ("fish taco", Some("fish tacos")),
            ("blt sandwich", Some("blt sandwiches")),
            ("apple pie", Some("apple pies")),
            ("berry", Some("berries")),
            ("half", Some("halves")),
            ("pancakes", None),
            ("glass", Some("glasses")),
            ("turkey", Some("turkeys")),
        ] {
            let made = plural(&words(one)).map(|words| words.join(" "));
            assert_eq!(made.as_deref(), many, "{one}");
        }
    }
}
