//! What is counted of voice.

use super::ended::Ended;
use std::sync::atomic::{AtomicU64, Ordering};

/// What came of an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utterance {
    /// Words that may be acted on.
    Sure,
    /// Words that are asked back.
    Unsure,
    /// No words.
    Nothing,
    /// It was not recognised.
    Failed,
}

impl Utterance {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Sure, Self::Unsure, Self::Nothing, Self::Failed];

    /// The same, as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Unsure => "unsure",
            Self::Nothing => "nothing",
            Self::Failed => "failed",
        }
    }
}

/// Everything that is counted of voice.
#[derive(Debug, Default)]
pub struct Counts {
    ended: [AtomicU64; Ended::ALL.len()],
    utterances: [AtomicU64; Utterance::ALL.len()],
    refused: AtomicU64,
}

impl Counts {
    /// A session ended.
    pub fn ended(&self, ended: Ended) {
        if let Some(at) = Ended::ALL.iter().position(|known| *known == ended) {
            self.ended[at].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// An utterance came to something.
    pub fn utterance(&self, outcome: Utterance) {
        if let Some(at) = Utterance::ALL.iter().position(|known| *known == outcome) {
            self.utterances[at].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A session found no room.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// Sessions that ended, by how.
    pub fn all_ended(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counted = self.ended.iter().map(|count| count.load(Ordering::Relaxed));
        Ended::ALL.iter().map(|ended| ended.as_str()).zip(counted)
    }

    /// Utterances, by what came of them.
    pub fn all_utterances(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counted = self
            .utterances
            .iter()
            .map(|count| count.load(Ordering::Relaxed));
        Utterance::ALL
            .iter()
            .map(|outcome| outcome.as_str())
            .zip(counted)
    }

    /// Sessions that found no room.
    pub fn all_refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}
