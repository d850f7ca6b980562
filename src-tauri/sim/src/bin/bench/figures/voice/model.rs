//! What recognisers share: memory of the first, which brings the model, and of each that works beside it.

use super::{
    Counter,
    guest::{End, Guest},
    sentences::{SEED, orders},
    speech::PAUSE,
};
use crate::{
    process::pss,
    report::{Beside, Goal, Measure, Row},
    run::Run,
};
use anyhow::Context;
use scope::Task;

/// Guests who speak at once: as many as there are recognisers on two cores.
const GUESTS: usize = 6;

/// Measures it.
///
/// # Errors
/// When a guest is not served, or the system does not say.
pub async fn measure(run: &Run) -> anyhow::Result<Row> {
    let without = Counter::open(run, "model-off", &["--voice", "off"]).await?;
    let nothing = pss(without.server.pid().context("the server has ended")?)?;
    drop(without);
    let counter = Counter::open(run, "model", &["--voice-sessions", "200"]).await?;
    let pid = counter.server.pid().context("the server has ended")?;
    let said = orders(GUESTS, SEED, PAUSE)?;
    let one = speak(run, &counter, 1, &said).await?;
    let first = pss(pid)?;
    let several = speak(run, &counter, GUESTS, &said).await?;
    let all = pss(pid)?;
    let each = all.saturating_sub(first) as f64 / (GUESTS - 1) as f64;
    let mib = |bytes: u64| bytes as f64 / 1_048_576.0;
    Ok(Row {
        figure: format!("memory of each further guest who speaks at once, {GUESTS} of them"),
        measured: Measure::mib(each),
        goal: Goal::Told,
        beside: vec![Beside::new(
            "the first, with the model",
            Measure::mib(first.saturating_sub(nothing) as f64),
        )],
        notes: vec![format!(
            "PSS: {:.1} MiB with `--voice off`, {:.1} after {one} guest spoke, {:.1} after {several} did at once; the acoustic \
             model is mapped once, so what grows is each recogniser's own",
            mib(nothing),
            mib(first),
            mib(all)
        )],
    })
}

/// Guests who say one sentence each, all at once; how many were understood.
async fn speak(
    run: &Run,
    counter: &Counter,
    guests: usize,
    said: &[super::sentences::Spoken],
) -> anyhow::Result<usize> {
    let scope = run.scope.child("guests");
    let mut all = Vec::new();
    for spoken in said.iter().cycle().take(guests) {
        let mut guest = Guest::come(counter.address(), &counter.token, End::Heard).await?;
        let spoken = spoken.clone();
        all.push(scope.spawn(Task::abort("guest"), async move {
            let turn = guest.order(&spoken).await?;
            guest.leave().await;
            anyhow::Ok(usize::from(turn.transcript.is_some()))
        }));
    }
    let mut understood = 0;
    for guest in all {
        understood += guest.await??;
    }
    Ok(understood)
}
