//! What all of them need.

use std::time::Duration;

use anyhow::bail;
use scope::Scope;
use sim::PATIENCE;
use sim::microphone::{Card, alike};
use speech::sound::Clip;
use tokio::sync::watch;
use voice::sound::{Devices, FRAME, Frame, Listening, SoundSettings};

/// Samples a second of a frame.
pub const RATE: u32 = 48_000;

/// The devices as they are when nothing is chosen.
pub fn devices(scope: &Scope) -> Devices {
    Devices::start(scope, SoundSettings::default())
}

/// Waits until the state is as wanted.
pub async fn until<T: Clone + std::fmt::Debug>(
    state: &mut watch::Receiver<T>,
    wanted: impl Fn(&T) -> bool,
) -> anyhow::Result<T> {
    let come = state.wait_for(|state| wanted(state));
    let come = tokio::time::timeout(PATIENCE, come).await;
    let come = come.map(|come| come.map(|state| state.clone()));
    match come {
        Ok(come) => Ok(come?),
        Err(_) => bail!("still {:?}", *state.borrow()),
    }
}

/// The next frame.
pub async fn frame(listening: &mut Listening) -> anyhow::Result<Frame> {
    match tokio::time::timeout(PATIENCE, listening.next()).await {
        Ok(Some(frame)) => Ok(frame),
        Ok(None) => bail!("the microphone has ended"),
        Err(_) => bail!("no frame comes"),
    }
}

/// Listens for so long in the sound's own time.
pub async fn hear(listening: &mut Listening, long: Duration) -> anyhow::Result<Clip> {
    let mut clip = Clip {
        rate: RATE,
        samples: Vec::new(),
    };
    while clip.duration() < long {
        clip.samples.extend(frame(listening).await?.iter());
    }
    Ok(clip)
}

/// A sentence, at a connection's rate.
pub fn sentence(words: &str) -> anyhow::Result<Clip> {
    Ok(sim::sound::shown()[0].say(words)?.at(RATE)?)
}

/// The same in frames, the last filled with silence.
pub fn frames(clip: &Clip) -> Vec<Frame> {
    let pieces = clip.samples.chunks(FRAME);
    pieces
        .map(|piece| {
            let mut frame: Frame = Box::new([0; FRAME]);
            frame[..piece.len()].copy_from_slice(piece);
            frame
        })
        .collect()
}

/// How often a sentence is said before it must have been heard whole: on a busy machine the made-up
/// mouth stutters.
const TRIES: usize = 5;

/// What is said is heard as it was said, with a correlation of 0.95 or more: how much.
pub async fn heard_whole(
    card: &Card,
    listening: &mut Listening,
    said: &Clip,
) -> anyhow::Result<f64> {
    let mut best = 0.0_f64;
    for _ in 0..TRIES {
        let mut mouth = card.say(said)?;
        let heard = hear(listening, said.duration() + Duration::from_secs(2)).await?;
        mouth.wait().await?;
        let (alike_it, _) = alike(said, &heard);
        best = best.max(alike_it);
        if best >= 0.95 {
            return Ok(best);
        }
    }
    bail!("the best of {TRIES} correlates by {best}")
}
