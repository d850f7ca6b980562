//! Where the app keeps its files.

use directories::{BaseDirs, ProjectDirs, UserDirs};
use std::path::{Path, PathBuf};

/// The app's folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    config: PathBuf,
    data: PathBuf,
    logs: PathBuf,
    handed_out: PathBuf,
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
        // Whoever says where data are has all of it there, and two kitchens have two logs.
        let logs = data.as_deref().map(|data| screen(data).join("logs"));
        let data = data
            .or_else(|| platform.map(|dirs| dirs.data_dir().to_owned()))
            .ok_or(NoHome)?;
        Ok(Self {
            handed_out: UserDirs::new().map_or_else(|| screen(&data), |user| shown_first(&user)),
            logs: logs.or_else(|| platform.map(logs_of)).ok_or(NoHome)?,
            config: config
                .or_else(|| platform.map(|dirs| dirs.config_dir().to_owned()))
                .ok_or(NoHome)?,
            data,
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
        self.config.join("screen.token")
    }

    /// Where the windows were.
    pub fn windows(&self) -> PathBuf {
        self.config.join("windows.json")
    }

    /// Commands that the server has not taken yet.
    pub fn outbox(&self) -> PathBuf {
        self.screen().join("outbox")
    }

    /// Orders in the making at this device's counters.
    pub fn counters(&self) -> PathBuf {
        self.screen().join("counters.json")
    }

    /// The kitchen as it was last known.
    pub fn replica(&self) -> PathBuf {
        self.screen().join("replica.json")
    }

    /// The log.
    pub fn logs(&self) -> &Path {
        &self.logs
    }

    /// The log's file that is written now.
    pub fn log_file(&self) -> PathBuf {
        self.logs.join("heard.log")
    }

    /// Where files go that a person is to find and send on.
    pub fn handed_out(&self) -> &Path {
        &self.handed_out
    }

    /// The demo menu, written for the first start of a demo.
    pub fn demo_menu(&self) -> PathBuf {
        self.screen().join("demo-menu.json")
    }

    fn screen(&self) -> PathBuf {
        screen(&self.data)
    }
}

/// Beside the server's files, and apart from them: a backup of the kitchen needs none of it.
fn screen(data: &Path) -> PathBuf {
    data.join("screen")
}

/// Where a person looks first for a file that a program made: among the downloads, else at home.
fn shown_first(user: &UserDirs) -> PathBuf {
    user.download_dir().unwrap_or(user.home_dir()).to_owned()
}

/// Where the platform keeps logs: the state folder (XDG Base Directory Specification), the user's
/// `Library/Logs` on macOS, beside what stays on this machine on Windows.
fn logs_of(platform: &ProjectDirs) -> PathBuf {
    if let Some(state) = platform.state_dir() {
        return state.join("logs");
    }
    let home = BaseDirs::new().filter(|_| cfg!(target_os = "macos"));
    match home {
        Some(home) => home.home_dir().join("Library/Logs/heard"),
        None => platform.data_local_dir().join("logs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_says_where_data_are_has_the_log_there() {
        let folders = Folders::find(Some("/c".into()), Some("/d".into())).unwrap();
        assert_eq!(folders.logs(), Path::new("/d/screen/logs"));
        let platform = Folders::find(None, None).unwrap();
        assert!(!platform.logs().starts_with(platform.data()) || cfg!(windows));
        assert!(platform.logs().to_string_lossy().contains("heard"));
    }
}
