//! The floors of the durable orders: what the same disk, the same loopback and the same cores do for the same bytes.

use super::{CLIENTS, DISPLAYS, Load, SLOWER};
use crate::{
    bare::{Ask, Bare, Variable, sync},
    listeners::Listeners,
    report::{Beside, Measure},
    run::Run,
    samples::{Samples, ms},
    till::{Again, Rush},
};
use anyhow::ensure;
use sim::http::{Answer, Client};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Floors beside the figure.
pub struct Floors {
    /// They.
    pub beside: Vec<Beside>,
    /// How long a sync took.
    pub note: String,
}

/// Measures them, with `variables` in the environment of whoever syncs.
pub async fn measure(run: &Run, load: &Load, variables: &[Variable]) -> anyhow::Result<Floors> {
    let span = run.pick(Duration::from_secs(4), Duration::from_secs(1));
    let bare = run.bare(variables).await?;
    let stored = load.batch * load.bytes as f64;
    let dir = run.folder("bare");
    let syncs = sync::measure(&dir, variables, stored.round() as usize, span).await?;
    let syncs = Samples::new(syncs)?;
    if !variables.is_empty() {
        ensure!(
            syncs.percentile(0) >= SLOWER,
            "the disk is to be slower, and one sync took {:?}",
            syncs.percentile(0)
        );
    }
    let bodies: usize = load.answered.iter().map(|one| one.bytes).sum();
    let mut ask = Ask {
        answer: bodies / load.answered.len().max(1),
        ..Ask::default()
    };
    let http = rush(run, &bare, ask, span).await?;
    (ask.store, ask.frame) = (load.bytes, load.bytes);
    let mut listeners = Listeners::join(&run.scope, &bare, DISPLAYS, Arc::new(|_| {})).await?;
    let whole = rush(run, &bare, ask, span).await?;
    let sent = whole.sent * load.bytes * DISPLAYS;
    listeners.have_read(sent).await?;
    let sync_rate = load.batch / syncs.mean().as_secs_f64();
    Ok(Floors {
        beside: vec![
            Beside::new(
                "the same without a kitchen: bare HTTP, one sync per batch, bare broadcast",
                Measure::per_second(whole.rate),
            ),
            Beside::new(
                format!("write and fdatasync of {:.1} orders' bytes", load.batch),
                Measure::per_second(sync_rate),
            ),
            Beside::new("bare HTTP round trips", Measure::per_second(http.rate)),
        ],
        note: format!(
            "a bare sync of {:.0} bytes took {:.2} ms (p50), {:.2} ms at least",
            stored,
            ms(syncs.median()),
            ms(syncs.percentile(0))
        ),
    })
}

/// A client of the bare server that posts as much as a till does.
struct Asks {
    client: Client,
    path: String,
    body: String,
}

impl Again for Asks {
    async fn again(&mut self) -> anyhow::Result<Answer> {
        let body = self.body.clone();
        Ok(self.client.post(&self.path, None, body).await?)
    }
}

struct Rate {
    /// Answers a second.
    rate: f64,
    /// All requests, those before the measured time too.
    sent: usize,
}

async fn rush(run: &Run, bare: &Bare, ask: Ask, span: Duration) -> anyhow::Result<Rate> {
    let body = serde_json::to_string(&sim::load::Orders::demo(run.seed, 0).order())?;
    let asks = (0..CLIENTS).map(|_| Asks {
        client: bare.client(),
        path: ask.path(),
        body: body.clone(),
    });
    let began = Instant::now();
    let rush = Rush::start(&run.scope, asks.collect());
    scope::time::sleep(span / 8).await;
    let from = Instant::now();
    scope::time::sleep(span).await;
    let to = Instant::now();
    let all = rush.stop(began, to + sim::PATIENCE).await?;
    let counted = all
        .iter()
        .filter(|one| (from..to).contains(&one.at))
        .count();
    Ok(Rate {
        rate: counted as f64 / (to - from).as_secs_f64(),
        sent: all.len(),
    })
}
