//! A disk that is 4 ms slower at each sync: the C library's two calls, replaced in the server's process (`LD_PRELOAD`, ld.so(8)).
//!
//! A tracer could do the same, but it stops the program at many other calls, too (measured: four times fewer bare HTTP round
//! trips under strace 6.1 with its seccomp filter), and the figure would be the tracer's.

use crate::{bare::Variable, run::Run};
use anyhow::{Context, ensure};
use std::{path::Path, process::Stdio, time::Duration};
use tokio::process::Command;

/// The replacement. C, since what the linker looks up by name cannot be written in Rust without `unsafe`.
const SOURCE: &str = include_str!("slow_sync.c");

/// Builds the replacement, and gives the variable that makes a program run with it.
///
/// # Errors
/// When there is no C compiler.
pub async fn variable(run: &Run, slower: Duration) -> anyhow::Result<Variable> {
    let folder = run.folder("slow-sync");
    std::fs::create_dir_all(&folder)?;
    let source = folder.join("slow_sync.c");
    std::fs::write(&source, SOURCE)?;
    let library = folder.join("slow_sync.so");
    compile(&source, &library, slower).await?;
    Ok(("LD_PRELOAD".to_owned(), library.display().to_string()))
}

async fn compile(source: &Path, library: &Path, slower: Duration) -> anyhow::Result<()> {
    let status = Command::new("cc")
        .args(["-O2", "-Wall", "-Werror", "-shared", "-fPIC"])
        .arg(format!("-DSLOWER_NS={}", slower.as_nanos()))
        .arg("-o")
        .arg(library)
        .arg(source)
        .stdin(Stdio::null())
        .status()
        .await
        .context("cc")?;
    ensure!(
        status.success(),
        "{} does not compile: {status}",
        source.display()
    );
    Ok(())
}
