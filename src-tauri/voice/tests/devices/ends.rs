//! Nothing is left when a device is closed, however often and however it ends.

use std::time::Duration;

use anyhow::{bail, ensure};
use scope::Scope;
use sim::microphone::{Card, Form, alone};
use sim::server::Usage;
use tokio::sync::watch;
use voice::sound::{MicState, Sound};

use crate::common::{devices, frame, frames, sentence, until};

/// Presses of the button.
const PRESSES: usize = 30;

/// What the process holds, once it is as before: what closes is gone when the server says so, or a
/// moment later.
async fn as_before(
    before: Usage,
    settled: &impl AsyncFn() -> anyhow::Result<Usage>,
) -> anyhow::Result<Usage> {
    let within = async {
        loop {
            let after = settled().await?;
            // The runtime's own threads for blocking work come and go.
            let is_same =
                after.descriptors <= before.descriptors + 2 && after.threads <= before.threads + 2;
            if is_same {
                return Ok(after);
            }
        }
    };
    let settled = tokio::time::timeout(sim::PATIENCE, within).await;
    settled.unwrap_or_else(|_| bail!("{before:?} before, now {:?}", Usage::of(std::process::id())))
}

#[test]
fn many_presses_leave_nothing_behind() -> anyhow::Result<()> {
    alone("ends::many_presses_leave_nothing_behind", async |folder| {
        let card = Card::start(&folder, Form::default()).await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut mic = devices.mic();
        let press = async |devices: &voice::sound::Devices| -> anyhow::Result<()> {
            let mut listening = devices.listen();
            frame(&mut listening).await?;
            listening.stop();
            while listening.next().await.is_some() {}
            Ok(())
        };
        for _ in 0..5 {
            press(&devices).await?;
        }
        until(&mut mic, |state| *state == MicState::Off).await?;
        let settled = async || -> anyhow::Result<Usage> {
            while card.recording().await? > 0 {}
            Usage::of(std::process::id())
        };
        let before = settled().await?;
        for _ in 0..PRESSES {
            press(&devices).await?;
        }
        until(&mut mic, |state| *state == MicState::Off).await?;
        let after = as_before(before, &settled).await?;
        println!("{before:?} before, {after:?} after {PRESSES} presses");

        // Dropped with both open: the scope closes them.
        let mut listening = devices.listen();
        frame(&mut listening).await?;
        frames(&sentence("goodbye")?)
            .iter()
            .for_each(|frame| devices.say(frame));
        let closed = devices.close(Duration::from_secs(5)).await;
        ensure!(closed.is_clean(), "{closed}");
        while listening.next().await.is_some() {}
        while card.recording().await? > 0 || card.playing().await? > 0 {}
        Ok(())
    })
}

#[test]
fn looking_for_what_is_not_there_leaves_nothing_behind() -> anyhow::Result<()> {
    let name = "ends::looking_for_what_is_not_there_leaves_nothing_behind";
    alone(name, async |folder| {
        let card = Card::start(&folder, Form::default()).await?;
        card.unplug_microphone().await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut mic = devices.mic();
        let press = async |mic: &mut watch::Receiver<MicState>| -> anyhow::Result<()> {
            mic.mark_unchanged();
            let listening = devices.listen();
            // It is opening, and may have failed by now.
            mic.changed().await?;
            until(mic, |state| *state == MicState::Missing).await?;
            drop(listening);
            Ok(())
        };
        until(&mut mic, |state| *state == MicState::Missing).await?;
        for _ in 0..5 {
            press(&mut mic).await?;
        }
        let settled = async || Usage::of(std::process::id());
        let before = settled().await?;
        for _ in 0..PRESSES {
            press(&mut mic).await?;
        }
        let after = as_before(before, &settled).await?;
        println!("{before:?} before, {after:?} after {PRESSES} presses");
        Ok(())
    })
}
