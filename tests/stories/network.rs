//! The server's and the link's own code on a simulated network that loses, splits, delays and
//! restarts: by a seed, so that a run can be had again.

mod faults;
mod net;
mod screen;
mod site;
mod till;
mod trace;

use crate::{books::Books, house::assert_same};
use faults::Faults;
use screen::Screen;
use sim::seed::seed;
use site::Site;
use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};
use till::Till;
use trace::Trace;
use turmoil::Sim;

/// For how long the network is bad, in its own time.
const BAD_FOR: Duration = Duration::from_secs(30);

/// Within this, in its own time, everything is well again once the network is: the link's longest
/// pause, and twice the server's patience with a display that is not there any more.
const WELL_WITHIN: Duration = Duration::from_secs(90);

/// The network's finest step, and the finest that is looked at.
const TICK: Duration = Duration::from_millis(1);

/// When the simulation begins, in seconds of Unix time: a Saturday's lunch, and the same in every
/// run.
const BEGINS_S: u64 = 1_795_262_400;

/// Who stands in the kitchen; `None` is the pass. By how much their clocks are wrong, in ms.
const SCREENS: [(Option<&str>, i64); 4] = [
    (Some("grill"), 0),
    (Some("fry"), 90_000),
    (Some("bar"), -3_600_000),
    (None, 400),
];

#[test]
fn one_kitchen_through_loss_partitions_restarts_and_wrong_clocks() {
    let seed = seed("network");
    let first = run(seed);
    let again = run(seed);
    println!("{first}");
    first.assert_same_run(&again);
}

/// One run from the first packet to the last check.
fn run(seed: u64) -> Trace {
    let mut sim = turmoil::Builder::new()
        .rng_seed(seed)
        .epoch(UNIX_EPOCH + Duration::from_secs(BEGINS_S))
        .simulation_duration(BAD_FOR + WELL_WITHIN)
        .tick_duration(TICK)
        .min_message_latency(TICK)
        // No chance in a packet's way: its time is the link's, and changes when a fault says so.
        .max_message_latency(TICK)
        .build();
    let site = Arc::new(Site::found());
    site::host(&mut sim, &site);
    let screens =
        SCREENS.map(|(place, wrong_by_ms)| Arc::new(Screen::new(&site, place, wrong_by_ms, seed)));
    for screen in &screens {
        screen::host(&mut sim, screen);
    }
    let till = Arc::new(Till::new(&site, seed));
    till::host(&mut sim, &till);
    let mut trace = Trace::default();
    let mut faults = Faults::new(seed, &site, &screens);
    while sim.elapsed() < BAD_FOR {
        faults.step(&mut sim, &mut trace);
        step(&mut sim, &mut trace, &site, &screens, &till);
    }
    faults.end(&mut sim);
    site.close();
    while !is_well(&site, &screens, &till) {
        step(&mut sim, &mut trace, &site, &screens, &till);
    }
    trace.note(sim.elapsed(), "all is well");
    check(&site, &screens, &till, &mut trace);
    trace
}

/// One tick, and what can be seen after it. What happens within a tick is not looked at: there the
/// disk's real time decides which of two comes first.
fn step(sim: &mut Sim<'_>, trace: &mut Trace, site: &Site, screens: &[Arc<Screen>], till: &Till) {
    if let Err(error) = sim.step() {
        panic!("{error}; {}", trace.end());
    }
    let now = sim.elapsed();
    trace.look(now, "server", site.look());
    for screen in screens {
        trace.look(now, screen.name(), screen.look());
    }
    trace.look(now, "till", till.look());
}

/// Everything that was wanted is answered, and everyone sees the same.
fn is_well(site: &Site, screens: &[Arc<Screen>], till: &Till) -> bool {
    let head = site.head().map(|head| head.seq);
    till.is_done() && screens.iter().all(|screen| screen.is_well(head))
}

/// What must be true at the end of every run.
fn check(site: &Site, screens: &[Arc<Screen>], till: &Till, trace: &mut Trace) {
    let head = site.head().unwrap();
    let snapshot = head.snapshot().unwrap();
    for screen in screens {
        assert_same(&screen.fold(), &snapshot);
    }
    let mut books = Books::default();
    let mut state = kitchen::State::default();
    for record in site.log() {
        books.enter(&record);
        state.apply(&record).unwrap();
        trace.event(&record);
    }
    assert_same(&state.snapshot().unwrap(), &snapshot);
    till.assert_once(&books);
    let submitted: usize = screens
        .iter()
        .map(|screen| screen.assert_once(&books, site))
        .sum();
    trace.sum(books.events(), books.orders().len(), submitted);
}
