//! Ten thousand connections, ended in every way there is, leave nothing behind.

use crate::house::House;
use futures_util::{StreamExt, stream};
use rand::{RngExt, seq::IndexedRandom};
use sim::{
    PATIENCE,
    http::Client,
    seed::{chance, seed},
    stream::{Socket, StreamError, hello},
};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Instant, sleep},
};
use wire::close;

/// How many come and go.
const CONNECTIONS: u64 = 10_000;

/// How many do so at a time.
const AT_A_TIME: usize = 64;

/// How long the server has to let go of the last ones, before what is still held counts as left
/// behind.
const LET_GO_WITHIN: Duration = PATIENCE;

/// What is the same for so long is taken to stay: longer than the server lingers on a socket that
/// it closed.
const UNCHANGED_FOR: Duration = Duration::from_millis(1_500);

/// How a connection ends.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// In order, after the welcome.
    Goodbye,
    /// With the wire cut, after the welcome.
    Cut,
    /// By a reset, after the welcome.
    Reset,
    /// After the handshake, without a word.
    Mute,
    /// In the middle of its hello.
    MidHello,
    /// In the middle of its handshake.
    MidHandshake,
    /// Refused for its token.
    WrongToken,
    /// Replaced by a newer connection of the same device, which leaves in turn.
    Replaced,
    /// Without a byte.
    Knock,
}

const WAYS: [Way; 9] = [
    Way::Goodbye,
    Way::Cut,
    Way::Reset,
    Way::Mute,
    Way::MidHello,
    Way::MidHandshake,
    Way::WrongToken,
    Way::Replaced,
    Way::Knock,
];

/// One visit from its first packet to its last.
async fn visit(
    address: SocketAddr,
    token: &str,
    device: &str,
    way: Way,
) -> Result<(), StreamError> {
    let welcomed = async || {
        let mut socket = Socket::open(address).await?;
        socket.say(&hello(token, device, None)).await?;
        socket.hear().await?;
        Ok::<_, StreamError>(socket)
    };
    match way {
        Way::Goodbye => welcomed().await?.close().await,
        Way::Cut => welcomed().await.map(drop),
        Way::Reset => welcomed().await?.reset(),
        Way::Mute => Socket::open(address).await.map(drop),
        Way::MidHello => {
            let mut socket = Socket::open(address).await?;
            // A text frame of 126 bytes or more, masked, of which four come.
            socket
                .raw(&[0x81, 0xfe, 0x00, 0xff, 1, 2, 3, 4, 5, 6, 7, 8])
                .await
        }
        Way::MidHandshake => {
            let mut tcp = TcpStream::connect(address).await?;
            Ok(tcp
                .write_all(b"GET /v1/stream HTTP/1.1\r\nUpgrade: webso")
                .await?)
        }
        Way::WrongToken => {
            let mut socket = Socket::open(address).await?;
            socket.say(&hello("wrong", device, None)).await?;
            let code = socket.closed().await?;
            // Whoever tries too many is not even looked up any more.
            assert!(
                [close::NOT_AUTHENTICATED, close::TOO_MANY].contains(&code),
                "{code}"
            );
            Ok(())
        }
        Way::Replaced => {
            let mut older = welcomed().await?;
            let newer = welcomed().await?;
            assert_eq!(older.closed().await?, close::REPLACED);
            drop(newer);
            Ok(())
        }
        Way::Knock => {
            TcpStream::connect(address).await?;
            Ok(())
        }
    }
}

/// What the server holds: descriptors, sockets, connected displays, tasks.
async fn held(house: &House, operator: &mut Client) -> [(&'static str, u64); 4] {
    let metrics = operator.get("/metrics").await.unwrap();
    let metrics = String::from_utf8(metrics.body.to_vec()).unwrap();
    let gauge = |name: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {metrics}"))
            .trim()
            .parse()
            .unwrap()
    };
    let usage = house.server.usage().unwrap();
    [
        ("descriptors", usage.descriptors as u64),
        ("sockets", usage.sockets as u64),
        ("displays", gauge("heard_streams ")),
        ("tasks", gauge("heard_tasks ")),
    ]
}

/// What the server holds once that does not change any more.
async fn settled(house: &House, operator: &mut Client) -> [(&'static str, u64); 4] {
    let until = Instant::now() + LET_GO_WITHIN;
    let mut last = held(house, operator).await;
    loop {
        sleep(UNCHANGED_FOR).await;
        let now = held(house, operator).await;
        if now == last {
            return now;
        }
        assert!(Instant::now() < until, "{now:?}");
        last = now;
    }
}

async fn visits(house: &House, seed: u64, count: u64) {
    let address = house.server.address();
    let visits = stream::iter(0..count).map(|number| {
        let mut chance = chance(seed, number);
        let way = *WAYS.choose(&mut chance).unwrap();
        // Some come at the same time under the same name.
        let device = match way {
            Way::Replaced => format!("replaced-{number}"),
            _ if chance.random_ratio(1, 10) => "twin".to_owned(),
            _ => format!("device-{number}"),
        };
        async move {
            match visit(address, &house.display_token, &device, way).await {
                Ok(()) => {}
                // A twin may be replaced at any time.
                Err(StreamError::Closed { .. }) if device == "twin" => {}
                Err(error) => panic!("{way:?}: {error}"),
            }
        }
    });
    visits.buffer_unordered(AT_A_TIME).collect::<()>().await;
}

#[tokio::test]
async fn leave_nothing_behind() {
    let seed = seed("coming and going");
    let house = House::open().await;
    let mut stayer = house.display("stayer").await;
    let mut operator = house.server.client("operator").await.unwrap();
    // The first visits open what stays open: files of the database, threads of the runtime.
    visits(&house, seed, AT_A_TIME as u64 * 4).await;
    let before = settled(&house, &mut operator).await;

    let began = Instant::now();
    visits(&house, seed + 1, CONNECTIONS).await;
    println!("{CONNECTIONS} connections in {:.1?}", began.elapsed());

    let let_go = Instant::now() + LET_GO_WITHIN;
    loop {
        let after = held(&house, &mut operator).await;
        if after
            .iter()
            .zip(&before)
            .all(|(after, before)| after.1 <= before.1)
        {
            println!("before: {before:?}\nafter:  {after:?}");
            break;
        }
        assert!(
            Instant::now() < let_go,
            "before: {before:?}\nafter: {after:?}"
        );
        // Nothing announces what is let go: it has to be looked for.
        sleep(Duration::from_millis(50)).await;
    }
    house.assert_all_agree([&mut stayer]).await;
}
