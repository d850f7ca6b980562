//! Beginning and ending.

use crate::process::{Display, Home, MENU, Server, complaint, program, run};
use rustix::process::Signal;
use std::{
    fs,
    net::TcpListener,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// PROTOCOL, section 1.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test]
async fn it_says_where_it_listens_on_every_socket_and_serves_there() {
    let home = Home::new();
    let two = ["--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0"];
    let mut server = home.serve(&two).await;
    let operator = home.token("operator").await;
    let first = server.address;
    assert_eq!(server.get("/v1/stations", &operator).await.0, 200);
    server.address = server.listening().await;
    assert_ne!(server.address, first);
    assert_eq!(server.get("/v1/stations", &operator).await.0, 200);
    server.stop().await;
}

#[tokio::test]
async fn it_stops_cleanly_when_asked_and_tells_its_displays() {
    let home = Home::new();
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = home.serve(&[]).await;
        let token = home.token("display").await;
        let tcp = TcpStream::connect(server.address).await.unwrap();
        let (mut display, _) = Display::greet(tcp, &token, "grill").await;
        // A till's connection that is idle holds nothing up.
        let mut idle = TcpStream::connect(server.address).await.unwrap();
        idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: heard\r\n\r\n")
            .await
            .unwrap();
        let mut answer = [0; 12];
        idle.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");

        let began = Instant::now();
        server.signal(signal);
        let notice = display.hear().await.unwrap();
        assert_eq!(
            (&notice["type"], &notice["kind"]),
            (&"notice".into(), &"shutting_down".into())
        );
        assert_eq!(display.hear().await, Err(1001));
        assert!(server.ended().await.success());
        assert!(began.elapsed() < STOPS_WITHIN);
    }
}

#[tokio::test]
async fn what_was_accepted_is_there_after_a_stop_and_a_kill() {
    let home = Home::new();
    let till = home.token("pos").await;
    for (round, signal) in [Signal::TERM, Signal::KILL].into_iter().enumerate() {
        let mut server = home.serve(&[]).await;
        for _ in 0..5 {
            let (status, body) = server.order(&till).await;
            assert_eq!(status, 201, "{body}");
        }
        server.signal(signal);
        server.ended().await;
        let server = home.serve(&[]).await;
        let (_, orders) = server.get("/v1/orders", &till).await;
        let orders: serde_json::Value = serde_json::from_str(&orders).unwrap();
        assert_eq!(orders["orders"].as_array().unwrap().len(), 5 * (round + 1));
        server.stop().await;
    }
}

#[tokio::test]
async fn a_second_signal_does_not_wait() {
    let home = Home::new();
    let mut server = home.serve(&[]).await;
    let till = home.token("pos").await;
    // Half an order: it is waited for, for a while.
    let mut half = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: heard\r\nauthorization: Bearer {till}\r\n\
         expect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n"
    );
    half.write_all(head.as_bytes()).await.unwrap();
    // It reads the body now.
    let mut answer = [0; 12];
    half.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 100");
    let began = Instant::now();
    server.signal(Signal::TERM);
    // Nothing new is let in: that is how the first signal is seen to have come.
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    server.signal(Signal::TERM);
    assert_eq!(server.ended().await.code(), Some(1));
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn its_log_goes_into_a_folder_that_is_named_to_the_last_line() {
    let home = Home::new();
    let folder = home.file("logs");
    let mut server = home.serve(&["--log-dir", folder.to_str().unwrap()]).await;
    server.signal(Signal::TERM);
    assert!(server.ended().await.success());
    let log = std::fs::read_to_string(folder.join("heard-server.log")).unwrap();
    let messages: Vec<String> = log
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["message"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(messages.contains(&"listening".to_owned()), "{messages:?}");
    assert_eq!(messages.last().unwrap(), "stopped");
}

#[tokio::test]
async fn half_an_order_does_not_keep_it_from_stopping() {
    let home = Home::new();
    let mut server = home.serve(&[]).await;
    let till = home.token("pos").await;
    let mut half = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: heard\r\nauthorization: Bearer {till}\r\n\
         expect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n"
    );
    half.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    half.read_exact(&mut answer).await.unwrap();
    let began = Instant::now();
    server.signal(Signal::TERM);
    assert!(server.ended().await.success());
    assert!(began.elapsed() < STOPS_WITHIN, "{:?}", began.elapsed());
}

#[tokio::test]
async fn it_ends_with_the_app_that_started_it_only_where_it_shall() {
    let home = Home::new();
    let mut alone = home.serve(&[]).await;
    drop(alone.stdin.take());
    let till = home.token("pos").await;
    assert_eq!(alone.order(&till).await.0, 201);
    alone.stop().await;
    let mut child = home.serve(&["--stop-with-parent"]).await;
    assert_eq!(child.order(&till).await.0, 201);
    drop(child.stdin.take());
    assert!(child.ended().await.success());
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(home.with(&["serve", "--listen", &address])).await;
    let said = complaint(&output, 1);
    assert!(
        said.contains(&address) && said.contains("--listen"),
        "{said}"
    );
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn one_database_has_one_server() {
    let home = Home::new();
    let server = home.serve(&[]).await;
    let output = run(home.with(&["serve", "--listen", "127.0.0.1:0"])).await;
    let said = complaint(&output, 1);
    assert!(said.contains("in use"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_explained() {
    let home = Home::new();
    let listen = ["serve", "--listen", "127.0.0.1:0"];
    fs::write(
        home.file("heard.db"),
        "this is no database, and it is long enough",
    )
    .unwrap();
    let said = complaint(&run(home.with(&listen)).await, 1);
    assert!(said.contains("not a database"), "{said}");
    let file = home.file("a-file");
    fs::write(&file, "").unwrap();
    let words = listen
        .into_iter()
        .chain(["--data-dir", file.to_str().unwrap()]);
    let said = complaint(&run(words).await, 1);
    assert!(
        said.contains("data folder") && said.contains("a-file"),
        "{said}"
    );
}

#[tokio::test]
async fn a_menu_is_taken_over_once_and_not_with_faults() {
    let home = Home::new();
    let menu = fs::read_to_string(MENU).unwrap();
    let faulty = home.file("faulty.json");
    let wrong = menu.replacen("\"heard.menu/1\"", "\"heard.menu/9\"", 1);
    let wrong = wrong.replacen("\"name\"", "\"title\"", 1);
    fs::write(&faulty, wrong).unwrap();
    let words = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--menu",
        faulty.to_str().unwrap(),
    ];
    let said = complaint(&run(home.with(&words)).await, 2);
    assert!(said.contains("--menu"), "{said}");
    assert!(said.contains("/schema") && said.contains("/name"), "{said}");

    home.serve(&[]).await.stop().await;
    // It has one now: another file changes nothing.
    let other = home.file("other.json");
    fs::write(&other, menu.replacen("Copper Pan", "Iron Pan", 1)).unwrap();
    let words = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--menu",
        other.to_str().unwrap(),
    ];
    let server = Server::start(program().args(home.with(&words))).await;
    let operator = home.token("operator").await;
    let (_, menu) = server.get("/v1/menu", &operator).await;
    assert!(menu.contains("Copper Pan") && !menu.contains("Iron Pan"));
    server.stop().await;
}
