//! Listening to what a loudspeaker plays.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, bail, ensure};
use speech::sound::Clip;
use tokio::io::AsyncReadExt;
use tokio::process::Child;

use super::server::command;
use crate::PATIENCE;

/// Samples a second of what is recorded.
const RECORDED: u32 = 48_000;

/// What a loudspeaker plays, as it comes.
pub struct Recorder {
    child: Child,
}

impl Recorder {
    /// What was played until now and in the next moments, until `enough` of it is there.
    ///
    /// # Errors
    /// When the recorder ends, or nothing like it comes in time.
    pub async fn until(&mut self, enough: impl Fn(&Clip) -> bool) -> anyhow::Result<Clip> {
        let pipe = self.child.stdout.as_mut().context("no pipe")?;
        let mut clip = Clip {
            rate: RECORDED,
            samples: Vec::new(),
        };
        let mut bytes = Vec::new();
        let heard = async {
            while !enough(&clip) {
                ensure!(pipe.read_buf(&mut bytes).await? > 0, "the recorder ended");
                let whole = bytes.len() - bytes.len() % 2;
                let samples = bytes[..whole].chunks_exact(2);
                clip.samples
                    .extend(samples.map(|pair| i16::from_le_bytes([pair[0], pair[1]])));
                bytes.drain(..whole);
            }
            Ok(())
        };
        match tokio::time::timeout(PATIENCE, heard).await {
            Ok(heard) => heard.map(|()| clip),
            Err(_) => bail!("only {:?} was heard of it", clip.duration()),
        }
    }
}

/// Listens to what a sink plays.
pub(super) fn record(folder: &Path, sink: &str) -> anyhow::Result<Recorder> {
    let child = command("parec", folder)
        .args([&format!("--device={sink}.monitor"), "--format=s16le"])
        .args([
            &format!("--rate={RECORDED}"),
            "--channels=1",
            "--latency-msec=20",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .context("parec")?;
    Ok(Recorder { child })
}
