//! Ten thousand that come, are let in or not, do something wrong, and are gone: what is left of them is nothing.

use super::{heap, server};
use crate::{
    report::{Goal, Measure, Row, thousands},
    run::Run,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use sim::{
    PATIENCE,
    seed::chance,
    server::Server,
    soak::{Auditor, Fault, Guests, Keys},
};
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The cycles.
const CYCLES: u64 = 10_000;

/// How many happen at a time.
const AT_A_TIME: usize = 64;

/// The guests among them: over WebSocket as many as do not take most of the time, over WebRTC a few.
const GUESTS: Guests = Guests {
    talks: 20,
    calls: 100,
};

/// How long the server has to let go. From the issue.
const LET_GO_WITHIN: Duration = Duration::from_secs(10);

/// How much more of the heap may be held. From the issue.
const HEAP_SHARE: f64 = 0.01;

/// Reads of the heap, each of three seconds, that must not be less than one before. Within three the server
/// has given up waiting for a guest who vanished (15 s after he was last heard).
const CALM: usize = 3;

/// What counts as less: a tenth of what may be left.
const STIR: f64 = HEAP_SHARE / 10.0;

/// How much faster the server looks at itself: its heap three times a second and more.
const SPEED: u32 = 50;

/// Measures it.
///
/// # Errors
/// When something is answered otherwise than it should, or is left behind.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let cycles = run.pick(CYCLES, CYCLES / 10);
    let mut server = server(run, "visits", SPEED, &[]).await?;
    let keys = Keys::cut(&server).await?;
    let seen = Mutex::new(HashSet::new());
    // The first open what stays open, and fill what is kept.
    go(&server, &keys, run.seed, cycles, &seen).await?;
    let mut auditor = Auditor::of(&server);
    let before = auditor.settled(2 * PATIENCE).await?;
    let heap_before = heap_at_rest(&server).await?;
    let began = Instant::now();
    go(&server, &keys, run.seed + 1, cycles, &seen).await?;
    let took = began.elapsed();
    let let_go = auditor.again(&before, LET_GO_WITHIN).await?;
    let after = auditor.settled(2 * PATIENCE).await?;
    let heap_after = heap_at_rest(&server).await?;
    let warned = server
        .metrics()
        .await?
        .value("heard_growth_warnings_total")?;
    let stopped = server.terminate().await?;
    anyhow::ensure!(stopped.success(), "the server ended with {stopped}");
    let kinds = seen.lock().unwrap_or_else(PoisonError::into_inner).len();
    let of = format!(
        "{} visits that went wrong in {kinds} ways",
        thousands(cycles as f64)
    );
    let row = |figure: String, measured, goal, note: String| Row {
        figure,
        measured,
        goal,
        beside: Vec::new(),
        notes: vec![note],
    };
    let mib = |bytes: f64| bytes / 1_048_576.0;
    Ok(vec![
        row(
            format!("until tasks, deadlines and descriptors are what they were, after {of}"),
            Measure::ms(let_go.as_secs_f64() * 1_000.0),
            Goal::AtMost(LET_GO_WITHIN.as_secs_f64() * 1_000.0),
            format!(
                "{AT_A_TIME} at a time in {:.0} s; tasks {} before and {} after, descriptors {} and {}; growth warnings: {warned}",
                took.as_secs_f64(),
                before.tasks(),
                after.tasks(),
                before.descriptors(),
                after.descriptors(),
            ),
        ),
        row(
            format!("live heap more than before, after {of}"),
            Measure::percent((heap_after - heap_before) / heap_before),
            Goal::AtMost(100.0 * HEAP_SHARE),
            format!(
                "{:.2} MiB before, {:.2} MiB after, as the allocator counts",
                mib(heap_before),
                mib(heap_after)
            ),
        ),
    ])
}

/// The live heap once it has not become less for [`CALM`] reads: what belongs to guests who vanished goes
/// some seconds after their tasks.
///
/// # Errors
/// When the server does not say, or it goes on becoming less.
async fn heap_at_rest(server: &Server) -> anyhow::Result<f64> {
    let until = Instant::now() + 2 * PATIENCE;
    let (mut least, mut calm) = (heap(server).await?, 0);
    while calm < CALM {
        let now = heap(server).await?;
        calm = if now < least * (1.0 - STIR) {
            0
        } else {
            calm + 1
        };
        least = least.min(now);
        anyhow::ensure!(Instant::now() < until, "the heap does not come to rest");
    }
    Ok(least)
}

async fn go(
    server: &Server,
    keys: &Keys,
    seed: u64,
    count: u64,
    seen: &Mutex<HashSet<Fault>>,
) -> anyhow::Result<()> {
    let all = stream::iter(0..count).map(|number| async move {
        let mut chance = chance(seed, number);
        let fault = Fault::draw(&mut chance, Some(GUESTS));
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(fault);
        fault.happen(server, keys, number, &mut chance).await
    });
    all.buffer_unordered(AT_A_TIME).try_collect::<()>().await
}
