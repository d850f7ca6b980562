//! The support bundle of a real device: what helps is in it, and nothing that is anybody's business.

use crate::kitchen::Home;
use crate::page::{Page, board};
use kitchen::Command;
use link::{Link, LinkConfig, TcpConnector, system_clock};
use scope::Scope;
use serde_json::{Value, json};
use sim::PATIENCE;
use sim::server::Server;
use station::diagnostics::Diagnostics;
use station::folders::Folders;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;
use wire::view::{LinkPhase, LinkState};

/// What nobody but its owner may read: a word of each, which nobody else would use.
const PRIVATE: [(&str, &str); 7] = [
    ("a guest's name", "Quimby"),
    ("a guest's address", "Umbrella"),
    ("a guest's allergy", "Marzipan"),
    ("a note", "zebrawood"),
    ("a till's own number", "xq-991"),
    ("the name of a screen", "Zebedee"),
    ("what was said", "walrus"),
];

/// An order full of what is private.
fn order() -> Value {
    json!({
        "external_id": "xq-991",
        "service": {"type": "delivery", "name": "Beatrix Quimby", "address": "12 Umbrella Lane"},
        "note": "nothing of zebrawood",
        "lines": [{"item": "kids-pasta", "note": "one walrus to go please", "allergies": ["Marzipan"]}],
    })
}

/// Log lines as the app writes them, with what it never writes.
fn log_lines(token: &str) -> String {
    let at = "2026-11-21T19:42:04.123456Z";
    let private: Vec<&str> = PRIVATE
        .iter()
        .map(|(_, word)| *word)
        .chain([token])
        .collect();
    let mut lines = format!("{at}  INFO link::machine::steps: the link from=Live to=Waiting\n");
    for word in private {
        lines.push_str(&format!(
            "{at}  INFO station::draw: {word} asks for {word}\n\
             {at}  WARN station::actor: a press cannot be kept error={word} to={word} window=\"{word}\" code=\"{word}\"\n\
             {at}  INFO the link{{name={word}}}: link::machine: the link\n\
             {at} ERROR ui: TypeError: {word} has no code=42 page=\"main\"\n\
             {at}  INFO heard_server: {at}  INFO heard_server::http: {word}\n\
             {at}  INFO {word}: the link\n\
             {at}  WARN link::driver: the link cause=connection lost: {word} (os error 104)\n\
             {word}\n   at {word} (stack:1)\n"
        ));
    }
    lines
}

fn folders(home: &Home) -> Folders {
    Folders::find(Some(home.config()), Some(home.data())).unwrap()
}

/// Leaves orders in the outbox of a screen whose server is away.
async fn leave_in_outbox(folders: &Folders) {
    let scope = Scope::root("before");
    let config = LinkConfig {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, 1)).into(),
        token: "none".into(),
        device: wire::Device {
            id: "screen".to_owned(),
            name: String::new(),
            version: String::new(),
        },
        outbox_path: folders.outbox(),
        replica: None,
        seed: 1,
        wall: system_clock(),
    };
    let (link, _picture) = Link::start(&scope, config, TcpConnector).unwrap();
    let order = serde_json::from_value(order()).unwrap();
    link.submit(Command::PlaceOrder { order }).await.unwrap();
    assert!(scope.close(Duration::from_secs(10)).await.is_clean());
}

/// The file holds every word: a bundle without them is not one that never met them.
fn holds(path: &Path, words: &[&str]) {
    let text = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    for word in words {
        assert!(text.contains(word), "{path:?} has no {word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_has_what_helps_and_nothing_private() {
    let mut server = Server::start().await.unwrap();
    let token = server.token("display").await.unwrap();
    let home = Home::new();
    let folders = folders(&home);
    home.choose_server(server.address(), &token);
    let mut settings: Value =
        serde_json::from_slice(&std::fs::read(folders.settings()).unwrap()).unwrap();
    settings["device_name"] = "Zebedee's screen".into();
    std::fs::write(folders.settings(), settings.to_string()).unwrap();

    // What is known of the kitchen is kept, then the server is gone and an order waits for it.
    let mut till = server.client("pos").await.unwrap();
    let answer = till
        .post("/v1/orders", None, order().to_string())
        .await
        .unwrap();
    assert_eq!(answer.status, 201, "{}", answer.json());
    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", Some(board("grill"))).await;
    grill.tickets(1).await;
    running.end().await;
    server.kill().await.unwrap();
    leave_in_outbox(&folders).await;
    // Orders in the making, in a form that is set aside: the log then speaks of it.
    std::fs::write(folders.counters(), order().to_string()).unwrap();
    std::fs::create_dir_all(folders.logs()).unwrap();
    std::fs::write(folders.log_file(), log_lines(&token)).unwrap();
    holds(&folders.settings(), &[&token, "Zebedee"]);
    let of_guests = [
        "Quimby",
        "Umbrella",
        "Marzipan",
        "zebrawood",
        "xq-991",
        "walrus",
    ];
    holds(&folders.replica(), &of_guests);
    holds(&folders.counters(), &of_guests);
    holds(&folders.outbox(), &of_guests);

    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", None).await;
    grill.link(LinkState::Stale).await;
    let bundle = bundle_with(&running.device.diagnostics, "nothing answers").await;

    let lower = bundle.to_lowercase();
    for (what, word) in PRIVATE {
        assert!(
            !lower.contains(&word.to_lowercase()),
            "{what} is in it: {word}"
        );
    }
    // Not even a part of the token, or of where files lie.
    for part in [&token[..12], &token[token.len() - 12..]] {
        assert!(!bundle.contains(part), "a part of the token is in it");
    }
    let data = home.data();
    assert!(!bundle.contains(data.to_str().unwrap()));
    helps(&serde_json::from_str(&bundle).unwrap());
    running.end().await;
}

/// The bundle once these words are in it: a page may be stale a moment before the link has tried.
async fn bundle_with(diagnostics: &Diagnostics, words: &str) -> String {
    let written = async {
        loop {
            let bundle = String::from_utf8(diagnostics.bundle().unwrap()).unwrap();
            if bundle.contains(words) {
                return bundle;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let written = tokio::time::timeout(PATIENCE, written).await;
    written.unwrap_or_else(|_| panic!("no bundle has {words:?}"))
}

/// What a technician looks for.
fn helps(bundle: &Value) {
    assert_eq!(bundle["schema"], "heard.support/1");
    assert_eq!(bundle["settings"]["server"], "elsewhere");
    assert_eq!(bundle["kitchen"]["orders"], 1);
    assert_eq!(bundle["kitchen"]["outbox"]["commands"], 1);
    let app = &bundle["app"];
    let names: Vec<&str> = app["scopes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    for name in ["device", "station", "link", "cache", "server"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_ne!(app["link"]["phase"], json!(LinkPhase::Live));
    let moves = app["link"]["moves"].as_array().unwrap();
    let refused = moves.iter().find(|step| step["why"] == "nothing answers");
    let said = refused.unwrap()["said"].as_str().unwrap();
    assert!(said.starts_with("os error "), "{said}");
    let log = &bundle["log"];
    assert_eq!(log["lines"][0]["message"], "the link");
    assert_eq!(
        log["lines"][0]["fields"],
        json!({"from": "Live", "to": "Waiting"})
    );
    assert!(log["left_out"].as_u64().unwrap() > 8, "{log:#}");
}
