//! A guest to whom a fault happens: who sees what is wrong, and says it again.

use super::{Ended, Fault, ITEM, MANY, Stage, TAPPED};
use crate::counter::{Cable, Counter, Moment, Setup};
use anyhow::Context;
use scope::time::sleep;
use speech::sound::Clip;
use std::{sync::Arc, time::Duration};
use voice::{TurnShown, VoicePicture, sound::MicState, transcript::Who};

/// How often a guest says the same: the first time may meet a server that still learns its menu.
const TRIES: usize = 6;

/// Until there is a session again: the last attempt in vain, the longest pause, and one that works.
const BACK_WITHIN: Duration = Duration::from_secs(45);

/// How long nobody speaks while the button is held.
const QUIET: Duration = Duration::from_millis(300);

impl Fault {
    /// Plays it: something is tapped, something is said, the fault happens, and what is not in the
    /// order then is said again. `show` is told of every moment.
    ///
    /// # Errors
    /// When the counter is stuck; with what it shows.
    pub async fn play(
        self,
        stage: &Stage,
        clip: &Clip,
        show: Option<fn(&Moment)>,
    ) -> anyhow::Result<Ended> {
        let cable = Arc::new(Cable::default());
        let counter = stage.counter(Setup {
            cable: Some(cable.clone()),
            is_oversized: self == Self::OversizedConfiguration,
            show,
        });
        let mut counter = counter.await?;
        counter.ready().await?;
        counter.tap(TAPPED).await?;
        self.happen(&mut counter, stage, &cable, clip).await?;
        let ready = |now: &VoicePicture| now.turn == TurnShown::Ready;
        let mut is_kept = true;
        for _ in 0..TRIES {
            counter.until_within(BACK_WITHIN, ready).await?;
            is_kept &= counter.quantity(TAPPED) > 0;
            if counter.quantity(ITEM) >= MANY && !has_other(&counter) {
                break;
            }
            // What was misheard is taken out by hand.
            counter.untap_all_but(&[TAPPED]).await?;
            if counter.quantity(TAPPED) != 1 {
                counter.untap(TAPPED).await?;
                counter.tap(TAPPED).await?;
            }
            counter.turn(clip).await?;
        }
        counter.until_within(BACK_WITHIN, ready).await?;
        Ok(Ended {
            ordered: counter.quantity(ITEM),
            has_other: has_other(&counter),
            is_kept: is_kept && counter.quantity(TAPPED) > 0,
            film: counter.close().await?,
        })
    }

    async fn happen(
        self,
        counter: &mut Counter,
        stage: &Stage,
        cable: &Cable,
        clip: &Clip,
    ) -> anyhow::Result<()> {
        match self {
            // It has happened by now, or is the provider's affair.
            Self::LostFirstEvents | Self::OversizedConfiguration => {}
            Self::NoReply | Self::UnknownTool => drop(counter.turn(clip).await?),
            Self::LateFinals => {
                counter.turn(clip).await?;
                counter.until(has_words).await?;
            }
            Self::EmptyAudio | Self::ShortPress | Self::DoublePress => {
                self.press_wrongly(counter, clip).await?;
            }
            Self::DeviceLost | Self::DeviceRefused => self.lose_device(counter, clip).await?,
            Self::TokenExpired => {
                let provider = stage.provider.as_ref().context("nobody gives tokens")?;
                provider.expire_secrets();
                provider.break_sessions();
                counter.until(|now| now.turn != TurnShown::Ready).await?;
            }
            Self::Cut1s | Self::Cut5s | Self::Cut20s => {
                hold(counter).await?;
                speak(counter, clip).await?;
                cable.cut();
                counter.handle.release().await?;
                counter
                    .during(sleep(self.cut().unwrap_or_default()))
                    .await?;
                cable.mend();
            }
            Self::ServerKilled => {
                hold(counter).await?;
                speak(counter, clip).await?;
                counter.handle.release().await?;
                counter.during(stage.kill()).await??;
                counter.until_within(BACK_WITHIN, is_unreachable).await?;
                counter.during(stage.restart()).await??;
            }
        }
        Ok(())
    }

    async fn press_wrongly(self, counter: &mut Counter, clip: &Clip) -> anyhow::Result<()> {
        if self == Self::ShortPress {
            counter.handle.press().await?;
            counter.handle.release().await?;
            counter.until(|now| now.notice.is_some()).await?;
            return Ok(());
        }
        hold(counter).await?;
        if self == Self::EmptyAudio {
            let sound = counter.sound.clone();
            counter.during(sound.be_silent(QUIET)).await??;
        } else {
            counter.handle.press().await?;
            speak(counter, clip).await?;
            counter.handle.release().await?;
        }
        counter.handle.release().await?;
        counter
            .until(|now| now.turn != TurnShown::Recording)
            .await?;
        Ok(())
    }

    async fn lose_device(self, counter: &mut Counter, clip: &Clip) -> anyhow::Result<()> {
        hold(counter).await?;
        let state = match self {
            Self::DeviceLost => {
                let mut half = clip.clone();
                half.samples.truncate(half.samples.len() / 2);
                speak(counter, &half).await?;
                MicState::Lost {
                    device: crate::counter::MICROPHONE.to_owned(),
                }
            }
            _ => MicState::Refused,
        };
        counter.sound.becomes(state.clone());
        counter.until(|now| now.mic == state).await?;
        counter.handle.release().await?;
        counter.until(|now| now.turn == TurnShown::Ready).await?;
        counter.sound.becomes(MicState::Off);
        Ok(())
    }
}

/// Something is in the cart that was neither said nor tapped, or more of it than was tapped.
fn has_other(counter: &Counter) -> bool {
    counter.has_other_than(&[ITEM, TAPPED]) || counter.quantity(TAPPED) > 1
}

async fn hold(counter: &mut Counter) -> anyhow::Result<()> {
    counter.handle.press().await?;
    counter
        .until(|now| now.turn == TurnShown::Recording)
        .await?;
    Ok(())
}

async fn speak(counter: &mut Counter, clip: &Clip) -> anyhow::Result<()> {
    let sound = counter.sound.clone();
    counter.during(sound.speak(clip)).await?
}

/// The guest's words are there.
fn has_words(now: &VoicePicture) -> bool {
    let mut said = now.said.iter();
    said.any(|said| said.who == Who::Guest && !said.text.is_empty())
}

/// It was tried to get a session back, in vain.
fn is_unreachable(now: &VoicePicture) -> bool {
    match &now.turn {
        TurnShown::Failed { phase, .. } => *phase == voice::Phase::Token,
        _ => false,
    }
}
