//! The socket, with tungstenite's own client at the other end of a pipe in memory.

use super::*;
use futures_util::{FutureExt, SinkExt, StreamExt};
use scope::{Scope, Task, time};
use tokio::io::{DuplexStream, duplex};
use tokio_tungstenite::WebSocketStream;

/// A pipe that a few hundred bytes fill, so that writes stop half-way.
const NARROW: usize = 300;

type Client = WebSocketStream<DuplexStream>;

async fn pair(most: usize) -> (Socket<DuplexStream>, Client) {
    let (ours, theirs) = duplex(NARROW);
    let client = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
    (Socket::new(ours, most), client)
}

/// What the client is sent until it is closed, with the close code.
async fn hear_all(mut client: Client) -> (Vec<Message>, Option<u16>) {
    let mut heard = Vec::new();
    while let Some(Ok(message)) = client.next().await {
        if let Message::Close(frame) = message {
            return (heard, frame.map(|frame| frame.code.into()));
        }
        heard.push(message);
    }
    (heard, None)
}

#[tokio::test]
async fn pieces_and_frames_arrive_whole_and_in_order() {
    let (mut socket, client) = pair(64).await;
    let scope = Scope::root("client");
    let heard = scope.spawn(Task::drain("client"), hear_all(client));
    // Each length of a header (RFC 6455, section 5.2): 7, 16 and 64 bits.
    let long = "ö".repeat(40_000);
    let frames = [
        Text::whole("a"),
        Text::pieces("{", &long, "}"),
        Text::pieces("x", &long[..200], ""),
        Text::whole(""),
    ];
    socket.send(&frames).await.unwrap();
    socket.send(&[]).await.unwrap();
    socket.ping().await.unwrap();
    socket.close(4429, "reads too slowly").await;
    let (heard, code) = heard.await.unwrap();
    let texts: Vec<String> = heard
        .iter()
        .map(|m| m.to_text().unwrap().to_owned())
        .collect();
    let expected = [
        "a".into(),
        format!("{{{long}}}"),
        format!("x{}", &long[..200]),
    ];
    assert_eq!(texts[..3], expected);
    assert_eq!(texts[3], "");
    assert!(heard[4].is_ping());
    assert_eq!(code, Some(4429));
    assert!(scope.close(LINGER).await.is_clean());
}

#[tokio::test]
async fn the_limit_holds_until_it_is_lifted() {
    let (mut socket, mut client) = pair(8).await;
    client.send(Message::text("12345678")).await.unwrap();
    assert_eq!(socket.receive().await, Received::Text("12345678".into()));
    client.send(Message::text("123456789")).await.unwrap();
    assert_eq!(socket.receive().await, Received::TooLarge);

    let (mut socket, mut client) = pair(8).await;
    // Sent with the first frame, and read when the second is allowed.
    client.send(Message::text("12345678")).await.unwrap();
    client.send(Message::text("123456789")).await.unwrap();
    assert_eq!(socket.receive().await, Received::Text("12345678".into()));
    socket.allow(9);
    assert_eq!(socket.receive().await, Received::Text("123456789".into()));
    // Many small pieces of one large message are no way around it.
    let piece = |last| Frame::message("1234", OpCode::Data(Data::Continue), last);
    let first = Frame::message("1234", OpCode::Data(Data::Text), false);
    for frame in [first, piece(false), piece(true)] {
        client.send(Message::Frame(frame)).await.unwrap();
    }
    assert_eq!(socket.receive().await, Received::TooLarge);
}

#[tokio::test]
async fn pings_are_answered_and_a_close_too() {
    let (mut socket, mut client) = pair(64).await;
    let scope = Scope::root("server");
    let served = scope.spawn(Task::drain("server"), async move {
        let mut received = Vec::new();
        loop {
            match socket.receive().await {
                Received::Gone => return received,
                other => received.push(other),
            }
        }
    });
    client.send(Message::Ping("7".into())).await.unwrap();
    assert_eq!(
        client.next().await.unwrap().unwrap(),
        Message::Pong("7".into())
    );
    client.send(Message::Binary("7".into())).await.unwrap();
    client.close(None).await.unwrap();
    assert!(client.next().await.unwrap().unwrap().is_close());
    assert_eq!(served.await.unwrap(), [Received::Sign, Received::Binary]);
    assert!(scope.close(LINGER).await.is_clean());
}

#[tokio::test]
async fn the_connection_stays_until_the_client_has_closed_too() {
    let (mut socket, mut client) = pair(64).await;
    // What is still on its way then is of no use to anybody.
    client.send(Message::text("late")).await.unwrap();
    socket.allow(1);
    let scope = Scope::root("server");
    let mut closed = scope.spawn(Task::drain("server"), socket.close(3000, "no key"));
    let Some(Ok(Message::Close(Some(frame)))) = client.next().await else {
        panic!("there was no close");
    };
    assert_eq!(u16::from(frame.code), 3000);
    // A client that has not replied finds nothing else, and no end.
    assert!((&mut closed).now_or_never().is_none());
    // Reading on replies; then it ends.
    assert!(client.next().await.is_none());
    closed.await.unwrap();
    assert!(scope.close(LINGER).await.is_clean());
}

#[tokio::test]
async fn who_sends_too_much_still_hears_why() {
    for bytes in [65, 126, 70_000] {
        let (mut socket, mut client) = pair(64).await;
        let scope = Scope::root("client");
        let heard = scope.spawn(Task::drain("client"), async move {
            client.send(Message::text("x".repeat(bytes))).await.unwrap();
            hear_all(client).await
        });
        assert_eq!(socket.receive().await, Received::TooLarge);
        socket.close(1009, "too large").await;
        assert_eq!(heard.await.unwrap().1, Some(1009), "{bytes}");
        assert!(scope.close(LINGER).await.is_clean());
    }
}

#[tokio::test]
async fn bytes_that_are_no_websocket_are_garbage_and_silence_is_gone() {
    let bad: [&[u8]; 3] = [
        // Not masked; RFC 6455, section 5.1.
        &[0x81, 0x01, b'a'],
        // A reserved opcode.
        &[0x83, 0x80, 0, 0, 0, 0],
        // Not UTF-8.
        &[0x81, 0x81, 0, 0, 0, 0, 0xff],
    ];
    for bytes in bad {
        let (ours, mut theirs) = duplex(NARROW);
        let mut socket = Socket::new(ours, 64);
        theirs.write_all(bytes).await.unwrap();
        assert_eq!(socket.receive().await, Received::Garbage, "{bytes:?}");
    }
    let (ours, mut theirs) = duplex(NARROW);
    let mut socket = Socket::new(ours, 64);
    // Half a frame, and then nothing.
    theirs
        .write_all(&[0x81, 0x85, 0, 0, 0, 0, b'a'])
        .await
        .unwrap();
    drop(theirs);
    assert_eq!(socket.receive().await, Received::Gone);
    assert!(socket.send(&[Text::whole("too late")]).await.is_err());
}

#[tokio::test]
async fn a_wait_that_is_dropped_loses_nothing() {
    let (mut socket, mut client) = pair(64).await;
    let scope = Scope::root("client");
    let sent = scope.spawn(Task::drain("client"), async move {
        for number in 0..200 {
            client
                .send(Message::text(number.to_string()))
                .await
                .unwrap();
        }
        client
    });
    let mut number = 0;
    while number < 200 {
        // Polled once and dropped, wherever it stands.
        match socket.receive().now_or_never() {
            Some(Received::Text(text)) => {
                assert_eq!(text, number.to_string());
                number += 1;
            }
            Some(other) => panic!("{other:?}"),
            None => tokio::task::yield_now().await,
        }
    }
    drop(sent.await.unwrap());
    assert!(scope.close(LINGER).await.is_clean());
}

#[tokio::test(start_paused = true)]
async fn closing_does_not_wait_for_a_client_that_does_not_read() {
    let (socket, client) = pair(64).await;
    let began = time::Instant::now();
    socket.close(1001, "bye").await;
    assert!(began.elapsed() <= LINGER);
    drop(client);
}
