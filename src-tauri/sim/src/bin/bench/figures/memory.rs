//! Memory of a connected display: how much the server's process grows by 1,000 of them.

use crate::{
    crowd::{Crowd, Reading},
    listeners::Listeners,
    process::pss,
    report::{Beside, Goal, Measure, Row},
    run::Run,
    till::Till,
};
use anyhow::Context;
use sim::{http::Client, stream::Display};
use std::sync::Arc;

/// The displays.
const DISPLAYS: usize = 1_000;

/// The goal.
const GOAL_BYTES: f64 = 64.0 * 1_024.0;

/// Open orders that every display is shown at its welcome.
const OPEN: usize = 100;

/// Orders that come while they are connected, one after the other.
const ORDERS: usize = 300;

/// Displays that come and go before: what the allocator keeps of them is not counted as theirs.
const BEFORE: usize = 20;

/// Measures it.
///
/// # Errors
/// When a display misses an event, or the system does not say.
pub async fn measure(run: &Run) -> anyhow::Result<Row> {
    let scope = run.scope.child("memory");
    let server = run.server("memory", &[]).await?;
    let pid = server.pid().context("the server has ended")?;
    let address = server.address();
    let token = server.token("operator").await?;
    let mut till = Till::new(Client::new(address, token.clone()), run.seed, 0);
    for _ in 0..OPEN {
        till.place().await?;
    }
    for _ in 0..BEFORE {
        Display::connect(address, &token, "before")
            .await?
            .close()
            .await?;
    }
    let before = pss(pid)?;
    let mut crowd = Crowd::new();
    crowd
        .join(&scope, address, &token, DISPLAYS, &Reading::Counts)
        .await?;
    let welcomed = pss(pid)?;
    for _ in 0..ORDERS {
        till.place().await?;
    }
    let after = pss(pid)?;
    let head = Display::connect(address, &token, "fresh")
        .await?
        .state()
        .seq;
    let seen = crowd.leave(head).await?;
    let bytes = seen
        .first()
        .map_or(0, |seen| seen.bytes / seen.events.max(1));
    let each = |before: u64, after: u64| after.saturating_sub(before) as f64 / DISPLAYS as f64;
    let bare = bare(run, usize::try_from(bytes)?).await?;
    Ok(Row {
        figure: format!("memory per connected display, {DISPLAYS} displays"),
        measured: Measure::kib(each(before, after)),
        goal: Goal::AtMost(GOAL_BYTES / 1_024.0),
        beside: vec![Beside::new(
            "a listener of the bare WebSocket server",
            Measure::kib(bare),
        )],
        notes: vec![format!(
            "growth of the server's PSS from {:.1} to {:.1} MiB, after {ORDERS} orders that all of them got; \
             {:.1} KiB each right after the welcome; sockets' buffers in the kernel are not in it",
            before as f64 / 1_048_576.0,
            after as f64 / 1_048_576.0,
            each(before, welcomed) / 1_024.0
        )],
    })
}

/// Bytes of each listener of a bare server that has heard as much.
async fn bare(run: &Run, frame: usize) -> anyhow::Result<f64> {
    let bare = run.bare(&[]).await?;
    let mut client = bare.client();
    let ask = crate::bare::Ask {
        store: frame,
        frame,
        answer: frame,
    };
    client.post(&ask.path(), None, "{}").await?;
    let before = pss(bare.pid()?)?;
    let mut listeners = Listeners::join(&run.scope, &bare, DISPLAYS, Arc::new(|_| {})).await?;
    for _ in 0..ORDERS {
        client.post(&ask.path(), None, "{}").await?;
    }
    listeners.have_read(ORDERS * frame * DISPLAYS).await?;
    Ok(pss(bare.pid()?)?.saturating_sub(before) as f64 / DISPLAYS as f64)
}
