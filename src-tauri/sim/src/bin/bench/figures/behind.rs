//! A display that was away for 8 hours is current again: from its connecting to its fold being the server's.

use crate::{
    cook::{self, Placed},
    report::{Beside, Goal, Measure, Row, thousands},
    run::Run,
    samples::{Samples, ms},
    till::Till,
};
use anyhow::ensure;
use kitchen::Command;
use sim::{
    http::Client,
    load::Orders,
    stream::{Display, Kept, Socket, hello},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use wire::ServerFrame;

/// What happened meanwhile, as the issue has it.
const ORDERS: usize = 500;
const BUMPS: usize = 3_000;

/// The goal.
const GOAL_MS: f64 = 250.0;

/// Lines of an order: each gives at least a bump at its station and one at the pass, so there is enough to bump.
const LINES: usize = 4;

/// Orders on the display before it went away: a board of open tickets.
const BEFORE: usize = 40;

/// Measures it.
///
/// # Errors
/// When a request fails, or the display gets another picture than the server has.
pub async fn measure(run: &Run) -> anyhow::Result<Row> {
    let repeats = run.pick(40, 5);
    let server = run.server("behind", &[]).await?;
    let token = server.token("operator").await?;
    let address = server.address();
    let mut till = Till::new(Client::new(address, token.clone()), run.seed, 0);
    for _ in 0..BEFORE {
        till.place().await?;
    }
    let kept = Display::connect(address, &token, "away").await?.leave();
    let bumps = shift(run, &mut till).await?;
    // Nothing happens any more, so this is where a display is to get.
    let goal = Display::connect(address, &token, "goal").await?;
    let (frames, bytes) = missed(address, &token, &kept, goal.state().seq).await?;
    let bare = run.bare(&[]).await?;
    let (mut ours, mut fresh, mut peer) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..repeats {
        let from = kept.clone();
        let began = Instant::now();
        let back = Display::resume(address, &token, "away", from).await?;
        ours.push(current(back, began, &goal).await?);
        let began = Instant::now();
        let new = Display::connect(address, &token, "away").await?;
        fresh.push(current(new, began, &goal).await?);
        let began = Instant::now();
        let mut socket = Socket::open(bare.stream()).await?;
        socket.text(bytes.to_string()).await?;
        ensure!(socket.hear().await?.len() == bytes, "the peer is cut short");
        peer.push(began.elapsed());
    }
    let (ours, fresh, peer) = (
        Samples::new(ours)?,
        Samples::new(fresh)?,
        Samples::new(peer)?,
    );
    Ok(Row {
        figure: format!(
            "a display {ORDERS} orders and {} bumps behind is current",
            thousands(bumps as f64)
        ),
        measured: Measure::ms(ms(ours.median())),
        goal: Goal::AtMost(GOAL_MS),
        beside: vec![Beside::new(
            "connect and read as many bytes from a bare WebSocket server",
            Measure::ms(ms(peer.median())),
        )],
        notes: vec![
            format!(
                "median of {repeats}, the slowest {:.0} ms; connect, hello, {} KiB of events in {frames} frames, \
                     each folded in; the last fold equals the server's snapshot",
                ms(ours.max()),
                bytes / 1_024
            ),
            format!(
                "a display that knows nothing and gets the snapshot: {:.1} ms",
                ms(fresh.median())
            ),
        ],
    })
}

/// Eight hours of a kitchen: its orders, and as many bumps, one of a line at a time. Returns how many bumps.
async fn shift(run: &Run, till: &mut Till) -> anyhow::Result<usize> {
    let mut orders = Orders::demo(run.seed, 1);
    let mut bumps = 0;
    for at in 0..ORDERS {
        let mut order = orders.order();
        while order.lines.len() < LINES {
            order.lines.extend(orders.order().lines);
        }
        order.lines.truncate(LINES);
        order.hold.clear();
        let answer = till.post(serde_json::to_string(&order)?).await?;
        // Spread evenly: no order gets more than its share.
        let share = (at + 1) * BUMPS / ORDERS - bumps;
        let wanted: Vec<Command> = Placed::read(&answer)?.line_by_line();
        for command in wanted.iter().take(share) {
            cook::give(till.client(), command).await?;
            bumps += 1;
        }
    }
    ensure!(bumps == BUMPS, "only {bumps} bumps");
    Ok(bumps)
}

/// Frames and bytes that bring the display up to date.
async fn missed(
    address: SocketAddr,
    token: &str,
    kept: &Kept,
    head: u64,
) -> anyhow::Result<(usize, usize)> {
    let mut socket = Socket::open(address).await?;
    socket
        .say(&hello(token, "away", Some(kept.cursor())))
        .await?;
    let (mut frames, mut bytes, mut seq) = (0, 0, kept.state.seq);
    while seq < head {
        let text = socket.hear().await?;
        frames += 1;
        bytes += text.len();
        let events = match ServerFrame::read(&text)? {
            ServerFrame::Welcome(welcome) => welcome.events.unwrap_or_default(),
            ServerFrame::Events { events } => events,
            _ => Vec::new(),
        };
        seq = events.last().map_or(seq, |event| event.seq);
    }
    Ok((frames, bytes))
}

/// How long it took the display to be where `goal` is, and have the same picture.
async fn current(mut display: Display, began: Instant, goal: &Display) -> anyhow::Result<Duration> {
    display.reach(goal.state().seq).await?;
    let took = began.elapsed();
    ensure!(
        display.state().snapshot()? == goal.snapshot(),
        "the pictures differ"
    );
    Ok(took)
}
