//! Where the app keeps its files.

use directories::ProjectDirs;
use std::path::{Path, PathBuf};

/// The app's folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    config: PathBuf,
    data: PathBuf,
}

/// The system names no home for this user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this user has no home folder: set HEARD_CONFIG_DIR and HEARD_DATA_DIR")]
pub struct NoHome;

impl Folders {
    /// The platform's folders, each overridden by what is given (`HEARD_CONFIG_DIR` and
    /// `HEARD_DATA_DIR`).
    ///
    /// # Errors
    /// [`NoHome`], where one of them is not given.
    pub fn find(config: Option<PathBuf>, data: Option<PathBuf>) -> Result<Self, NoHome> {
        // The same names as the server's, so that both find the same data folder.
        let platform = ProjectDirs::from("app", "heard", "heard");
        let platform = platform.as_ref();
        Ok(Self {
            config: config
                .or_else(|| platform.map(|dirs| dirs.config_dir().to_owned()))
                .ok_or(NoHome)?,
            data: data
                .or_else(|| platform.map(|dirs| dirs.data_dir().to_owned()))
                .ok_or(NoHome)?,
        })
    }

    /// The data folder: the bundled server's too.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// What a person has chosen.
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.json")
    }

    /// The token of this screen for the bundled server.
    pub fn token(&self) -> PathBuf {
        self.config.join("display.token")
    }

    /// Where the windows were.
    pub fn windows(&self) -> PathBuf {
        self.config.join("windows.json")
    }

    /// Commands that the server has not taken yet.
    pub fn outbox(&self) -> PathBuf {
        self.screen().join("outbox")
    }

    /// The kitchen as it was last known.
    pub fn replica(&self) -> PathBuf {
        self.screen().join("replica.json")
    }

    /// The log.
    pub fn logs(&self) -> PathBuf {
        self.screen().join("logs")
    }

    /// The demo menu, written for the first start of a demo.
    pub fn demo_menu(&self) -> PathBuf {
        self.screen().join("demo-menu.json")
    }

    /// Beside the server's files, and apart from them: a backup of the kitchen needs none of it.
    fn screen(&self) -> PathBuf {
        self.data.join("screen")
    }
}
