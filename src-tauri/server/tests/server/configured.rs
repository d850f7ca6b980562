//! Flags, environment and config file, through the real program.

use crate::process::{Home, Server, complaint, printed, program, run};
use std::{fs, net::TcpListener};

#[tokio::test]
async fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let home = Home::new();
    // Two addresses that are taken: who shall listen there fails, and says where.
    let taken = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [in_file, in_environment] = taken
        .each_ref()
        .map(|socket| socket.local_addr().unwrap().to_string());
    fs::write(home.file("heard.toml"), format!("listen = \"{in_file}\"\n")).unwrap();
    let serve = home.with(&["serve"]);
    let said = complaint(&run(&serve).await, 1);
    assert!(said.contains(&in_file), "{said}");
    let mut command = program();
    let output = command.args(&serve).env("HEARD_LISTEN", &in_environment);
    let said = complaint(&output.output().await.unwrap(), 1);
    assert!(said.contains(&in_environment), "{said}");
    let mut command = program();
    command
        .args(&serve)
        .args(["--listen", "127.0.0.1:0"])
        .env("HEARD_LISTEN", &in_environment);
    Server::start(&mut command).await.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_named_and_ends_with_2() {
    let home = Home::new();
    for (words, named) in [
        (vec!["serve", "--listen", "nowhere"], "--listen"),
        (vec!["serve", "--tls", "maybe"], "--tls"),
        (vec!["serve", "--log", "loud"], "--log"),
        (vec!["serve", "--timezone", "Mars/Base"], "--timezone"),
        (vec!["serve", "--voice", "loud"], "--voice"),
        (vec!["serve", "--voice-sessions", "0"], "--voice-sessions"),
        (vec!["serve", "--voice", "openai"], "--voice-key-file"),
        (vec!["serve", "--colour", "red"], "--colour"),
        (
            vec!["serve", "--database-url", "mysql://x"],
            "--database-url",
        ),
        (vec!["serve", "--menu", "/nowhere/menu.json"], "--menu"),
        (
            vec!["serve", "--tls", "/nowhere/c.pem,/nowhere/k.pem"],
            "--tls",
        ),
        (vec!["token", "create", "--role", "chef"], "--role"),
        (
            vec!["token", "create", "--role", "pos", "--restaurant", "a/b"],
            "--restaurant",
        ),
        (vec!["dance"], "dance"),
    ] {
        let words = match words[0] {
            "dance" => words,
            _ => home.with(&words),
        };
        let said = complaint(&run(words).await, 2);
        assert!(said.contains(named), "{said}");
    }
    let serve = home.with(&["serve"]);
    let wrong = program().args(&serve).env("HEARD_TLS", "maybe").output();
    let said = complaint(&wrong.await.unwrap(), 2);
    assert!(said.contains("HEARD_TLS"), "{said}");
    fs::write(home.file("heard.toml"), "colour = \"red\"").unwrap();
    let said = complaint(&run(serve).await, 2);
    assert!(
        said.contains("heard.toml") && said.contains("colour"),
        "{said}"
    );
}

#[tokio::test]
async fn it_says_its_version_and_how_it_is_called() {
    let version = printed(&run(["--version"]).await);
    assert_eq!(
        version.trim(),
        concat!("heard-server ", env!("CARGO_PKG_VERSION"))
    );
    let help = printed(&run(["serve", "--help"]).await);
    for option in [
        "--listen",
        "--data-dir",
        "--database-url",
        "--menu",
        "--tls",
        "--log",
        "--voice",
        "--voice-sessions",
        "--voice-udp",
    ] {
        assert!(help.contains(option), "{option} is not in {help}");
    }
    assert!(!help.contains("--stop-with-parent"));
}
