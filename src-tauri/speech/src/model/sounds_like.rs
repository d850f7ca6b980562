//! The operator's own pronunciations: a file of lines `word = sounds like`.
//!
//! ```text
//! # What follows this sign is for people.
//! carnitas = car knee tahs        plain English, spelled so that anyone would read it right
//! gyro     = year oh
//! gyro     = JH AY R OW           or phones of ARPAbet, in capitals; a second line is a second pronunciation
//! ```

use super::dictionary::{Dictionary, PHONES, Sound};
use super::spelling;
use std::collections::BTreeMap;
use std::path::Path;

/// The largest file that is read: [`WORDS`] lines of more than anybody writes.
const FILE_BYTES: u64 = 1024 * 1024;

/// Words that a file may correct: more than any menu has.
const WORDS: usize = 2_000;

/// Pronunciations of one word: a search tries each, so more make every recognition slower.
const PER_WORD: usize = 4;

/// Words of one respelling, and phones of one pronunciation: the longest English words have 20
/// phones.
const PARTS: usize = 32;

/// What is wrong with a file of pronunciations.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {fault}")]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with one line.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Fault {
    /// There is no `=`.
    #[error("it is not of the form `word = sounds like`")]
    NoEquals,
    /// What stands before `=` is not one word.
    #[error("{0:?} is not one word: correct each word of a name by itself")]
    NotAWord(String),
    /// Nothing stands after `=`.
    #[error("what {0:?} sounds like is missing")]
    NoSound(String),
    /// Capitals that are no phone.
    #[error("{0:?} is no phone of ARPAbet; in plain English write it in small letters")]
    NoPhone(String),
    /// More than any word has.
    #[error("more than {PARTS} parts")]
    TooLong,
    /// One word too often.
    #[error("more than {PER_WORD} pronunciations of {0:?}")]
    TooMany(String),
    /// Too many words in the file.
    #[error("more than {WORDS} words")]
    TooManyWords,
}

/// The text of the operator's file; nothing where there is none.
///
/// # Errors
/// It cannot be read, or is larger than anybody writes by hand.
pub fn load(file: &Path) -> std::io::Result<String> {
    match std::fs::metadata(file) {
        Ok(about) if about.len() > FILE_BYTES => Err(std::io::ErrorKind::FileTooLarge.into()),
        Ok(_) => std::fs::read_to_string(file),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Reads the operator's pronunciations; respellings are sounded by the dictionary.
///
/// # Errors
/// The first line that is not understood. An operator's slip must not go unnoticed.
pub fn read(text: &str, dictionary: &Dictionary) -> Result<BTreeMap<String, Vec<Sound>>, BadLine> {
    let mut all: BTreeMap<String, Vec<Sound>> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.split_once('#').map_or(line, |(line, _)| line).trim();
        if line.is_empty() {
            continue;
        }
        let bad = |fault| BadLine {
            line: at + 1,
            fault,
        };
        let (word, sound) = one(line, dictionary).map_err(bad)?;
        if !all.contains_key(&word) && all.len() == WORDS {
            return Err(bad(Fault::TooManyWords));
        }
        let sounds = all.entry(word.clone()).or_default();
        if sounds.len() == PER_WORD {
            return Err(bad(Fault::TooMany(word)));
        }
        if !sounds.contains(&sound) {
            sounds.push(sound);
        }
    }
    Ok(all)
}

fn one(line: &str, dictionary: &Dictionary) -> Result<(String, Sound), Fault> {
    let (written, like) = line.split_once('=').ok_or(Fault::NoEquals)?;
    let words = spelling::words(written);
    let [word] = words.as_slice() else {
        return Err(Fault::NotAWord(written.trim().to_owned()));
    };
    let parts: Vec<&str> = like.split_whitespace().collect();
    if parts.is_empty() {
        return Err(Fault::NoSound(word.clone()));
    }
    if parts.len() > PARTS {
        return Err(Fault::TooLong);
    }
    let capitals = |part: &&str| part.bytes().all(|sign| sign.is_ascii_uppercase());
    if parts.iter().all(capitals) {
        if let Some(part) = parts.iter().find(|part| !PHONES.contains(part)) {
            return Err(Fault::NoPhone((*part).to_owned()));
        }
        return Ok((word.clone(), parts.join(" ")));
    }
    let sound: Vec<Sound> = spelling::words(like)
        .iter()
        .filter_map(|part| dictionary.sounds(part).0.into_iter().next())
        .filter(|sound| !sound.is_empty())
        .collect();
    if sound.is_empty() {
        return Err(Fault::NoSound(word.clone()));
    }
    Ok((word.clone(), sound.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary() -> Dictionary {
        Dictionary::parse("car K AA R\nknee N IY\nyear Y IH R\noh OW\n")
    }

    #[test]
    fn plain_english_and_phones_are_understood() {
        let text = "# ours\n\ncarnitas = car knee tahs # soft\nGyro = year oh\ngyro=JH AY R OW\n";
        let read = read(text, &dictionary()).unwrap();
        assert_eq!(read["carnitas"], ["K AA R N IY T AA Z"]);
        assert_eq!(read["gyro"], ["Y IH R OW", "JH AY R OW"]);
    }

    #[test]
    fn what_is_not_understood_is_said_with_its_line() {
        for (text, line, fault) in [
            ("taco\n", 1, Fault::NoEquals),
            ("\nfish taco = fish", 2, Fault::NotAWord("fish taco".into())),
            (" = fish", 1, Fault::NotAWord(String::new())),
            ("taco =", 1, Fault::NoSound("taco".into())),
            ("taco = ...", 1, Fault::NoSound("taco".into())),
            ("taco = T AX K", 1, Fault::NoPhone("AX".into())),
            ("taco = JALAPENO", 1, Fault::NoPhone("JALAPENO".into())),
            (&format!("taco = {}", "a ".repeat(33)), 1, Fault::TooLong),
            (
                "t = a\nt = b\nt = c\nt = d\nt = e",
                5,
                Fault::TooMany("t".into()),
            ),
        ] {
            let bad = read(text, &dictionary()).unwrap_err();
            assert_eq!(bad, BadLine { line, fault }, "{text}");
        }
    }

    #[test]
    fn no_file_is_no_corrections_and_a_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(load(&folder.path().join("none")).unwrap(), "");
        assert!(load(folder.path()).is_err());
    }
}
