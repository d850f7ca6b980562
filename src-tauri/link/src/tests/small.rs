//! Addresses, clocks, causes and the network's fingerprint.

use crate::clock::Offset;
use crate::{Cause, Now, ServerAddress, network};
use std::time::{Duration, Instant};
use wire::close;

#[test]
fn an_address_reads_as_it_is_written() {
    for text in [
        "kitchen.local:7420",
        "10.0.0.5:1",
        "[::1]:7420",
        "localhost:65535",
    ] {
        let address: ServerAddress = text.parse().unwrap();
        assert_eq!(address.to_string(), text);
    }
    let six: ServerAddress = "[fe80::1]:7420".parse().unwrap();
    assert_eq!((six.host(), six.port()), ("fe80::1", 7420));
    let socket: std::net::SocketAddr = "[::1]:80".parse().unwrap();
    assert_eq!(ServerAddress::from(socket).to_string(), "[::1]:80");
    for wrong in [
        "",
        ":7420",
        "kitchen",
        "kitchen:",
        "kitchen:0",
        "kitchen:65536",
        "::1:7420",
        "[::1]",
        "a b:1",
        "a/b:1",
        "user@host:1",
        "[]:1",
    ] {
        wrong.parse::<ServerAddress>().unwrap_err();
    }
}

#[test]
fn a_moment_tells_the_wall_time_of_others() {
    let at = Instant::now() + Duration::from_secs(60);
    let now = Now { at, wall_ms: 1_000 };
    assert_eq!(now.wall_of(at + Duration::from_millis(250)), 1_250);
    assert_eq!(now.wall_of(at - Duration::from_millis(250)), 750);
}

#[test]
fn the_servers_clock_is_followed_and_does_not_twitch() {
    let at = Instant::now();
    let now = Now {
        at,
        wall_ms: 10_000,
    };
    let mut offset = Offset::default();
    assert_eq!(offset.ms(), 0);
    let quick = Duration::from_millis(10);
    assert!(offset.sample(15_000, quick, now));
    assert_eq!(offset.ms(), 5_005);
    // Within what a slow answer can say.
    assert!(!offset.sample(14_900, Duration::from_millis(300), now));
    assert_eq!(offset.ms(), 5_005);
    // The wall clock was set.
    assert!(offset.sample(15_000, quick, Now { at, wall_ms: 0 }));
    assert_eq!(offset.ms(), 15_005);
}

#[test]
fn every_close_code_has_words_of_its_own() {
    let words = |code| {
        let reason = "because".to_owned();
        let cause = Cause::Closed { code, reason };
        cause.to_string()
    };
    let codes = [
        None,
        Some(close::GOING_AWAY),
        Some(close::TOO_LARGE),
        Some(close::BAD_FRAME),
        Some(close::NOT_AUTHENTICATED),
        Some(close::NOT_ALLOWED),
        Some(close::NO_HELLO),
        Some(close::REPLACED),
        Some(close::TOO_MANY),
    ];
    let mut said: Vec<String> = codes.into_iter().map(words).collect();
    assert!(said.iter().all(|words| words.contains("because")));
    said.sort();
    said.dedup();
    assert_eq!(said.len(), codes.len());
}

#[test]
fn the_same_network_has_the_same_fingerprint() {
    assert_eq!(network::fingerprint(), network::fingerprint());
}
