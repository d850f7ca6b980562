//! What is said is heard: whole, soon, and only while it is wanted.

use std::time::{Duration, Instant};

use anyhow::ensure;
use scope::Scope;
use sim::microphone::{Card, Form, MICROPHONE, alone};
use voice::sound::{Level, MicState, Sound, SoundSettings};

use crate::common::{RATE, devices, frame, frames, hear, heard_whole, sentence, until};
use speech::sound::Clip;

/// How soon the first frame of the real one must be there. It takes 40 to 100 ms with this made-up
/// card; the bound is for a machine that does much else.
const SOON: Duration = Duration::from_secs(2);

#[test]
fn what_is_said_comes_out_in_frames() -> anyhow::Result<()> {
    alone("hears::what_is_said_comes_out_in_frames", async |folder| {
        let card = Card::start(&folder, Form::default()).await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut mic = devices.mic();
        ensure!(*mic.borrow() == MicState::Off);
        ensure!(card.recording().await? == 0, "nobody has pressed anything");

        let pressed = Instant::now();
        let mut listening = devices.listen();
        frame(&mut listening).await?;
        let first = pressed.elapsed();
        println!("press to first frame: {first:?}");
        ensure!(first < SOON);
        let open = until(&mut mic, MicState::is_open).await?;
        ensure!(
            matches!(&open, MicState::Open { device, .. } if device == MICROPHONE),
            "{open:?}"
        );
        ensure!(card.recording().await? == 1);

        let said = sentence("two fish tacos and a large lemonade")?;
        let alike_it = heard_whole(&card, &mut listening, &said).await?;
        println!("correlation: {alike_it:.4}");

        listening.stop();
        while listening.next().await.is_some() {}
        until(&mut mic, |state| *state == MicState::Off).await?;
        ensure!(devices.level() == Level::SILENCE);
        while card.recording().await? > 0 {}
        let closed = devices.close(Duration::from_secs(5)).await;
        ensure!(closed.is_clean(), "{closed}");
        Ok(())
    })
}

#[test]
fn every_form_of_sound_card_is_heard_alike() -> anyhow::Result<()> {
    alone(
        "hears::every_form_of_sound_card_is_heard_alike",
        async |folder| {
            let said = sentence("one carnitas taco")?;
            for (rate, channels, format) in [
                (44_100, 2, "s16le"),
                (44_100, 1, "float32le"),
                (48_000, 2, "s32le"),
                (96_000, 1, "s24-32le"),
            ] {
                let form = Form {
                    rate,
                    channels,
                    format,
                };
                let card = Card::start(&folder, form).await?;
                let scope = Scope::root("test");
                let devices = devices(&scope);
                let mut listening = devices.listen();
                frame(&mut listening).await?;
                let alike_it = heard_whole(&card, &mut listening, &said).await?;
                println!("{form:?}: correlation {alike_it:.4}");
                drop(listening);
                drop(devices);
                card.crash().await?;
            }
            Ok(())
        },
    )
}

#[test]
fn the_meter_moves_and_a_silent_microphone_is_told() -> anyhow::Result<()> {
    alone(
        "hears::the_meter_moves_and_a_silent_microphone_is_told",
        async |folder| {
            let card = Card::start(&folder, Form::default()).await?;
            let scope = Scope::root("test");
            let devices = devices(&scope);
            let mut mic = devices.mic();
            let mut listening = devices.listen();
            // Digital silence: it is as good as muted.
            let muted = until(&mut mic, |state| {
                matches!(state, MicState::Open { muted: true, .. })
            });
            let muted = muted.await?;
            ensure!(muted.words() == "The microphone gives no sound. It may be muted.");
            ensure!(devices.level().lit() == 0);

            let said = sentence("a pot of tea")?;
            let _mouth = card.say(&said)?;
            until(&mut mic, |state| {
                matches!(state, MicState::Open { muted: false, .. })
            })
            .await?;
            while devices.level().lit() < 10 {
                frame(&mut listening).await?;
            }
            ensure!(devices.level().peak().is_some());
            Ok(())
        },
    )
}

#[test]
fn noise_is_suppressed_where_it_is_asked_for() -> anyhow::Result<()> {
    alone(
        "hears::noise_is_suppressed_where_it_is_asked_for",
        async |folder| {
            let card = Card::start(&folder, Form::default()).await?;
            let scope = Scope::root("test");
            let settings = SoundSettings {
                suppress_noise: true,
                ..SoundSettings::default()
            };
            let devices = voice::sound::Devices::start(&scope, settings.clone());
            let noise = Clip {
                rate: RATE,
                samples: hiss(8 * RATE as usize),
            };
            let mut mouth = card.say(&noise)?;
            let mut listening = devices.listen();
            // It learns what the noise is.
            hear(&mut listening, Duration::from_secs(3)).await?;
            let quiet = loudness(&hear(&mut listening, Duration::from_secs(1)).await?.samples);
            devices.choose(SoundSettings {
                suppress_noise: false,
                ..settings
            });
            hear(&mut listening, Duration::from_millis(500)).await?;
            let loud = loudness(&hear(&mut listening, Duration::from_secs(1)).await?.samples);
            mouth.kill().await?;
            println!("noise: {loud:.0} as it is, {quiet:.0} suppressed");
            ensure!(loud > 100.0 && quiet < loud / 2.0, "{loud} and {quiet}");
            Ok(())
        },
    )
}

#[test]
fn our_own_loudspeaker_is_not_heard() -> anyhow::Result<()> {
    alone("hears::our_own_loudspeaker_is_not_heard", async |folder| {
        let card = Card::start(&folder, Form::default()).await?;
        card.in_one_room().await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut listening = devices.listen();
        let reply = sentence("two fish tacos and a large lemonade please, and a pot of tea")?;
        let speak = async {
            let mut ticker = scope::time::Ticker::new(Duration::from_millis(20));
            loop {
                for frame in frames(&reply) {
                    devices.say(&frame);
                    ticker.tick().await;
                }
            }
        };
        let hears = async {
            // It learns the room.
            hear(&mut listening, Duration::from_secs(8)).await?;
            let left = loudness(&hear(&mut listening, Duration::from_secs(4)).await?.samples);
            devices.choose(SoundSettings {
                cancel_echo: false,
                ..SoundSettings::default()
            });
            hear(&mut listening, Duration::from_secs(1)).await?;
            let echo = loudness(&hear(&mut listening, Duration::from_secs(4)).await?.samples);
            anyhow::Ok((echo, left))
        };
        let (echo, left) = tokio::select! {
            heard = hears => heard?,
            () = speak => unreachable!(),
        };
        let less = 20.0 * (echo / left.max(0.1)).log10();
        println!("the reply is heard {less:.1} dB less ({echo:.0} to {left:.0})");
        ensure!(echo > 100.0, "there is an echo without it: {echo}");
        ensure!(less > 10.0, "{less} dB");
        Ok(())
    })
}

/// White noise, the same each time.
fn hiss(samples: usize) -> Vec<i16> {
    let mut seed = 1_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as i16 / 32
    };
    (0..samples).map(|_| next()).collect()
}

fn loudness(samples: &[i16]) -> f32 {
    speech::sound::rms(samples.iter().map(|sample| f32::from(*sample)))
}
