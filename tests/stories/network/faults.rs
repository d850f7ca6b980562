//! What goes wrong, when, and for how long: by the seed.

use super::{
    screen::Screen,
    site::{self, Site},
    till,
    trace::Trace,
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use sim::seed::chance;
use std::{sync::Arc, time::Duration};
use turmoil::Sim;

/// Tells its chance from that of the others.
const PART: u64 = 2;

/// The longest time between two faults, in ms.
const PAUSE_MS: u64 = 700;

/// An hour, in ms.
const HOUR_MS: i64 = 3_600_000;

/// What is wrong, until when.
struct Fault {
    until: Duration,
    mended_by: Mend,
}

/// How it is mended.
enum Mend {
    /// The wire to that host carries again; what it lost stays lost.
    Repair(String),
    /// The wire to that host gives what it held back.
    Release(String),
    /// The server is switched on.
    Server,
    /// That screen is switched on.
    Screen(Arc<Screen>),
}

impl Mend {
    /// Whose wire or host it is.
    fn whose(&self) -> &str {
        match self {
            Self::Repair(name) | Self::Release(name) => name,
            Self::Server => site::NAME,
            Self::Screen(screen) => screen.name(),
        }
    }
}

/// All that is wrong now, and the chance of what will be.
pub struct Faults<'a> {
    chance: StdRng,
    next: Duration,
    open: Vec<Fault>,
    site: &'a Site,
    screens: &'a [Arc<Screen>],
}

impl<'a> Faults<'a> {
    pub fn new(seed: u64, site: &'a Site, screens: &'a [Arc<Screen>]) -> Self {
        Self {
            chance: chance(seed, PART),
            // Time to get to know each other.
            next: Duration::from_secs(1),
            open: Vec::new(),
            site,
            screens,
        }
    }

    /// Mends what is due, and breaks something where it is time.
    pub fn step(&mut self, sim: &mut Sim<'_>, trace: &mut Trace) {
        let now = sim.elapsed();
        let (due, open) = self.open.drain(..).partition(|fault| fault.until <= now);
        self.open = open;
        let due: Vec<Fault> = due;
        for fault in due {
            mend(sim, fault.mended_by);
        }
        if now >= self.next {
            self.next = now + self.between(1, PAUSE_MS);
            self.strike(sim, trace);
        }
    }

    /// Mends everything.
    pub fn end(&mut self, sim: &mut Sim<'_>) {
        for fault in self.open.drain(..) {
            mend(sim, fault.mended_by);
        }
    }

    fn between(&mut self, least_ms: u64, most_ms: u64) -> Duration {
        Duration::from_millis(self.chance.random_range(least_ms..=most_ms))
    }

    fn strike(&mut self, sim: &mut Sim<'_>, trace: &mut Trace) {
        let names = self
            .screens
            .iter()
            .map(|screen| screen.name())
            .chain([till::NAME]);
        let names: Vec<&str> = names.collect();
        let name = names
            .choose(&mut self.chance)
            .map_or(till::NAME, |name| *name);
        let struck = match self.chance.random_range(0..20) {
            0..6 => self.lose(sim, name),
            6..9 => self.hold(sim, name),
            9..11 => self.stop_server(sim),
            11..13 => self.stop_screen(sim, name),
            13..17 => self.delay(sim, name),
            _ => self.set_clock(name),
        };
        if let Some(struck) = struck {
            trace.note(sim.elapsed(), struck);
        }
    }

    /// Whether nothing is wrong with that host or its wire yet: one fault at a time is mended
    /// without a doubt.
    fn is_whole(&self, name: &str) -> bool {
        self.open
            .iter()
            .all(|fault| fault.mended_by.whose() != name)
    }

    /// The wire loses what it is given: some packets, or all for a while; both ways, or one.
    fn lose(&mut self, sim: &mut Sim<'_>, name: &str) -> Option<String> {
        if !self.is_whole(name) {
            return None;
        }
        let most_ms = if self.chance.random_bool(0.5) {
            20
        } else {
            6_000
        };
        let time = self.between(1, most_ms);
        let way = match self.chance.random_range(0..3) {
            0 => {
                sim.partition_oneway(name, site::NAME);
                "from"
            }
            1 => {
                sim.partition_oneway(site::NAME, name);
                "to"
            }
            _ => {
                sim.partition(name, site::NAME);
                "from and to"
            }
        };
        self.until(sim, time, Mend::Repair(name.to_owned()));
        Some(format!("lost for {time:?} {way} {name}"))
    }

    /// The wire holds back what it is given, and then gives it all at once.
    fn hold(&mut self, sim: &mut Sim<'_>, name: &str) -> Option<String> {
        if !self.is_whole(name) {
            return None;
        }
        let time = self.between(10, 4_000);
        sim.hold(name, site::NAME);
        self.until(sim, time, Mend::Release(name.to_owned()));
        Some(format!("held back for {time:?}: {name}"))
    }

    fn stop_server(&mut self, sim: &mut Sim<'_>) -> Option<String> {
        if !self.is_whole(site::NAME) {
            return None;
        }
        let time = self.between(50, 5_000);
        self.site.went_down();
        sim.crash(site::NAME);
        self.until(sim, time, Mend::Server);
        Some(format!("down for {time:?}: server"))
    }

    fn stop_screen(&mut self, sim: &mut Sim<'_>, name: &str) -> Option<String> {
        let screen = self.screens.iter().find(|screen| screen.name() == name)?;
        if !self.is_whole(name) {
            return None;
        }
        let screen = screen.clone();
        let time = self.between(50, 3_000);
        screen.went_down();
        sim.crash(name);
        self.until(sim, time, Mend::Screen(screen));
        Some(format!("down for {time:?}: {name}"))
    }

    /// The wire gets longer or shorter, for good.
    fn delay(&mut self, sim: &mut Sim<'_>, name: &str) -> Option<String> {
        let time = self.between(1, 250);
        sim.set_link_latency(name, site::NAME, time);
        Some(format!("{time:?} on the way to and from {name}"))
    }

    /// Somebody sets a clock, the server's where no screen has that name.
    fn set_clock(&mut self, name: &str) -> Option<String> {
        let screen = self.screens.iter().find(|screen| screen.name() == name);
        let (whose, wall) = screen.map_or((site::NAME, self.site.wall()), |screen| {
            (name, screen.wall())
        });
        let wrong_by_ms = self.chance.random_range(-HOUR_MS..=HOUR_MS);
        wall.set(wrong_by_ms);
        Some(format!("the clock of {whose} is wrong by {wrong_by_ms} ms"))
    }

    fn until(&mut self, sim: &Sim<'_>, time: Duration, mended_by: Mend) {
        let until = sim.elapsed() + time;
        self.open.push(Fault { until, mended_by });
    }
}

fn mend(sim: &mut Sim<'_>, how: Mend) {
    match how {
        Mend::Repair(name) => {
            sim.repair_oneway(&*name, site::NAME);
            sim.repair_oneway(site::NAME, &*name);
            sim.repair(&*name, site::NAME);
        }
        Mend::Release(name) => sim.release(&*name, site::NAME),
        Mend::Server => sim.bounce(site::NAME),
        Mend::Screen(screen) => sim.bounce(screen.name()),
    }
}
