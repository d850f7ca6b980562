//! What every figure needs of a run: where data go, how long things take, how servers are started.

use crate::bare::{Bare, Variable};
use scope::Scope;
use sim::server::{Server, Setup};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// One run of the benchmark.
pub struct Run {
    /// Where its tasks live.
    pub scope: Scope,
    /// Shorter and smaller.
    pub quick: bool,
    /// How many times as fast a day passes.
    pub speed: u32,
    /// Where made-up orders come from.
    pub seed: u64,
    dir: TempDir,
}

impl Run {
    /// A run with its data in a fresh folder below `dir`.
    ///
    /// # Errors
    /// When there can be none.
    pub fn begin(dir: &Path, quick: bool, speed: u32) -> anyhow::Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix("heard-bench-")
            .tempdir_in(dir)?;
        Ok(Self {
            scope: Scope::root("bench"),
            quick,
            speed,
            seed: sim::seed::seed("bench"),
            dir,
        })
    }

    /// `full` in a run to quote, `quick` in one to try.
    pub fn pick<T>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }

    /// A folder of that name on the disk that is measured.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Our server with an empty kitchen, with `variables` in its environment.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn server(&self, name: &str, variables: &[Variable]) -> anyhow::Result<Server> {
        self.server_as(name, variables, &[]).await
    }

    /// The same, with more `words` for `heard-server serve`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn server_as(
        &self,
        name: &str,
        variables: &[Variable],
        words: &[&str],
    ) -> anyhow::Result<Server> {
        let setup = Setup {
            data_dir: Some(self.folder(name)),
            variables: variables.to_vec(),
            args: words.iter().copied().map(str::to_owned).collect(),
            ..Setup::default()
        };
        Server::start_with(setup).await
    }

    /// A bare server on the same disk, with `variables` in its environment.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn bare(&self, variables: &[Variable]) -> anyhow::Result<Bare> {
        Bare::start(&self.folder("bare"), variables).await
    }
}

/// What the server counts.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Syncs of the disk that brought commands there.
    pub commits: f64,
    /// Events on disk.
    pub events: f64,
}

impl Counts {
    /// As they are now.
    ///
    /// # Errors
    /// When the server does not say.
    pub async fn of(server: &Server) -> anyhow::Result<Self> {
        let metrics = server.metrics().await?;
        Ok(Self {
            commits: metrics.value("heard_commits_total")?,
            events: metrics.value("heard_events_total")?,
        })
    }
}
