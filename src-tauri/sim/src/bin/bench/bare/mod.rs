//! A bare server: what the same machine does for the same bytes without a kitchen. It is a process of its own, as ours is: this
//! program again, with other words.

pub mod disk;
mod http;
pub mod program;
mod stream;
pub mod sync;

use anyhow::{Context, bail};
use sim::{PATIENCE, http::Client};
use std::{net::SocketAddr, path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// The word that makes this program a bare server.
pub const WORD: &str = "bare";

/// A variable of an environment.
pub type Variable = (String, String);

/// A running bare server. Dropping it kills it.
pub struct Bare {
    child: Child,
    http: SocketAddr,
    stream: SocketAddr,
}

/// What a bare server does with a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ask {
    /// Bytes that are on disk before the answer; with none, the disk is left alone.
    pub store: usize,
    /// Bytes that every listener is sent then.
    pub frame: usize,
    /// Bytes of the answer.
    pub answer: usize,
}

impl Ask {
    /// As a request says it.
    pub fn path(self) -> String {
        format!("/?{},{},{}", self.store, self.frame, self.answer)
    }

    /// Reads what [`Ask::path`] wrote.
    fn read(path: &str) -> Option<Self> {
        let mut numbers = path.strip_prefix("/?")?.split(',').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self {
            store: next()?,
            frame: next()?,
            answer: next()?,
        })
    }
}

impl Bare {
    /// Starts one that keeps its file in `dir`, with `variables` in its environment.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(dir: &Path, variables: &[Variable]) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .envs(variables.iter().cloned())
            .arg(WORD)
            .arg(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start a bare server")?;
        let output = child.stdout.take().context("no standard output")?;
        let mut line = String::new();
        let mut output = BufReader::new(output);
        let read = output.read_line(&mut line);
        tokio::time::timeout(PATIENCE, read)
            .await
            .context("the bare server does not start")??;
        let Some((http, stream)) = line.trim().split_once(' ') else {
            bail!("the bare server said {line:?}")
        };
        Ok(Self {
            child,
            http: http.parse()?,
            stream: stream.parse()?,
        })
    }

    /// A keep-alive client of it.
    pub fn client(&self) -> Client {
        Client::new(self.http, "none")
    }

    /// Where its listeners connect.
    pub fn stream(&self) -> SocketAddr {
        self.stream
    }

    /// Its process id.
    ///
    /// # Errors
    /// When it has ended.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the bare server has ended")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_is_asked() {
        let ask = Ask {
            store: 1,
            frame: 22,
            answer: 333,
        };
        assert_eq!(Ask::read(&ask.path()), Some(ask));
        assert_eq!(Ask::read("/"), None);
        assert_eq!(Ask::read("/?1,2"), None);
    }
}
