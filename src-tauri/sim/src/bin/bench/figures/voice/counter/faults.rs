//! Sessions with one fault each: how many end in a right order or a clean ready.

use super::{House, ready};
use crate::{
    report::{Goal, Measure, Row, thousands},
    run::Run,
};
use futures_util::future::join_all;
use scope::time::sleep;
use sim::{
    counter::{Cable, Counter, Setup},
    sound::shown,
};
use speech::sound::Clip;
use std::{sync::Arc, time::Duration};
use voice::{TurnShown, sound::MicState};

/// The sessions.
const SESSIONS: usize = 1_000;

/// Guests at a time: who speaks in real time leaves the machine time for others.
const AT_A_TIME: usize = 4;

/// What is said, and what it puts into the cart.
const WORDS: &str = "two brownies please";
const ITEM: &str = "brownie";
const MANY: u32 = 2;

/// What was tapped before, and is to be there in the end.
const TAPPED: &str = "coleslaw";

/// The goal, in percent.
const GOAL_ENDED: f64 = 99.0;

/// How long the network is away.
const CUT: Duration = Duration::from_secs(1);

/// One fault.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Silence,
    ShortPress,
    DoublePress,
    Refused,
    Interrupted,
    Begun,
    Cut,
    Oversized,
}

impl Fault {
    const ALL: [Self; 8] = [
        Self::Silence,
        Self::ShortPress,
        Self::DoublePress,
        Self::Refused,
        Self::Interrupted,
        Self::Begun,
        Self::Cut,
        Self::Oversized,
    ];
}

/// How sessions ended.
#[derive(Debug, Default)]
struct Ended {
    orders: usize,
    readies: usize,
    twice: usize,
    lost: usize,
    stuck: Vec<String>,
}

/// Measures it.
///
/// # Errors
/// When there is nobody to speak.
pub async fn measure(run: &Run, house: &House) -> anyhow::Result<Vec<Row>> {
    let sessions = run.pick(SESSIONS, 24);
    let clip = shown()[0].say(WORDS)?;
    let all: Vec<Fault> = Fault::ALL.into_iter().cycle().take(sessions).collect();
    let mut ended = Ended::default();
    for some in all.chunks(AT_A_TIME) {
        let guests = some.iter().map(|fault| one(house, *fault, &clip));
        for (fault, outcome) in some.iter().zip(join_all(guests).await) {
            ended.count(*fault, outcome);
        }
    }
    Ok(ended.rows(sessions))
}

/// A session with that fault: what is in the cart in the end, and whether what was tapped is.
async fn one(house: &House, fault: Fault, clip: &Clip) -> anyhow::Result<(u32, bool)> {
    let cable = Arc::new(Cable::default());
    let setup = Setup {
        cable: Some(cable.clone()),
        is_oversized: matches!(fault, Fault::Oversized),
        ..Setup::default()
    };
    let mut counter = ready(house, setup).await?;
    counter.tap(TAPPED).await?;
    go_wrong(&mut counter, fault, &cable, clip).await?;
    counter.until(|now| now.turn == TurnShown::Ready).await?;
    if counter.quantity(ITEM) == 0 {
        // As a person does who sees that it is not there.
        counter.turn(clip).await?;
    }
    let outcome = (counter.quantity(ITEM), counter.quantity(TAPPED) == 1);
    counter.close().await?;
    Ok(outcome)
}

async fn go_wrong(
    counter: &mut Counter,
    fault: Fault,
    cable: &Cable,
    clip: &Clip,
) -> anyhow::Result<()> {
    let handle = counter.handle.clone();
    handle.press().await?;
    match fault {
        Fault::ShortPress => handle.release().await?,
        _ => drop(
            counter
                .until(|now| now.turn == TurnShown::Recording)
                .await?,
        ),
    }
    match fault {
        Fault::ShortPress => {}
        Fault::Silence => {
            counter.sound.be_silent(Duration::from_millis(300)).await?;
            handle.release().await?;
        }
        Fault::DoublePress => {
            handle.press().await?;
            counter.sound.speak(clip).await?;
            handle.release().await?;
            handle.release().await?;
        }
        Fault::Refused => {
            counter.sound.becomes(MicState::Refused);
            counter.until(|now| now.turn == TurnShown::Ready).await?;
            counter.sound.becomes(MicState::Off);
        }
        Fault::Interrupted => {
            counter.sound.speak(clip).await?;
            handle.release().await?;
            counter
                .until(|now| now.turn != TurnShown::Recording)
                .await?;
            handle.interrupt().await?;
        }
        Fault::Begun => {
            counter.sound.speak(clip).await?;
            handle.release().await?;
            handle.reset().await?;
            counter
                .until(|now| now.turn == TurnShown::Connecting)
                .await?;
        }
        Fault::Cut => {
            counter.sound.speak(clip).await?;
            cable.cut();
            handle.release().await?;
            sleep(CUT).await;
            cable.mend();
        }
        Fault::Oversized => {
            counter.sound.speak(clip).await?;
            handle.release().await?;
        }
    }
    Ok(())
}

impl Ended {
    fn count(&mut self, fault: Fault, outcome: anyhow::Result<(u32, bool)>) {
        match outcome {
            Err(error) => self.stuck.push(format!("{fault:?}: {error}")),
            Ok((many, kept)) => {
                self.lost += usize::from(!kept);
                match many {
                    MANY => self.orders += 1,
                    more if more > MANY => self.twice += 1,
                    _ => self.readies += 1,
                }
            }
        }
    }

    fn rows(self, sessions: usize) -> Vec<Row> {
        let of = thousands(sessions as f64);
        let row = |figure: String, measured: Measure, goal: Goal| Row {
            figure,
            measured,
            goal,
            beside: Vec::new(),
            notes: Vec::new(),
        };
        let none = |what: &str, count: usize| {
            let figure = format!("of those: {what}");
            row(figure, Measure::count(count as f64), Goal::AtMost(0.0))
        };
        let ended = (self.orders + self.readies) as f64 / sessions as f64;
        let figure =
            format!("sessions with a fault each that end in the order or a clean ready, of {of}");
        let mut rows = vec![
            row(figure, Measure::percent(ended), Goal::AtLeast(GOAL_ENDED)),
            none("stuck", self.stuck.len()),
            none("ordered twice", self.twice),
            none("what was tapped is lost", self.lost),
        ];
        rows[0].notes.push(format!(
            "{} orders and {} readies without one; {:?} in turn, {AT_A_TIME} at a time",
            self.orders,
            self.readies,
            Fault::ALL
        ));
        rows[1].notes.extend(self.stuck.into_iter().take(3));
        rows
    }
}
