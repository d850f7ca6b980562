//! Clients that take their time. These stories do, too: what is told is that time runs out.

use crate::house::House;
use serde_json::{Value, json};
use sim::{
    PATIENCE,
    stream::{Display, Socket, StreamError},
};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Instant, sleep_until, timeout},
};
use wire::{HELLO_WITHIN, Notice, ServerFrame, close};

/// What a slow reader's system takes for it: as little as it can.
const RECEIVE_BUFFER: u32 = 4 * 1024;

/// What must be on its way to a display that does not read: more than both systems keep for it,
/// many times over.
const UNREAD_BYTES: usize = 2 * 1024 * 1024;

/// For how long it does not read: longer than the 10 s after which the server calls it too slow,
/// and less than the 20 s more that it is given to hear so.
const ASLEEP: Duration = Duration::from_secs(15);

/// An order as large as one may be.
fn large_order() -> Value {
    let note = "without salt and without any hurry, ".repeat(7);
    let line = json!({"item": "cheeseburger", "modifiers": ["rare", "side-fries"], "note": note});
    json!({"lines": vec![line; 100]})
}

#[tokio::test]
async fn a_display_that_does_not_read_is_cut_off_and_resumes() {
    let mut house = House::open().await;
    let mut quick = house.display("quick").await;
    let tcp = TcpSocket::new_v4().unwrap();
    tcp.set_recv_buffer_size(RECEIVE_BUFFER).unwrap();
    let tcp = tcp.connect(house.server.address()).await.unwrap();
    let socket = Socket::over(tcp).await.unwrap();
    let slow = Display::greet(socket, &house.display_token, "slow", None).await;
    let mut slow = slow.unwrap();

    let asleep_until = Instant::now() + ASLEEP;
    let order = large_order();
    let mut sent = 0;
    while sent < UNREAD_BYTES {
        let placed = house.place(&order).await;
        quick
            .until(|state| state.orders.contains_key(&placed))
            .await
            .unwrap();
        sent += serde_json::to_vec(&quick.state().orders[&placed])
            .unwrap()
            .len();
    }
    sleep_until(asleep_until).await;

    // What was on its way comes, then why nothing more does.
    let mut last = None;
    let code = loop {
        match timeout(PATIENCE, slow.hear()).await.unwrap() {
            Ok(frame) => last = Some(frame),
            Err(StreamError::Closed { code }) => break code,
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(code, close::TOO_MANY);
    assert_eq!(last, Some(ServerFrame::Notice(Notice::SlowConsumer)));
    assert!(slow.state().seq < quick.state().seq);

    let mut slow = house.resume("slow", slow.leave()).await;
    assert!(slow.snapshot().is_empty(), "it goes on from where it was");
    house.assert_all_agree([&mut slow, &mut quick]).await;
}

#[tokio::test]
async fn who_says_nothing_is_not_waited_for() {
    let house = House::open().await;
    let address = house.server.address();

    let no_hello = async {
        let began = Instant::now();
        let mut socket = Socket::open(address).await.unwrap();
        assert_eq!(socket.closed().await.unwrap(), close::NO_HELLO);
        assert!(began.elapsed() >= HELLO_WITHIN);
    };
    // It takes what it is sent, and neither speaks nor answers the WebSocket's pings.
    let no_sign = async {
        let display = house.display("grill").await;
        let code = display
            .into_socket()
            .closed_in_silence(2 * PATIENCE)
            .await
            .unwrap();
        assert_eq!(code, close::TOO_MANY);
    };
    let no_request = async {
        let mut tcp = TcpStream::connect(address).await.unwrap();
        tcp.write_all(b"GET /v1/orders HT").await.unwrap();
        let mut answer = Vec::new();
        let ended = timeout(2 * PATIENCE, tcp.read_to_end(&mut answer)).await;
        ended
            .expect("half a request is waited for without end")
            .unwrap();
    };
    tokio::join!(no_hello, no_sign, no_request);
}
