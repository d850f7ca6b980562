//! Sessions with one fault each: how many end in a right order or a clean ready.

use crate::{
    report::{Goal, Measure, Row, thousands},
    run::Run,
};
use clap::ValueEnum;
use futures_util::{StreamExt, stream};
use sim::counter::{Ended, Fault, Outcome, Stage};
use speech::sound::Clip;

/// The sessions.
const SESSIONS: usize = 1_000;

/// Guests at a time: who speaks in real time leaves the machine time for others, and who waits for
/// what never comes leaves it all.
const AT_A_TIME: usize = 16;

/// The goal, in percent.
const GOAL_ENDED: f64 = 99.0;

/// How sessions ended.
#[derive(Debug, Default)]
struct Tally {
    orders: usize,
    readies: usize,
    twice: usize,
    lost: Vec<String>,
    stuck: Vec<String>,
    untold: Vec<String>,
}

/// Measures it.
///
/// # Errors
/// When there is nobody to speak.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let sessions = run.pick(SESSIONS, 2 * Fault::value_variants().len());
    let server = run.server_as("faults", &[], &["--voice-sessions", "100"]);
    let shared = Stage::over(server.await?);
    let clip = Fault::clip()?;
    // What is made for the first guest is there.
    Fault::DoublePress.play(&shared, &clip, None).await?;
    let faults = Fault::value_variants().iter().cycle().take(sessions);
    let plays = faults.map(|fault| async {
        let ended = play(*fault, &shared, &clip).await;
        (*fault, ended)
    });
    let mut ended = stream::iter(plays).buffer_unordered(AT_A_TIME);
    let mut tally = Tally::default();
    while let Some((fault, ended)) = ended.next().await {
        tally.count(fault, ended);
    }
    Ok(tally.rows(sessions))
}

async fn play(fault: Fault, shared: &Stage, clip: &Clip) -> anyhow::Result<Ended> {
    if fault.shares() {
        return fault.play(shared, clip, None).await;
    }
    let stage = Stage::open(fault).await?;
    fault.play(&stage, clip, None).await
}

impl Tally {
    fn count(&mut self, fault: Fault, ended: anyhow::Result<Ended>) {
        let ended = match ended {
            Ok(ended) => ended,
            Err(error) => return self.stuck.push(format!("{fault:?}: {error}")),
        };
        if !ended.is_kept {
            let film: Vec<String> = ended.film.iter().map(ToString::to_string).collect();
            self.lost.push(format!("{fault:?}:\n{}", film.join("\n")));
        }
        match ended.outcome() {
            Outcome::Order => self.orders += 1,
            Outcome::Ready => self.readies += 1,
            Outcome::Twice => self.twice += 1,
        }
        if let Some(words) = ended.misses(fault) {
            self.untold.push(format!("{fault:?}: \"{words}\""));
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
            none("what was tapped is lost", self.lost.len()),
            none("not told in the design's words", self.untold.len()),
        ];
        rows[0].notes.push(format!(
            "{} orders and {} readies without one; {:?} in turn, {AT_A_TIME} at a time",
            self.orders,
            self.readies,
            Fault::value_variants()
        ));
        rows[1].notes.extend(self.stuck.into_iter().take(3));
        rows[3].notes.extend(self.lost.into_iter().take(3));
        rows[4].notes.extend(self.untold.into_iter().take(3));
        rows
    }
}
