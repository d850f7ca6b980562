//! A walk over all states and all inputs: each state has a deadline, and from each there is a way
//! to a live connection.

use super::bench::*;
use crate::limits::{BACKOFF_LAST, WELCOME_WITHIN};
use crate::machine::Output;
use crate::{Cause, Phase};
use std::collections::BTreeSet;
use std::time::Duration;
use wire::{ClientFrame, Notice, ServerFrame, close};

/// No deadline is further away than the longest of them all.
const FURTHEST: Duration = if WELCOME_WITHIN.as_secs() > BACKOFF_LAST.as_secs() {
    WELCOME_WITHIN
} else {
    BACKOFF_LAST
};

const PHASES: [Phase; 5] = [
    Phase::Waiting,
    Phase::Connecting,
    Phase::Greeting,
    Phase::Live,
    Phase::Closing,
];

fn bench_in(phase: Phase) -> Bench {
    let mut bench = Bench::with(Some(replica_of(2)), vec![entry(1, rush(1))], 3);
    match phase {
        Phase::Waiting => {
            bench.greet();
            bench.gone(closed(close::REPLACED));
        }
        Phase::Connecting => bench.timeout(),
        Phase::Greeting => {
            bench.greet();
        }
        Phase::Live | Phase::Closing => {
            bench.greet();
            bench.hear(snapshot(kitchen_of(2)));
        }
    }
    if phase == Phase::Closing {
        bench.machine.handle_bad_frame("?".to_owned(), bench.now);
    }
    bench.outputs();
    assert_eq!(bench.phase(), phase);
    bench
}

type Input = (&'static str, fn(&mut Bench));

const INPUTS: &[Input] = &[
    ("opened", |b| b.machine.handle_opened(b.now)),
    ("open failed", |b| {
        b.gone(Cause::OpenFailed("no".to_owned()))
    }),
    ("lost", |b| b.gone(Cause::Lost("reset".to_owned()))),
    ("going away", |b| b.gone(closed(close::GOING_AWAY))),
    ("not authenticated", |b| {
        b.gone(closed(close::NOT_AUTHENTICATED));
    }),
    ("replaced", |b| b.gone(closed(close::REPLACED))),
    ("too many", |b| b.gone(closed(close::TOO_MANY))),
    ("bad frame", |b| b.gone(closed(close::BAD_FRAME))),
    ("welcome", |b| b.hear(snapshot(kitchen_of(2)))),
    ("welcome without a picture", |b| {
        b.hear(ServerFrame::Welcome(welcome(2)));
    }),
    ("next event", |b| b.hear(events(vec![placed(3, 3)]))),
    ("gap", |b| b.hear(events(vec![placed(9, 9)]))),
    ("ack", |b| {
        let id = command_id(1);
        b.hear(ServerFrame::Ack { id, seq: 2 });
    }),
    ("pong", |b| {
        b.hear(ServerFrame::Pong {
            t: i64::MIN,
            server_time_ms: i64::MAX,
        });
    }),
    ("notice", |b| {
        b.hear(ServerFrame::Notice(Notice::ShuttingDown))
    }),
    ("garbage", |b| {
        b.machine.handle_bad_frame("?".to_owned(), b.now);
    }),
    ("bytes", |b| b.machine.handle_bytes(b.now)),
    ("nothing", |b| b.timeout()),
    ("deadline", |b| {
        b.until_deadline();
    }),
    ("sleep", |b| {
        b.pass(Duration::from_secs(3600));
        b.timeout();
    }),
    ("try now", |b| b.machine.try_now(b.now)),
    ("network", |b| b.machine.network_changed(b.now)),
    ("new server", |b| b.machine.new_server("t".into(), b.now)),
    ("end", |b| b.machine.end(b.now)),
    ("command", |b| b.push(entry(2, rush(2)))),
];

/// Plays a good server until the connection is live. Says how long that took.
fn to_live(bench: &mut Bench, what: &str) -> Duration {
    let from = bench.now.at;
    for _ in 0..100 {
        match bench.machine.poll_output() {
            Some(Output::Open) => bench.machine.handle_opened(bench.now),
            Some(Output::Send(ClientFrame::Hello(_))) => bench.hear(snapshot(kitchen_of(3))),
            Some(Output::Close { code }) => bench.gone(closed(code)),
            Some(Output::Send(_) | Output::Drop) => {}
            None if bench.phase() == Phase::Live => return bench.now.at - from,
            // The open socket of a bench that was put into this state by hand answers as well.
            None if bench.phase() == Phase::Greeting => bench.hear(snapshot(kitchen_of(3))),
            None => {
                bench.until_deadline();
            }
        }
    }
    panic!("no way to live from {what}");
}

#[test]
fn every_state_has_a_deadline_and_a_way_to_live() {
    for phase in PHASES {
        for (name, input) in INPUTS {
            let what = format!("{phase:?} and {name}");
            let mut bench = bench_in(phase);
            input(&mut bench);
            let left = bench
                .machine
                .poll_timeout()
                .saturating_duration_since(bench.now.at);
            assert!(left <= FURTHEST, "{what}: {left:?}");
            let took = to_live(&mut bench, &what);
            assert!(took <= FURTHEST + BACKOFF_LAST, "{what}: {took:?}");
        }
    }
}

#[test]
fn time_alone_leads_from_every_state_to_another_attempt() {
    for phase in PHASES {
        let mut bench = bench_in(phase);
        let mut opened = false;
        for _ in 0..20 {
            bench.until_deadline();
            opened |= bench.outputs().contains(&Output::Open);
        }
        assert!(opened, "from {phase:?}");
    }
}

#[test]
fn the_walk_takes_every_step_of_the_diagram() {
    let mut steps = BTreeSet::new();
    for phase in PHASES {
        for (_, input) in INPUTS {
            let mut bench = bench_in(phase);
            let before = bench.machine.picture().history.len();
            input(&mut bench);
            let history = bench.machine.picture().history;
            for step in history.iter().skip(before) {
                steps.insert(format!("{:?}-{:?}", step.from, step.to));
            }
        }
    }
    let wanted = [
        "Closing-Waiting",
        "Connecting-Greeting",
        "Connecting-Waiting",
        "Greeting-Closing",
        "Greeting-Live",
        "Greeting-Waiting",
        "Live-Closing",
        "Live-Waiting",
        "Waiting-Connecting",
    ];
    assert_eq!(steps.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}
