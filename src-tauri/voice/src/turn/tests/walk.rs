//! A walk over all states and all inputs: none is without a way back to ready.

use super::*;
use crate::fault::WayOut;
use std::time::Duration;

type Named<T> = (&'static str, T);

const STATES: &[Named<fn() -> Bench>] = &[
    ("off", Bench::new),
    ("connecting", || {
        let mut bench = Bench::new();
        bench.turn.start(bench.now);
        bench
    }),
    ("connecting", || {
        let mut bench = Bench::new();
        bench.turn.press(bench.now);
        bench
    }),
    ("configuring", || {
        let mut bench = Bench::new();
        bench.turn.start(bench.now);
        bench.turn.handle_open(bench.now);
        bench
    }),
    ("ready", ready),
    ("recording", || {
        let mut bench = ready();
        bench.turn.press(bench.now);
        bench
    }),
    ("committing", || {
        let mut bench = ready();
        bench.turn.press(bench.now);
        bench.turn.release(Take::Sound, bench.now);
        bench
    }),
    ("understanding", committed),
    ("replying", || {
        let mut bench = committed();
        bench.turn.handle_words(true, bench.now);
        bench
    }),
    ("speaking", || {
        let mut bench = committed();
        bench.turn.handle_speaking(bench.now);
        bench
    }),
    ("failed", || {
        let mut bench = ready();
        bench
            .turn
            .handle_fault(Fault::passing(Phase::Session, "gone"), bench.now);
        bench
    }),
    ("failed", || {
        let mut bench = Bench::new();
        bench.turn.start(bench.now);
        let fault = Fault::with(Phase::Token, "revoked", WayOut::Pair);
        bench.turn.handle_fault(fault, bench.now);
        bench
    }),
];

pub(super) const INPUTS: &[Named<fn(&mut Bench)>] = &[
    ("start", |b| b.turn.start(b.now)),
    ("rest", |b| b.turn.rest()),
    ("press", |b| b.turn.press(b.now)),
    ("release", |b| b.turn.release(Take::Sound, b.now)),
    ("release, silent", |b| b.turn.release(Take::Silence, b.now)),
    ("release, short", |b| b.turn.release(Take::Short, b.now)),
    ("interrupt", |b| b.turn.interrupt()),
    ("reset", |b| b.turn.reset(b.now)),
    ("progress", |b| b.turn.handle_progress(Phase::Answer)),
    ("open", |b| b.turn.handle_open(b.now)),
    ("configured", |b| b.turn.handle_configured(b.now)),
    ("committed", |b| b.turn.handle_committed(b.now)),
    ("words", |b| b.turn.handle_words(true, b.now)),
    ("no words", |b| b.turn.handle_words(false, b.now)),
    ("calling", |b| b.turn.handle_calling(b.now)),
    ("speaking", |b| b.turn.handle_speaking(b.now)),
    ("over", |b| b.turn.handle_over()),
    ("not answered", |b| b.turn.handle_not_answered("no")),
    ("deaf", |b| b.turn.handle_deaf("no microphone")),
    ("lost", |b| {
        b.turn
            .handle_fault(Fault::passing(Phase::Session, "gone"), b.now)
    }),
    ("revoked", |b| {
        let fault = Fault::with(Phase::Token, "revoked", WayOut::Pair);
        b.turn.handle_fault(fault, b.now);
    }),
    ("rested", |b| b.turn.handle_rested(b.now)),
    ("due", |b| {
        if b.turn.poll_timeout().is_some() {
            b.time_out();
        }
    }),
    ("early", |b| b.turn.handle_timeout(b.now)),
];

/// The furthest deadline that there is.
const FURTHEST: Duration = Duration::from_secs(60);

/// What waits ends by itself where nothing is waited for; and a press and a good network lead from
/// there to ready.
pub(super) fn comes_to_ready(mut bench: Bench, why: &str) {
    bench.actions();
    for _ in 0..8 {
        let Some(until) = bench.turn.poll_timeout() else {
            break;
        };
        assert!(until <= bench.now + FURTHEST, "{why}: waits too long");
        if bench.name() == "failed" {
            // It tries again: that is the way.
            break;
        }
        bench.time_out();
        bench.actions();
    }
    let resting = bench.name();
    assert!(
        matches!(resting, "off" | "ready" | "failed"),
        "{why}: {resting} does not end"
    );
    if resting == "ready" {
        return;
    }
    let by_itself = bench.turn.poll_timeout().is_some();
    match by_itself {
        true => bench.time_out(),
        false => bench.turn.press(bench.now),
    }
    bench.turn.release(Take::Short, bench.now);
    assert_eq!(bench.name(), "connecting", "{why}");
    bench.turn.handle_open(bench.now);
    bench.turn.handle_configured(bench.now);
    bench.actions();
    assert_eq!(bench.name(), "ready", "{why}");
}

#[test]
fn from_every_state_after_every_input_there_is_a_way_to_ready() {
    let mut seen = std::collections::BTreeSet::new();
    for (state, make) in STATES {
        assert_eq!(make().name(), *state);
        seen.insert(*state);
        for (input, apply) in INPUTS {
            let mut bench = make();
            bench.actions();
            apply(&mut bench);
            comes_to_ready(bench, &format!("{state}, then {input}"));
        }
    }
    assert_eq!(seen.len(), 10, "every state is walked from: {seen:?}");
}

#[test]
fn a_reset_connects_anew_from_anywhere() {
    for (state, make) in STATES {
        let mut bench = make();
        bench.actions();
        bench.turn.reset(bench.now);
        let actions = bench.actions();
        assert_eq!(bench.name(), "connecting", "from {state}");
        assert_eq!(actions.last(), Some(&Action::Connect), "from {state}");
    }
}
