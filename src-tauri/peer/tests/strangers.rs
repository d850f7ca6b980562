//! What strangers send: datagrams, descriptions.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{empty, open, within};
use peer::{By, Event, Peer, Settings};
use scope::{Scope, Task, time};
use webrtc::data_channel::{DataChannel, DataChannelEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCSessionDescription,
};

#[test]
fn a_flood_of_datagrams_ends_nothing() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let offered = Peer::offer(&root.handle(), &Settings::default()).await;
        let offered = offered.unwrap();
        let (mut ours, mut theirs) = {
            let (answer, theirs) =
                Peer::answer(&root.handle(), offered.sdp(), &Settings::default())
                    .await
                    .unwrap();
            let port = port(&answer);
            root.spawn(Task::abort("flood"), async move {
                let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
                for n in 0_u32.. {
                    // What looks like STUN, DTLS, RTP and RTCP by its first byte, and is none.
                    let first = [0_u8, 1, 20, 22, 23, 128, 144, 200, 255][n as usize % 9];
                    let mut datagram = vec![first; (n as usize * 37) % 1_400 + 1];
                    datagram.iter_mut().skip(1).for_each(|byte| {
                        *byte = n.wrapping_mul(2_654_435_761).to_le_bytes()[3];
                    });
                    let _ = socket.send_to(&datagram, ("127.0.0.1", port)).await;
                    if n % 50 == 0 {
                        time::sleep(Duration::from_millis(1)).await;
                    }
                }
            });
            let ours = offered.answered(&answer).await.unwrap();
            (ours, theirs)
        };
        open(&mut ours).await;
        open(&mut theirs).await;
        for n in 0..200 {
            ours.texts.send(&n.to_string()).await.unwrap();
            let event = within(theirs.events.next()).await;
            assert_eq!(event, Some(Event::Text(n.to_string())));
        }
    });
}

/// The port of a description's one candidate.
fn port(sdp: &str) -> u16 {
    let line = sdp.lines().find(|line| line.starts_with("a=candidate:"));
    line.unwrap().split(' ').nth(5).unwrap().parse().unwrap()
}

/// Descriptions that are spoilt one way or another, some of which this crate lets pass to the
/// library.
#[test]
fn a_spoilt_offer_is_answered_or_refused_and_leaves_nothing() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let settings = Settings::default();
        let offered = Peer::offer(&root.handle(), &settings).await.unwrap();
        let lines: Vec<&str> = offered.sdp().lines().collect();
        let (mut answered, mut refused) = (0, 0);
        for (at, line) in lines.iter().enumerate() {
            for spoilt in spoil(line) {
                let mut lines = lines.clone();
                lines[at] = &spoilt;
                let text = lines.join("\r\n") + "\r\n";
                match Peer::answer(&root.handle(), &text, &settings).await {
                    Ok(_) => answered += 1,
                    Err(error) => {
                        assert!(error.is_their_fault(), "{spoilt}: {error}");
                        refused += 1;
                    }
                }
            }
        }
        println!("{answered} answered, {refused} refused");
        assert!(answered > 50 && refused > 50, "{answered}, {refused}");
        drop(offered);
        empty(&root).await;
    });
}

/// The ways to spoil a line.
fn spoil(line: &str) -> Vec<String> {
    let value = line.split_once('=').map_or("", |(_, value)| value);
    let longest = "9".repeat(400);
    let numbers = [
        "0",
        "-1",
        "65536",
        "4294967296",
        "18446744073709551616",
        &longest,
    ];
    let mut spoilt = vec![
        "a=".to_owned(),
        format!("{line}\r\n{line}"),
        line.replace(' ', ""),
        line.replace(':', " "),
        line.replace('/', ""),
        format!("{line} {value}"),
        line.chars().rev().collect(),
        line[..line.len() / 2].to_owned(),
        line.replace(|c: char| c.is_ascii_digit(), "é"),
    ];
    let mut digits = line.split(|c: char| !c.is_ascii_digit());
    if let Some(number) = digits.find(|digits| !digits.is_empty()) {
        spoilt.extend(numbers.map(|other| line.replacen(number, other, 1)));
    }
    if let Some(number) = line
        .rsplit(|c: char| !c.is_ascii_digit())
        .find(|d| !d.is_empty())
    {
        let at = line.rfind(number).unwrap();
        spoilt.extend(numbers.map(|other| format!("{}{other}", &line[..at])));
    }
    spoilt
}

#[test]
fn a_browsers_candidates_are_taken_or_left() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let settings = Settings::default();
        let offered = Peer::offer(&root.handle(), &settings).await.unwrap();
        // A browser hides its addresses, adds TCP, and says when there are no more. Its checks
        // reach us all the same.
        let candidates = "a=candidate:1 1 udp 2113937151 0b1bf1f9-6a8e-4b6e-a2a5-6a4b7f1a7e11.local 50000 typ host generation 0\r\n\
            a=candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active generation 0\r\n\
            a=candidate:3 1 udp 2113937151 2001:db8::7 50001 typ host generation 0\r\n";
        let is_ours = |line: &&str| line.starts_with("a=candidate:");
        let mut text = String::new();
        for line in offered.sdp().lines() {
            if is_ours(&line) {
                text.push_str(candidates);
            } else {
                text.push_str(line);
                text.push_str("\r\n");
            }
        }
        let theirs = Peer::answer(&root.handle(), &text, &settings).await;
        let (answer, mut theirs) = theirs.unwrap();
        let mut ours = offered.answered(&answer).await.unwrap();
        open(&mut ours).await;
        open(&mut theirs).await;
    });
}

/// A client made with the library alone, as it comes: no sound, several channels.
struct Client {
    connection: Box<dyn PeerConnection>,
    channels: Vec<Arc<dyn DataChannel>>,
}

struct Nothing;

impl PeerConnectionEventHandler for Nothing {}

async fn client(channels: usize) -> Client {
    let connection = PeerConnectionBuilder::new()
        .with_handler(Arc::new(Nothing))
        .with_udp_addrs(vec!["127.0.0.1:0".to_owned()])
        .build()
        .await
        .unwrap();
    let mut client = Client {
        connection: Box::new(connection),
        channels: Vec::new(),
    };
    client.open_channels(channels).await;
    client
}

impl Client {
    async fn open_channels(&mut self, channels: usize) {
        for _ in 0..channels {
            let channel = self.connection.create_data_channel("any name", None).await;
            self.channels.push(channel.unwrap());
        }
    }

    /// Connects to a peer of this crate.
    async fn call(&self, scope: &Scope) -> Peer {
        let offer = self.connection.create_offer(None).await.unwrap();
        self.connection.set_local_description(offer).await.unwrap();
        let offer = loop {
            let offer = self.connection.local_description().await.unwrap().sdp;
            if offer.contains("a=end-of-candidates") {
                break offer;
            }
            tokio::task::yield_now().await;
        };
        let answered = Peer::answer(&scope.handle(), &offer, &Settings::default()).await;
        let (answer, peer) = answered.unwrap();
        let answer = RTCSessionDescription::answer(answer).unwrap();
        self.connection
            .set_remote_description(answer)
            .await
            .unwrap();
        peer
    }

    async fn send_when_open(&self, channel: usize, text: &str) {
        loop {
            match within(self.channels[channel].poll()).await {
                Some(DataChannelEvent::OnOpen) => break,
                Some(_) => {}
                None => return,
            }
        }
        self.channels[channel].send_text(text).await.unwrap();
    }
}

#[test]
fn channels_nobody_asked_for_are_kept_empty() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let mut client = client(1).await;
        let mut peer = client.call(&root).await;
        open(&mut peer).await;
        client.open_channels(4).await;
        for channel in (0..5).rev() {
            client.send_when_open(channel, &format!("{channel}")).await;
        }
        // More than the library's queue holds: a channel that nobody reads would stall the rest.
        for _ in 0..1_000 {
            client.channels[3].send_text("noise").await.unwrap();
        }
        client.channels[0].send_text("after").await.unwrap();
        for text in ["0", "after"] {
            let event = within(peer.events.next()).await;
            assert_eq!(event, Some(Event::Text(text.to_owned())));
        }
        // And what is no text is told as such.
        client.channels[0].send(b"\xff\0"[..].into()).await.unwrap();
        assert_eq!(within(peer.events.next()).await, Some(Event::Binary(2)));
        client.connection.close().await.unwrap();
        let closing = within(peer.connection.closed()).await;
        assert_eq!(closing.by, By::Peer, "{closing}");
    });
}

#[test]
fn too_many_channels_end_the_connection() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let client = client(20).await;
        let peer = client.call(&root).await;
        let closing = within(peer.connection.closed()).await;
        assert_eq!(closing.by, By::Us);
        assert_eq!(closing.reason, "the peer opened too many channels");
        client.connection.close().await.unwrap();
    });
}
