//! Clients that do not keep to the protocol, by accident or on purpose. Each is closed with the
//! code that says why, and nobody else notices.

use crate::house::{House, bump, burger_and_lemonade};
use kitchen::OrderId;
use serde_json::json;
use sim::{
    PATIENCE,
    http::Client,
    stream::{Display, Socket, StreamError, hello},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use uuid::Uuid;
use wire::{CLIENT_FRAME_BYTES, ClientFrame, HELLO_BYTES, close};

async fn socket(house: &House) -> Socket {
    Socket::open(house.server.address()).await.unwrap()
}

fn text(frame: &ClientFrame) -> String {
    serde_json::to_string(frame).unwrap()
}

/// Somebody who behaves, to see that the others' misbehaviour is their own affair.
async fn assert_unharmed(house: &mut House, bystander: &mut Display) {
    let order = house.place(&burger_and_lemonade("unharmed")).await;
    bystander
        .until(|state| state.orders.contains_key(&order))
        .await
        .unwrap();
    house.assert_all_agree([bystander]).await;
}

#[tokio::test]
async fn a_first_frame_that_is_no_hello() {
    let mut house = House::open().await;
    let mut bystander = house.display("bystander").await;
    let token = house.display_token.clone();
    let good = text(&hello(&token, "grill", None));
    let table: [(String, u16); 8] = [
        ("Tom's Diner".into(), close::BAD_FRAME),
        ("{".into(), close::BAD_FRAME),
        ("[]".into(), close::BAD_FRAME),
        (
            json!({"type": "ping", "t": 1}).to_string(),
            close::BAD_FRAME,
        ),
        (good.replace("grill", ""), close::BAD_FRAME),
        (
            good.replace(&token, "not-a-token"),
            close::NOT_AUTHENTICATED,
        ),
        (
            json!({"type": "hello", "device": {"id": "grill"}}).to_string(),
            close::NOT_AUTHENTICATED,
        ),
        (
            good.replace("grill", &"g".repeat(HELLO_BYTES)),
            close::TOO_LARGE,
        ),
    ];
    for (frame, code) in table {
        let mut socket = socket(&house).await;
        socket.text(frame.clone()).await.unwrap();
        assert_eq!(socket.closed().await.unwrap(), code, "{frame}");
    }
    let till = house.server.token("pos").await.unwrap();
    let refused = Display::connect(house.server.address(), &till, "grill").await;
    assert!(matches!(
        refused,
        Err(StreamError::Closed {
            code: close::NOT_ALLOWED
        })
    ));
    assert_unharmed(&mut house, &mut bystander).await;
}

#[tokio::test]
async fn a_later_frame_that_is_none() {
    let mut house = House::open().await;
    let mut bystander = house.display("bystander").await;
    let again = text(&hello(&house.display_token, "grill", None));
    let command = json!({"type": "command", "id": "seven", "body": {"type": "rush"}}).to_string();
    for frame in [
        "Tom's Diner",
        r#"{"type":"dance"}"#,
        r#"{"type":"ping","t":"now"}"#,
        &command,
        &again,
    ] {
        let mut display = house.display("grill").await;
        display.socket().text(frame.to_owned()).await.unwrap();
        assert_eq!(display.closed().await.unwrap(), close::BAD_FRAME, "{frame}");
    }
    let mut display = house.display("grill").await;
    display.socket().binary(vec![7; 10]).await.unwrap();
    assert_eq!(display.closed().await.unwrap(), close::BAD_FRAME);

    let mut display = house.display("grill").await;
    let large = "x".repeat(CLIENT_FRAME_BYTES + 1);
    display.socket().text(large).await.unwrap();
    assert_eq!(display.closed().await.unwrap(), close::TOO_LARGE);

    // Bytes that are no WebSocket's: a reserved opcode, unmasked.
    let mut display = house.display("grill").await;
    display
        .socket()
        .raw(&[0x8f, 0x05, 1, 2, 3, 4, 5])
        .await
        .unwrap();
    assert_eq!(display.closed().await.unwrap(), close::BAD_FRAME);
    assert_unharmed(&mut house, &mut bystander).await;
}

#[tokio::test]
async fn a_command_that_cannot_be_is_refused_and_the_display_stays() {
    let mut house = House::open().await;
    let mut grill = house.display("grill").await;
    let nowhere = bump(OrderId(Uuid::from_u128(7)), Some("grill"));
    let refused = grill.order(&nowhere).await.unwrap();
    let sim::stream::Outcome::Refused { code } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code.as_str(), "unknown_order");
    for body in [
        json!({}),
        json!({"type": "dance"}),
        json!({"type": "bump"}),
        json!(7),
    ] {
        let id = Uuid::new_v4();
        let frame = json!({"type": "command", "id": id, "body": body}).to_string();
        grill.socket().text(frame).await.unwrap();
        let answer = grill.outcome(kitchen::CommandId(id)).await.unwrap();
        let sim::stream::Outcome::Refused { code } = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(code.as_str(), "invalid_body", "{body}");
    }
    assert_unharmed(&mut house, &mut grill).await;
}

#[tokio::test]
async fn a_flood_is_cut_off() {
    let mut house = House::open().await;
    let mut bystander = house.display("bystander").await;
    let mut flood = house.display("grill").await;
    // Whoever is cut off may notice it while writing.
    for t in 0..5_000 {
        if flood.socket().say(&ClientFrame::Ping { t }).await.is_err() {
            break;
        }
    }
    assert_eq!(flood.closed().await.unwrap(), close::TOO_MANY);
    assert_unharmed(&mut house, &mut bystander).await;
}

#[tokio::test]
async fn half_a_handshake_and_half_a_frame() {
    let mut house = House::open().await;
    let mut bystander = house.display("bystander").await;
    let address = house.server.address();

    // Bytes that are no HTTP are answered, and the connection ends.
    let mut garbage = TcpStream::connect(address).await.unwrap();
    garbage
        .write_all(&[0x16, 0x03, 0x01, 0x00, 0xff, 0xff])
        .await
        .unwrap();
    let mut answer = Vec::new();
    timeout(PATIENCE, garbage.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 400"),
        "{}",
        String::from_utf8_lossy(&answer)
    );

    // Half a request, and gone; a handshake, half a frame, and gone.
    let mut half = TcpStream::connect(address).await.unwrap();
    half.write_all(b"GET /v1/stream HTTP/1.1\r\nHost: x\r\n")
        .await
        .unwrap();
    drop(half);
    let mut half = socket(&house).await;
    half.raw(&[0x81, 0xfe, 0x01]).await.unwrap();
    half.reset().unwrap();

    // A plain request where a stream begins.
    let token = house.display_token.clone();
    let plain = Client::new(address, token).get("/v1/stream").await.unwrap();
    assert_eq!(plain.status, 400, "{:?}", plain.json());
    assert_unharmed(&mut house, &mut bystander).await;
}

#[tokio::test]
async fn a_revoked_token_ends_its_connections() {
    let house = House::open().await;
    let mut display = house.display("grill").await;
    let listed = house.server.command(["token", "list"]).await.unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let line = listed
        .lines()
        .find(|line| line.contains("display"))
        .unwrap();
    let id = line.split_whitespace().next().unwrap();
    let revoked = house.server.command(["token", "revoke", id]).await.unwrap();
    assert!(
        revoked.status.success(),
        "{}",
        String::from_utf8_lossy(&revoked.stderr)
    );
    assert_eq!(display.closed().await.unwrap(), close::NOT_AUTHENTICATED);
    let again = Display::connect(house.server.address(), &house.display_token, "grill").await;
    assert!(matches!(
        again,
        Err(StreamError::Closed {
            code: close::NOT_AUTHENTICATED
        })
    ));
}
