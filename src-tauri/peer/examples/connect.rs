//! Measures connecting over loopback, and checks that nothing sent at open is lost.
//!
//! `cargo run --release -p peer --example connect -- [CONNECTS] [TOGETHER]`: so many connects
//! (1,000), so many at a time (1). A connect is one offer posted, answered, and opened; the side
//! that answers sends twenty events as soon as it is open. Exits with 1 if an event is lost or out
//! of order, or if the times miss the goals (p50 60 ms, p99 80 ms) one at a time.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use peer::{Event, Peer, PeerError, Settings};
use scope::{Scope, ScopeHandle, Task};

/// The goals, of the issue that asked for them.
const P50: Duration = Duration::from_millis(60);
const P99: Duration = Duration::from_millis(80);
/// Events sent at open.
const EVENTS: usize = 20;

/// One connect.
struct Connect {
    /// From the offer being posted until the offering side's channel is open.
    open: Duration,
    /// Events that came, in order.
    events: usize,
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).map_while(|arg| arg.parse().ok());
    let connects: usize = args.next().unwrap_or(1_000);
    let together: usize = args.next().unwrap_or(1).max(1);
    scope::run(None, measure(connects, together))
}

async fn measure(connects: usize, together: usize) -> ExitCode {
    let root = Scope::root("bench");
    let mut done = Vec::with_capacity(connects);
    while done.len() < connects {
        let tasks: Vec<_> = (0..together.min(connects - done.len()))
            .map(|_| root.spawn(Task::abort("connect"), connect(root.handle())))
            .collect();
        for task in tasks {
            match task.await {
                Ok(Ok(connect)) => done.push(connect),
                other => {
                    eprintln!("a connect failed: {:?}", other.map(|r| r.map(|c| c.open)));
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    report(&done, together)
}

async fn connect(scope: ScopeHandle) -> Result<Connect, PeerError> {
    let settings = Settings::default();
    let offered = Peer::offer(&scope, &settings).await?;
    let posted = Instant::now();
    let (answer, mut theirs) = Peer::answer(&scope, offered.sdp(), &settings).await?;
    let mut ours = offered.answered(&answer).await?;
    let texts = theirs.texts.clone();
    let sender = scope.spawn(Task::abort("send"), async move {
        while theirs.events.next().await != Some(Event::Open) {}
        for n in 0..EVENTS {
            if texts.send(&n.to_string()).await.is_err() {
                break;
            }
        }
        theirs
    })?;
    let mut connect = Connect {
        open: Duration::MAX,
        events: 0,
    };
    while let Some(event) = ours.events.next().await {
        match event {
            Event::Open => connect.open = posted.elapsed(),
            Event::Text(text) if text == connect.events.to_string() => connect.events += 1,
            _ => break,
        }
        if connect.events == EVENTS {
            break;
        }
    }
    drop(ours.connection);
    if let Ok(theirs) = sender.await {
        theirs.connection.closed().await;
    }
    Ok(connect)
}

fn report(done: &[Connect], together: usize) -> ExitCode {
    let mut times: Vec<_> = done.iter().map(|connect| connect.open).collect();
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let lost: usize = done.iter().map(|connect| EVENTS - connect.events).sum();
    println!(
        "{} connects, {together} at a time: p50 {:?}, p90 {:?}, p99 {:?}, longest {:?}; {lost} of {} events lost",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        times.len() * EVENTS,
    );
    let in_time = together > 1 || (at(0.5) <= P50 && at(0.99) <= P99);
    if lost == 0 && in_time {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
