//! Where things are: the clone, and what is built from it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::process::text_of;

/// The clone this program was built from.
pub struct Tree {
    root: PathBuf,
    target: PathBuf,
    ci: bool,
}

impl Tree {
    /// The clone, with the target folder that cargo uses for it.
    ///
    /// # Errors
    /// When cargo cannot say.
    pub fn read() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask does not stand in the clone")?
            .to_owned();
        let mut cargo = Command::new(cargo());
        cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
        let facts: serde_json::Value = serde_json::from_str(&text_of(cargo.current_dir(&root))?)?;
        let target = facts["target_directory"]
            .as_str()
            .context("cargo names no target folder")?
            .into();
        Ok(Self {
            root,
            target,
            ci: false,
        })
    }

    /// The same for a run of the tests. Where `CI` is set, each run has a new clone: what one
    /// run built then lies outside of it, in the user's cache folder, for the next one.
    ///
    /// # Errors
    /// When cargo cannot say.
    pub fn for_tests() -> anyhow::Result<Self> {
        let mut tree = Self::read()?;
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        tree.ci = set("CI").is_some_and(|value| value != "false");
        if tree.ci && set("CARGO_TARGET_DIR").is_none() {
            let cache = set("XDG_CACHE_HOME").map(PathBuf::from);
            let cache = cache.or_else(|| Some(PathBuf::from(set("HOME")?).join(".cache")));
            if let Some(cache) = cache.filter(|cache| cache.is_absolute()) {
                tree.target = cache.join("heard-target");
            }
        }
        Ok(tree)
    }

    /// A path in the clone.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// The clone's own folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path among what was built.
    pub fn built(&self, inside: &str) -> PathBuf {
        self.target.join(inside)
    }

    /// A cargo command on this tree.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(cargo());
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        if self.ci {
            // Nothing is edited there; the bookkeeping would only take space and time.
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    /// An npm command on the page's folder.
    pub fn npm(&self) -> Command {
        self.npm_in("ui")
    }

    /// An npm command on a folder of the clone.
    pub fn npm_in(&self, folder: &str) -> Command {
        let mut command = Command::new("npm");
        command
            .current_dir(self.path(folder))
            .env("npm_config_update_notifier", "false");
        command
    }
}

/// The cargo that runs us, or the one on the path.
fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}
