//! How words are pronounced, and whence that is known.

use super::letters;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;

/// A pronunciation in ARPAbet, phones separated by blanks.
pub type Sound = String;

/// The phones of the acoustic model, silence and noise aside.
pub const PHONES: [&str; 39] = [
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH",
    "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH",
    "UW", "V", "W", "Y", "Z", "ZH",
];

/// Pronunciations kept of one phrase: the combinations of its words' would grow without bound.
const PER_PHRASE: usize = 4;

/// How "and" sounds within a name, for "fish and chips" and "fish n chips" alike.
const WITHIN: [&str; 3] = ["AH N", "AE N D", "AH N D"];

/// Shortest part of a compound: below, nearly every word is a compound of something.
const PART: usize = 3;

/// Letters that a plural is mostly soft after; how it is, follows from the sound.
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

/// Whence a pronunciation is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The operator said so.
    Operator,
    /// The dictionary that comes with the acoustic model.
    Dictionary,
    /// Made of words of the dictionary: "cheesesteak", "brownie's".
    Parts,
    /// By rule, from its letters: the least certain.
    Rule,
}

/// Pronunciations of single words.
pub struct Dictionary {
    known: HashMap<String, Vec<Sound>>,
    operator: BTreeMap<String, Vec<Sound>>,
}

impl Dictionary {
    /// Reads a dictionary in CMU's form, one `word PHONES` a line, further pronunciations as
    /// `word(2)`. Lines with phones that the acoustic model lacks are left out.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(file: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(file)?;
        Ok(Self::parse(&text))
    }

    /// As [`read`](Self::read), of text.
    pub fn parse(text: &str) -> Self {
        let mut known: HashMap<String, Vec<Sound>> = HashMap::with_capacity(140_000);
        for line in text.lines() {
            let Some((word, phones)) = line.split_once(char::is_whitespace) else {
                continue;
            };
            let word = word.split_once('(').map_or(word, |(word, _)| word);
            known
                .entry(word.to_owned())
                .or_default()
                .push(phones.trim().to_owned());
        }
        Self {
            known,
            operator: BTreeMap::new(),
        }
    }

    /// Takes the operator's corrections, which come before everything else.
    pub fn correct(&mut self, operator: BTreeMap<String, Vec<Sound>>) {
        self.operator = operator;
    }

    /// All pronunciations of a word, most usual first, never none for a word with a letter; and
    /// whence they are.
    pub fn sounds(&self, word: &str) -> (Vec<Sound>, Source) {
        if let Some(sounds) = self.operator.get(word) {
            return (sounds.clone(), Source::Operator);
        }
        if let Some(sounds) = self.known.get(word) {
            return (self.said_otherwise(word, sounds), Source::Dictionary);
        }
        if let Some(sounds) = self.apostrophe(word) {
            return (sounds, Source::Dictionary);
        }
        if let Some(sounds) = self.ending(word).or_else(|| self.compound(word)) {
            return (sounds, Source::Parts);
        }
        (vec![letters::sound(word).join(" ")], Source::Rule)
    }

    /// Whether the dictionary or the operator has the word.
    pub fn has(&self, word: &str) -> bool {
        self.known.contains_key(word) || self.operator.contains_key(word)
    }

    /// Pronunciations of words said together, most usual first; the last is how all of them are
    /// said across the Atlantic.
    pub fn phrase(&self, words: &[&str]) -> Vec<Sound> {
        let mut all = vec![Sound::new()];
        let mut across = Sound::new();
        for word in words {
            let sounds = match (*word, words.len()) {
                ("and" | "n", 2..) => WITHIN.map(str::to_owned).to_vec(),
                _ => self.sounds(word).0,
            };
            let longer = sounds
                .iter()
                .flat_map(|sound| all.iter().map(move |before| joined(before, sound)));
            all = longer.take(PER_PHRASE).collect();
            if let Some(usual) = sounds.first() {
                across = joined(&across, &accented(word, usual));
            }
        }
        if !all.contains(&across) {
            all.truncate(PER_PHRASE - 1);
            all.push(across);
        }
        all.retain(|sound| !sound.is_empty());
        all
    }

    /// A known word and an ending of the grammar's: plural or possessive.
    fn ending(&self, word: &str) -> Option<Vec<Sound>> {
        let stem = word
            .strip_suffix("'s")
            .or_else(|| word.strip_suffix("s'"))
            .or_else(|| word.strip_suffix("es").filter(|stem| self.has(stem)))
            .or_else(|| word.strip_suffix('s').filter(|stem| !stem.ends_with('s')))?;
        let sounds = self.operator.get(stem).or_else(|| self.known.get(stem))?;
        Some(
            sounds
                .iter()
                .map(|sound| format!("{sound} {}", plural_sound(sound)))
                .collect(),
        )
    }

    /// Adds how a word is said across the Atlantic, and a plural by rule, where those differ: the
    /// dictionary has "colas" with a sharp S only.
    fn said_otherwise(&self, word: &str, sounds: &[Sound]) -> Vec<Sound> {
        let mut all = sounds.to_vec();
        let accent = sounds.first().map(|usual| accented(word, usual));
        let plural = { word.strip_suffix('s').filter(|stem| stem.ends_with(VOWELS)) }
            .and_then(|stem| self.known.get(stem)?.first())
            .map(|stem| format!("{stem} {}", plural_sound(stem)));
        for other in accent.into_iter().chain(plural) {
            if !all.contains(&other) {
                all.push(other);
            }
        }
        all
    }

    /// A contraction written without its apostrophe: "thats".
    fn apostrophe(&self, word: &str) -> Option<Vec<Sound>> {
        let endings = ["s", "d", "m", "t", "ll", "re", "ve"].into_iter();
        { endings.filter_map(|ending| word.strip_suffix(ending).map(|stem| (stem, ending))) }
            .find_map(|(stem, ending)| self.known.get(&format!("{stem}'{ending}")).cloned())
    }

    /// Two known words written as one; of several ways the one whose shorter part is longest.
    fn compound(&self, word: &str) -> Option<Vec<Sound>> {
        let ways = (PART..word.len().saturating_sub(PART - 1)).filter(|&at| {
            word.is_char_boundary(at) && self.has(&word[..at]) && self.has(&word[at..])
        });
        let at = ways.max_by_key(|&at| at.min(word.len() - at))?;
        Some(self.phrase(&[&word[..at], &word[at..]]))
    }
}

/// How a word is said across the Atlantic: no R but before a vowel, the `a` of "can" open, the
/// borrowed `a` of "latte", "taco" and "salsa" as in "cat" there, but weak at the end of "feta", and
/// the `o` of "coffee" as in "caught".
fn accented(word: &str, sound: &str) -> Sound {
    let phones: Vec<&str> = sound.split_whitespace().collect();
    let other: Vec<&str> = (0..phones.len())
        .filter_map(|at| across(word, &phones, at))
        .collect();
    other.join(" ")
}

fn joined(before: &str, sound: &str) -> Sound {
    format!("{before} {sound}").trim().to_owned()
}

/// One phone as it is across the Atlantic; `None` for one that is silent there.
fn across<'a>(word: &str, phones: &[&'a str], at: usize) -> Option<&'a str> {
    let next = phones.get(at + 1).copied();
    let vowel_next = next.is_some_and(|phone| phone.starts_with(['A', 'E', 'I', 'O', 'U']));
    let before = at.checked_sub(1).map(|before| phones[before]);
    let borrowed = ["a", "o", "e", "as", "os"]
        .iter()
        .any(|end| word.ends_with(end));
    Some(match phones[at] {
        "AE" => "AA",
        "AA" if next == Some("R") => "AA",
        "AA" if next.is_none() && borrowed => "AH",
        "AO" if next == Some("L") && borrowed && word.contains("al") => "AE",
        "AA" if borrowed && word.contains('a') => "AE",
        "AA" if word.contains('o') => "AO",
        "ER" if next.is_none() => "AH",
        // After a vowel only: that of "three" is sounded everywhere.
        "R" if !vowel_next && matches!(before, Some("AA" | "AO")) => return None,
        "R" if !vowel_next && matches!(before, Some("EH" | "IH" | "UH")) => "AH",
        phone => phone,
    })
}

/// How `-s` sounds after a word.
fn plural_sound(sound: &str) -> &'static str {
    match sound.rsplit(' ').next().unwrap_or_default() {
        "S" | "Z" | "SH" | "ZH" | "CH" | "JH" => "AH Z",
        "P" | "T" | "K" | "F" | "TH" => "S",
        _ => "Z",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: &str =
        "cheese CH IY Z\nsteak S T EY K\nbread B R EH D\nbread(2) B R AH D\ntaco T AA K OW\n";

    #[test]
    fn a_word_is_known_made_or_ruled() {
        let dictionary = Dictionary::parse(SOME);
        for (word, sound, source) in [
            ("cheese", "CH IY Z", Source::Dictionary),
            ("cheesesteak", "CH IY Z S T EY K", Source::Parts),
            ("tacos", "T AA K OW Z", Source::Parts),
            ("steaks", "S T EY K S", Source::Parts),
            ("cheese's", "CH IY Z AH Z", Source::Parts),
            ("pho", "F OW", Source::Rule),
        ] {
            let (sounds, whence) = dictionary.sounds(word);
            assert_eq!((sounds[0].as_str(), whence), (sound, source), "{word}");
        }
    }

    #[test]
    fn the_operator_comes_first_and_reaches_plurals() {
        let mut dictionary = Dictionary::parse(SOME);
        dictionary.correct(BTreeMap::from([("taco".into(), vec!["T AE K OW".into()])]));
        assert_eq!(dictionary.sounds("taco").1, Source::Operator);
        let mut plural = Dictionary::parse("");
        plural.correct(BTreeMap::from([("pho".into(), vec!["F AH".into()])]));
        assert_eq!(plural.sounds("phos").0, ["F AH Z"]);
    }

    #[test]
    fn contractions_and_accents_are_known() {
        let dictionary = Dictionary::parse(
            "that's DH AE T S\nlatte L AA T EY\ncoffee K AA F IY\nlarge L AA R JH\nburger B ER G ER\n\
             rare R EH R\nthree TH R IY\nfeta F EH T AA\nsalsa S AO L S AH\ncola K OW L AH\n\
             colas K OW L AH S\n",
        );
        for (word, sounds) in [
            ("thats", vec!["DH AE T S"]),
            ("latte", vec!["L AA T EY", "L AE T EY"]),
            ("coffee", vec!["K AA F IY", "K AO F IY"]),
            ("large", vec!["L AA R JH", "L AA JH"]),
            ("burger", vec!["B ER G ER", "B ER G AH"]),
            ("rare", vec!["R EH R", "R EH AH"]),
            ("three", vec!["TH R IY"]),
            ("feta", vec!["F EH T AA", "F EH T AH"]),
            ("salsa", vec!["S AO L S AH", "S AE L S AH"]),
            ("colas", vec!["K OW L AH S", "K OW L AH Z"]),
        ] {
            assert_eq!(dictionary.sounds(word).0, sounds, "{word}");
        }
        let names = dictionary.phrase(&["rare", "n", "large", "burger"]);
        assert_eq!(names[0], "R EH R AH N L AA R JH B ER G ER");
        assert_eq!(names.last().unwrap(), "R EH AH AH N L AA JH B ER G AH");
    }

    #[test]
    fn phrases_have_few_pronunciations() {
        let dictionary = Dictionary::parse(SOME);
        let sounds = dictionary.phrase(&["bread", "bread", "bread"]);
        assert!(sounds.len() <= PER_PHRASE);
        assert_eq!(sounds[0], "B R EH D B R EH D B R EH D");
    }

    #[test]
    fn rules_use_only_phones_that_there_are() {
        for word in [
            "quesadilla",
            "xylophone",
            "jalapeño",
            "bouillabaisse",
            "zzyzx",
            "gyro",
        ] {
            for phone in letters::sound(word) {
                assert!(PHONES.contains(&phone), "{phone} of {word}");
            }
        }
    }
}
