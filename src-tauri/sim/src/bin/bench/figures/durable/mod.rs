//! Durable orders a second: 16 clients, each with one order at a time, while 50 displays read every event.

mod floor;
mod slow;

use crate::{
    bare::Variable,
    crowd::{Crowd, Reading, Seen},
    process,
    report::{Goal, Measure, Row, thousands},
    run::{Counts, Run},
    samples::{Samples, ms},
    till::{Answered, Rush, Till},
};
use anyhow::{Context, ensure};
use sim::{http::Client, server::Server, stream::Display};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The load.
const CLIENTS: u64 = 16;

/// The displays.
const DISPLAYS: usize = 50;

/// The goals, in orders a second, and by how much its cheap disk is slower.
const GOAL: f64 = 4_000.0;
const GOAL_SLOW: f64 = 2_000.0;
const SLOWER: Duration = Duration::from_millis(4);

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// The disk as it is.
    AsIs,
    /// Every sync of the server takes 4 ms longer.
    Slow,
}

/// What the load was, as its floors are to have it.
struct Load {
    answered: Vec<Answered>,
    span: Duration,
    /// Orders of one sync.
    batch: f64,
    /// Bytes of one order's events.
    bytes: usize,
    /// Processor time of the server and of the load, in cores.
    cores: (f64, f64),
}

/// Measures it.
///
/// # Errors
/// When a request fails, a display misses an event, or the slow disk is not slow.
pub async fn measure(run: &Run, disk: Disk) -> anyhow::Result<Row> {
    let variables = match disk {
        Disk::AsIs => Vec::new(),
        Disk::Slow => vec![slow::variable(run, SLOWER).await?],
    };
    let name = format!("durable-{disk:?}");
    let load = load(run, &name, &variables).await?;
    let floors = floor::measure(run, &load, &variables).await?;
    let span = load.span.as_secs_f64();
    let rate = load.answered.len() as f64 / span;
    let took = Samples::new(load.answered.iter().map(|one| one.took).collect())?;
    if disk == Disk::Slow {
        let fastest = took.percentile(0);
        ensure!(
            fastest >= SLOWER,
            "the disk is to be slower, and an order took {fastest:?}"
        );
    }
    let mut notes = vec![
        format!(
            "{} orders in {span:.1} s; one was answered in {:.1} ms (p50), {:.1} ms (p99); \
             each of the {DISPLAYS} displays got every event, and the fold equals the server's snapshot",
            thousands(load.answered.len() as f64),
            ms(took.median()),
            ms(took.percentile(99))
        ),
        format!(
            "{:.1} orders to a sync, {} bytes of events to an order",
            load.batch, load.bytes
        ),
        format!(
            "the server used {:.2} cores, the load {:.2}",
            load.cores.0, load.cores.1
        ),
    ];
    notes.push(floors.note);
    Ok(Row {
        figure: match disk {
            Disk::AsIs => {
                format!("durable orders per second, {CLIENTS} clients, {DISPLAYS} displays")
            }
            Disk::Slow => format!("the same with every fsync {} ms slower", SLOWER.as_millis()),
        },
        measured: Measure::per_second(rate),
        goal: Goal::AtLeast(if disk == Disk::AsIs { GOAL } else { GOAL_SLOW }),
        beside: floors.beside,
        notes,
    })
}

async fn load(run: &Run, name: &str, variables: &[Variable]) -> anyhow::Result<Load> {
    let server = run.server(name, variables).await?;
    let scope = run.scope.child("durable");
    let mut crowd = Crowd::new();
    let display = server.token("display").await?;
    let address = server.address();
    // One folds, to be compared with the server in the end.
    let folds = Reading::Folds(Arc::new(|_, _| {}));
    crowd.join(&scope, address, &display, 1, &folds).await?;
    crowd
        .join(&scope, address, &display, DISPLAYS - 1, &Reading::Counts)
        .await?;
    let token = server.token("pos").await?;
    let tills =
        (0..CLIENTS).map(|till| Till::new(Client::new(address, token.clone()), run.seed, till));
    let rush = Rush::start(&scope, tills.collect());
    scope::time::sleep(run.pick(Duration::from_secs(3), Duration::from_millis(500))).await;
    let before = Moment::of(&server).await?;
    scope::time::sleep(run.pick(Duration::from_secs(10), Duration::from_secs(2))).await;
    let after = Moment::of(&server).await?;
    let answered = rush.stop(before.at, after.at).await?;
    let seen = settle(&server, crowd, &display).await?;
    let span = after.at - before.at;
    let orders = after.counts.events - before.counts.events;
    let cores =
        |before: Duration, after: Duration| (after - before).as_secs_f64() / span.as_secs_f64();
    Ok(Load {
        answered,
        span,
        batch: orders / (after.counts.commits - before.counts.commits),
        bytes: usize::try_from(seen.bytes / seen.events.max(1))?,
        cores: (
            cores(before.server, after.server),
            cores(before.load, after.load),
        ),
    })
}

/// What was counted at one moment.
struct Moment {
    counts: Counts,
    server: Duration,
    load: Duration,
    at: Instant,
}

impl Moment {
    async fn of(server: &Server) -> anyhow::Result<Self> {
        Ok(Self {
            counts: Counts::of(server).await?,
            server: process::cpu(server.pid().context("the server has ended")?)?,
            load: process::cpu(std::process::id())?,
            at: Instant::now(),
        })
    }
}

/// Waits until all displays have all events, and compares a fold with the server's snapshot byte for byte.
async fn settle(server: &Server, crowd: Crowd, token: &str) -> anyhow::Result<Seen> {
    let fresh = Display::connect(server.address(), token, "fresh").await?;
    let all = crowd.leave(fresh.state().seq).await?;
    let events = all.first().map(|seen| seen.events);
    ensure!(
        all.iter().all(|seen| Some(seen.events) == events),
        "some displays got fewer events"
    );
    let folded = all.into_iter().find(|seen| seen.state.is_some());
    let Some(Seen {
        state: Some(state), ..
    }) = &folded
    else {
        anyhow::bail!("no display folded");
    };
    ensure!(
        state.snapshot()? == fresh.snapshot(),
        "a fold differs from the server's snapshot"
    );
    Ok(folded.unwrap_or_default())
}
