//! A session of our own that nobody sees, its screen, and pictures of it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::process::{Group, run};
use crate::signals::Signals;

/// The size of most kitchen screens, which the design is drawn for.
const SIZE: (u32, u32) = (1920, 1080);

/// How long X server and bus may take to say that they are there; they need a tenth of a second.
const START: Duration = Duration::from_secs(20);

/// The background of a ticket in the dark theme: `--ticket` in `ui/src/styles/tokens.css`.
const TICKET: [u8; 3] = [0x1a, 0x1d, 0x1c];

/// A virtual screen and the bus of its session, gone with this guard.
pub struct Screen<'s> {
    size: (u32, u32),
    _server: Group<'s>,
    display: String,
    _bus: Group<'s>,
    bus_address: String,
}

impl<'s> Screen<'s> {
    /// Opens a screen on a free display, which the X server chooses, and a bus.
    ///
    /// # Errors
    /// When Xvfb or dbus-daemon is missing or does not come up.
    pub fn open(signals: &'s Signals) -> anyhow::Result<Self> {
        Self::open_of(SIZE, signals)
    }

    /// The same in another size: width and height, in pixels.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_of(size: (u32, u32), signals: &'s Signals) -> anyhow::Result<Self> {
        let (width, height) = size;
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
        let mut command = Command::new("dbus-daemon");
        command
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut bus = Group::start(&mut command, signals)?;
        let bus_address = bus.first_line(START)?;
        if bus_address.is_empty() {
            bail!("dbus-daemon did not come up");
        }
        Ok(Self {
            size,
            _server: server,
            display: format!(":{number}"),
            _bus: bus,
            bus_address,
        })
    }

    /// Width and height, in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Makes a program show its windows here, and nothing of the user's own session reachable.
    pub fn host<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
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
