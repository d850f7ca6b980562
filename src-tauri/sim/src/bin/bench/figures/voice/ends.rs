//! What is left of sessions that ended in every way there is: nothing.

mod silent;

use super::Counter;
use crate::{
    report::{Goal, Measure, Row, thousands},
    run::Run,
};
use anyhow::{Context, ensure};
pub use silent::Silent;
use sim::voice::{
    Call, Held, Talk,
    ways::{self, Way},
};
use std::time::{Duration, Instant};

/// The sessions.
const SESSIONS: usize = 2_000;

/// Room for them: more than the slowest to end ever take up at once, and few enough to be filled now and then.
const ROOM: &str = "100";

/// Sessions of each kind that the server only loses patience with after a while, in each half.
const PATIENT: usize = 5;

/// How often all the room is taken in each half, and the next refused.
const CROWDS: usize = 2;

/// Resident memory that the second half of the sessions may add, in MiB: two KiB each. The allocator gives back to the system
/// whole pages only, and not at once.
const GOAL_MIB: f64 = 2.0;

/// Measures it, with what becomes of those who are `silent`.
///
/// # Errors
/// When a session does not end as it should, or something stays.
pub async fn measure(run: &Run, silent: Option<Silent>) -> anyhow::Result<Vec<Row>> {
    let sessions = run.pick(SESSIONS, SESSIONS / 4);
    let mut counter = Counter::open(run, "ends", &["--voice-sessions", ROOM]).await?;
    let began = Instant::now();
    // Once each, so that what is made only once is there.
    go(&counter, Way::ALL.len()).await?;
    ways::crowd(&counter.server, &counter.token).await?;
    let before = Held::after_all(&counter.server).await?;
    let (first, half) = half_of(&counter, sessions / 2, before).await?;
    let (second, after) = half_of(&counter, sessions / 2, before).await?;
    let opened = first + second;
    let took = began.elapsed();
    let mut how = ended(&counter).await?;
    if let Some(silent) = silent {
        how.push_str(&silent.end().await?);
    }
    let stopped = counter.server.terminate().await?;
    ensure!(stopped.success(), "the server ended with {stopped}");
    Ok(rows(opened, [before, half, after], &how, took))
}

/// Opens and ends half of the sessions, and waits until the server holds no more than before; how many were opened.
async fn half_of(
    counter: &Counter,
    sessions: usize,
    before: Held,
) -> anyhow::Result<(usize, Held)> {
    let mut opened = 0;
    for _ in 0..CROWDS {
        opened += ways::crowd(&counter.server, &counter.token).await?;
    }
    let mut patient = Vec::new();
    for _ in 0..PATIENT {
        patient.push(ways::unread(&counter.server, &counter.token).await?);
        // One that gives no sign any more: its answers to pings are never sent.
        let call = Call::new(counter.address(), &counter.token);
        patient.push(Talk::open(&call).await?);
        opened += 2;
    }
    opened += go(counter, sessions.saturating_sub(opened)).await?;
    let held = before.again(&counter.server).await?;
    Ok((opened, held))
}

fn rows(opened: usize, [before, half, after]: [Held; 3], how: &str, took: Duration) -> Vec<Row> {
    let sessions = thousands(opened as f64);
    let count = |what: &str, before: u64, after: u64, notes: Vec<String>| Row {
        figure: format!(
            "{what} more than before, after {sessions} sessions that ended in every way"
        ),
        measured: Measure::count(after.saturating_sub(before) as f64),
        goal: Goal::AtMost(0.0),
        beside: Vec::new(),
        notes,
    };
    let mib = |bytes: u64| bytes as f64 / 1_048_576.0;
    vec![
        count(
            "descriptors",
            before.descriptors,
            after.descriptors,
            vec![format!(
                "{} before, {} after; {} ways in turn, {:.0} s; as the server counts its sessions' ends: {how}",
                before.descriptors,
                after.descriptors,
                Way::ALL.len() + 3,
                took.as_secs_f64()
            )],
        ),
        count(
            "tasks",
            before.tasks,
            after.tasks,
            vec![format!("{} before, {} after", before.tasks, after.tasks)],
        ),
        Row {
            figure: format!(
                "resident memory that the second half of {sessions} such sessions adds"
            ),
            measured: Measure::mib(after.memory.saturating_sub(half.memory) as f64),
            goal: Goal::AtMost(GOAL_MIB),
            beside: Vec::new(),
            notes: vec![format!(
                "{:.1} MiB before, {:.1} after half, {:.1} after all",
                mib(before.memory),
                mib(half.memory),
                mib(after.memory)
            )],
        },
    ]
}

/// Opens and ends so many sessions, one way after the other; how many were opened.
async fn go(counter: &Counter, sessions: usize) -> anyhow::Result<usize> {
    for way in Way::ALL.into_iter().cycle().take(sessions) {
        let taken = way.take(&counter.server, &counter.token).await;
        taken.with_context(|| format!("{way:?}"))?;
    }
    Ok(sessions)
}

/// How the server says its sessions ended.
async fn ended(counter: &Counter) -> anyhow::Result<String> {
    let metrics = counter.server.metrics().await?;
    let all = metrics.family("heard_voice_sessions_ended_total");
    let some = all.filter(|(_, count)| *count > 0.0);
    let words = some.map(|(how, count)| {
        let how = how.trim_start_matches("how=").trim_matches('"').to_owned();
        format!("{how} {count}")
    });
    Ok(words.collect::<Vec<_>>().join(", "))
}
