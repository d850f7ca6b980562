//! How an operator says that words of the menu sound.
//!
//! A text file, one word a line: `carnitas = car knee tahs`. What stands on the right is read as it is
//! written, in English; `|` parts several ways, and a way between slashes is ARPAbet:
//! `pho = fuh | /F AO/`. `#` begins a comment.

use crate::model::{self, Dictionary, PHONES, Sound};
use std::{
    collections::BTreeMap,
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Words that can be corrected: more than a menu has.
const WORDS: usize = 5_000;

/// The longest line.
const LINE_BYTES: usize = 500;

/// The largest file: as many lines as there can be words.
const FILE_BYTES: u64 = (WORDS * LINE_BYTES) as u64;

/// Ways to say one word: those the recogniser tries for it, each at a cost.
const WAYS: usize = 4;

/// What the file begins with.
const HEAD: &str = "\
# How words of the menu sound, where they are misheard: word = sounds like
# `heard-server voice words` shows them all; a running server takes a change by itself.
";

/// All corrections, by word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections(BTreeMap<String, Vec<String>>);

/// What is wrong with a correction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It has another form.
    #[error("`{0}` is no correction; one looks like `carnitas = car knee tahs`")]
    Form(String),
    /// On the left stands no single word.
    #[error("`{0}` is not one word; correct each word by itself")]
    Word(String),
    /// On the right stands something that cannot be said.
    #[error("`{way}` cannot be said{}", phone.as_ref().map(|phone| format!(": `{phone}` is no sound of ARPAbet")).unwrap_or_default())]
    Way {
        /// What stands there.
        way: String,
        /// The part of it that is unknown, in ARPAbet.
        phone: Option<String>,
    },
    /// It has too many ways.
    #[error("`{0}` has more than {WAYS} ways to be said")]
    Ways(String),
    /// There are too many.
    #[error("there are more than {WORDS} corrections")]
    Many,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionsError {
    /// A line has a fault.
    #[error("{}, line {line}: {fault}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        fault: Fault,
    },
    /// It cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl Corrections {
    /// Reads the file; one that is not there has none.
    ///
    /// # Errors
    /// When it cannot be read, or a line has a fault.
    pub fn read(path: &Path) -> Result<Self, CorrectionsError> {
        let text = match text(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                let path = path.to_owned();
                return Err(CorrectionsError::File { path, error });
            }
            Ok(text) => text,
        };
        let mut corrections = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let set = corrections.set(line);
            set.map_err(|fault| CorrectionsError::Line {
                path: path.to_owned(),
                line: at + 1,
                fault,
            })?;
        }
        Ok(corrections)
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), CorrectionsError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let write = || -> io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            write!(file, "{HEAD}{self}")?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| CorrectionsError::File {
            path: path.to_owned(),
            error,
        })
    }

    /// Takes a correction as a line has it; nothing on the right takes one back. Answers its word.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn set(&mut self, line: &str) -> Result<String, Fault> {
        let form = || Fault::Form(line.trim().to_owned());
        if line.len() > LINE_BYTES {
            return Err(form());
        }
        let (word, ways) = line.split_once('=').ok_or_else(form)?;
        let mut words = model::spoken(word);
        let (Some(key), true) = (words.pop(), words.is_empty()) else {
            return Err(Fault::Word(word.trim().to_owned()));
        };
        if ways.trim().is_empty() {
            self.0.remove(&key);
            return Ok(key);
        }
        let ways: Vec<String> = ways.split('|').map(way).collect::<Result<_, _>>()?;
        if ways.len() > WAYS {
            return Err(Fault::Ways(key));
        }
        if self.0.len() == WORDS && !self.0.contains_key(&key) {
            return Err(Fault::Many);
        }
        self.0.insert(key.clone(), ways);
        Ok(key)
    }

    /// How a word is said, as it was written.
    pub fn get(&self, word: &str) -> Option<&[String]> {
        self.0.get(word).map(Vec::as_slice)
    }

    /// The sounds of all of them, for [`Dictionary::correct`]; `dictionary` says how what stands on the
    /// right is read.
    pub fn sounds(&self, dictionary: &Dictionary) -> BTreeMap<String, Vec<Sound>> {
        let each = self.0.iter().map(|(word, ways)| {
            let sounds = ways.iter().filter_map(|way| sound(way, dictionary));
            (word.clone(), sounds.collect())
        });
        each.filter(|(_, sounds): &(_, Vec<_>)| !sounds.is_empty())
            .collect()
    }
}

impl fmt::Display for Corrections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, ways) in &self.0 {
            writeln!(f, "{word} = {}", ways.join(" | "))?;
        }
        Ok(())
    }
}

fn text(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > FILE_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    fs::read_to_string(path)
}

/// Checks a way to say a word.
fn way(text: &str) -> Result<String, Fault> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let unsayable = |phone: Option<&str>| Fault::Way {
        way: text.clone(),
        phone: phone.map(str::to_owned),
    };
    match phones(&text) {
        Some(inside) => match inside.split(' ').find(|phone| !PHONES.contains(phone)) {
            Some(unknown) => Err(unsayable(Some(unknown))),
            None => Ok(text),
        },
        None if model::spoken(&text).is_empty() => Err(unsayable(None)),
        None => Ok(text),
    }
}

/// What stands between slashes.
fn phones(way: &str) -> Option<&str> {
    way.strip_prefix('/')?.strip_suffix('/').map(str::trim)
}

fn sound(way: &str, dictionary: &Dictionary) -> Option<Sound> {
    if let Some(phones) = phones(way) {
        return Some(phones.to_owned());
    }
    let words = model::spoken(way);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    dictionary.phrase(&words).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(lines: &[&str]) -> Corrections {
        let mut corrections = Corrections::default();
        lines
            .iter()
            .for_each(|line| drop(corrections.set(line).unwrap()));
        corrections
    }

    #[test]
    fn words_sound_as_what_stands_beside_them() {
        let dictionary = Dictionary::parse("car K AA R\nknee N IY\ntahs T AA Z\nfuh F AH\n");
        let sounds = set(&["Carnitas=car knee tahs", "Pho = fuh | / F AO /"]).sounds(&dictionary);
        assert_eq!(sounds["carnitas"], ["K AA R N IY T AA Z"]);
        assert_eq!(sounds["pho"], ["F AH", "F AO"]);
    }

    #[test]
    fn a_correction_can_be_changed_and_taken_back() {
        let mut corrections = set(&["pho = fuh", "pho = foe"]);
        assert_eq!(corrections.get("pho"), Some(&["foe".to_owned()][..]));
        corrections.set("pho =").unwrap();
        assert_eq!(corrections, Corrections::default());
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        let mut corrections = Corrections::default();
        let mut fault = |line: &str| corrections.set(line).unwrap_err();
        assert!(matches!(fault("carnitas"), Fault::Form(_)));
        assert!(matches!(fault("fish taco = fish talk oh"), Fault::Word(_)));
        assert!(matches!(fault("= fuh"), Fault::Word(_)));
        assert!(matches!(
            fault("pho = | fuh"),
            Fault::Way { phone: None, .. }
        ));
        let said = fault("pho = /F Q/").to_string();
        assert_eq!(said, "`/F Q/` cannot be said: `Q` is no sound of ARPAbet");
        assert!(matches!(fault("pho = a|b|c|d|e"), Fault::Ways(_)));
    }

    #[test]
    fn what_was_written_is_read_and_a_faulty_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.txt");
        assert_eq!(Corrections::read(&path).unwrap(), Corrections::default());
        let corrections = set(&["carnitas = car knee tahs", "pho = fuh | /F AO/"]);
        corrections.write(&path).unwrap();
        assert_eq!(Corrections::read(&path).unwrap(), corrections);
        fs::write(&path, "# mine\n\npho = fuh # soup\nwhat\n").unwrap();
        let error = Corrections::read(&path).unwrap_err().to_string();
        assert!(error.contains("line 4: `what` is no correction"), "{error}");
    }
}
