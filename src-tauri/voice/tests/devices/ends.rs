//! Nothing is left when a device is closed, however often and however it ends.

use std::time::Duration;

use anyhow::ensure;
use scope::Scope;
use sim::microphone::{Card, Form, alone};
use sim::server::Usage;
use voice::sound::{MicState, Sound};

use crate::common::{devices, frame, frames, sentence, until};

/// Presses of the button.
const PRESSES: usize = 30;

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
        // What closes is gone when the server says so, or a moment later.
        let within = async {
            loop {
                let after = settled().await?;
                let is_same = after.descriptors <= before.descriptors + 2
                    && after.threads <= before.threads + 2;
                if is_same {
                    println!("{before:?} before, {after:?} after {PRESSES} presses");
                    return anyhow::Ok(());
                }
            }
        };
        tokio::time::timeout(sim::PATIENCE, within).await??;

        // Dropped with both open: the scope closes them.
        let mut listening = devices.listen();
        frame(&mut listening).await?;
        frames(&sentence("goodbye")?)
            .iter()
            .for_each(|frame| devices.say(frame));
        let closed = devices.close(Duration::from_secs(5)).await;
        ensure!(closed.is_clean(), "{closed}");
        ensure!(listening.next().await.is_none() || listening.next().await.is_none());
        while card.recording().await? > 0 || card.playing().await? > 0 {}
        Ok(())
    })
}
