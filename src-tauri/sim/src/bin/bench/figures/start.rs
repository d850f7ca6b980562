//! The server's start with 100,000 orders in its log, to the line that says it listens: after a clean stop, and after it was
//! killed with about as much behind its last snapshot as there can be.

use crate::{
    cook::{self, Placed},
    report::{Beside, Goal, Measure, Row, thousands},
    run::{Counts, Run},
    samples::{Samples, ms},
    till::Till,
};
use scope::{Scope, Task};
use sim::{http::Client, server::Server, stream::Display};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// The log.
const ORDERS: usize = 100_000;

/// Orders that are left open: what a full kitchen works on.
const OPEN: usize = 100;

/// Clients that fill the log: enough that every sync has a batch worth it.
const CLIENTS: u64 = 48;

/// Events between the last snapshot and each kill: a few less than make the server take the next snapshot
/// (`SNAPSHOT_EVERY` of its desk), so that a start has about as much to fold as it ever has.
const BEFORE_KILL: f64 = 1_900.0;

/// The goal.
const GOAL_MS: f64 = 1_000.0;

/// A server with a log, and what is known of it.
struct Filled {
    server: Server,
    token: String,
    orders: usize,
    events: f64,
    took: Duration,
}

/// Measures it.
///
/// # Errors
/// When the log cannot be filled, or the server does not start.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let mut filled = filled(run).await?;
    let repeats = run.pick(7, 3);
    let clean = after_stops(&mut filled.server, repeats).await?;
    let killed = after_kills(run, &mut filled, repeats).await?;
    let address = filled.server.address();
    let fresh = Display::connect(address, &filled.token, "fresh").await?;
    let snapshot = fresh.snapshot().len();
    let beside = vec![
        Beside::new(
            format!("read the snapshot's {} KiB", snapshot / 1_024),
            Measure::ms(ms(read(&run.folder("start"), snapshot, repeats)?.median())),
        ),
        Beside::new(
            "`heard-server --version`",
            Measure::ms(ms(version(&filled.server, repeats).await?.median())),
        ),
    ];
    let row = |after: &str, samples: &Samples, notes| Row {
        figure: format!(
            "server start with {} orders in the log, after {after}",
            thousands(filled.orders as f64)
        ),
        measured: Measure::ms(ms(samples.median())),
        goal: Goal::AtMost(GOAL_MS),
        beside: beside.clone(),
        notes,
    };
    let how = format!(
        "median of {repeats}, the slowest {:.0} ms; all orders were placed over HTTP and all but {OPEN} completed by bumps \
         ({} events) in {:.0} s; page cache warm",
        ms(clean.max()),
        thousands(filled.events),
        filled.took.as_secs_f64()
    );
    let tail = format!(
        "median of {repeats}, the slowest {:.0} ms; about {} events after the last snapshot are folded again",
        ms(killed.max()),
        thousands(BEFORE_KILL)
    );
    Ok(vec![
        row("a clean stop", &clean, vec![how]),
        row("`kill -9`", &killed, vec![tail]),
    ])
}

/// A server whose log was made as any log is: by tills and cooks.
async fn filled(run: &Run) -> anyhow::Result<Filled> {
    let orders = run.pick(ORDERS, ORDERS / 20);
    let server = run.server("start", &[]).await?;
    let token = server.token("operator").await?;
    let began = Instant::now();
    work(run, &server, &token, 0, orders - OPEN).await?;
    let mut till = Till::new(
        Client::new(server.address(), token.clone()),
        run.seed,
        CLIENTS,
    );
    for _ in 0..OPEN {
        till.place().await?;
    }
    let events = Counts::of(&server).await?.events;
    let took = began.elapsed();
    Ok(Filled {
        server,
        token,
        orders,
        events,
        took,
    })
}

/// Tills of their own names place orders, and cooks complete them.
async fn work(
    run: &Run,
    server: &Server,
    token: &str,
    part: u64,
    orders: usize,
) -> anyhow::Result<()> {
    let scope: Scope = run.scope.child("fill");
    let left = Arc::new(AtomicUsize::new(orders));
    let clients = (0..CLIENTS).map(|client| {
        let client_of = Client::new(server.address(), token);
        let mut till = Till::new(client_of, run.seed, part * (CLIENTS + 1) + client);
        let left = left.clone();
        scope.spawn(Task::abort("till"), async move {
            while take_one(&left) {
                let placed = Placed::read(&till.place().await?)?;
                for bump in placed.whole() {
                    cook::give(till.client(), &bump).await?;
                }
            }
            anyhow::Ok(())
        })
    });
    let clients: Vec<_> = clients.collect();
    for client in clients {
        client.await??;
    }
    Ok(())
}

/// Whether there was one left.
fn take_one(left: &AtomicUsize) -> bool {
    let less = |left: usize| left.checked_sub(1);
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
        .is_ok()
}

async fn after_stops(server: &mut Server, repeats: u64) -> anyhow::Result<Samples> {
    let mut took = Vec::new();
    for _ in 0..repeats {
        server.terminate().await?;
        took.push(start(server).await?);
    }
    Samples::new(took)
}

async fn after_kills(run: &Run, filled: &mut Filled, repeats: u64) -> anyhow::Result<Samples> {
    let per_order = filled.events / filled.orders as f64;
    let orders = (BEFORE_KILL / per_order) as usize;
    let mut took = Vec::new();
    for repeat in 0..repeats {
        work(run, &filled.server, &filled.token, 1 + repeat, orders).await?;
        filled.server.kill().await?;
        took.push(start(&mut filled.server).await?);
        // The next kill begins from a snapshot, too.
        filled.server.terminate().await?;
        filled.server.restart().await?;
    }
    Samples::new(took)
}

/// From the program's start to its line that it listens.
async fn start(server: &mut Server) -> anyhow::Result<Duration> {
    let began = Instant::now();
    server.restart().await?;
    Ok(began.elapsed())
}

/// Reads a file of so many bytes.
fn read(dir: &Path, bytes: usize, repeats: u64) -> anyhow::Result<Samples> {
    let file = dir.join("floor");
    std::fs::write(&file, vec![b'x'; bytes])?;
    let read = |_| {
        let began = Instant::now();
        std::fs::read(&file)?;
        anyhow::Ok(began.elapsed())
    };
    Samples::new((0..repeats).map(read).collect::<anyhow::Result<_>>()?)
}

/// Starts the program for nothing.
async fn version(server: &Server, repeats: u64) -> anyhow::Result<Samples> {
    let mut took = Vec::new();
    for _ in 0..repeats {
        let began = Instant::now();
        server.command(["--version"]).await?;
        took.push(began.elapsed());
    }
    Samples::new(took)
}
