//! The device's own voice at a counter: how soon it listens and serves, and what is left of five
//! hundred sessions.

pub mod faults;

use super::{
    Counter as House,
    sentences::{SEED, orders},
};
use crate::{
    report::{Goal, Measure, Row, thousands},
    run::Run,
    samples::{Samples, ms},
};
use sim::counter::{Counter, Setup};
use speech::sound::Clip;
use std::time::{Duration, Instant};
use voice::TurnShown;

/// Presses, and sentences: enough for a 95th percentile that is not the slowest.
const TURNS: usize = 42;

/// The sessions that are begun and ended.
const SESSIONS: usize = 500;

/// Sessions before: what is made only once is there.
const BEFORE: usize = 20;

/// The goals.
const GOAL_LISTENS_MS: f64 = 100.0;
const GOAL_SERVED_P50_MS: f64 = 500.0;
const GOAL_SERVED_P95_MS: f64 = 900.0;
const GOAL_GROWN_MIB: f64 = 2.0;

/// How often it is looked what is held, and how long after one another: two seconds in all.
const READINGS: usize = 20;
const BETWEEN: Duration = Duration::from_millis(100);

/// Quiet behind a sentence: how late a person lets go of the button.
const LATE: Duration = Duration::from_millis(200);

/// Measures it.
///
/// # Errors
/// When a counter is not served.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    // As many places as it has counters here, and some that are just being left.
    let house = House::open(run, "counter", &["--voice-sessions", "100"]).await?;
    house.warm_up().await?;
    let mut rows = turns(run, &house).await?;
    rows.extend(left(run, &house).await?);
    Ok(rows)
}

/// A counter of that house, ready for a guest.
async fn ready(house: &House, setup: Setup) -> anyhow::Result<Counter> {
    let mut counter = Counter::open(house.address(), &house.token, setup)?;
    counter.ready().await?;
    Ok(counter)
}

async fn turns(run: &Run, house: &House) -> anyhow::Result<Vec<Row>> {
    let (mut listens, mut served) = (Vec::new(), Vec::new());
    for spoken in orders(run.pick(TURNS, 7), SEED, LATE)? {
        let mut counter = ready(house, Setup::default()).await?;
        listens.push(press(&mut counter).await?);
        served.extend(release(&mut counter, &spoken.clip).await?);
        counter.close().await?;
    }
    let (listens, served) = (Samples::new(listens)?, Samples::new(served)?);
    let row = |figure: String, measured: Duration, goal: f64| Row {
        figure,
        measured: Measure::ms(ms(measured)),
        goal: Goal::AtMost(goal),
        beside: Vec::new(),
        notes: Vec::new(),
    };
    let of = served.count();
    let release = "button released → words and cart, the device's own voice";
    let mut rows = vec![
        row(
            format!("press → \"listening\" shown, p95 of {}", listens.count()),
            listens.percentile(95),
            GOAL_LISTENS_MS,
        ),
        row(
            format!("{release}, p50 of {of}"),
            served.percentile(50),
            GOAL_SERVED_P50_MS,
        ),
        row(
            format!("{release}, p95 of {of}"),
            served.percentile(95),
            GOAL_SERVED_P95_MS,
        ),
    ];
    rows[2].notes.push(format!(
        "the sentences and voices of `speech`; those that ask back change no cart and are not counted; slowest {:.0} ms",
        ms(served.max())
    ));
    Ok(rows)
}

/// From the press to the picture that says so.
async fn press(counter: &mut Counter) -> anyhow::Result<Duration> {
    let began = Instant::now();
    counter.handle.press().await?;
    counter
        .until(|now| now.turn == TurnShown::Recording)
        .await?;
    Ok(began.elapsed())
}

/// From letting go to the first change of the cart, whose words are shown by then; none where
/// nothing changed.
async fn release(counter: &mut Counter, clip: &Clip) -> anyhow::Result<Option<Duration>> {
    counter.sound.speak(clip).await?;
    counter.called = None;
    let began = Instant::now();
    counter.handle.release().await?;
    counter
        .until(|now| now.turn == TurnShown::Understanding)
        .await?;
    counter.until(|now| now.turn == TurnShown::Ready).await?;
    Ok(counter.called.map(|called| called - began))
}

/// What one device holds after sessions that were begun and ended, and held before.
async fn left(run: &Run, house: &House) -> anyhow::Result<Vec<Row>> {
    let sessions = run.pick(SESSIONS, 40);
    let mut counter = ready(house, Setup::default()).await?;
    again(&mut counter, BEFORE).await?;
    let before = Held::at_rest(&mut counter).await?;
    again(&mut counter, sessions).await?;
    let after = Held::at_rest(&mut counter).await?;
    counter.close().await?;
    let of = thousands(sessions as f64);
    let more = |figure: &str, measured: Measure, goal: f64| Row {
        figure: format!("{figure} more after {of} sessions of one device"),
        measured,
        goal: Goal::AtMost(goal),
        beside: Vec::new(),
        notes: Vec::new(),
    };
    let grown = |after: u64, before: u64| Measure::count(after.saturating_sub(before) as f64);
    let bytes = after.resident.saturating_sub(before.resident) as f64;
    let mut rows = vec![
        more("tasks", grown(after.tasks, before.tasks), 0.0),
        more(
            "descriptors",
            grown(after.descriptors, before.descriptors),
            0.0,
        ),
        more("resident memory", Measure::mib(bytes), GOAL_GROWN_MIB),
    ];
    rows[2].notes.push(format!(
        "{BEFORE} sessions before are not counted; {before:?}, then {after:?}"
    ));
    Ok(rows)
}

/// Begins and ends so many sessions; returns when nothing of them is left but the last.
async fn again(counter: &mut Counter, times: usize) -> anyhow::Result<()> {
    for _ in 0..times {
        counter.begin_again().await?;
    }
    let over = |now: &voice::VoicePicture| {
        let mut sessions = now
            .sessions
            .iter()
            .filter(|session| session.closed.is_some());
        sessions.all(|session| session.left_behind.is_some())
    };
    counter.until(over).await?;
    Ok(())
}

/// What this process holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    tasks: u64,
    descriptors: u64,
    resident: u64,
}

impl Held {
    /// The least of some readings: what a session does now and then, such as asking for the next
    /// token, comes and goes, and what was left behind is in all of them.
    async fn at_rest(counter: &mut Counter) -> anyhow::Result<Self> {
        let mut least = Self::now(counter)?;
        for _ in 0..READINGS {
            counter.during(scope::time::sleep(BETWEEN)).await?;
            let now = Self::now(counter)?;
            least = Self {
                tasks: least.tasks.min(now.tasks),
                descriptors: least.descriptors.min(now.descriptors),
                resident: now.resident,
            };
        }
        Ok(least)
    }

    fn now(counter: &Counter) -> anyhow::Result<Self> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        Ok(Self {
            tasks: counter.tasks() as u64,
            descriptors: std::fs::read_dir("/proc/self/fd")?.count() as u64,
            resident: kib.unwrap_or_default() * 1_024,
        })
    }
}
