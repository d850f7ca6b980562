//! `heard-server demo`: a lunch rush against a running server.

use crate::{
    demo::{self, Rush},
    ending::Signals,
};
use clap::Args;
use scope::{CancellationToken, Scope, Task};
use std::{
    io::{self, Write},
    time::Duration,
};

/// How long an order that is on its way has to be answered.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// What kind of rush.
#[derive(Args)]
pub(super) struct Options {
    /// The server
    #[arg(
        long,
        value_name = "URL",
        env = "HEARD_SERVER",
        default_value = "http://127.0.0.1:7420"
    )]
    server: String,
    /// A bearer token that may place orders: of role `pos` or `operator`
    #[arg(long, env = "HEARD_TOKEN", hide_env_values = true)]
    token: String,
    /// Orders a minute
    #[arg(long, value_name = "PER_MINUTE", default_value_t = 20.0)]
    rate: f64,
    /// The same seed makes the same orders; a new one each time if not said
    #[arg(long)]
    seed: Option<u64>,
    /// Orders in all; without end if not said
    #[arg(long)]
    count: Option<u64>,
    /// Orders at once at the beginning
    #[arg(long, default_value_t = 0)]
    burst: u64,
}

/// Sends orders until there are enough, or it is told to stop.
pub(super) fn run(options: Options) -> anyhow::Result<()> {
    let seed = match options.seed {
        Some(seed) => seed,
        None => getrandom::u64()?,
    };
    let rush = Rush {
        server: options.server,
        token: options.token,
        per_minute: options.rate,
        seed,
        count: options.count,
        burst: options.burst,
    };
    scope::run(Some(1), async {
        let scope = Scope::root("demo");
        let stop = CancellationToken::new();
        let signals = Signals::listen()?;
        scope.spawn(Task::abort("signals"), told(signals, stop.clone()));
        let mut out = io::stdout();
        writeln!(out, "seed {seed}")?;
        let rushed = demo::run(rush, &scope.handle(), &stop, &mut out).await;
        scope.close(CLOSE_WITHIN).await;
        writeln!(out, "{} orders placed", rushed?)?;
        Ok(())
    })
}

async fn told(mut signals: Signals, stop: CancellationToken) {
    signals.next().await;
    stop.cancel();
}
