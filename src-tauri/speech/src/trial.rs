//! Sets of dialogues, as text and as sound, by which an engine is measured.
//!
//! A set is JSON, one [`Case`] a line. As text it is any file of that form, or a folder of them; as
//! sound it is a folder with the file [`SET`] and the WAV files that it names.

mod play;
mod score;
mod table;

pub use play::{PlayError, Played, PlayedLine, PlayedTurn, Player, clip};
pub use score::{Score, score};
pub use table::{Figures, Group, Noise, Said, Table, percentile};

use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The file in a folder of sounds that says what they are.
pub const SET: &str = "set.jsonl";

/// The longest set file that is read: some hundred thousand cases.
const SET_BYTES: u64 = 64 * 1024 * 1024;

/// What a guest says, turn by turn, and what must come of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Case {
    /// Unique in its set.
    pub id: String,
    /// What the guest says, in order.
    pub turns: Vec<String>,
    /// The last turns as WAV files, one each; the turns before them are taken as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sounds: Vec<String>,
    /// What is said, and how it is to be judged.
    #[serde(default)]
    pub kind: Kind,
    /// Lines that could be sent after the last turn, in the order they were first said.
    #[serde(default)]
    pub cart: Vec<Line>,
    /// The question that must be open then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<Asks>,
    /// What must have been refused on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuses: Option<Refuses>,
    /// Whether the order was placed.
    #[serde(default)]
    pub submitted: bool,
    /// Who speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// How much louder speech is than noise, in decibels; nothing where there is no noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snr_db: Option<f32>,
    /// When speech begins and ends in the last sound, in milliseconds from its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech_ms: Option<[u32; 2]>,
}

/// What the last turn of a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An order, or what belongs to one.
    #[default]
    Order,
    /// A short answer to an open question.
    Answer,
    /// Talk beside the counter: no part of an order.
    Aside,
    /// Noise without anyone who speaks to us.
    Noise,
}

/// A line of a cart, by ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Line {
    /// Which item.
    pub item: String,
    /// How many.
    pub quantity: u32,
    /// In which size.
    pub size: Option<String>,
    /// How, sorted.
    pub modifiers: Vec<String>,
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// Of which item.
    pub item: String,
    /// What it needs: a group's id, or `size`.
    pub need: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refuses {
    /// Of which item, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Why, as in the protocol.
    pub code: String,
}

/// Why a set cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// It is not there, or not for us.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A folder without any.
    #[error("{} has neither {SET} nor any other .jsonl", .0.display())]
    None(PathBuf),
    /// A line is of another form.
    #[error("{}, line {line}: {error}", path.display())]
    Form {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

/// Reads a set: a file, the [`SET`] of a folder, or else all files of the folder that end in
/// `.jsonl`, in the order of their names. Empty lines are skipped.
///
/// # Errors
/// When it cannot be read, there is none, or a line is none of a set.
pub fn read(path: &Path) -> Result<Vec<Case>, SetError> {
    let mut cases = Vec::new();
    for file in files(path)? {
        cases.append(&mut read_file(&file)?);
    }
    Ok(cases)
}

/// The files of a set.
fn files(path: &Path) -> Result<Vec<PathBuf>, SetError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let set = path.join(SET);
    if set.is_file() {
        return Ok(vec![set]);
    }
    let listed = || -> io::Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(path)?;
        let paths: io::Result<Vec<PathBuf>> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect();
        let mut paths = paths?;
        paths.retain(|path| path.extension().is_some_and(|of| of == "jsonl"));
        paths.sort();
        Ok(paths)
    };
    let files = listed().map_err(|error| SetError::Read {
        path: path.to_owned(),
        error,
    })?;
    match files.is_empty() {
        true => Err(SetError::None(path.to_owned())),
        false => Ok(files),
    }
}

fn read_file(path: &Path) -> Result<Vec<Case>, SetError> {
    let text = text(path).map_err(|error| SetError::Read {
        path: path.to_owned(),
        error,
    })?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| SetError::Form {
                path: path.to_owned(),
                line: at + 1,
                error,
            })
        })
        .collect()
}

fn text(path: &Path) -> io::Result<String> {
    if std::fs::metadata(path)?.len() > SET_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    std::fs::read_to_string(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_text_is_read_and_a_wrong_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(SET);
        let good = r#"{"id":"a","turns":["a latte"],"cart":[],"asks":{"item":"latte","need":"size"},"submitted":false}"#;
        std::fs::write(&file, format!("{good}\n\n")).unwrap();
        let cases = read(folder.path()).unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].asks.as_ref().unwrap().need, "size");
        assert_eq!((cases[0].kind, cases[0].sounds.len()), (Kind::Order, 0));

        std::fs::write(&file, format!("{good}\n\n{{\"id\":1}}\n")).unwrap();
        let error = read(&file).unwrap_err().to_string();
        assert!(error.contains("line 3"), "{error}");
        let absent = read(&folder.path().join("absent.jsonl"));
        assert!(matches!(absent, Err(SetError::Read { .. })));
    }

    #[test]
    fn a_folder_without_a_set_is_all_that_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let none = read(folder.path()).unwrap_err();
        assert!(matches!(none, SetError::None(_)), "{none}");
        for (name, ids) in [
            ("b.jsonl", &["3"][..]),
            ("a.jsonl", &["1", "2"]),
            ("c.txt", &[]),
        ] {
            let lines = ids
                .iter()
                .map(|id| format!("{{\"id\":\"{id}\",\"turns\":[]}}\n"));
            std::fs::write(folder.path().join(name), lines.collect::<String>()).unwrap();
        }
        let ids = |cases: Vec<Case>| cases.into_iter().map(|case| case.id).collect::<Vec<_>>();
        assert_eq!(ids(read(folder.path()).unwrap()), ["1", "2", "3"]);
        // Where there is a set, it is what the folder is for.
        std::fs::write(folder.path().join(SET), r#"{"id":"0","turns":[]}"#).unwrap();
        assert_eq!(ids(read(folder.path()).unwrap()), ["0"]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let case = Case {
            id: "x".to_owned(),
            turns: vec!["medium".to_owned()],
            sounds: vec!["x.wav".to_owned()],
            kind: Kind::Answer,
            snr_db: Some(20.0),
            speech_ms: Some([500, 900]),
            ..Case::default()
        };
        let line = serde_json::to_string(&case).unwrap();
        assert_eq!(serde_json::from_str::<Case>(&line).unwrap(), case);
    }
}
