//! The operator's file of pronunciations, changed a word at a time; everything else in it stays
//! as it is. What it may say is [`speech::model::sounds_like`]'s to know.

use anyhow::Context;
use speech::model::{Dictionary, Sound, sounds_like, spoken};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::Path,
};

/// What a new file begins with.
const HEAD: &str = "\
# How words of the menu sound, where they are misheard. `heard-server voice words` shows them all.
# word = sounds like (in plain English, or in capitals as ARPAbet)
";

/// The text of a file, and what it means.
pub(super) struct Corrections {
    text: String,
    /// By word.
    pub sounds: BTreeMap<String, Vec<Sound>>,
}

impl Corrections {
    /// Reads the file; one that is not there says nothing.
    ///
    /// # Errors
    /// When it cannot be read, or a line has a fault.
    pub fn load(path: &Path, dictionary: &Dictionary) -> anyhow::Result<Self> {
        let text = sounds_like::load(path).with_context(|| path.display().to_string())?;
        Self::of(text, dictionary).with_context(|| path.display().to_string())
    }

    fn of(text: String, dictionary: &Dictionary) -> anyhow::Result<Self> {
        let sounds = sounds_like::read(&text, dictionary)?;
        Ok(Self { text, sounds })
    }

    /// The file with these lines in the place of what it says of their words; a line with nothing
    /// behind its `=` only takes that away. Answers the words.
    ///
    /// # Errors
    /// The fault of a line.
    pub fn with(
        self,
        lines: &[String],
        dictionary: &Dictionary,
    ) -> anyhow::Result<(Self, BTreeSet<String>)> {
        let words: BTreeSet<String> = lines.iter().filter_map(|line| word(line)).collect();
        let keeps = |line: &&str| word(line).is_none_or(|word| !words.contains(&word));
        let mut text = match self.text.is_empty() {
            true => HEAD.to_owned(),
            false => self
                .text
                .lines()
                .filter(keeps)
                .map(|line| format!("{line}\n"))
                .collect(),
        };
        for line in lines {
            let taken_back = word(line).is_some() && line.trim_end().ends_with('=');
            if !taken_back {
                // Alone first: its fault has no line number in a file that is not there yet.
                sounds_like::read(line, dictionary).map_err(|bad| bad.fault)?;
                text.push_str(line.trim());
                text.push('\n');
            }
        }
        Ok((Self::of(text, dictionary)?, words))
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let write = || -> std::io::Result<()> {
            let folder = path.parent().filter(|folder| folder.is_dir());
            let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
            file.write_all(self.text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|error| error.error)?;
            Ok(())
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The word that a line corrects; none where it is a comment or has another form.
fn word(line: &str) -> Option<String> {
    let line = line.split('#').next().unwrap_or_default();
    let mut words = spoken(line.split_once('=')?.0);
    words.pop().filter(|_| words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary() -> Dictionary {
        Dictionary::parse("car K AA R\nknee N IY\nfuh F AH\nfoe F OW\n")
    }

    fn set(text: &str, lines: &[&str]) -> anyhow::Result<String> {
        let known = Corrections::of(text.to_owned(), &dictionary())?;
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        Ok(known.with(&lines, &dictionary())?.0.text)
    }

    #[test]
    fn a_word_is_corrected_where_it_stands_and_all_else_stays() {
        let text = "# mine\nPho = foe # soup\n\ncarnitas = car knee\n";
        let after = set(text, &["pho=fuh", "pho = foe"]).unwrap();
        assert_eq!(after, "# mine\n\ncarnitas = car knee\npho=fuh\npho = foe\n");
        assert_eq!(
            set(text, &["pho ="]).unwrap(),
            "# mine\n\ncarnitas = car knee\n"
        );
    }

    #[test]
    fn a_new_file_says_what_it_is() {
        let made = set("", &["pho = fuh"]).unwrap();
        assert_eq!(made, format!("{HEAD}pho = fuh\n"));
    }

    #[test]
    fn a_faulty_line_changes_nothing_and_says_its_fault() {
        for line in ["pho", "fish taco = fuh", "= fuh", "="] {
            let error = set("", &[line]).unwrap_err().to_string();
            assert!(!error.starts_with("line"), "{line}: {error}");
        }
        let error = set("what\n", &["pho = fuh"]).unwrap_err().to_string();
        assert!(error.starts_with("line 1:"), "{error}");
    }
}
