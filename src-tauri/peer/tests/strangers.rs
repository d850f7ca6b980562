//! What strangers send: datagrams, descriptions.

mod common;

use std::time::Duration;

use common::{open, within};
use peer::{Event, Peer, Settings};
use scope::{Scope, Task, time};

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
