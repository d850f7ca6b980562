//! Growth that holds is told by name; load that comes and goes is not.

use std::time::Duration;

use super::*;
use crate::{Kind, Named, Scope, Tally, Task, time};

const SECOND: Duration = Duration::from_secs(1);

/// A watch, and made-up time.
struct Kept {
    watch: Watch,
    begun: Instant,
    now: Instant,
}

/// One sample's figures, by hand.
#[derive(Clone, Copy)]
struct Figures {
    resident: u64,
    readers: usize,
    deadlines: usize,
    queue: u64,
}

/// A quiet server.
const QUIET: Figures = Figures {
    resident: 80 << 20,
    readers: 20,
    deadlines: 40,
    queue: 0,
};

impl Kept {
    fn new() -> Self {
        let begun = Instant::now();
        Self {
            watch: Watch::new(Settings::default(), begun),
            begun,
            now: begun,
        }
    }

    /// How many periods have passed.
    fn ticks(&self) -> u64 {
        (self.now - self.begun).as_secs() / 10
    }

    /// Goes on for a time; returns what was said, and after which tick.
    fn go(&mut self, time: Duration, figures: impl Fn(u64) -> Figures) -> Vec<(u64, Warning)> {
        let mut said = Vec::new();
        let end = self.now + time;
        while self.now < end {
            assert_eq!(self.watch.poll_timeout(), self.now);
            let sample = sample(self.now, figures(self.ticks()));
            let warning = self.watch.handle_sample(sample);
            said.extend(warning.map(|warning| (self.ticks(), warning)));
            self.now += 10 * SECOND;
        }
        said
    }
}

fn sample(at: Instant, figures: Figures) -> Sample {
    let named = |name: &'static str, count| Named {
        kind: Kind::Task,
        name: name.into(),
        count,
    };
    Sample {
        at,
        process: Process {
            resident: Some(figures.resident),
            ..Process::default()
        },
        scopes: vec![Tally {
            scope: "server/voice".into(),
            names: vec![named("reader", figures.readers), named("listener", 1)],
            deadlines: figures.deadlines,
            peak: 0,
        }],
        gauges: vec![Gauge {
            name: "sessions",
            value: figures.queue,
        }],
    }
}

const HOUR: Duration = Duration::from_secs(3_600);

#[test]
fn a_leak_is_told_once_by_the_name_of_its_scope() {
    let mut kept = Kept::new();
    assert!(kept.go(HOUR, |_| QUIET).is_empty());
    let leak = |tick: u64| Figures {
        resident: (80 << 20) + (tick - 360) * (600 << 10),
        readers: 20 + (tick - 360) as usize,
        ..QUIET
    };
    let said = kept.go(HOUR, leak);
    let words: Vec<String> = said.iter().map(|(_, said)| said.to_string()).collect();
    // The readers, which grow faster, come first; the memory's growth is told when it has held, too.
    assert_eq!(said.len(), 2, "{words:?}");
    let readers = said[0].1.grown[0].series.to_string();
    assert_eq!(readers, "task server/voice/reader");
    let memory = &said[1].1;
    assert_eq!(memory.grown[0].series, Series::Resident);
    assert_eq!(memory.places[0].series.to_string(), readers);
    // It is there for whoever looks until it ends, and can then be told anew.
    assert!(!kept.watch.warnings().is_empty());
    let after = |_| Figures {
        resident: 290 << 20,
        readers: 380,
        ..QUIET
    };
    assert!(kept.go(HOUR, after).is_empty());
    assert_eq!(kept.watch.warnings(), []);
    assert_eq!(kept.watch.warned(), 2);
}

#[test]
fn every_kind_of_figure_is_followed() {
    let of = |change: fn(&mut Figures, usize)| {
        let mut kept = Kept::new();
        let said = kept.go(2 * HOUR, |tick| {
            let mut figures = QUIET;
            change(&mut figures, tick as usize);
            figures
        });
        said[0].1.places[0].series.to_string()
    };
    let deadlines = of(|figures, tick| figures.deadlines += tick);
    assert_eq!(deadlines, "deadlines of server/voice");
    assert_eq!(of(|figures, tick| figures.queue += tick as u64), "sessions");
}

#[test]
fn memory_that_no_scope_accounts_for_is_told_as_such() {
    let mut kept = Kept::new();
    let said = kept.go(2 * HOUR, |tick| Figures {
        resident: (80 << 20) + tick * (600 << 10),
        ..QUIET
    });
    assert_eq!(said.len(), 1);
    let words = said[0].1.to_string();
    assert!(words.starts_with("resident memory: "), "{words}");
    assert!(words.ends_with(". No scope has grown"), "{words}");
}

#[test]
fn a_start_a_step_a_rush_and_noise_are_no_leaks() {
    let noise = |tick: u64| (tick * 7_919) % 9;
    // Caches fill in the first minutes; twenty screens are switched on within three minutes; a rush
    // of an hour comes and goes, thrice.
    let mut kept = Kept::new();
    let said = kept.go(9 * HOUR, |tick| {
        let warming = tick.min(60) * (1 << 20);
        let screens = tick.saturating_sub(400).min(20);
        let rush = 60 - (tick % 360).abs_diff(180).min(60);
        Figures {
            resident: (40 << 20) + warming + (screens << 20) + (rush << 17) + (noise(tick) << 20),
            readers: (20 + 8 * screens + rush + noise(tick)) as usize,
            ..QUIET
        }
    });
    let words: Vec<String> = said.iter().map(|(_, said)| said.to_string()).collect();
    assert!(words.is_empty(), "{words:?}");
}

#[test]
fn what_leaks_slowly_is_seen_over_the_day_through_every_rush() {
    // Two an hour, under load that goes up and down by forty.
    let mut kept = Kept::new();
    let said = kept.go(24 * HOUR, |tick| {
        let rush = 40 - (tick % 360).abs_diff(180).min(40);
        Figures {
            readers: (20 + tick / 180 + rush) as usize,
            ..QUIET
        }
    });
    assert_eq!(said.len(), 1, "{said:?}");
    let growth = &said[0].1.grown[0];
    assert_eq!(growth.series.to_string(), "task server/voice/reader");
    assert_eq!(growth.span, Span::Day);
}

#[test]
fn samples_are_bounded_and_an_hour_keeps_its_lowest() {
    let mut kept = Kept::new();
    kept.go(27 * HOUR, |tick| Figures {
        readers: 20 + (tick % 100) as usize,
        queue: 100 - tick % 100,
        ..QUIET
    });
    assert_eq!(kept.watch.recent().len(), RECENT);
    assert_eq!(kept.watch.day().len(), DAY);
    let lowest = kept.watch.day().next().unwrap();
    assert_eq!(lowest.scopes[0].names[0].count, 20);
    assert_eq!(lowest.gauges[0].value, 1);
    assert_eq!(lowest.process.resident, Some(80 << 20));
    assert_eq!(lowest.process.live_heap, None);
}

#[test]
fn what_ended_within_the_hour_is_not_in_its_lowest() {
    let now = Instant::now();
    let mut lowest = sample(now, QUIET);
    let mut later = sample(now + SECOND, QUIET);
    later.scopes[0].names.pop();
    later.gauges.clear();
    lowest.lower_to(&later);
    assert_eq!(lowest.scopes[0].names.len(), 1);
    assert_eq!(lowest.gauges, []);
    later.scopes.clear();
    lowest.lower_to(&later);
    assert_eq!(lowest.scopes, []);
}

#[test]
fn the_slope_is_that_of_the_many() {
    let begun = Instant::now();
    let points: Vec<(Instant, f64)> = (0..100)
        .map(|index| {
            let wild = if index % 4 == 0 { 1e9 } else { 0.0 };
            (begun + index * SECOND, 3.0 * f64::from(index) + wild)
        })
        .collect();
    let trend = Trend::of(&points).unwrap();
    assert!((2.5..3.5).contains(&trend.per_second), "{trend:?}");
    assert_eq!(trend.over, 99 * SECOND);
    assert_eq!(Trend::of(&points[..3]), None);
    // A clock that stood still makes no slope of nothing.
    let still: Vec<(Instant, f64)> = points.iter().map(|(_, value)| (begun, *value)).collect();
    assert_eq!(Trend::of(&still), None);
}

#[tokio::test]
async fn a_kept_watch_sees_this_very_process() {
    let root = Scope::root("server");
    let voice = root.child("voice");
    let _task = voice.spawn(Task::abort("reader"), std::future::pending::<()>());
    let settings = Settings {
        period: Duration::from_millis(1),
        ..Settings::default()
    };
    let gauges = || {
        vec![Gauge {
            name: "sessions",
            value: 7,
        }]
    };
    let watching = Watching::start(&root, root.handle(), settings, gauges);
    let latest = loop {
        let latest = watching.look(|watch| watch.latest().cloned());
        match latest {
            Some(latest) => break latest,
            None => tokio::task::yield_now().await,
        }
    };
    let seen: Vec<String> = latest.scopes.iter().map(ToString::to_string).collect();
    assert!(seen[0].contains("1 task watch"), "{seen:?}");
    assert!(seen[1].contains("1 task reader"), "{seen:?}");
    assert_eq!(latest.gauges[0].value, 7);
    assert!(latest.live() >= 2);
    if cfg!(target_os = "linux") {
        let process = latest.process;
        assert!(process.resident > Some(1 << 20), "{process:?}");
        assert!(process.descriptors > process.sockets, "{process:?}");
        assert!(process.threads >= Some(1), "{process:?}");
    }
    let closed = root.close(SECOND).await;
    assert!(closed.is_clean(), "{closed}");
}

#[test]
fn a_descriptor_and_a_socket_are_counted() {
    if !cfg!(target_os = "linux") {
        return;
    }
    // Other tests open and close theirs meanwhile; forty are more than all of those.
    let before = Probe::new(1).read();
    let sockets: Vec<_> = (0..40)
        .map(|_| std::net::UdpSocket::bind("127.0.0.1:0").unwrap())
        .collect();
    let after = Probe::new(1).read();
    assert!(
        after.sockets > before.sockets.map(|count| count + 20),
        "{before:?} {after:?}"
    );
    assert!(after.descriptors >= after.sockets, "{after:?}");
    drop(sockets);
}

#[tokio::test(start_paused = true)]
async fn a_watch_ends_with_its_scope() {
    let root = Scope::root("server");
    let watched = root.child("watched");
    let watcher = root.child("watcher");
    let _watching = Watching::start(&watcher, watched.handle(), Settings::default(), Vec::new);
    time::sleep(SECOND).await;
    drop(watched);
    // Nothing is left to watch, so the task ends by itself at the next sample.
    while watcher.census().total() > 0 {
        time::sleep(SECOND).await;
    }
}
