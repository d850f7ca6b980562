//! The app's start: from the process' beginning to the first picture with tickets, and its memory then.

use crate::{
    process::pss,
    report::{Beside, Goal, Measure, Row},
    run::Run,
    samples::{Samples, ms},
    window::{
        app::{App, Prepared},
        peer::Peer,
        share_of_tickets,
    },
};
use anyhow::{Context, ensure};
use scope::time::{sleep, timeout};
use sim::PATIENCE;
use std::time::{Duration, Instant};

/// Open tickets on the board: two pages.
const TICKETS: usize = 40;

/// Starts that count, as the median needs some.
const STARTS: usize = 5;

/// When its memory is looked at, after the first picture: everything that a start does is done.
const SETTLED: Duration = Duration::from_secs(5);

/// The share of the screen that tickets cover once they are painted: a third of what a board has, and more than any screen without
/// tickets has of their colour.
const SHARE: f64 = 0.08;

/// The goals.
const GOAL_MS: f64 = 1_500.0;
const GOAL_MIB: f64 = 100.0;

/// One start.
struct Start {
    /// By the app's own clock, from its process' beginning.
    painted: Duration,
    /// From outside: until a picture of the screen was taken that shows tickets.
    seen: Duration,
    memory: u64,
}

/// Measures both.
///
/// # Errors
/// When there is no screen, or nothing is painted on it.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let prepared = Prepared::new(run, "paint", TICKETS).await?;
    let first = start(&prepared).await?;
    let (mut starts, mut peers, mut peer_memory) = (Vec::new(), Vec::new(), 0);
    for repeat in 0..run.pick(STARTS, 2) {
        starts.push(start(&prepared).await?);
        let home = run.folder(&format!("peer-{repeat}"));
        let mut peer = Peer::start(&run.scope, &home, None).await?;
        peers.push(peer.painted().await?);
        sleep(SETTLED).await;
        peer_memory = pss(peer.pid()?)?;
        peer.stop().await?;
    }
    let painted = Samples::new(starts.iter().map(|start| start.painted).collect())?;
    let seen = Samples::new(starts.iter().map(|start| start.seen).collect())?;
    let memory = starts
        .iter()
        .map(|start| start.memory)
        .max()
        .context("no start")?;
    let page = "WebKit's MiniBrowser with a bare page of 24 tickets";
    Ok(vec![
        Row {
            figure: "app start to first ticket painted".to_owned(),
            measured: Measure::ms(ms(painted.median())),
            goal: Goal::AtMost(GOAL_MS),
            beside: vec![Beside::new(
                page,
                Measure::ms(ms(Samples::new(peers)?.median())),
            )],
            notes: vec![
                format!(
                    "median of {}, the slowest {:.0} ms, with {TICKETS} open tickets; the very first start, when nothing of \
                         the kitchen was kept on the screen's side, {:.0} ms",
                    painted.count(),
                    ms(painted.max()),
                    ms(first.painted)
                ),
                format!(
                    "a picture of the screen (X server) that shows the tickets was taken within {:.0} ms (median, the \
                         camera's own time included)",
                    ms(seen.median())
                ),
            ],
        },
        Row {
            figure: "app's own memory (PSS) without the web process".to_owned(),
            measured: Measure::mib(memory as f64),
            goal: Goal::AtMost(GOAL_MIB),
            beside: vec![Beside::new(page, Measure::mib(peer_memory as f64))],
            notes: vec![format!(
                "the most of {} starts, {} s after the first picture",
                painted.count(),
                SETTLED.as_secs()
            )],
        },
    ])
}

async fn start(prepared: &Prepared) -> anyhow::Result<Start> {
    let began = Instant::now();
    let mut app = prepared.start()?;
    let painted = app.painted().await?;
    timeout(PATIENCE, tickets_are_seen())
        .await
        .context("no tickets on the screen")??;
    let seen = began.elapsed();
    sleep(SETTLED).await;
    let memory = memory(&app)?;
    app.stop().await?;
    Ok(Start {
        painted,
        seen,
        memory,
    })
}

async fn tickets_are_seen() -> anyhow::Result<()> {
    while share_of_tickets().await? < SHARE {}
    Ok(())
}

fn memory(app: &App) -> anyhow::Result<u64> {
    // The web process is a child of its own, and so is the server.
    ensure!(
        app.web_process()? != app.pid()?,
        "the page is drawn in the app's own process"
    );
    pss(app.pid()?)
}
