//! Bad networks.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use common::{Pair, open, pair_with, tone, within};
use peer::{By, Event, FRAME, Flow, Phase, Settings, Weather};
use scope::{Scope, Task, time};

/// Loses a share of all datagrams that leave, the same ones in every run.
#[derive(Debug)]
struct Rain {
    percent: u32,
    seed: AtomicU32,
}

impl Rain {
    fn new(percent: u32, seed: u32) -> Arc<Rain> {
        let seed = AtomicU32::new(seed.wrapping_mul(2_654_435_761));
        Arc::new(Rain { percent, seed })
    }
}

impl Weather for Rain {
    fn loses(&self, flow: Flow, _: &[u8]) -> bool {
        if flow == Flow::In {
            return false;
        }
        let step = |seed: u32| Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        let seed = self
            .seed
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
        (seed.unwrap_or_else(|seed| seed) >> 16) % 100 < self.percent
    }
}

fn in_the(weather: Arc<dyn Weather>) -> Settings {
    Settings {
        weather: Some(weather),
        ..Settings::default()
    }
}

/// Loses everything while it is on.
#[derive(Debug, Default)]
struct Blackout(AtomicBool);

impl Weather for Blackout {
    fn loses(&self, _: Flow, _: &[u8]) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Loses what keys are agreed by.
#[derive(Debug)]
struct NoDtls;

impl Weather for NoDtls {
    fn loses(&self, _: Flow, datagram: &[u8]) -> bool {
        matches!(datagram.first(), Some(20..=63))
    }
}

/// The library alone gives up on one in seven of these, and takes two seconds for the others.
#[test]
fn a_connection_opens_though_every_seventh_datagram_is_lost() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        for seed in 0..30 {
            let since = Instant::now();
            let Pair {
                mut ours,
                mut theirs,
            } = pair_with(&root.handle(), &in_the(Rain::new(15, seed))).await;
            open(&mut ours).await;
            open(&mut theirs).await;
            assert!(since.elapsed() < Duration::from_secs(5), "seed {seed}");
        }
    });
}

#[test]
fn a_tenth_lost_loses_no_text_and_little_sound() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let Pair {
            mut ours,
            mut theirs,
        } = pair_with(&root.handle(), &in_the(Rain::new(10, 7))).await;
        open(&mut ours).await;
        open(&mut theirs).await;
        ours.speaker.say(&tone(150)).await.unwrap();
        let texts = theirs.texts.clone();
        root.spawn(Task::abort("write"), async move {
            for n in 0..100 {
                texts.send(&n.to_string()).await.unwrap();
            }
        });
        let read = async {
            for n in 0..100 {
                let event = within(ours.events.next()).await;
                assert_eq!(event, Some(Event::Text(n.to_string())));
            }
        };
        // A machine that is busy has silence in between, which is no loss.
        let heard = async {
            let mut loud = 0;
            for _ in 0..1_000 {
                let frame = within(theirs.sound.next()).await.unwrap();
                let energy: i64 = frame.iter().map(|s| i64::from(*s).pow(2)).sum();
                loud += u32::from(energy / FRAME as i64 > 1_000_000);
                if loud > 140 {
                    break;
                }
            }
            loud
        };
        let ((), loud) = tokio::join!(read, heard);
        let counts = theirs.sound.counts();
        assert!(counts.lost > 5, "{counts:?}");
        assert!(
            loud > 140,
            "{loud} of 150 frames: what is lost is made up for"
        );
    });
}

#[test]
fn a_blackout_shorter_than_the_grace_is_lived_through() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let blackout = Arc::new(Blackout::default());
        let settings = Settings {
            disconnected: Duration::from_millis(400),
            grace: Duration::from_secs(6),
            ..in_the(blackout.clone())
        };
        let Pair {
            mut ours,
            mut theirs,
        } = pair_with(&root.handle(), &settings).await;
        open(&mut ours).await;
        open(&mut theirs).await;
        blackout.0.store(true, Ordering::Relaxed);
        ours.texts.send("in the dark").await.unwrap();
        let dark = time::timeout(Duration::from_millis(1_500), theirs.events.next()).await;
        assert!(dark.is_err(), "{dark:?}");
        blackout.0.store(false, Ordering::Relaxed);
        let event = within(theirs.events.next()).await;
        assert_eq!(event, Some(Event::Text("in the dark".to_owned())));

        // Until ICE, too, has seen that it is light again.
        time::sleep(Duration::from_secs(2)).await;

        blackout.0.store(true, Ordering::Relaxed);
        let since = Instant::now();
        match within(theirs.events.next()).await {
            Some(Event::Closed(closing)) => assert_eq!(closing.by, By::Lost),
            other => panic!("{other:?}"),
        }
        let took = since.elapsed();
        assert!(
            took > Duration::from_secs(6) && took < Duration::from_secs(9),
            "{took:?}"
        );
    });
}

#[test]
fn keys_that_never_come_are_not_waited_for() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let settings = Settings {
            setup: Duration::from_millis(500),
            ..in_the(Arc::new(NoDtls))
        };
        let Pair { ours, theirs } = pair_with(&root.handle(), &settings).await;
        for peer in [ours, theirs] {
            let closing = within(peer.connection.closed()).await;
            assert_eq!((closing.by, closing.phase), (By::Deadline, Phase::Dtls));
        }
    });
}
