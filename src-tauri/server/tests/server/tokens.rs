//! Tokens: made, used and revoked, while a server runs.

use crate::process::{Display, Home, complaint, printed, program, run};
use std::{
    fs::{self, File},
    time::{Duration, Instant},
};
use tokio::net::TcpStream;

#[tokio::test]
async fn tokens_are_made_listed_and_revoked_while_the_server_runs() {
    let home = Home::new();
    let server = home.serve(&[]).await;
    let words = [
        "token",
        "create",
        "--role",
        "display",
        "--name",
        "Grill one",
    ];
    let made = run(home.with(&words)).await;
    let token = printed(&made);
    // Alone on its line: `TOKEN=$(…)` is all a script needs.
    assert_eq!(token.lines().count(), 1);
    let token = token.trim_end();
    assert!(token.starts_with("heard_display_"), "{token}");

    let tcp = TcpStream::connect(server.address).await.unwrap();
    let (mut display, welcome) = Display::greet(tcp, token, "grill").await;
    assert_eq!(welcome["restaurant"], "main");

    let list = printed(&run(home.with(&["token", "list"])).await);
    let line = list
        .lines()
        .find(|line| line.contains("Grill one"))
        .unwrap();
    assert!(line.contains("display") && line.contains("main"), "{list}");
    assert!(!list.contains(token));
    let id = line.split_whitespace().next().unwrap();

    printed(&run(home.with(&["token", "revoke", id])).await);
    let revoked = Instant::now();
    assert_eq!(display.hear().await, Err(4401));
    assert!(
        revoked.elapsed() < Duration::from_secs(1),
        "{:?}",
        revoked.elapsed()
    );
    let list = printed(&run(home.with(&["token", "list"])).await);
    assert!(!list.contains("Grill one"), "{list}");
    let again = run(home.with(&["token", "revoke", id])).await;
    assert!(complaint(&again, 1).contains(id));
    // Hashed: nowhere in the data folder is it written.
    for entry in fs::read_dir(home.path()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let found = bytes
            .windows(token.len())
            .any(|window| window == token.as_bytes());
        assert!(!found);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_token_is_revoked_by_whoever_has_it_and_again_without_an_error() {
    let home = Home::new();
    let server = home.serve(&[]).await;
    let token = home.token("device").await;
    let other = home.token("device").await;
    let tcp = TcpStream::connect(server.address).await.unwrap();
    let (mut device, _) = Display::greet(tcp, &token, "grill").await;
    let file = home.file("token");
    fs::write(&file, format!("{token}\n")).unwrap();
    for answer in ["is revoked", "is not valid"] {
        let words = home.with(&["token", "revoke", "--stdin"]);
        let revoke = program()
            .args(words)
            .stdin(File::open(&file).unwrap())
            .output();
        let said = printed(&revoke.await.unwrap());
        assert!(said.contains(answer), "{said}");
    }
    assert_eq!(device.hear().await, Err(4401));
    // Nobody else's.
    assert_eq!(server.get("/v1/menu", &other).await.0, 200);
    for words in [
        vec!["token", "revoke"],
        vec!["token", "revoke", "1", "--stdin"],
    ] {
        complaint(&run(home.with(&words)).await, 2);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_till_does_not_stream_and_everybody_else_does() {
    let home = Home::new();
    let server = home.serve(&[]).await;
    for (role, may) in [
        ("pos", false),
        ("display", true),
        ("counter", true),
        ("device", true),
        ("operator", true),
    ] {
        let token = home.token(role).await;
        let tcp = TcpStream::connect(server.address).await.unwrap();
        let (_display, answer) = Display::hello(tcp, &token, role).await;
        match answer {
            Ok(welcome) => assert!(may && welcome["type"] == "welcome", "{role}: {welcome}"),
            Err(code) => assert!(!may && code == 4403, "{role}: {code}"),
        }
    }
    server.stop().await;
}
