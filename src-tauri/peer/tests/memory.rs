//! Connections that come and go take no memory with them. Alone in its process, since it measures
//! all of it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Pair, empty, opened, tone, within};
use scope::Scope;

/// Connections before the measurement, for what is made once and kept.
const WARM: usize = 100;
/// Connections during it.
const CYCLES: usize = 500;
/// What the process may grow by meanwhile: 16 KiB each, a tenth of the smallest thing a connection
/// could leave behind.
const GROWTH: u64 = CYCLES as u64 * 16 * 1024;

#[test]
fn memory_is_flat_over_500_connections() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        for _ in 0..WARM {
            cycle(&root).await;
        }
        let before = resident();
        for _ in 0..CYCLES {
            cycle(&root).await;
        }
        let grown = resident().saturating_sub(before);
        assert!(grown < GROWTH, "{} KiB more", grown / 1024);
    });
}

/// Opened, used in every way, and ended.
async fn cycle(root: &Scope) {
    let Pair { ours, mut theirs } = opened(&root.handle()).await;
    ours.texts.send("hello").await.unwrap();
    within(theirs.events.next()).await.unwrap();
    ours.speaker.say(&tone(2)).await.unwrap();
    within(theirs.sound.next()).await.unwrap();
    drop((ours, theirs));
    empty(root).await;
}

/// Bytes of memory this process holds.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.unwrap().split_whitespace().nth(1).unwrap();
    kib.parse::<u64>().unwrap() * 1024
}
