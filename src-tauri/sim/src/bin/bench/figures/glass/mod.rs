//! Order to glass: from the post of an order to its fold in the last of 50 displays, 50 orders a second, each sent when its time
//! has come, whatever became of the ones before. Its floor is sent between them, at the same rate.

mod floor;
mod ours;

use crate::{
    crowd::{Crowd, Reading},
    listeners::Listeners,
    report::{Beside, Goal, Measure, Row},
    run::Run,
    samples::{Samples, ms},
    till::Till,
};
use floor::Floor;
pub use ours::Ours;
use scope::time::sleep_until;
use sim::{http::Client, stream::Display};
use std::time::{Duration, Instant};

/// The displays.
const DISPLAYS: usize = 50;

/// 50 orders a second, as the issue has it.
const EVERY: Duration = Duration::from_millis(20);

/// Orders that are not counted, until both servers' files, caches and branches are warm.
const WARM_UP: usize = 100;

/// Orders that are placed before, one after the other: by then the server's log has been written through (4,000 pages of SQLite's
/// WAL, three to an order) and is written again from its start, as in any server that has run for a while, and as the floor's file
/// is.
const BEFORE: usize = 1_500;

/// Connections that take turns, so that no order waits for the answer of another: each has 640 ms for its own.
const CLIENTS: usize = 32;

/// The goals, in times the floor: of the median, and of the 99th percentile.
const GOALS: [(u8, f64); 2] = [(50, 2.0), (99, 3.0)];

/// Measures it.
///
/// # Errors
/// When an order or an event is missing.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let count = WARM_UP + run.pick(2_000, 200);
    let scope = run.scope.child("glass");
    let server = run.server("glass", &[]).await?;
    let bare = run.bare(&[]).await?;
    let (ours, floor) = (Ours::new(count), Floor::default());
    let display = server.token("display").await?;
    let mut crowd = Crowd::new();
    let reading = Reading::Folds(ours.on_event());
    let address = server.address();
    crowd
        .join(&scope, address, &display, DISPLAYS, &reading)
        .await?;
    let mut listeners = Listeners::join(&scope, &bare, DISPLAYS, floor.on_frame()).await?;
    let token = server.token("pos").await?;
    let mut till = Till::new(
        Client::new(address, token.clone()),
        run.seed,
        CLIENTS as u64,
    );
    for _ in 0..run.pick(BEFORE, 0) {
        till.place().await?;
    }
    let began = Instant::now() + EVERY;
    let posts = ours.post(&scope, began, run.seed, (address, &token));
    // In the middle between two orders, so that neither is in the other's way.
    let asks = floor.ask(&scope, began + EVERY / 2, count, &bare, &ours);
    for post in posts {
        post.await??;
    }
    let mut asked = Vec::with_capacity(count);
    for ask in asks {
        asked.extend(ask.await??);
    }
    let head = Display::connect(address, &display, "fresh")
        .await?
        .state()
        .seq;
    crowd.leave(head).await?;
    let bytes: usize = asked.iter().map(|asked| asked.bytes).sum();
    listeners.have_read(bytes * DISPLAYS).await?;
    Ok(rows(&ours.samples()?, &floor.samples(&asked)?))
}

/// Which of `count` orders or asks one of the clients sends, and when: every so many-th.
fn turns(client: usize, count: usize, began: Instant) -> impl Iterator<Item = (usize, Instant)> {
    let due = move |at: usize| began + EVERY * u32::try_from(at).unwrap_or(u32::MAX);
    (client..count)
        .step_by(CLIENTS)
        .map(move |at| (at, due(at)))
}

/// Waits for a turn and says when it is sent.
///
/// # Errors
/// When the turn has long passed: the client still waited for its last answer, and this would be no open loop.
async fn turn(due: Instant) -> anyhow::Result<Instant> {
    sleep_until(due).await;
    let now = Instant::now();
    anyhow::ensure!(now < due + EVERY * 8, "a client is {:?} late", now - due);
    Ok(now)
}

fn rows(ours: &Samples, floor: &floor::Measured) -> Vec<Row> {
    let row = |(percent, goal)| {
        let at = |samples: &Samples| Measure::ms(ms(samples.percentile(percent)));
        Row {
            figure: format!(
                "POST to the fold in the last of {DISPLAYS} displays, 50 orders/s, p{percent}"
            ),
            measured: at(ours),
            goal: Goal::TimesFloor(goal),
            beside: vec![
                Beside::new(
                    "fdatasync, then bare WebSocket broadcast",
                    at(&floor.strict),
                ),
                Beside::new("the same with a bare POST before it", at(&floor.posted)),
            ],
            notes: vec![format!(
                "{} orders, {} floors between them; the slowest {:.1} and {:.1} ms",
                ours.count(),
                floor.strict.count(),
                ms(ours.max()),
                ms(floor.strict.max())
            )],
        }
    };
    GOALS.map(row).into()
}
