//! Devices that are not there, go away, come back, are swapped, or are refused.

use std::time::Duration;

use anyhow::{Context, ensure};
use scope::Scope;
use sim::microphone::{Card, Form, MICROPHONE, SoundServer, alone};
use voice::sound::{MicState, Sound, SoundSettings, SpeakerState};

use crate::common::{devices, frame, frames, hear, heard_whole, sentence, until};

fn is_lost(state: &MicState) -> bool {
    matches!(state, MicState::Lost { device } if device == MICROPHONE)
}

fn open_with(state: &MicState, name: &str) -> bool {
    matches!(state, MicState::Open { device, .. } if device == name)
}

#[test]
fn a_microphone_that_is_pulled_out_in_a_word_is_told_and_found_again() -> anyhow::Result<()> {
    let name = "loses::a_microphone_that_is_pulled_out_in_a_word_is_told_and_found_again";
    alone(name, async |folder| {
        let mut card = Card::start(&folder, Form::default()).await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut mic = devices.mic();
        let mut listening = devices.listen();
        frame(&mut listening).await?;

        let said = sentence("two fish tacos and a large lemonade please")?;
        let mut mouth = card.say(&said)?;
        hear(&mut listening, Duration::from_millis(600)).await?;
        card.unplug_microphone().await?;
        mouth.wait().await?;
        let lost = until(&mut mic, is_lost).await?;
        ensure!(lost.words() == "till_mic came unplugged. Plug it back in, or tap to add.");

        card.plug_microphone().await?;
        until(&mut mic, |state| open_with(state, MICROPHONE)).await?;
        // Still held: the same listening goes on.
        let said = sentence("and a pot of tea")?;
        heard_whole(&card, &mut listening, &said).await?;
        Ok(())
    })
}

#[test]
fn without_any_sound_it_says_so_and_one_that_is_plugged_in_is_told() -> anyhow::Result<()> {
    let name = "loses::without_any_sound_it_says_so_and_one_that_is_plugged_in_is_told";
    alone(name, async |folder| {
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut mic = devices.mic();
        // Before anybody presses.
        let missing = until(&mut mic, |state| *state == MicState::Missing).await?;
        ensure!(missing.words() == "No microphone found. Plug one in.");
        let mut loudspeaker = devices.loudspeaker();
        until(&mut loudspeaker, |state| *state == SpeakerState::Missing).await?;
        ensure!(devices.list().await.microphones.is_empty());

        // Who presses all the same waits for nothing, and lets go.
        let listening = devices.listen();
        until(&mut mic, |state| *state == MicState::Missing).await?;
        drop(listening);
        devices.say(&frames(&sentence("hello")?)[10]);
        while !devices.heard().queued.is_zero() {
            tokio::task::yield_now().await;
        }

        let _card = Card::start(&folder, Form::default()).await?;
        let back = until(&mut mic, |state| matches!(state, MicState::Back { .. })).await?;
        ensure!(back.words() == "The microphone is back.");
        frame(&mut devices.listen()).await?;
        Ok(())
    })
}

#[test]
fn a_loudspeaker_alone_is_no_microphone() -> anyhow::Result<()> {
    alone(
        "loses::a_loudspeaker_alone_is_no_microphone",
        async |folder| {
            let card = Card::start(&folder, Form::default()).await?;
            // What is left is what the loudspeaker plays, and the server takes it for its default.
            card.unplug_microphone().await?;
            let scope = Scope::root("test");
            let devices = devices(&scope);
            until(&mut devices.mic(), |state| *state == MicState::Missing).await?;
            let listed = devices.list().await;
            ensure!(listed.microphones.is_empty(), "{listed:?}");
            ensure!(listed.loudspeakers.len() == 1, "{listed:?}");
            Ok(())
        },
    )
}

#[test]
fn another_default_is_followed_and_a_choice_is_kept_to() -> anyhow::Result<()> {
    let name = "loses::another_default_is_followed_and_a_choice_is_kept_to";
    alone(name, async |folder| {
        let mut card = Card::start(&folder, Form::default()).await?;
        card.plug_microphone_as("headset").await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut mic = devices.mic();
        let mut listening = devices.listen();
        until(&mut mic, |state| open_with(state, MICROPHONE)).await?;
        frame(&mut listening).await?;

        card.pactl(&["set-default-source", "headset"]).await?;
        until(&mut mic, |state| open_with(state, "headset")).await?;
        frame(&mut listening).await?;

        // A choice is held to, whatever the default; and who is not there is told.
        let choose = |id: &str| {
            devices.choose(SoundSettings {
                microphone: Some(id.to_owned()),
                ..SoundSettings::default()
            });
        };
        choose(MICROPHONE);
        until(&mut mic, |state| open_with(state, MICROPHONE)).await?;
        frame(&mut listening).await?;
        card.unplug_microphone().await?;
        let instead = until(&mut mic, |state| open_with(state, "headset")).await?;
        ensure!(
            matches!(&instead, MicState::Open { instead_of: Some(chosen), .. } if chosen == MICROPHONE),
            "{instead:?}"
        );
        card.plug_microphone().await?;
        until(&mut mic, |state| open_with(state, MICROPHONE)).await?;
        let listed = devices.list().await.microphones;
        ensure!(listed.len() == 2, "{listed:?}");
        Ok(())
    })
}

#[test]
fn a_sound_server_that_crashes_is_waited_for() -> anyhow::Result<()> {
    alone(
        "loses::a_sound_server_that_crashes_is_waited_for",
        async |folder| {
            let card = Card::start(&folder, Form::default()).await?;
            let scope = Scope::root("test");
            let devices = devices(&scope);
            let (mut mic, mut loudspeaker) = (devices.mic(), devices.loudspeaker());
            let mut listening = devices.listen();
            frame(&mut listening).await?;
            let reply = frames(&sentence("that is two fish tacos, is that right?")?);
            reply.iter().for_each(|frame| devices.say(frame));
            until(&mut loudspeaker, |state| {
                matches!(state, SpeakerState::Open { .. })
            })
            .await?;

            card.crash().await?;
            until(&mut mic, is_lost).await?;
            let lost = until(&mut loudspeaker, |state| {
                matches!(state, SpeakerState::Lost { .. })
            });
            let lost = lost.await?;
            ensure!(
                lost.words()
                    .ends_with("came unplugged. Replies are shown only.")
            );
            // Nobody waits for a reply that nobody can hear.
            ensure!(devices.heard().queued.is_zero());

            let _card = Card::start(&folder, Form::default()).await?;
            until(&mut mic, MicState::is_open).await?;
            frame(&mut listening).await?;
            until(&mut loudspeaker, |state| {
                !matches!(state, SpeakerState::Lost { .. })
            })
            .await?;
            Ok(())
        },
    )
}

#[test]
fn a_sound_server_that_lets_nobody_in_is_told_as_that() -> anyhow::Result<()> {
    let name = "loses::a_sound_server_that_lets_nobody_in_is_told_as_that";
    alone(name, async |folder| {
        let closed = SoundServer::start_closed(&folder).await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut mic = devices.mic();
        let refused = until(&mut mic, |state| *state == MicState::Refused).await?;
        ensure!(
            refused.words() == "The microphone is not allowed. Allow it in this device's settings."
        );
        until(&mut devices.loudspeaker(), |state| {
            *state == SpeakerState::Refused
        })
        .await?;

        // Allowed at last, it is found.
        closed.crash().await?;
        let _card = Card::start(&folder, Form::default()).await?;
        let back = until(&mut mic, |state| matches!(state, MicState::Back { .. }));
        back.await.context("after it was allowed")?;
        frame(&mut devices.listen()).await?;
        Ok(())
    })
}
