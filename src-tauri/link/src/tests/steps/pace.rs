//! How long the pauses are, and what ends them.

use crate::limits::*;
use crate::machine::Output;
use crate::tests::bench::*;
use crate::{Cause, Phase, Side};
use std::time::Duration;
use wire::close;

#[test]
fn pauses_grow_to_thirty_seconds_and_never_end() {
    let mut longest = vec![Duration::ZERO; 200];
    for seed in 0..50 {
        let mut bench = Bench::with(None, vec![], seed);
        bench.timeout();
        for (attempt, longest) in longest.iter_mut().enumerate() {
            assert_eq!(bench.outputs(), [Output::Open]);
            bench.gone(Cause::OpenFailed("refused".to_owned()));
            let ceiling = BACKOFF_FIRST * 2u32.pow(u32::try_from(attempt).unwrap().min(7));
            let pause = bench.until_deadline();
            assert!(pause <= ceiling.min(BACKOFF_LAST), "{attempt}: {pause:?}");
            *longest = pause.max(*longest);
        }
        assert_eq!(bench.machine.status().attempts, 201);
    }
    // Full jitter over fifty seeds comes near its ceiling at every step.
    assert!(longest[0] > BACKOFF_FIRST / 2);
    assert!(longest[199] > BACKOFF_LAST / 2);
}

/// Connects, is welcomed, lives for so long, is closed; gives the next pause's ceiling by trying
/// many seeds.
fn longest_pause_after(lives: &[u64]) -> Duration {
    let pause = |seed| {
        let mut bench = Bench::with(None, vec![], seed);
        for life in lives {
            while bench.phase() != Phase::Connecting {
                bench.until_deadline();
            }
            bench.outputs();
            bench.machine.handle_opened(bench.now);
            bench.hear(snapshot(kitchen_of(1)));
            let end = bench.now.at + ms(*life);
            while bench.now.at < end {
                let left = (end - bench.now.at).min(ms(500));
                bench.pass(left);
                bench.machine.handle_bytes(bench.now);
                bench.timeout();
            }
            bench.gone(closed(close::GOING_AWAY));
        }
        bench.machine.poll_timeout() - bench.now.at
    };
    (0..60).map(pause).max().unwrap()
}

#[test]
fn only_a_connection_that_lasted_makes_the_pauses_short_again() {
    let hot = longest_pause_after(&[10; 8]);
    assert!(hot > ms(8_000), "{hot:?}");
    let mut lives = [10; 8];
    lives[7] = 6_000;
    let good = longest_pause_after(&lives);
    assert!(good <= BACKOFF_FIRST, "{good:?}");
}

#[test]
fn close_codes_set_the_pace() {
    for code in [
        close::NOT_AUTHENTICATED,
        close::NOT_ALLOWED,
        close::REPLACED,
    ] {
        for seed in 0..20 {
            let mut bench = Bench::with(None, vec![], seed);
            bench.greet();
            bench.gone(closed(code));
            let pause = bench.machine.poll_timeout() - bench.now.at;
            assert!((BACKOFF_LAST / 2..=BACKOFF_LAST).contains(&pause));
            let reason = bench.machine.status().reason.unwrap();
            assert_eq!((reason.code(), reason.side()), (Some(code), Side::Server));
            assert!(reason.to_string().contains(&code.to_string()));
        }
    }
    let longest = |code| {
        let pause = |seed| {
            let mut bench = Bench::with(None, vec![], seed);
            bench.greet();
            bench.gone(closed(code));
            bench.machine.poll_timeout() - bench.now.at
        };
        (0..50).map(pause).max().unwrap()
    };
    assert!(longest(close::TOO_MANY) > ms(1_000));
    assert!(longest(close::TOO_MANY) <= ms(2_000));
    assert!(longest(close::GOING_AWAY) <= BACKOFF_FIRST);
}

#[test]
fn a_person_or_the_network_ends_the_pause() {
    for ends in [
        Bench::try_now as fn(&mut Bench),
        Bench::network_changed as fn(&mut Bench),
    ] {
        let mut bench = Bench::new();
        bench.greet();
        bench.gone(closed(close::REPLACED));
        bench.pass(ms(100));
        ends(&mut bench);
        assert_eq!(bench.outputs(), [Output::Open]);
        assert_eq!(bench.phase(), Phase::Connecting);
    }
}

#[test]
fn a_machine_that_slept_connects_at_once() {
    // Where the monotonic clock goes on in sleep, and where it stops and only the wall clock tells.
    for monotonic in [ms(600_000), ms(1)] {
        let mut bench = Bench::live(1);
        bench.now.at += monotonic;
        bench.now.wall_ms += 600_000;
        bench.timeout();
        assert_eq!(bench.outputs(), [Output::Drop, Output::Open]);
        let status = bench.machine.status();
        assert_eq!(status.reason.as_deref(), Some(&Cause::Slept));
    }
}

#[test]
fn a_machine_that_slept_in_a_long_pause_does_not_wait_for_its_end() {
    let mut bench = Bench::new();
    bench.greet();
    bench.gone(closed(close::REPLACED));
    bench.now.wall_ms += 600_000;
    bench.timeout();
    assert_eq!(bench.outputs(), [Output::Open]);
}

#[test]
fn a_wall_clock_that_is_set_back_changes_nothing() {
    let mut bench = Bench::live(1);
    bench.now.wall_ms -= 7_200_000;
    bench.timeout();
    assert_eq!(bench.phase(), Phase::Live);
    bench.pass(ms(500));
    bench.timeout();
    assert_eq!(bench.phase(), Phase::Live);
    // A minute's step forward, by a time server, is less than a sleep of ten seconds only if it is
    // small.
    bench.now.wall_ms += 9_000;
    bench.timeout();
    assert_eq!(bench.phase(), Phase::Live);
}
