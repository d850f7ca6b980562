//! The server beside the device: started, watched, started again, and never left behind.

use crate::kitchen::{Home, Running, grill_state, order, server_pid, till};
use crate::page::{Page, board};
use crate::process;
use scope::{Scope, Task};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use wire::view::{LinkState, Screen};

/// Tells a copy of this program where to be a device (see `a_server_does_not_outlive`).
const COPY: &str = "HEARD_TEST_HOME";

fn reason_has(words: &'static str) -> impl Fn(&Screen) -> bool {
    move |screen| {
        let reason = screen.link.reason.as_deref();
        reason.is_some_and(|reason| reason.contains(words))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_is_started_again_and_knows_everything() {
    let home = Home::new();
    let running = home.start();
    let (mut grill, screen) = running.grill().await;
    let mut before = till(&home.data(), &screen).await.unwrap();
    let id = order(&mut before, "kids-pasta").await;
    grill.tickets(1).await;

    let first = server_pid(&home.data(), None).await;
    process::kill(first);
    grill.bump(&id).await;
    server_pid(&home.data(), Some(first)).await;
    let moved = grill.until("it is elsewhere", |s| s.link.server != screen.link.server);
    let moved = moved.await.clone();
    grill
        .until("sent", |s| s.link.saved == 0 && s.tickets.is_empty())
        .await;
    let mut after = till(&home.data(), &moved).await.unwrap();
    assert_eq!(grill_state(&mut after, &id).await, "ready");
    running.end().await;
    assert_eq!(
        process::server_of(&home.data()),
        None,
        "it ends with the device"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_data_folder_is_made_anew() {
    let home = Home::new();
    std::fs::create_dir_all(home.config()).unwrap();
    let token = home.config().join("screen.token");
    std::fs::write(&token, "of-another-kitchen").unwrap();
    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", None).await;
    grill.link(LinkState::Live).await;
    assert_ne!(
        std::fs::read_to_string(&token).unwrap(),
        "of-another-kitchen"
    );
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_allows_too_much_is_replaced_and_then_revoked() {
    let home = Home::new();
    let file = |name: &str| home.config().join(name);
    std::fs::create_dir_all(home.config()).unwrap();
    let old = token(&home, &["create", "--role", "operator"]).await;
    std::fs::write(file("screen.token"), &old).unwrap();
    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", None).await;
    let screen = grill.link(LinkState::Live).await.clone();
    let new = std::fs::read_to_string(file("screen.token")).unwrap();
    assert!(new.starts_with("heard_device_"));
    process::until("it is revoked", || {
        (!file("screen.replaced").exists()).then_some(())
    })
    .await;
    let list = token(&home, &["list"]).await;
    assert!(!list.contains("operator"), "{list}");
    // The board works on with the new one.
    let mut till = till(&home.data(), &screen).await.unwrap();
    let id = order(&mut till, "kids-pasta").await;
    grill.tickets(1).await;
    grill.bump(&id).await;
    grill
        .until("sent", |s| s.link.saved == 0 && s.tickets.is_empty())
        .await;
    assert_eq!(grill_state(&mut till, &id).await, "ready");
    running.end().await;
}

/// What `heard-server token` prints of a device's data.
async fn token(home: &Home, words: &[&str]) -> String {
    let output = tokio::process::Command::new(sim::server::binary().unwrap())
        .arg("token")
        .args(words)
        .arg("--data-dir")
        .arg(home.data())
        .output();
    let output = output.await.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_there_already_is_used() {
    let home = Home::new();
    let first = home.start();
    let (_grill, screen) = first.grill().await;
    let pid = server_pid(&home.data(), None).await;

    let second = Home::new();
    let mut config = second.device();
    config.listen = screen.link.server.parse().unwrap();
    // The same kitchen, seen by a device with another name.
    config.folders =
        station::folders::Folders::find(Some(second.config()), Some(home.data())).unwrap();
    std::fs::remove_dir_all(home.data().join("screen")).unwrap();
    let running = Running::start(config);
    let mut other = Page::open(&running.device.station, "main", None).await;
    other.link(LinkState::Live).await;
    running.end().await;
    assert_eq!(
        process::server_of(&home.data()),
        Some(pid),
        "it is not ours to end"
    );
    first.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_there_is_no_server_is_said_in_words() {
    let home = Home::new();
    let mut missing = home.device();
    missing.server_program = home.data().join("heard-server");
    says(missing, "It is not installed beside this app.").await;

    let stranger = TcpListener::bind("127.0.0.2:0").unwrap();
    let mut taken = home.device();
    taken.listen = stranger.local_addr().unwrap();
    says(taken, "Another program uses port").await;

    let mut folder = home.device();
    std::fs::create_dir_all(home.data()).unwrap();
    std::fs::write(home.data().join("heard.db"), "no database").unwrap();
    folder.demo = false;
    says(folder, "It cannot start: ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_closed_while_orders_come_in_loses_none_that_was_acknowledged() {
    let home = Home::new();
    let running = home.start();
    let (_grill, screen) = running.grill().await;
    // A till that posts as fast as it is answered, until nobody answers any more.
    let mut posting = till(&home.data(), &screen).await.unwrap();
    let (told, mut acknowledged) = tokio::sync::mpsc::unbounded_channel();
    let tills = Scope::root("tills");
    let till_ends = tills.spawn(Task::abort("till"), async move {
        let body = serde_json::json!({"lines": [{"item": "kids-pasta"}]}).to_string();
        while let Ok(answer) = posting.post("/v1/orders", None, body.clone()).await {
            if answer.status == 201 {
                let id = answer.json()["id"].as_str().unwrap().to_owned();
                told.send(id).unwrap();
            }
        }
    });
    let mut known = Vec::new();
    while known.len() < 20 {
        known.push(acknowledged.recv().await.unwrap());
    }
    running.end().await;
    assert_eq!(process::server_of(&home.data()), None, "it is gone");
    till_ends.await.unwrap();
    while let Some(id) = acknowledged.recv().await {
        known.push(id);
    }

    let again = home.start();
    let mut grill = Page::open(&again.device.station, "main", None).await;
    let screen = grill.link(LinkState::Live).await.clone();
    let mut asking = till(&home.data(), &screen).await.unwrap();
    for id in &known {
        let found = asking.get(&format!("/v1/orders/{id}")).await.unwrap();
        assert_eq!(found.status, 200, "{id} is lost");
    }
    again.end().await;
}

async fn says(config: station::device::DeviceConfig, words: &'static str) {
    let running = Running::start(config);
    let mut page = Page::open(&running.device.station, "main", None).await;
    let screen = page.until(words, reason_has(words)).await;
    assert_eq!(screen.link.state, LinkState::Loading);
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_does_not_outlive_a_killed_app() {
    let home = Home::new();
    let mut app = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "sidecar::an_app_until_it_is_killed"])
        .env(COPY, home.data().parent().unwrap())
        .env("HEARD_SERVER_BIN", sim::server::binary().unwrap())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    server_pid(&home.data(), None).await;
    process::kill(app.id());
    app.wait().unwrap();
    process::until("the server has ended", || {
        process::server_of(&home.data()).is_none().then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "is the app in the story above, and nothing by itself"]
async fn an_app_until_it_is_killed() {
    let home = std::env::var_os(COPY).expect("a home from the story");
    let home = Path::new(&home);
    let folders =
        station::folders::Folders::find(Some(home.join("config")), Some(home.join("data")));
    let config = station::device::DeviceConfig {
        folders: folders.unwrap(),
        ..Home::new().device()
    };
    let running = Running::start(config);
    let mut page = Page::open(&running.device.station, "main", Some(board("grill"))).await;
    page.until("the end", |_| false).await;
}
