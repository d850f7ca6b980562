//! A screen of our own that nobody sees, and pictures of it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::process::{Group, run};
use crate::signals::Signals;

/// The size of most kitchen screens, which the design is drawn for.
const SIZE: (u32, u32) = (1920, 1080);

/// How long the X server may take to open its display; it needs a tenth of a second.
const START: Duration = Duration::from_secs(20);

/// The background of a ticket in the dark theme: `--ticket` in `ui/src/styles/tokens.css`.
const TICKET: [u8; 3] = [0x1a, 0x1d, 0x1c];

/// A virtual screen, gone with this guard.
pub struct Screen<'s> {
    _server: Group<'s>,
    display: String,
}

impl<'s> Screen<'s> {
    /// Opens a screen on a free display, which the X server chooses.
    ///
    /// # Errors
    /// When Xvfb is missing or does not come up.
    pub fn open(signals: &'s Signals) -> anyhow::Result<Self> {
        let (width, height) = SIZE;
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .args(["-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            // It complains of keyboard symbols it does not know.
            .stderr(Stdio::null());
        let mut server = Group::start(&mut command, signals)?;
        let number = server.first_line(START)?;
        if number.parse::<u32>().is_err() {
            bail!("Xvfb did not come up");
        }
        Ok(Self {
            _server: server,
            display: format!(":{number}"),
        })
    }

    /// Width and height, in pixels.
    pub fn size(&self) -> (u32, u32) {
        SIZE
    }

    /// What goes into `DISPLAY`.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Writes what stands on the screen into `file`, as PNG.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub fn picture(&self, file: &Path, signals: &Signals) -> anyhow::Result<()> {
        let mut import = Command::new("import");
        import.args(["-display", &self.display, "-window", "root"]);
        run(import.arg(format!("png:{}", file.display())), signals)
    }
}

/// The share of a picture, from 0 to 1, that has exactly the colour of tickets.
///
/// # Errors
/// When the picture cannot be read.
pub fn share_of_tickets(picture: &Path) -> anyhow::Result<f64> {
    let output = Command::new("convert")
        .arg(picture)
        .args(["-depth", "8", "rgb:-"])
        .stdin(Stdio::null())
        .output()
        .context("cannot start `convert`")?;
    let (pixels, _) = output.stdout.as_chunks::<3>();
    if pixels.is_empty() {
        bail!(
            "the picture is empty: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let tickets = pixels.iter().filter(|pixel| **pixel == TICKET).count();
    Ok(tickets as f64 / pixels.len() as f64)
}
