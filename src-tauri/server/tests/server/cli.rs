//! The subcommands beside `serve`, with and without a server that runs.

use crate::process::{Home, MENU, complaint, printed, run};
use serde_json::Value;
use std::fs;

#[tokio::test]
async fn a_menu_is_checked_without_a_server_and_all_its_faults_are_said() {
    let sound = printed(&run(["menu", "check", MENU]).await);
    assert!(sound.contains("is sound"), "{sound}");
    let home = Home::new();
    let faulty = home.file("faulty.json");
    let mut menu: Value = serde_json::from_str(&fs::read_to_string(MENU).unwrap()).unwrap();
    menu["items"][0]["price"] = "much".into();
    menu["items"][1]["kitchen_name"] = "longer than fourteen".into();
    menu["stations"][0]["id"] = 7.into();
    fs::write(&faulty, menu.to_string()).unwrap();
    let said = complaint(&run(["menu", "check", faulty.to_str().unwrap()]).await, 1);
    for pointer in ["/items/0/price", "/items/1/kitchen_name", "/stations/0/id"] {
        assert!(said.contains(pointer), "{said}");
    }
    let said = complaint(&run(["menu", "check", "/nowhere.json"]).await, 1);
    assert!(said.contains("/nowhere.json"), "{said}");
}

#[tokio::test]
async fn a_menu_goes_in_and_comes_out_the_same() {
    let home = Home::new();
    let out = home.file("out.json");
    let out = out.to_str().unwrap();
    let none = run(home.with(&["menu", "export", out])).await;
    assert!(complaint(&none, 1).contains("no database"));
    printed(&run(home.with(&["menu", "import", MENU])).await);
    printed(&run(home.with(&["menu", "export", out])).await);
    let read = |path: &str| kitchen::Menu::parse(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(read(out), read(MENU));
    // A server that runs is the only one who writes; who reads may.
    let server = home.serve(&[]).await;
    let said = complaint(&run(home.with(&["menu", "import", MENU])).await, 1);
    assert!(said.contains("PUT") && said.contains("/v1/menu"), "{said}");
    printed(&run(home.with(&["menu", "export", out])).await);
    assert_eq!(read(out), read(MENU));
    let elsewhere = ["menu", "export", out, "--restaurant", "other"];
    let said = complaint(&run(home.with(&elsewhere)).await, 1);
    assert!(said.contains("other"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn a_backup_is_made_while_the_server_runs_and_restored_while_it_does_not() {
    let home = Home::new();
    let till = home.token("pos").await;
    let server = home.serve(&[]).await;
    assert_eq!(server.order(&till).await.0, 201);
    let file = home.file("backup.db");
    let file = file.to_str().unwrap();
    printed(&run(home.with(&["backup", file])).await);
    assert_eq!(server.order(&till).await.0, 201);
    let said = complaint(&run(home.with(&["restore", file])).await, 1);
    assert!(said.contains("in use"), "{said}");
    let (_, before) = server.get("/v1/orders", &till).await;
    assert_eq!(before.matches("\"placed_at\"").count(), 2, "{before}");
    server.stop().await;
    let said = printed(&run(home.with(&["restore", file])).await);
    assert!(said.contains("restored"), "{said}");
    let server = home.serve(&[]).await;
    let (_, after) = server.get("/v1/orders", &till).await;
    assert_eq!(after.matches("\"placed_at\"").count(), 1, "{after}");
    server.stop().await;
    let said = complaint(&run(home.with(&["restore", "/nowhere.db"])).await, 1);
    assert!(said.contains("/nowhere.db"), "{said}");
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let home = Home::new();
    let doctor = |listen: String| {
        let words = ["doctor", "--listen", &listen];
        let words = home.with(&words).into_iter().map(str::to_owned);
        run(words.collect::<Vec<_>>())
    };
    let nowhere = "127.0.0.1:0".to_owned();
    // A fresh installation has nothing wrong yet; one without a menu and tokens has.
    let said = printed(&doctor(nowhere.clone()).await);
    assert!(said.contains("database") && !said.contains("!!"), "{said}");
    let operator = home.token("operator").await;
    let output = doctor(nowhere.clone()).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    complaint(&output, 1);
    let menu = said.lines().find(|line| line.starts_with("!!")).unwrap();
    assert!(menu.contains("menu import"), "{said}");

    let server = home.serve(&[]).await;
    let said = printed(&doctor(server.address.to_string()).await);
    assert!(said.contains("held by a running server"), "{said}");
    for what in [
        "data folder",
        "disk space",
        "open files",
        "database",
        "menu",
        "clock",
        "tokens",
        "recogniser",
        "speaker",
    ] {
        let found = said
            .lines()
            .any(|line| line.starts_with("ok") && line.contains(what));
        assert!(found, "{what} in {said}");
    }
    assert!(!said.contains(&operator));
    server.stop().await;

    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    drop(other.set_nonblocking(true));
    let output = doctor(other.local_addr().unwrap().to_string()).await;
    complaint(&output, 1);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.lines()
            .any(|line| line.starts_with("!!") && line.contains("port")),
        "{said}"
    );
}

#[tokio::test]
async fn the_doctor_says_what_voice_lacks() {
    let home = Home::new();
    let doctor = |options: &[&str]| {
        let words = [&["doctor", "--listen", "127.0.0.1:0"], options].concat();
        let words = home.with(&words).into_iter().map(str::to_owned);
        run(words.collect::<Vec<_>>())
    };
    for (options, what, remedy) in [
        (
            ["--voice-recogniser-model", "/nowhere"],
            "recogniser",
            "pocketsphinx-en-us",
        ),
        (
            ["--voice-speaker", "no-such-program"],
            "speaker",
            "--voice-speaker",
        ),
    ] {
        let output = doctor(&options).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        complaint(&output, 1);
        let line = said.lines().find(|line| line.starts_with("!!")).unwrap();
        assert!(line.contains(what) && line.contains(remedy), "{said}");
    }
    let said = printed(&doctor(&["--voice", "off"]).await);
    assert!(said.contains("switched off"), "{said}");
}

#[tokio::test]
async fn the_demo_sends_orders_that_the_kitchen_takes() {
    let home = Home::new();
    let server = home.serve(&[]).await;
    let till = home.token("pos").await;
    let url = format!("http://{}", server.address);
    let words = ["--server", &url, "--token", &till, "--rate", "60000"];
    let said = run(["demo", "--count", "5", "--seed", "7"]
        .into_iter()
        .chain(words))
    .await;
    let said = printed(&said);
    assert!(
        said.contains("seed 7") && said.contains("5 orders placed"),
        "{said}"
    );
    let (_, orders) = server.get("/v1/orders", &till).await;
    let orders: Value = serde_json::from_str(&orders).unwrap();
    assert_eq!(orders["orders"].as_array().unwrap().len(), 5);
    let refused = run(["demo", "--token", "wrong", "--server", &url]).await;
    complaint(&refused, 1);
    server.stop().await;
}
