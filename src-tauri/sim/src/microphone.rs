//! A sound card without a sound card: PulseAudio in a folder of its own, as root or not, with a
//! microphone that hears what is said to it, and a loudspeaker that can be listened to.
//!
//! ```text
//!   Card::say ──► sink "mouth_of_till_mic" ──► source "till_mic" ──► whoever records
//!   whoever plays ──► sink "till_speaker" ──► its monitor ──► Card::recorder
//! ```
//!
//! A program finds it by [`Folder::variables`]. They are the process's own, so a test that opens devices
//! itself runs in a process of its own: [`alone`].

mod alike;
mod alone;
mod card;
mod recorder;
mod server;

pub use alike::alike;
pub use alone::alone;
pub use card::{Card, Form};
pub use recorder::Recorder;
pub use server::SoundServer;

use std::path::Path;
use std::process::Stdio;

use anyhow::Context;
use speech::sound::Clip;
use tempfile::TempDir;
use tokio::process::Child;

/// The microphone, by the name PulseAudio knows it by.
pub const MICROPHONE: &str = "till_mic";

/// The loudspeaker, likewise.
pub const LOUDSPEAKER: &str = "till_speaker";

/// What is played into the sink of this name and a microphone's is heard by that microphone.
const MOUTH: &str = "mouth_of";

/// Where a sound server's files are. Dropping it removes them.
#[derive(Debug)]
pub struct Folder(TempDir);

impl Folder {
    /// A fresh one; nothing runs in it yet, and a program that looks there finds no sound.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("heard-sound-").tempdir();
        let folder = folder.context("a temporary folder")?;
        prepare(folder.path())?;
        Ok(Self(folder))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// What a program needs in its environment to find the sound server in this folder, and no other.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        variables(self.path())
    }
}

/// Makes a folder that is there already one that a sound server's files can be in. Its path is to be
/// short: a socket's has 107 bytes at most (unix(7)).
///
/// # Errors
/// When it is one already, or cannot be written to.
pub fn prepare(folder: &Path) -> anyhow::Result<()> {
    for name in ["run", "home"] {
        let made = std::fs::create_dir(folder.join(name));
        made.with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

/// The same as [`Folder::variables`], for a folder that was prepared.
pub fn variables(folder: &Path) -> [(&'static str, String); 4] {
    let at = |name: &str| folder.join(name).display().to_string();
    [
        ("PULSE_SERVER", format!("unix:{}", at("run/native"))),
        ("PULSE_RUNTIME_PATH", at("run")),
        ("XDG_RUNTIME_DIR", at("run")),
        // No cookie of the user's, and no settings.
        ("HOME", at("home")),
    ]
}

/// Says something to the microphone of that name, at the sound server in that folder. What is returned
/// ends when all of it was said.
///
/// # Errors
/// When the sound cannot be written or its player not started.
pub fn say(folder: &Path, microphone: &str, clip: &Clip) -> anyhow::Result<Child> {
    let file = folder.join("said.wav");
    std::fs::write(&file, clip.to_wav())?;
    server::command("paplay", folder)
        .args([
            &format!("--device={MOUTH}_{microphone}"),
            // The made-up mouth stutters with less when the machine is busy.
            "--latency-msec=200",
        ])
        .arg(file)
        .stdout(Stdio::null())
        .spawn()
        .context("paplay")
}
