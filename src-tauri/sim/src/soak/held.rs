//! What a server holds by its own account, part by part: what must be again what it was.

use crate::{
    http::Client,
    server::{Metrics, Server},
};
use anyhow::bail;
use scope::time::sleep;
use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant},
};

/// Open descriptors, as the server's metrics have them.
const DESCRIPTORS: &str = "process_open_fds";

/// Guests who are there.
const GUESTS: &str = "heard_voice_sessions";

/// How often it is asked: often enough that a look more costs nothing.
const EVERY: Duration = Duration::from_millis(50);

/// What is the same for so long is taken to stay: longer than the server lingers on a socket that it closed.
const UNCHANGED_FOR: Duration = Duration::from_millis(2_500);

/// Counts of a server, each by a name: tasks, threads, calls and guards of each part, its deadlines,
/// descriptors, sockets, displays and guests. What has no name here is in none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held(BTreeMap<String, u64>);

/// What is held that was not before: by its name, how much before, and how much now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Left(Vec<(String, u64, u64)>);

/// Looks again and again at what a server holds, over one connection.
pub struct Auditor(Client);

impl Auditor {
    /// Of that server.
    pub fn of(server: &Server) -> Self {
        Self(Client::new(server.address(), "none"))
    }

    /// What is held now.
    ///
    /// # Errors
    /// When the server does not say.
    pub async fn look(&mut self) -> anyhow::Result<Held> {
        let metrics = Metrics::ask(&mut self.0).await?;
        let mut all = BTreeMap::new();
        for family in ["heard_scope_tasks", "heard_scope_deadlines"] {
            for (labels, value) in metrics.family(family) {
                all.insert(format!("{family}{{{labels}}}"), value as u64);
            }
        }
        for single in [DESCRIPTORS, "heard_streams", GUESTS] {
            // A server without voice has no sessions of it.
            if let Ok(value) = metrics.value(single) {
                all.insert(single.to_owned(), value as u64);
            }
        }
        Ok(Held(all))
    }

    /// What is held once no guest is there any more, and it does not become less any more; it must come to
    /// that within the given time. Of guests who vanished the server only learns by waiting.
    ///
    /// Of what comes and goes while it is at rest the most counts: the least may be a moment that does not
    /// come again for long, as that in which the server's watch looks instead of waiting to look.
    ///
    /// # Errors
    /// When it does not, or the server does not say.
    pub async fn settled(&mut self, within: Duration) -> anyhow::Result<Held> {
        let (mut least, mut since) = (self.look().await?, Instant::now());
        let mut most = least.clone();
        let until = Instant::now() + within;
        while since.elapsed() < UNCHANGED_FOR {
            sleep(EVERY).await;
            let now = self.look().await?;
            // What the server does by itself now and then comes and goes.
            if least.lower_to(&now) || now.count(GUESTS) > 0 {
                since = Instant::now();
                most = least.clone();
            }
            most.raise_to(&now);
            if Instant::now() > until {
                bail!("it does not come to rest: {least:?}");
            }
        }
        Ok(most)
    }

    /// Waits until of everything there was a moment at which the server held no more of it than before, as
    /// what is left behind never lets come; returns how long that took.
    ///
    /// # Errors
    /// When it takes longer than `within`; what is left is named.
    pub async fn again(&mut self, before: &Held, within: Duration) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let mut least = self.look().await?;
        loop {
            least.lower_to(&self.look().await?);
            let left = least.more_than(before);
            if left.0.is_empty() {
                return Ok(began.elapsed());
            }
            if began.elapsed() > within {
                bail!("left behind after {within:?}: {left}");
            }
            sleep(EVERY).await;
        }
    }
}

impl Held {
    /// Lowers every count to that of a later look, where it is lower there; says whether any was.
    fn lower_to(&mut self, later: &Self) -> bool {
        let mut is_lower = false;
        for (name, count) in &mut self.0 {
            let then = later.count(name);
            is_lower |= then < *count;
            *count = then.min(*count);
        }
        is_lower
    }

    /// Raises every count to that of a later look, where it is higher there.
    fn raise_to(&mut self, later: &Self) {
        for (name, then) in &later.0 {
            let count = self.0.entry(name.clone()).or_default();
            *count = (*count).max(*then);
        }
    }

    /// What is held here and was not before.
    fn more_than(&self, before: &Self) -> Left {
        let more = self.0.iter().filter_map(|(name, now)| {
            let before = before.count(name);
            (*now > before).then(|| (name.clone(), before, *now))
        });
        Left(more.collect())
    }

    /// How many tasks, threads and blocking calls those are.
    pub fn tasks(&self) -> u64 {
        let live = self.0.iter().filter(|(name, _)| {
            name.starts_with("heard_scope_tasks{") && !name.contains("kind=\"guard\"")
        });
        live.map(|(_, count)| count).sum()
    }

    /// How many descriptors.
    pub fn descriptors(&self) -> u64 {
        self.count(DESCRIPTORS)
    }

    fn count(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or_default()
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, before, now)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{name} {before} -> {now}")?;
        }
        Ok(())
    }
}
