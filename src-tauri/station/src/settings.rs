//! What a person has chosen for this screen, kept in a file.

mod counter;
mod spoken;

pub use counter::{COUNTER_NAME_CHARS, COUNTERS, CounterSettings, STAFF_CODE, is_counter_id};
pub use spoken::SpokenSettings;

use crate::files;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;
use wire::view::Place;

/// The largest settings file: a hundred times one with [`WINDOWS`] windows.
const FILE_BYTES: u64 = 256 * 1024;
/// Windows that are remembered: more than a machine has screens.
const WINDOWS: usize = 16;
/// The longest text in it: a token has 43 characters, an address at most 253 and a port.
const TEXT_CHARS: usize = 300;

/// What a person has chosen for this screen. Every field has a default, so that a file of
/// another version can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// This screen, to the server. Made once.
    pub device_id: Uuid,
    /// What people call this screen. At most 300 characters; default "Screen".
    pub device_name: String,
    /// Where the server is. Default: the one that the app brings along.
    pub server: ServerChoice,
    /// Begin in full screen, as a screen on a wall does. Default: no.
    pub fullscreen: bool,
    /// What each window showed last, by its label. At most 16.
    pub places: BTreeMap<String, Place>,
    /// Counters that are set up otherwise than by default, by id. At most [`COUNTERS`].
    pub counters: BTreeMap<String, CounterSettings>,
    /// Commands by voice on this device's boards.
    pub spoken: SpokenSettings,
}

/// Where the server is.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerChoice {
    /// Beside the app, started and stopped with it.
    #[default]
    Bundled,
    /// Somewhere else.
    Address {
        /// `HOST:PORT`.
        address: String,
        /// This screen's token there.
        token: String,
    },
}

impl std::fmt::Debug for ServerChoice {
    /// Without the token: what is logged is read by many.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bundled => f.write_str("Bundled"),
            Self::Address { address, .. } => f.debug_tuple("Address").field(address).finish(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            device_id: Uuid::new_v4(),
            device_name: "Screen".to_owned(),
            server: ServerChoice::Bundled,
            fullscreen: false,
            places: BTreeMap::new(),
            counters: BTreeMap::new(),
            spoken: SpokenSettings::default(),
        }
    }
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system says.
        error: io::Error,
    },
    /// The file holds something else.
    #[error("{path}: {error}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// A value is outside its bounds.
    #[error("{0} is too long")]
    TooLong(&'static str),
}

impl Settings {
    fn check(&self) -> Result<(), SettingsError> {
        let long = |text: &str| text.chars().count() > TEXT_CHARS;
        if long(&self.device_name) {
            return Err(SettingsError::TooLong("device_name"));
        }
        if let ServerChoice::Address { address, token } = &self.server {
            if long(address) {
                return Err(SettingsError::TooLong("server.address"));
            }
            if long(token) {
                return Err(SettingsError::TooLong("server.token"));
            }
        }
        if self.places.len() > WINDOWS || self.places.keys().any(|label| long(label)) {
            return Err(SettingsError::TooLong("places"));
        }
        if self.spoken.microphone.as_deref().is_some_and(long) {
            return Err(SettingsError::TooLong("spoken.microphone"));
        }
        self.check_counters()
    }

    fn check_counters(&self) -> Result<(), SettingsError> {
        let is_known = self.counters.keys().all(|id| is_counter_id(id));
        if self.counters.len() > COUNTERS || !is_known {
            return Err(SettingsError::TooLong("counters"));
        }
        for counter in self.counters.values() {
            if counter.name.chars().count() > COUNTER_NAME_CHARS {
                return Err(SettingsError::TooLong("counters.name"));
            }
            let microphone = counter.microphone.as_deref().unwrap_or_default();
            if microphone.chars().count() > TEXT_CHARS {
                return Err(SettingsError::TooLong("counters.microphone"));
            }
        }
        Ok(())
    }
}

/// The settings and their file.
#[derive(Debug)]
pub struct SettingsFile {
    path: PathBuf,
    now: Mutex<Settings>,
}

impl SettingsFile {
    /// Reads the settings, or makes them. A file that cannot be understood is set aside: a
    /// kitchen screen starts whatever is in it.
    ///
    /// # Errors
    /// When the file can be neither read nor made.
    pub fn open(path: PathBuf) -> Result<Self, SettingsError> {
        let read = match load(&path) {
            Ok(read) => read,
            Err(SettingsError::Io { path, error }) => {
                return Err(SettingsError::Io { path, error });
            }
            Err(error) => {
                tracing::error!(%error, "the settings cannot be read; the defaults are used");
                files::set_aside(&path);
                None
            }
        };
        let (settings, is_whole) = read.unwrap_or_default();
        let file = Self {
            path,
            now: Mutex::new(settings),
        };
        if !is_whole {
            // What was made up now (a device's id) must be the same the next time.
            file.change(|_| ())?;
        }
        Ok(file)
    }

    /// The settings as they are.
    pub fn get(&self) -> Settings {
        self.now
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes the settings and writes them. On an error they are as they were.
    ///
    /// # Errors
    /// A value outside its bounds, or a file that cannot be written.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<(), SettingsError> {
        // Held while writing, so that the file never goes back behind what is in memory.
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = now.clone();
        change(&mut next);
        next.check()?;
        let form = |error| SettingsError::Form {
            path: self.path.clone(),
            error,
        };
        let bytes = serde_json::to_vec_pretty(&next).map_err(form)?;
        files::replace(&self.path, &bytes).map_err(|error| SettingsError::Io {
            path: self.path.clone(),
            error,
        })?;
        *now = next;
        Ok(())
    }

    /// Remembers what a window shows, forgetting another window's if there are too many.
    ///
    /// # Errors
    /// As [`SettingsFile::change`].
    pub fn remember(&self, window: &str, place: &Place) -> Result<(), SettingsError> {
        if self.get().places.get(window) == Some(place) {
            return Ok(());
        }
        self.change(|settings| {
            while settings.places.len() >= WINDOWS && !settings.places.contains_key(window) {
                settings.places.pop_first();
            }
            settings.places.insert(window.to_owned(), place.clone());
        })
    }
}

/// The settings in the file, and whether nothing of them had to be made up.
fn load(path: &Path) -> Result<Option<(Settings, bool)>, SettingsError> {
    let io = |error| SettingsError::Io {
        path: path.to_owned(),
        error,
    };
    let bytes = match files::read(path, FILE_BYTES) {
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(SettingsError::TooLong("the file"));
        }
        read => read.map_err(io)?,
    };
    let Some(bytes) = bytes else { return Ok(None) };
    let form = |error| SettingsError::Form {
        path: path.to_owned(),
        error,
    };
    let settings: Settings = serde_json::from_slice(&bytes).map_err(form)?;
    settings.check()?;
    let is_whole = serde_json::to_vec_pretty(&settings).map_err(form)? == bytes;
    Ok(Some((settings, is_whole)))
}
