//! What stands on the screen: no page's word for it, but its pixels.

use anyhow::{Context, ensure};
use std::process::Stdio;
use tokio::process::Command;

/// The background of a ticket in the dark theme: `--ticket` in `ui/src/styles/tokens.css`.
const TICKET: [u8; 3] = [0x1a, 0x1d, 0x1c];

/// The share of the screen, from 0 to 1, that has exactly the colour of tickets.
///
/// # Errors
/// When no picture can be taken (ImageMagick's `import`).
pub async fn share_of_tickets() -> anyhow::Result<f64> {
    let output = Command::new("import")
        .args(["-window", "root", "-depth", "8", "rgb:-"])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .context("cannot start `import` (ImageMagick)")?;
    let (pixels, _) = output.stdout.as_chunks::<3>();
    ensure!(
        !pixels.is_empty(),
        "no picture: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tickets = pixels.iter().filter(|pixel| **pixel == TICKET).count();
    Ok(tickets as f64 / pixels.len() as f64)
}
