//! How a connection begins, lives and is closed.

use crate::limits::*;
use crate::machine::Output;
use crate::tests::bench::*;
use crate::{Cause, Phase, Side};
use std::time::Duration;
use wire::{ClientFrame, ServerFrame, Welcome, close};

#[test]
fn connects_at_once_says_hello_and_shows_the_snapshot() {
    let mut bench = Bench::new();
    assert_eq!(bench.machine.poll_timeout(), bench.begun);
    let hello = bench.greet();
    assert_eq!(hello.token, "secret");
    assert_eq!(hello.device.id, "grill-1");
    assert_eq!(hello.resume, None);
    assert_eq!(bench.phase(), Phase::Greeting);
    bench.hear(snapshot(kitchen_of(3)));
    let picture = bench.machine.picture();
    assert_eq!(picture.status.phase, Phase::Live);
    assert_eq!(picture.status.reason, None);
    assert_eq!(picture.replica, Some(replica_of(3)));
    assert_eq!(picture.restaurant.as_deref(), Some("copper-pan"));
}

#[test]
fn goes_on_from_what_it_knows() {
    let mut bench = Bench::with(Some(replica_of(2)), vec![], 1);
    let resume = bench.greet().resume.unwrap();
    assert_eq!((resume.epoch.as_str(), resume.seq), (EPOCH, 2));
    bench.hear(ServerFrame::Welcome(Welcome {
        events: Some(vec![placed(3, 3)]),
        ..welcome(3)
    }));
    bench.hear(events(vec![placed(4, 4), placed(5, 5)]));
    assert_eq!(bench.machine.picture().replica, Some(replica_of(5)));
}

#[test]
fn an_attempt_has_ten_seconds_from_the_first_packet_to_the_welcome() {
    let mut bench = Bench::new();
    bench.timeout();
    bench.pass(ms(4_000));
    bench.machine.handle_opened(bench.now);
    bench.outputs();
    assert_eq!(bench.machine.poll_timeout(), bench.begun + CONNECT_WITHIN);
    bench.until_deadline();
    assert_eq!(bench.outputs(), [Output::Drop]);
    let status = bench.machine.status();
    assert_eq!(status.phase, Phase::Waiting);
    assert_eq!(status.reason.as_deref(), Some(&Cause::TimedOut));
}

#[test]
fn a_welcome_that_still_arrives_is_waited_for_but_not_forever() {
    let mut bench = Bench::new();
    bench.greet();
    while bench.phase() == Phase::Greeting {
        bench.pass(ms(1_000));
        bench.machine.handle_bytes(bench.now);
        bench.timeout();
    }
    assert_eq!(bench.now.at - bench.begun, WELCOME_WITHIN);
    assert_eq!(bench.outputs(), [Output::Drop]);
}

#[test]
fn a_silent_server_is_dead_in_under_three_seconds() {
    let mut bench = Bench::live(1);
    let heard = bench.now.at;
    let mut pings = 1;
    while bench.phase() == Phase::Live {
        bench.until_deadline();
        let pinged = |output: &Output| matches!(output, Output::Send(ClientFrame::Ping { .. }));
        pings += bench.outputs().iter().filter(|o| pinged(o)).count();
    }
    assert_eq!(bench.now.at - heard, SILENCE);
    assert!(SILENCE < Duration::from_secs(3));
    assert_eq!(pings, 3);
    let reason = bench.machine.status().reason.unwrap();
    assert_eq!((&*reason, reason.side()), (&Cause::Silent, Side::Network));
}

#[test]
fn a_server_that_answers_stays_alive() {
    let mut bench = Bench::live(1);
    for _ in 0..100 {
        bench.until_deadline();
        for output in bench.outputs() {
            if let Output::Send(ClientFrame::Ping { t }) = output {
                bench.pass(ms(5));
                let server_time_ms = bench.now.wall_ms + 60_000;
                bench.hear(ServerFrame::Pong { t, server_time_ms });
            }
        }
        assert_eq!(bench.phase(), Phase::Live);
    }
    let offset = bench.machine.picture().server_time_offset_ms;
    assert!((59_950..=60_050).contains(&offset), "{offset}");
}

#[test]
fn a_heartbeat_is_kept_within_bounds_whatever_is_asked() {
    for (asked, given) in [(1, HEARTBEAT_MIN), (400, ms(400)), (60_000, HEARTBEAT_MAX)] {
        let mut bench = Bench::new();
        bench.greet();
        bench.hear(ServerFrame::Welcome(Welcome {
            heartbeat_ms: asked,
            snapshot: Some(kitchen_of(1).into()),
            ..welcome(1)
        }));
        bench.timeout();
        assert_eq!(bench.machine.poll_timeout(), bench.now.at + given);
    }
}

#[test]
fn asking_again_opens_no_second_socket() {
    let mut bench = Bench::new();
    bench.timeout();
    bench.outputs();
    bench.try_now();
    assert_eq!(bench.outputs(), []);
    // What was tried over the old network is void, and dropped before the next is opened.
    bench.network_changed();
    assert_eq!(bench.outputs(), [Output::Drop, Output::Open]);
    let mut live = Bench::live(1);
    live.try_now();
    live.network_changed();
    assert_eq!(live.outputs(), []);
}

#[test]
fn a_new_server_closes_the_old_connection_first() {
    let mut bench = Bench::live(1);
    bench.machine.new_server("other".into(), bench.now);
    let code = close::GOING_AWAY;
    assert_eq!(bench.outputs(), [Output::Close { code }]);
    assert_eq!(bench.phase(), Phase::Closing);
    // What is said meanwhile is not taken.
    bench.hear(events(vec![placed(2, 2)]));
    bench.timeout();
    assert_eq!(bench.outputs(), []);
    bench.gone(closed(close::GOING_AWAY));
    bench.timeout();
    assert_eq!(bench.outputs(), [Output::Open]);
    bench.machine.handle_opened(bench.now);
    let said = bench.outputs();
    assert!(
        matches!(&said[..], [Output::Send(ClientFrame::Hello(hello))] if hello.token == "other"),
        "{said:?}"
    );
}

#[test]
fn a_goodbye_has_one_second() {
    let mut bench = Bench::live(1);
    bench.machine.end(bench.now);
    bench.outputs();
    assert_eq!(bench.until_deadline(), CLOSE_WITHIN);
    assert_eq!(bench.outputs(), [Output::Drop]);
    assert!(!bench.machine.has_socket());
}

#[test]
fn remembers_the_last_fifty_steps() {
    let mut bench = Bench::new();
    bench.timeout();
    for _ in 0..100 {
        bench.gone(Cause::OpenFailed("refused".to_owned()));
        bench.until_deadline();
    }
    let history = bench.machine.picture().history;
    assert_eq!(history.len(), HISTORY);
    let last = history.back().unwrap();
    assert_eq!((last.from, last.to), (Phase::Waiting, Phase::Connecting));
    assert_eq!(*last.cause, Cause::Due);
    assert_eq!(last.at_ms, bench.now.wall_ms);
}

#[test]
fn the_pieces_of_a_snapshot_are_not_a_picture_each() {
    let mut bench = Bench::new();
    bench.greet();
    bench.machine.take_changed();
    let mut pictures = 0;
    for _ in 0..1_000 {
        bench.pass(ms(1));
        bench.machine.handle_bytes(bench.now);
        pictures += usize::from(bench.machine.take_changed());
    }
    assert_eq!(pictures, 10);
    let heard = bench.machine.status().last_heard;
    assert_eq!(heard, Some(bench.now.at));
    bench.hear(snapshot(kitchen_of(1)));
    assert!(bench.machine.take_changed());
}
