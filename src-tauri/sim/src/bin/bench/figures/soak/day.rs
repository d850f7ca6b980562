//! A kitchen's day, many times as fast, with something going wrong in it all the time: what the servers hold more at
//! its end than after its beginning.

mod business;
mod guests;
mod plan;
mod screens;

use super::heap;
use crate::{
    report::{Goal, Measure, Row},
    run::Run,
};
use business::Business;
use scope::time::{Instant, sleep_until};
use sim::server::Server;
use std::{path::Path, time::Duration};

/// Hours of the day until what is looked at counts: by then every kind of fault was there several times.
const WARM_UP_HOURS: usize = 6;

/// Resident memory that the rest of the day may add, in MiB. From the issue.
const GOAL_MIB: f64 = 1.0;

/// What the write-ahead log may take, in MiB: it is written back each 16 MiB, and cut to 32 MiB after a reader has held
/// it open for longer (`store::sqlite::connect`).
const WAL_MIB: f64 = 32.0;

/// An hour.
const HOUR: Duration = Duration::from_secs(3_600);

/// One server at one moment, in bytes.
#[derive(Debug, Clone, Copy)]
struct Look {
    resident: f64,
    heap: f64,
    wal: f64,
}

/// Lives through it.
///
/// # Errors
/// When something is answered otherwise than it should, or a server does not end as it should.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let speed = run.speed;
    let mut business = Business::open(run).await?;
    business.yesterday().await?;
    let begun = Instant::now();
    let mut looks = Vec::new();
    let mut plan = plan::day(run.seed).into_iter().peekable();
    for hour in 1..=plan::HOURS {
        let ends = HOUR * hour;
        while let Some((at, what)) = plan.next_if(|(at, _)| *at < ends) {
            sleep_until(begun + at / speed).await;
            business.happen(what);
        }
        sleep_until(begun + ends / speed).await;
        let [ours, relayed] = business.servers();
        let now = [look(ours).await?, look(relayed).await?];
        eprintln!("    hour {hour}: {now:?}");
        looks.push(now);
    }
    let counts = business.close().await?;
    let counts = format!("{speed} times as fast; {counts}");
    let names = [
        "a server that hears guests itself",
        "one whose provider does",
    ];
    let each = names.into_iter().enumerate();
    Ok(each
        .flat_map(|(at, name)| {
            let looks: Vec<Look> = looks.iter().map(|both| both[at]).collect();
            rows(name, &looks, &counts)
        })
        .collect())
}

async fn look(server: &Server) -> anyhow::Result<Look> {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    Ok(Look {
        resident: server.usage()?.resident as f64,
        heap: heap(server).await?,
        wal: size(&server.data_dir().join("heard.db-wal")) as f64,
    })
}

fn rows(name: &str, looks: &[Look], counts: &str) -> Vec<Row> {
    let row = |figure: String, bytes: f64, most: f64, note: String| Row {
        figure,
        measured: Measure::mib(bytes),
        goal: Goal::AtMost(most),
        beside: Vec::new(),
        notes: vec![note],
    };
    let warm = &looks[WARM_UP_HOURS.min(looks.len()) - 1..];
    let added = |of: fn(&Look) -> f64| match (warm.first(), warm.last()) {
        (Some(first), Some(last)) => of(last) - of(first),
        _ => 0.0,
    };
    let by_hour = |of: fn(&Look) -> f64| {
        let mib = looks
            .iter()
            .map(|look| format!("{:.1}", of(look) / 1_048_576.0));
        mib.collect::<Vec<_>>().join(" ")
    };
    let largest = looks.iter().map(|look| look.wal).fold(0.0, f64::max);
    vec![
        row(
            format!(
                "resident memory that a day adds after its first {WARM_UP_HOURS} hours, {name}"
            ),
            added(|look| look.resident),
            GOAL_MIB,
            format!(
                "MiB at each hour's end: {}; {counts}",
                by_hour(|look| look.resident)
            ),
        ),
        row(
            format!("live heap that it adds, {name}"),
            added(|look| look.heap),
            GOAL_MIB,
            format!("MiB at each hour's end: {}", by_hour(|look| look.heap)),
        ),
        row(
            format!("the write-ahead log at its largest, {name}"),
            largest,
            WAL_MIB,
            format!("MiB at each hour's end: {}", by_hour(|look| look.wal)),
        ),
    ]
}
