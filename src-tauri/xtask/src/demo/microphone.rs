//! A microphone for a machine without one, and a guest who speaks into it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use tempfile::TempDir;

use crate::process::{Group, run};
use crate::signals::Signals;
use crate::tree::Tree;

/// How long the sound server may take to come up; it needs five seconds to be quick.
const START: Duration = Duration::from_secs(60);

/// A made-up microphone and loudspeaker, gone with this guard.
pub struct Microphone<'s> {
    _plugged: Group<'s>,
    program: PathBuf,
    /// In the system's folder for such: a socket's path must be short.
    folder: TempDir,
    variables: BTreeMap<String, String>,
}

impl<'s> Microphone<'s> {
    /// Plugs one in, which nothing on this machine finds without [`Self::variables`].
    ///
    /// # Errors
    /// When the sound server does not come up.
    pub fn plug(tree: &Tree, signals: &'s Signals) -> anyhow::Result<Self> {
        let program = tree.built("debug/microphone");
        let folder = TempDir::with_prefix("heard-demo-")?;
        let mut plug = Command::new(&program);
        plug.arg("plug").arg(folder.path()).stdout(Stdio::piped());
        let mut plugged = Group::start(&mut plug, signals)?;
        let variables = plugged.first_line(START)?;
        let variables = serde_json::from_str(&variables).context("there is no microphone")?;
        Ok(Self {
            _plugged: plugged,
            program,
            folder,
            variables,
        })
    }

    /// What a program needs in its environment to find it.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// Has a guest say something, to the end.
    ///
    /// # Errors
    /// When it cannot be said.
    pub fn say(&self, words: &str, signals: &Signals) -> anyhow::Result<()> {
        run(&mut self.saying(words), signals)
    }

    /// Has a guest begin to say something.
    ///
    /// # Errors
    /// When it cannot be said.
    pub fn begin(&self, words: &str, signals: &'s Signals) -> anyhow::Result<Group<'s>> {
        Group::start(&mut self.saying(words), signals)
    }

    fn saying(&self, words: &str) -> Command {
        let mut say = Command::new(&self.program);
        say.arg("say").arg(self.folder.path()).arg(words);
        say
    }
}
