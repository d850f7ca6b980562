//! From the end of a sentence to its words and to the cart, for a guest who is alone with the server.

use super::{
    Counter,
    guest::{End, Guest, Turn},
    sentences::{SEED, Spoken, orders},
};
use crate::{
    report::{Beside, Goal, Measure, Row},
    run::Run,
    samples::{Samples, ms},
};
use std::time::Duration;

/// Sentences: enough for a 95th percentile that is not the slowest.
const SENTENCES: usize = 42;

/// The goals.
pub const GOAL_P50_MS: f64 = 300.0;
/// See [`GOAL_P50_MS`].
pub const GOAL_P95_MS: f64 = 600.0;

/// Quiet behind a sentence whose end is heard: longer than the pause by which it is (half a second).
pub const PAUSE: Duration = Duration::from_secs(1);

/// Quiet behind a sentence whose end is a button's: how late a person lets go of it.
const LATE: Duration = Duration::from_millis(200);

/// Measures it.
///
/// # Errors
/// When a guest is not served, or there is nobody to speak.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let count = run.pick(SENTENCES, 7);
    let counter = Counter::open(run, "speech", &[]).await?;
    counter.warm_up().await?;
    let mut rows = Vec::new();
    for (end, after) in [(End::Heard, PAUSE), (End::Button, LATE)] {
        let all = orders(count, SEED, after)?;
        let mut turns = Vec::new();
        let mut typed = Vec::new();
        for spoken in &all {
            turns.push(alone(&counter, end, spoken).await?);
            let mut guest = Guest::come(counter.address(), &counter.token, end).await?;
            typed.extend(guest.type_in(&spoken.words).await?);
            guest.leave().await;
        }
        rows.extend(rows_of(
            &title(end),
            &turns,
            &all,
            Some(&Samples::new(typed)?),
        )?);
    }
    Ok(rows)
}

fn title(end: End) -> String {
    let end = match end {
        End::Heard => "`speech_stopped`",
        End::Button => "a button's commit",
    };
    format!("end of speech ({end}) → transcript → cart")
}

/// A guest who says one sentence to an empty cart.
async fn alone(counter: &Counter, end: End, spoken: &Spoken) -> anyhow::Result<Turn> {
    let mut guest = Guest::come(counter.address(), &counter.token, end).await?;
    let turn = guest.order(spoken).await?;
    guest.leave().await;
    Ok(turn)
}

/// The rows of what guests waited for.
///
/// # Errors
/// When nobody was understood.
pub fn rows_of(
    title: &str,
    turns: &[Turn],
    said: &[Spoken],
    typed: Option<&Samples>,
) -> anyhow::Result<Vec<Row>> {
    let all =
        |of: fn(&Turn) -> Option<Duration>| Samples::new(turns.iter().filter_map(of).collect());
    let carts = all(|turn| turn.cart)?;
    let (transcripts, waited) = (all(|turn| turn.transcript)?, all(|turn| turn.waited)?);
    let mean = said
        .iter()
        .map(|one| one.ends)
        .sum::<Duration>()
        .as_secs_f64()
        / said.len() as f64;
    let row = |percent: u8, goal: f64| Row {
        figure: format!("{title}, p{percent} of {}", carts.count()),
        measured: Measure::ms(ms(carts.percentile(percent))),
        goal: Goal::AtMost(goal),
        beside: typed
            .map(|typed| {
                let typed = Measure::ms(ms(typed.percentile(percent)));
                Beside::new("the same words typed → cart", typed)
            })
            .into_iter()
            .collect(),
        notes: vec![format!(
            "transcript {:.0} ms; last word as it was sent → cart {:.0} ms",
            ms(transcripts.percentile(percent)),
            ms(waited.percentile(percent))
        )],
    };
    let mut rows = vec![row(50, GOAL_P50_MS), row(95, GOAL_P95_MS)];
    rows[1].notes.push(format!(
        "{} sentences of {mean:.1} s in the mean by 7 voices, a third each clean, at 20 and at 10 dB; {} transcribed, \
         {} changed the cart at once (the others ask first, or ask back); slowest {:.0} ms",
        turns.len(),
        transcripts.count(),
        carts.count(),
        ms(carts.max())
    ));
    Ok(rows)
}
