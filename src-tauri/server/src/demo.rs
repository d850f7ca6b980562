//! A lunch rush of made-up orders against a running server.
//!
//! `guests` makes up orders from any menu, by a seed; `till` sends them as a till would: with an
//! idempotency key, and again until they are answered. This drives both at the pace of a rush.

mod afterthought;
mod guests;
mod till;
mod words;

use afterthought::{Afterthought, Placed};
use guests::Guests;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use scope::{CancellationToken, ScopeHandle, time};
use std::{
    collections::VecDeque,
    io::{self, Write},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
pub use till::TillError;
use till::{Outcome, Till};

/// Orders that guests may still change their minds about: as many as stand in a small kitchen.
const REMEMBERED: usize = 30;

/// How often a guest thinks again, per order.
const SECOND_THOUGHTS: f64 = 0.12;

/// The longest pause between two orders, however slow the rate.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);

/// Where the rush says what it does.
pub type Out = dyn Write + Send;

/// What kind of rush.
#[derive(Debug, Clone)]
pub struct Rush {
    /// The server, as in `http://127.0.0.1:7420`.
    pub server: String,
    /// A bearer token that may place orders.
    pub token: String,
    /// Orders a minute, on the average.
    pub per_minute: f64,
    /// The same seed and menu make the same orders.
    pub seed: u64,
    /// Orders in all; without end if `None`.
    pub count: Option<u64>,
    /// Orders at once at the beginning, so that boards fill.
    pub burst: u64,
}

/// Why the rush came to an end too soon.
#[derive(Debug, thiserror::Error)]
pub enum RushError {
    /// The server does not want us.
    #[error(transparent)]
    Till(#[from] TillError),
    /// The rate is no rate.
    #[error("the rate must be more than 0 and at most 60000 orders a minute")]
    Rate,
    /// Nobody reads what is printed any more.
    #[error("cannot print: {0}")]
    Print(#[from] io::Error),
}

/// Sends orders until there are enough or `stop` is cancelled, and prints a line for each.
/// Returns how many were placed.
///
/// # Errors
/// [`RushError`]
pub async fn run(
    rush: Rush,
    scope: &ScopeHandle,
    stop: &CancellationToken,
    out: &mut Out,
) -> Result<u64, RushError> {
    if !(rush.per_minute > 0.0 && rush.per_minute <= 60_000.0) {
        return Err(RushError::Rate);
    }
    let till = Till::new(&rush.server, &rush.token, scope.clone(), stop.clone())?;
    let Some(menu) = till.menu(out).await? else {
        return Ok(0);
    };
    let mut driver = Driver {
        random: StdRng::seed_from_u64(rush.seed),
        guests: Guests::new(menu),
        till,
        placed: VecDeque::new(),
    };
    let most = rush.count.unwrap_or(u64::MAX);
    let mut count = 0;
    for number in 0..most {
        if number >= rush.burst {
            let pause = driver.pause(rush.per_minute);
            if stop.run_until_cancelled(time::sleep(pause)).await.is_none() {
                break;
            }
        }
        match driver.order(out).await? {
            Some(placed) => count += u64::from(placed),
            None => break,
        }
        if driver.random.random_bool(SECOND_THOUGHTS) && driver.think_again(out).await?.is_none() {
            break;
        }
    }
    Ok(count)
}

struct Driver {
    random: StdRng,
    guests: Guests,
    till: Till,
    placed: VecDeque<Placed>,
}

impl Driver {
    /// Guests come independently of each other: the time between two is exponential.
    fn pause(&mut self, per_minute: f64) -> Duration {
        let even: f64 = self.random.random_range(f64::EPSILON..1.0);
        let minutes = -even.ln() / per_minute;
        Duration::from_secs_f64((minutes * 60.0).min(LONGEST_PAUSE.as_secs_f64()))
    }

    /// Whether the next order was placed; `None` when told to stop.
    async fn order(&mut self, out: &mut Out) -> Result<Option<bool>, RushError> {
        let order = self.guests.order(&mut self.random, now_ms());
        let outcome = self.till.send("/v1/orders", &order, out).await?;
        match outcome {
            Outcome::Stopped => return Ok(None),
            Outcome::Refused(why) => writeln!(out, "refused   {why}")?,
            Outcome::Done(answer) => {
                let Some(placed) = Placed::read(&answer) else {
                    return Ok(Some(false));
                };
                writeln!(out, "{placed}")?;
                self.placed.push_back(placed);
                if self.placed.len() > REMEMBERED {
                    self.placed.pop_front();
                }
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    /// One guest changes their mind; `None` when told to stop.
    async fn think_again(&mut self, out: &mut Out) -> Result<Option<()>, RushError> {
        if self.placed.is_empty() {
            return Ok(Some(()));
        }
        let whose = self.random.random_range(0..self.placed.len());
        let placed = &self.placed[whose];
        let line = self.guests.line(&mut self.random);
        let thought = Afterthought::of(placed, line, &mut self.random);
        let (path, body) = thought.request(placed);
        match self.till.send(&path, &body, out).await? {
            Outcome::Stopped => return Ok(None),
            Outcome::Refused(why) => {
                writeln!(out, "refused   #{} {thought}: {why}", placed.number)?
            }
            Outcome::Done(_) => {
                writeln!(out, "changed   #{} {thought}", placed.number)?;
                if matches!(thought, Afterthought::Cancel(_)) {
                    self.placed.remove(whose);
                }
            }
        }
        Ok(Some(()))
    }
}

fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
