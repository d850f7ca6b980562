//! Sets of dialogues, as text and as sound, by which an engine is measured.
//!
//! A set is JSON, one [`Case`] a line. As text it is any file of that form; as sound it is a folder
//! with the file [`SET`] and the WAV files that it names.

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

/// Reads a set: a file, or the [`SET`] of a folder. Empty lines are skipped.
///
/// # Errors
/// When it cannot be read, or a line is none of a set.
pub fn read(path: &Path) -> Result<Vec<Case>, SetError> {
    let path = match path.is_dir() {
        true => path.join(SET),
        false => path.to_owned(),
    };
    let text = text(&path).map_err(|error| SetError::Read {
        path: path.clone(),
        error,
    })?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| SetError::Form {
                path: path.clone(),
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
