//! What all recognisers of one menu share: its files, and the decoders that are not in use.

use super::panel::Panel;
use super::place::Place;
use super::sense::Sense;
use crate::model::{Dictionary, Models, sounds_like};
use crate::{HearError, Lexicon};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// Everything made of one menu.
pub struct Shop {
    place: Place,
    /// The dictionary and the language models; gone with the last recogniser of this menu.
    files: TempDir,
    sense: Sense,
    /// Every token that can be recognised.
    tokens: HashSet<String>,
    /// As many as threads ever decoded at once.
    idle: Mutex<Vec<Panel>>,
}

impl Shop {
    /// Makes the models of a menu and tries them. Takes about half a second.
    ///
    /// # Errors
    /// The acoustic model is missing, the file of pronunciations has a fault, a file cannot be
    /// written, or the decoder refuses.
    pub fn new(
        lexicon: Arc<Lexicon>,
        models: Option<&Path>,
        corrections: &Path,
    ) -> Result<Self, HearError> {
        let place = Place::find(models)?;
        let mut dictionary =
            Dictionary::read(&place.dictionary).map_err(|source| HearError::File {
                path: place.dictionary.clone(),
                source,
            })?;
        let text = sounds_like::load(corrections).map_err(|source| HearError::File {
            path: corrections.to_owned(),
            source,
        })?;
        let corrected =
            sounds_like::read(&text, &dictionary).map_err(|fault| HearError::Corrections {
                path: corrections.to_owned(),
                fault,
            })?;
        dictionary.correct(corrected);
        let made = Models::of(lexicon.menu(), &dictionary);
        let files = tempfile::Builder::new()
            .prefix("heard-voice-")
            .tempdir()
            .map_err(|source| HearError::File {
                path: std::env::temp_dir(),
                source,
            })?;
        for (name, text) in [
            ("menu.dict", &made.dictionary),
            ("phrases.lm", &made.phrases),
            ("words.lm", &made.words),
            ("orders.lm", &made.orders),
        ] {
            let path = files.path().join(name);
            std::fs::write(&path, text).map_err(|source| HearError::File { path, source })?;
        }
        let first = Panel::open(&place, files.path())?;
        Ok(Self {
            place,
            files,
            sense: Sense::new(lexicon),
            tokens: tokens(&made.dictionary),
            idle: Mutex::new(vec![first]),
        })
    }

    /// What readings mean on this menu.
    pub fn sense(&self) -> &Sense {
        &self.sense
    }

    /// Every token that can be recognised.
    pub fn tokens(&self) -> &HashSet<String> {
        &self.tokens
    }

    /// Lends a panel for one decoding.
    ///
    /// # Errors
    /// None was idle and another could not be opened, or the decoding failed.
    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut Panel) -> Result<T, HearError>,
    ) -> Result<T, HearError> {
        let idle = self.idle().pop();
        let mut panel = match idle {
            Some(panel) => panel,
            None => Panel::open(&self.place, self.files.path())?,
        };
        let done = work(&mut panel);
        self.idle().push(panel);
        done
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Panel>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tokens of a dictionary's text.
fn tokens(dictionary: &str) -> HashSet<String> {
    { dictionary.lines() }
        .filter_map(|line| line.split([' ', '(']).next())
        .map(str::to_owned)
        .collect()
}
