//! How fast batches become durable, beside what the disk alone would take: `cargo run --release -p
//! store --example commit -- [DIR [URL]]`. A PostgreSQL at URL gets restaurants that stay.
//!
//! A batch is commands with one event of 900 bytes each: one alone, as in a quiet kitchen, or as
//! many as gather while the disk syncs. The floor writes as many bytes to the end of a file and
//! syncs it.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::{Answer, Append, Command, Event, Location, OpenOptions, RestaurantId};

/// Events in a full batch: what gathers while the disk syncs, under the load of 16 clients.
const BATCH: usize = 16;

/// Bytes of JSON in an event: an order of three lines.
const BODY: usize = 900;

/// How long each row of the table is measured.
const SPAN: Duration = Duration::from_secs(5);

fn main() {
    let mut args = std::env::args().skip(1);
    let dir = args.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let other: Option<Location> = args.next().map(|url| url.parse().unwrap());
    let dir = tempfile::tempdir_in(dir).unwrap();
    println!(
        "{:<34}{:>10}{:>10}{:>9}{:>9}{:>9}",
        "", "commits/s", "events/s", "p50 µs", "p99 µs", "max µs"
    );
    for (batch, restaurants) in [(1, 1), (BATCH, 1), (BATCH, 8)] {
        floor(dir.path(), batch);
        let path = dir.path().join(format!("heard-{batch}-{restaurants}.db"));
        commits("SQLite", &Location::Sqlite(path), batch, restaurants);
        if let Some(location) = &other {
            commits("PostgreSQL", location, batch, restaurants);
        }
    }
}

fn floor(dir: &Path, batch: usize) {
    let mut file = File::create(dir.join("floor")).unwrap();
    let bytes = vec![b'x'; batch * BODY];
    measure(&format!("floor: {batch} x {BODY} bytes"), batch, || {
        file.write_all(&bytes).unwrap();
        file.sync_data().unwrap();
    });
}

fn commits(engine: &str, location: &Location, batch: usize, restaurants: usize) {
    let store = store::open(location, OpenOptions::default()).unwrap();
    let mut writer = store.writer().unwrap();
    let ids: Vec<RestaurantId> = (0..restaurants)
        .map(|n| RestaurantId::new(&format!("bench-{batch}-{restaurants}-{n}")).unwrap())
        .collect();
    let mut last: Vec<u64> = ids
        .iter()
        .map(|id| writer.load(id, 1..=1).unwrap().last_seq())
        .collect();
    let mut random = 1;
    measure(
        &format!("{engine}: {batch} of {restaurants} restaurant(s)"),
        batch,
        || {
            let batch: Vec<Append> = (0..batch)
                .map(|n| {
                    let at = n % restaurants;
                    last[at] += 1;
                    one(ids[at].clone(), last[at], &mut random)
                })
                .collect();
            let asked: Vec<(&RestaurantId, &str)> = batch
                .iter()
                .map(|append| (&append.restaurant, append.commands[0].id.as_str()))
                .collect();
            let known = writer.commands(&asked).unwrap();
            assert!(known.iter().all(Option::is_none));
            writer.commit(&batch).unwrap();
        },
    );
}

fn one(restaurant: RestaurantId, seq: u64, random: &mut u64) -> Append {
    // Knuth's MMIX generator: ids as scattered as UUIDs, without their cost.
    *random = random
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    let id = format!("c:{random:016x}-4000-8000-{seq:012x}");
    let event = Event {
        seq,
        at_ms: 1_700_000_000_000,
        version: 1,
        by: "pos-1".to_owned(),
        command_id: Some(id.clone()),
        body: "j".repeat(BODY),
    };
    let command = Command {
        id,
        body_hash: [7; 32],
        answer: Answer::Done { seq },
    };
    Append {
        events: vec![event],
        commands: vec![command],
        ..Append::new(restaurant)
    }
}

fn measure(name: &str, events: usize, mut batch: impl FnMut()) {
    let began = Instant::now();
    let mut took = Vec::new();
    while began.elapsed() < SPAN {
        let start = Instant::now();
        batch();
        took.push(start.elapsed().as_micros());
    }
    let per_second = took.len() as f64 / began.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
    println!(
        "{name:<34}{per_second:>10.0}{:>10.0}{:>9}{:>9}{:>9}",
        per_second * events as f64,
        at(0.5),
        at(0.99),
        at(1.0)
    );
}
