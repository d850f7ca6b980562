//! A counter of a real device and a real server: an order by touch, without a server, and
//! through a kill of the app.

use crate::kitchen::{Home, Running};
use crate::page::{Page, board};
use crate::process;
use serde_json::{Value, json};
use sim::server::Server;
use std::path::Path;
use std::process::{Command, Stdio};
use wire::view::{
    CounterView, Intent, LinkState, Place, Screen, SendView, SentState, SentStationState,
};

/// Tells a copy of this program where to be a device (see `an_app_until_it_is_killed`).
const COPY: &str = "HEARD_TEST_COUNTER";

fn counter() -> Place {
    Place::Counter {
        counter: "1".to_owned(),
    }
}

fn view(screen: &Screen) -> &CounterView {
    screen.counter.as_deref().unwrap()
}

impl Page {
    /// Opens a counter that has the menu.
    async fn at_counter(running: &Running) -> Self {
        let mut page = Self::open(&running.device.station, "counter", Some(counter())).await;
        page.until("the menu", |screen| screen.menu.is_some()).await;
        page
    }

    /// Taps, as a page says it. When it returns, what was tapped is on disk.
    async fn tap(&self, tap: Value) {
        let intent: Intent =
            serde_json::from_value(json!({"type": "counter", "tap": tap})).unwrap();
        self.press(intent).await;
    }

    async fn add(&self, item: &str) {
        self.tap(json!({"type": "add", "item": item})).await;
    }

    async fn send(&mut self) {
        let is_ready = |screen: &Screen| matches!(view(screen).send, SendView::Ready { .. });
        self.until("Send", is_ready).await;
        self.tap(json!({"type": "send"})).await;
    }
}

/// A home without voice: what is told here is told by fingers.
fn quiet(home: &Home) {
    let path = home.config().join("settings.json");
    let before = std::fs::read(&path).ok();
    let before = before.map(|bytes| serde_json::from_slice(&bytes).unwrap());
    let mut settings: Value = before.unwrap_or_else(|| json!({}));
    settings["counters"] = json!({"1": {"voice": false}});
    std::fs::create_dir_all(home.config()).unwrap();
    std::fs::write(path, settings.to_string()).unwrap();
}

async fn elsewhere(role: &str) -> (Server, Home) {
    let server = Server::start().await.unwrap();
    let home = Home::new();
    let token = server.token(role).await.unwrap();
    home.choose_server(server.address(), &token);
    quiet(&home);
    (server, home)
}

/// How many orders the server has, by what a till reads there.
async fn orders(server: &Server) -> Vec<Value> {
    let mut till = server.client("pos").await.unwrap();
    let answer = till.get("/v1/orders?limit=500").await.unwrap();
    answer.json()["orders"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_by_touch_stands_on_the_grills_board_and_comes_back_with_its_number() {
    let home = Home::new();
    quiet(&home);
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    let mut grill = Page::open(&running.device.station, "grill", Some(board("grill"))).await;
    let screen = page.screen.clone().unwrap();
    assert_eq!(screen.title, "Counter 1");
    assert!(screen.places.iter().any(|choice| choice.place == counter()));

    page.tap(json!({"type": "kind", "kind": "takeout"})).await;
    page.tap(json!({"type": "who", "text": "Mara"})).await;
    page.tap(json!({"type": "allergy", "text": "peanut", "noted": true}))
        .await;
    page.add("ribeye").await;
    for choice in ["medium-rare", "side-fries"] {
        page.tap(json!({"type": "answer", "line": "line_1", "choice": choice}))
            .await;
    }
    page.send().await;
    // Twice, as a wet finger does.
    page.tap(json!({"type": "send"})).await;

    let ticket = grill.tickets(1).await[0].clone();
    assert_eq!(ticket.service.who.as_deref(), Some("Mara"));
    assert_eq!(ticket.allergies, ["PEANUT"]);
    let placed = |screen: &Screen| {
        view(screen)
            .sent
            .first()
            .is_some_and(|sent| sent.number.is_some())
    };
    let screen = page.until("the number", placed).await;
    let sent = view(screen).sent[0].clone();
    assert_eq!(
        (sent.number, sent.state),
        (Some(ticket.number), SentState::Placed)
    );
    assert!(view(screen).lines.is_empty(), "a new order has begun");
    let shown = |screen: &Screen| {
        let stations = view(screen).sent[0].stations.iter();
        stations
            .filter(|at| at.state == SentStationState::Shown)
            .count()
            == 1
    };
    let screen = page.until("the grill showed it", shown).await;
    assert_eq!(view(screen).sent[0].stations[0].words, "Grill showed it");
    grill.bump(&ticket.order).await;
    let done = |screen: &Screen| view(screen).sent[0].stations[0].words == "Grill is done";
    page.until("done", done).await;
    assert_eq!(
        view(page.screen.as_ref().unwrap()).sent.len(),
        1,
        "sent once"
    );
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_made_without_a_server_is_saved_and_sent_when_it_is_back() {
    let (mut server, home) = elsewhere("counter").await;
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    page.link(LinkState::Live).await;
    server.kill().await.unwrap();
    page.link(LinkState::Stale).await;
    page.add("kids-pasta").await;
    page.send().await;
    let saved = |screen: &Screen| {
        view(screen)
            .sent
            .first()
            .is_some_and(|s| s.state == SentState::Saved)
    };
    let screen = page.until("saved", saved).await;
    assert_eq!(view(screen).sent[0].words, "Saved here, will be sent");
    page.add("brownie").await;
    running.end().await;

    // What was sent and what is in the making outlive the app.
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    let screen = page
        .until("both", |screen| view(screen).lines.len() == 1)
        .await;
    assert_eq!(view(screen).sent[0].state, SentState::Saved);
    server.restart().await.unwrap();
    page.press(Intent::TryNow).await;
    let placed = |screen: &Screen| view(screen).sent[0].state == SentState::Placed;
    let screen = page.until("placed", placed).await;
    assert_eq!(view(screen).lines[0].name, "Walnut Brownie");
    let there = orders(&server).await;
    assert_eq!(there.len(), 1);
    assert_eq!(
        (&there[0]["source"], &there[0]["lines"][0]["item"]),
        (&"counter".into(), &"kids-pasta".into())
    );
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_the_server_refuses_comes_back_with_the_reason() {
    let (mut server, home) = elsewhere("counter").await;
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    page.link(LinkState::Live).await;
    page.add("brownie").await;
    server.kill().await.unwrap();
    page.link(LinkState::Stale).await;
    page.send().await;
    // It sells out before the counter's order arrives.
    running.end().await;
    server.restart().await.unwrap();
    let mut grill = server.client("display").await.unwrap();
    let out = json!({"type": "set_availability", "item": "brownie", "available": false});
    let out = json!({"body": out}).to_string();
    let said = grill.post("/v1/commands", None, out).await.unwrap();
    assert_eq!(said.status, 200, "{}", said.json());

    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    let refused = |screen: &Screen| {
        view(screen)
            .sent
            .first()
            .is_some_and(|s| s.state == SentState::Refused)
    };
    let sent = view(page.until("refused", refused).await).sent[0].clone();
    assert_eq!(sent.words, "Walnut Brownie is sold out.");
    assert!(sent.can_reopen);
    page.tap(json!({"type": "reopen", "sent": sent.key})).await;
    let struck = |screen: &Screen| {
        view(screen)
            .lines
            .first()
            .is_some_and(|line| line.sold_out.is_some())
    };
    let screen = page.until("struck", struck).await;
    let swap = view(screen).lines[0].sold_out.as_ref().unwrap().swaps[0]
        .item
        .clone();
    page.tap(json!({"type": "swap", "line": "line_1", "item": swap}))
        .await;
    page.send().await;
    let placed = |screen: &Screen| {
        view(screen)
            .sent
            .first()
            .is_some_and(|s| s.number.is_some())
    };
    page.until("placed", placed).await;
    assert_eq!(orders(&server).await.len(), 1);
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_whose_token_may_not_order_says_so() {
    let (_server, home) = elsewhere("display").await;
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    page.add("brownie").await;
    page.send().await;
    let refused = |screen: &Screen| {
        view(screen)
            .sent
            .first()
            .is_some_and(|s| s.state == SentState::Refused)
    };
    let screen = page.until("refused", refused).await;
    assert_eq!(view(screen).sent[0].words, "This screen may not do that.");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_killed_at_any_tap_loses_nothing_and_sends_nothing_twice() {
    let (server, home) = elsewhere("counter").await;
    // Killed after a tap was answered, while Send is on its way, and after it has arrived.
    for (round, end) in ["tapped", "sending", "placed"].into_iter().enumerate() {
        let mut app = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "counter::an_app_until_it_is_killed"])
            .env(COPY, home.data().parent().unwrap())
            .env("HEARD_TEST_END", end)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let flag = home.data().join(end);
        process::until(end, || flag.exists().then_some(())).await;
        process::kill(app.id());
        app.wait().unwrap();

        let running = home.start();
        let mut page = Page::at_counter(&running).await;
        if end == "tapped" {
            let kept = |screen: &Screen| view(screen).lines.len() == 1;
            page.until("the order", kept).await;
            page.send().await;
        }
        let placed = |screen: &Screen| {
            let sent = &view(screen).sent;
            sent.len() == round + 1 && sent.iter().all(|sent| sent.number.is_some())
        };
        let screen = page.until("every order once", placed).await;
        assert!(view(screen).lines.is_empty());
        running.end().await;
        assert_eq!(
            orders(&server).await.len(),
            round + 1,
            "after a kill when {end}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "is the app in the story above, and nothing by itself"]
async fn an_app_until_it_is_killed() {
    let home = std::env::var_os(COPY).expect("a home from the story");
    let home = Path::new(&home);
    let end = std::env::var("HEARD_TEST_END").expect("an end from the story");
    let folders =
        station::folders::Folders::find(Some(home.join("config")), Some(home.join("data")));
    let config = station::device::DeviceConfig {
        folders: folders.unwrap(),
        ..Home::new().device()
    };
    let running = Running::start(config);
    let mut page = Page::at_counter(&running).await;
    page.add("kids-pasta").await;
    if end != "tapped" {
        let is_ready = |screen: &Screen| matches!(view(screen).send, SendView::Ready { .. });
        page.until("Send", is_ready).await;
        page.tap(json!({"type": "send"})).await;
    }
    if end == "placed" {
        let placed = |screen: &Screen| view(screen).sent.iter().all(|sent| sent.number.is_some());
        page.until("placed", placed).await;
    }
    std::fs::write(home.join("data").join(&end), "").unwrap();
    page.until("the end", |_| false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_with_voice_and_no_microphone_takes_orders_by_touch() {
    let home = Home::new();
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    let mut grill = Page::open(&running.device.station, "grill", Some(board("grill"))).await;
    let talks = |screen: &Screen| !screen.talk.as_ref().unwrap().facts.is_empty();
    page.until("a voice", talks).await;
    page.tap(json!({"type": "press"})).await;
    page.tap(json!({"type": "release"})).await;
    page.add("kids-pasta").await;
    page.send().await;
    grill.tickets(1).await;
    page.tap(json!({"type": "set_voice", "on": false})).await;
    let off =
        |screen: &Screen| screen.talk.as_ref().unwrap().button.lead == "Voice is off, tap to add";
    page.until("voice off", off).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_counter_is_set_up_is_remembered() {
    let home = Home::new();
    quiet(&home);
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    page.tap(json!({"type": "set_name", "text": "Window"}))
        .await;
    page.tap(json!({"type": "set_mode", "mode": "guest"})).await;
    let asked =
        |screen: &Screen| view(screen).notice.as_deref() == Some("Choose a staff code first.");
    page.until("the code first", asked).await;
    page.tap(json!({"type": "set_code", "code": "2468"})).await;
    page.tap(json!({"type": "set_mode", "mode": "guest"})).await;
    page.until("its name", |screen| screen.title == "Window")
        .await;
    let counters = || running.device.settings.get().counters;
    process::until("kept", || counters().get("1")?.is_guest().then_some(())).await;
    running.end().await;
    let running = home.start();
    let mut page = Page::at_counter(&running).await;
    let screen = page
        .until("its name", |screen| screen.title == "Window")
        .await;
    assert_eq!(view(screen).mode, wire::view::CounterMode::Guest);
    assert!(view(screen).settings.is_none(), "a guest sees no settings");
    let elsewhere = Intent::Turn {
        place: board("grill"),
    };
    let refused = running.device.station.intent("counter", elsewhere).await;
    assert_eq!(refused, Err(station::AskError::OnlyStaff));
    page.tap(json!({"type": "set_voice", "on": true})).await;
    page.tap(json!({"type": "unlock", "code": "1357"})).await;
    let wrong = |screen: &Screen| view(screen).notice.as_deref() == Some("That is not the code.");
    page.until("the wrong code", wrong).await;
    page.tap(json!({"type": "unlock", "code": "2468"})).await;
    let open = |screen: &Screen| view(screen).settings.is_some();
    let screen = page.until("the settings", open).await;
    let settings = view(screen).settings.as_ref().unwrap();
    assert!(!settings.voice.on, "a guest sets nothing");
    let unknown = Place::Counter {
        counter: "No such counter!".to_owned(),
    };
    page.press(Intent::Turn { place: unknown }).await;
    let tap: Intent =
        serde_json::from_value(json!({"type": "counter", "tap": {"type": "clear"}})).unwrap();
    let refused = running.device.station.intent("counter", tap).await;
    assert_eq!(refused, Err(station::AskError::NoCounter));
    running.end().await;
}
