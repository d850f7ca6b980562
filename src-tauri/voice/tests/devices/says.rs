//! What is to be said is heard, until it is not wanted any more.

use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use scope::Scope;
use scope::time::Ticker;
use sim::microphone::{Card, Form, LOUDSPEAKER, alike, alone};
use speech::sound::Clip;
use voice::sound::{Devices, Sound, SpeakerState};

use crate::common::{devices, frames, sentence, until};

/// What a synthesiser leaves around its words, at most.
const SILENCE: Duration = Duration::from_millis(500);

/// Says a clip as a connection brings it: a frame each 20 ms.
async fn say(devices: &Devices, clip: &Clip) {
    let mut ticker = Ticker::new(Duration::from_millis(20));
    for frame in frames(clip) {
        devices.say(&frame);
        ticker.tick().await;
    }
}

/// Whether a clip has so much sound in it.
fn has(clip: &Clip, long: Duration) -> bool {
    let first = clip
        .samples
        .iter()
        .position(|sample| sample.unsigned_abs() > 100);
    first.is_some_and(|first| {
        let rest = clip.samples.len() - first;
        Duration::from_secs_f64(rest as f64 / 48_000.0) >= long
    })
}

/// A clip in pieces of 400 ms, without the quiet ones.
fn pieces(clip: &Clip) -> Vec<Clip> {
    let pieces = clip.samples.chunks_exact(19_200);
    let loud = pieces.filter(|piece| piece.iter().any(|sample| sample.unsigned_abs() > 3_000));
    let clip = |piece: &[i16]| Clip {
        rate: clip.rate,
        samples: piece.to_vec(),
    };
    loud.map(clip).collect()
}

/// The share of its pieces that are heard as they were said: on a busy machine a made-up loudspeaker
/// stutters between them.
fn share(said: &Clip, heard: &Clip) -> f64 {
    let pieces = pieces(said);
    let whole = pieces.iter().filter(|piece| alike(piece, heard).0 >= 0.95);
    whole.count() as f64 / pieces.len() as f64
}

/// How often something is said before most of it must have been heard as it was said.
const TRIES: usize = 5;

/// Says a clip until most of it was heard as it was said: which share.
async fn is_played(card: &Card, devices: &Devices, clip: &Clip) -> anyhow::Result<f64> {
    let enough = clip.duration() + Duration::from_millis(500);
    let mut best = 0.0_f64;
    for _ in 0..TRIES {
        let mut recorder = card.recorder()?;
        say(devices, clip).await;
        let heard = recorder.until(|clip| has(clip, enough)).await?;
        best = best.max(share(clip, &heard));
        if best >= 0.7 {
            return Ok(best);
        }
    }
    bail!("{:.0} % of it at best in {TRIES} tries", 100.0 * best)
}

#[test]
fn what_is_said_is_played_whole() -> anyhow::Result<()> {
    alone("says::what_is_said_is_played_whole", async |folder| {
        for (rate, channels) in [(48_000, 1), (44_100, 2)] {
            let form = Form {
                rate,
                channels,
                ..Form::default()
            };
            let card = Card::start(&folder, form).await?;
            let scope = Scope::root("test");
            let devices = devices(&scope);
            let reply = sentence("two fish tacos and a large lemonade please")?;
            // Only when there is something to say is it opened.
            ensure!(card.playing().await? == 0);
            let began = Instant::now();
            let opened = async {
                while devices.heard().played.is_zero() {
                    scope::time::sleep(Duration::from_millis(2)).await;
                }
                println!("first frame to first sound: {:?}", began.elapsed());
            };
            tokio::join!(say(&devices, &reply), opened);
            let state = devices.loudspeaker().borrow().clone();
            ensure!(
                matches!(&state, SpeakerState::Open { device, .. } if device == LOUDSPEAKER),
                "{state:?}"
            );
            while !devices.heard().queued.is_zero() {
                scope::time::sleep(Duration::from_millis(5)).await;
            }
            let late = began.elapsed().saturating_sub(reply.duration());
            let played = devices.heard().played;
            println!("{form:?}: {played:?} played, {late:?} after the last frame");
            // Silence before and after it need not be.
            ensure!(played + SILENCE >= reply.duration());
            let whole = is_played(&card, &devices, &reply).await?;
            println!("{form:?}: {:.0} % as it was said", 100.0 * whole);
            // And some seconds after the last word it is closed.
            until(&mut devices.loudspeaker(), |state| {
                *state == SpeakerState::Off
            })
            .await?;
            while card.playing().await? > 0 {}
            drop(devices);
            card.crash().await?;
        }
        Ok(())
    })
}

#[test]
fn it_is_silent_at_once_and_goes_on_with_what_is_new() -> anyhow::Result<()> {
    let name = "says::it_is_silent_at_once_and_goes_on_with_what_is_new";
    alone(name, async |folder| {
        let card = Card::start(&folder, Form::default()).await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut recorder = card.recorder()?;
        // What came in one burst, as after a network's hiccup; once more, should the device not open.
        let long = sentence("one two three four five six seven eight nine ten eleven")?;
        let burst = async {
            let mut ticker = Ticker::new(Duration::from_millis(20));
            loop {
                if devices.heard().queued.is_zero() {
                    frames(&long)
                        .iter()
                        .take(90)
                        .for_each(|frame| devices.say(frame));
                }
                ticker.tick().await;
            }
        };
        tokio::select! {
            begun = recorder.until(|clip| has(clip, Duration::from_millis(300))) => drop(begun?),
            () = burst => unreachable!(),
        }
        let unheard = devices.clear();
        println!("{unheard:?} of 1.8 s were not heard");
        ensure!(unheard > Duration::from_millis(500) && unheard < Duration::from_millis(1_750));
        ensure!(devices.heard().queued < Duration::from_millis(300));

        // What follows is heard whole; what was cleared is not heard any more.
        let next = sentence("a pot of green tea with a slice of lemon please")?;
        say(&devices, &next).await;
        let enough = next.duration() + Duration::from_secs(1);
        let heard = recorder.until(|clip| clip.duration() >= enough).await?;
        let whole = share(&next, &heard);
        ensure!(whole >= 0.3, "{whole}");
        // Its first word is where it begins.
        let (_, at) = alike(&pieces(&next)[0], &heard);
        let before = &heard.samples[..at];
        let tail = before
            .iter()
            .rposition(|sample| sample.unsigned_abs() > 300);
        let tail = Duration::from_secs_f64(tail.unwrap_or(0) as f64 / 48_000.0);
        println!("still heard for {tail:?} after");
        ensure!(tail < Duration::from_millis(500), "{tail:?}");
        Ok(())
    })
}

#[test]
fn one_pulled_out_in_a_reply_keeps_nobody_waiting() -> anyhow::Result<()> {
    let name = "says::one_pulled_out_in_a_reply_keeps_nobody_waiting";
    alone(name, async |folder| {
        let mut card = Card::start(&folder, Form::default()).await?;
        let scope = Scope::root("test");
        let devices = devices(&scope);
        let mut loudspeaker = devices.loudspeaker();
        let reply = sentence("two fish tacos and a large lemonade")?;
        say(&devices, &reply).await;
        until(&mut loudspeaker, |state| {
            matches!(state, SpeakerState::Open { .. })
        })
        .await?;
        card.unplug_loudspeaker().await?;
        say(&devices, &reply).await;
        until(
            &mut loudspeaker,
            |state| !matches!(state, SpeakerState::Open { device, .. } if device == LOUDSPEAKER),
        )
        .await?;
        while !devices.heard().queued.is_zero() {
            scope::time::sleep(Duration::from_millis(5)).await;
        }

        card.plug_loudspeaker().await?;
        let next = sentence("a pot of green tea with a slice of lemon please")?;
        is_played(&card, &devices, &next).await?;
        Ok(())
    })
}
