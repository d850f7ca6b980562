//! The disk alone: writes and syncs, one after the other.

use super::Variable;
use anyhow::Context;
use std::{
    fs::File,
    io::{self, Read},
    os::unix::fs::FileExt,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::process::Command;

/// The word that makes this program do so and print how long each took, in nanoseconds.
pub const WORD: &str = "bare-sync";

/// As large as the file of the bare server, for the same reason.
const FILE_BYTES: u64 = super::disk::FILE_BYTES;

/// Writes and syncs `bytes` in `dir` again and again for `span`, in a process of its own with `variables` in its
/// environment. Returns how long each took.
///
/// # Errors
/// When there is no disk, or no process.
pub async fn measure(
    dir: &Path,
    variables: &[Variable],
    bytes: usize,
    span: Duration,
) -> anyhow::Result<Vec<Duration>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.envs(variables.iter().cloned());
    command.arg(WORD).arg(dir).arg(bytes.to_string());
    let output = finish(command.arg(span.as_millis().to_string())).await?;
    let nanos = output.split_whitespace().map(str::parse);
    let nanos: Vec<u64> = nanos.collect::<Result<_, _>>().context(output.clone())?;
    Ok(nanos.into_iter().map(Duration::from_nanos).collect())
}

async fn finish(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    anyhow::ensure!(
        output.status.success(),
        "the disk's floor: {}",
        output.status
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// What the process does.
///
/// # Errors
/// When there is no disk.
pub fn run(dir: &Path, bytes: u64, span: Duration) -> io::Result<()> {
    let mut file = File::create(dir.join("sync"))?;
    io::copy(&mut io::repeat(b'.').take(FILE_BYTES), &mut file)?;
    file.sync_all()?;
    let piece = vec![b'x'; usize::try_from(bytes.min(FILE_BYTES)).unwrap_or_default()];
    let mut took = String::new();
    let (began, mut at) = (Instant::now(), 0);
    while began.elapsed() < span {
        if at + bytes > FILE_BYTES {
            at = 0;
        }
        let start = Instant::now();
        file.write_all_at(&piece, at)?;
        file.sync_data()?;
        took.push_str(&format!("{} ", start.elapsed().as_nanos()));
        at += bytes;
    }
    println!("{took}");
    Ok(())
}
