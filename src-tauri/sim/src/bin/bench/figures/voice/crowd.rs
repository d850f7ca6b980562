//! More callers at once than there is room for: who is refused, and what the others get.

use super::{
    Counter,
    guest::{End, Guest, Turn},
    sentences::{SEED, Spoken, orders},
    speech::{PAUSE, rows_of},
};
use crate::{
    report::{Beside, Goal, Measure, Row},
    run::Run,
    samples::{Samples, ms},
};
use anyhow::{Context, bail, ensure};
use futures_util::future::join_all;
use scope::{Scope, Task};
use sim::voice::caller::{CallError, Caller, Ringing};
use std::time::{Duration, Instant};

/// The callers.
const CALLERS: usize = 100;

/// Sessions that a server takes for each core it may use, where nobody says otherwise (`SESSIONS_PER_CORE` in its
/// `config::voice`).
const PER_CORE: usize = 6;

/// Sentences of each who got in.
const EACH: usize = 4;

/// Sentences of one who is alone, to compare.
const ALONE: usize = 10;

/// How far apart two neighbours begin to speak: guests do not come in time with each other.
const APART: Duration = Duration::from_millis(370);

/// Measures it.
///
/// # Errors
/// When somebody is refused in another way, or one who is in is not served.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let counter = Counter::open(run, "crowd", &[]).await?;
    counter.warm_up().await?;
    let said = orders(run.pick(ALONE, 7), SEED, PAUSE)?;
    let alone = one_by_one(&counter, &said).await?;
    let Doors { inside, refused } = knock(&counter).await?;
    let count = inside.len();
    let room = PER_CORE * std::thread::available_parallelism()?.get();
    ensure!(
        count == room,
        "{count} were let in, and there is room for {room}"
    );
    let each = run.pick(EACH, 2);
    let mut rows = vec![Row {
        figure: format!(
            "of {CALLERS} callers at once refused at the door, where there is room for {room}"
        ),
        measured: Measure::count(refused.count() as f64),
        goal: Goal::AtLeast(CALLERS.saturating_sub(room) as f64),
        beside: Vec::new(),
        notes: vec![format!(
            "`--voice-sessions` at its default; every refusal is 429 with `Retry-After`, after {:.0} ms in the middle and \
             {:.0} at most, with all of them posted at once",
            ms(refused.median()),
            ms(refused.max())
        )],
    }];
    let guests: Vec<Guest> = inside.into_iter().map(Guest::of).collect();
    let (guests, turns) = speak(run, guests, &said, each, APART).await?;
    rows.extend(beside(
        rows_of(
            &format!("the same for {count} guests who order in turns"),
            &turns,
            &said,
            None,
        )?,
        &alone,
    )?);
    let (_, turns) = speak(run, guests, &said, 2, Duration::ZERO).await?;
    let mut chorus = rows_of(
        &format!("the same for {count} guests who speak in chorus"),
        &turns,
        &said,
        None,
    )?;
    for row in &mut chorus {
        row.goal = Goal::Told;
    }
    rows.extend(beside(chorus, &alone)?);
    Ok(rows)
}

/// Puts beside each row what one gets who is alone.
fn beside(mut rows: Vec<Row>, alone: &[Turn]) -> anyhow::Result<Vec<Row>> {
    let alone = Samples::new(alone.iter().filter_map(|turn| turn.cart).collect())?;
    for (row, percent) in rows.iter_mut().zip([50, 95]) {
        let alone = Measure::ms(ms(alone.percentile(percent)));
        row.beside.push(Beside::new("one guest alone", alone));
    }
    Ok(rows)
}

/// A guest who is alone and says one sentence after the other.
async fn one_by_one(counter: &Counter, said: &[Spoken]) -> anyhow::Result<Vec<Turn>> {
    let mut guest = Guest::come(counter.address(), &counter.token, End::Heard).await?;
    let mut turns = Vec::new();
    for spoken in said {
        turns.push(guest.order(spoken).await?);
        guest.listen().await?;
    }
    guest.leave().await;
    Ok(turns)
}

struct Doors {
    inside: Vec<Caller>,
    refused: Samples,
}

/// Everybody calls at once.
async fn knock(counter: &Counter) -> anyhow::Result<Doors> {
    let mut offers = Vec::new();
    for _ in 0..CALLERS {
        offers.push(Ringing::new().await?);
    }
    let calls = offers.into_iter().map(async |offer| {
        let began = Instant::now();
        let called = offer.ring(counter.address(), &counter.token).await;
        (called, began.elapsed())
    });
    let (mut inside, mut refused) = (Vec::new(), Vec::new());
    for (called, took) in join_all(calls).await {
        match called {
            Ok(caller) => inside.push(caller),
            Err(CallError::Refused {
                status: 429,
                retry_after: Some(_),
                ..
            }) => refused.push(took),
            Err(error) => bail!("refused, but not for want of room: {error}"),
        }
    }
    ensure!(!inside.is_empty(), "nobody was let in");
    let refused = Samples::new(refused).context("everybody was let in")?;
    Ok(Doors { inside, refused })
}

/// Every guest says `each` sentences and hears the answers; the first sentences begin `apart` from each other.
async fn speak(
    run: &Run,
    guests: Vec<Guest>,
    said: &[Spoken],
    each: usize,
    apart: Duration,
) -> anyhow::Result<(Vec<Guest>, Vec<Turn>)> {
    let scope: Scope = run.scope.child("guests");
    let mut all = Vec::new();
    for (at, mut guest) in guests.into_iter().enumerate() {
        let words: Vec<Spoken> = said.iter().cycle().skip(at).take(each).cloned().collect();
        let wait = apart * u32::try_from(at)?;
        all.push(scope.spawn(Task::abort("guest"), async move {
            scope::time::sleep(wait).await;
            let mut turns = Vec::new();
            for spoken in &words {
                turns.push(guest.order(spoken).await?);
                guest.listen().await?;
            }
            anyhow::Ok((guest, turns))
        }));
    }
    let (mut guests, mut turns) = (Vec::new(), Vec::new());
    for guest in all {
        let (guest, his) = guest.await??;
        guests.push(guest);
        turns.extend(his);
    }
    Ok((guests, turns))
}
