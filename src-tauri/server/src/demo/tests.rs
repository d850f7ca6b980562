//! Made-up orders are orders: any menu's are accepted, and the same seed makes the same ones.

use super::*;
use crate::{
    auth::{self, Role},
    clock::Clock,
    config::VoiceConfig,
    kitchens::Place,
    listen,
    serve::Server,
};
use jiff::tz::TimeZone;
use kitchen::{Command, Menu, Moment, OrderId, State, menu::COPPER_PAN};
use kitchen::{Event, EventRecord, OrderRequest};
use scope::Scope;
use std::sync::Arc;

const NOON: i64 = 1_700_000_000_000;

fn orders(seed: u64, count: usize) -> Vec<OrderRequest> {
    let mut random = StdRng::seed_from_u64(seed);
    let guests = Guests::new(Menu::parse(COPPER_PAN).unwrap());
    (0..count)
        .map(|_| guests.order(&mut random, NOON))
        .collect()
}

fn kitchen() -> State {
    let menu = Arc::new(Menu::parse(COPPER_PAN).unwrap());
    let mut state = State::default();
    let body = Event::MenuReplaced { menu };
    let record = EventRecord {
        seq: 1,
        at_ms: NOON,
        by: "test".into(),
        command_id: None,
        body,
    };
    state.apply(&record).unwrap();
    state
}

#[test]
fn the_kitchen_takes_every_order() {
    let state = kitchen();
    let moment = Moment {
        now_ms: NOON,
        day: 20_261_121,
        order_id: OrderId(uuid::Uuid::nil()),
    };
    for order in orders(7, 3_000) {
        let command = Command::PlaceOrder { order };
        let decided = kitchen::decide(&state, &command, &moment);
        assert!(decided.is_ok(), "{command:?}: {decided:?}");
    }
}

#[test]
fn a_rush_has_some_of_everything() {
    let orders = orders(3, 2_000);
    let share = |has: &dyn Fn(&OrderRequest) -> bool| {
        orders.iter().filter(|order| has(order)).count() as f64 / orders.len() as f64
    };
    let any = |what: &str, has: &dyn Fn(&OrderRequest) -> bool| {
        let share = share(has);
        assert!((0.005..0.95).contains(&share), "{what}: {share}");
    };
    any("several lines", &|order| order.lines.len() > 1);
    any("a size", &|order| {
        order.lines.iter().any(|line| line.size.is_some())
    });
    any("modifiers", &|order| {
        order.lines.iter().any(|line| !line.modifiers.is_empty())
    });
    any("a note", &|order| {
        order.lines.iter().any(|line| line.note.is_some())
    });
    any("an allergy", &|order| {
        order.lines.iter().any(|line| !line.allergies.is_empty())
    });
    any("held courses", &|order| !order.hold.is_empty());
    any("a promise", &|order| order.promised_at_ms.is_some());
    for (source, _) in guests::SOURCES {
        any("a source", &|order| order.source == *source);
    }
}

#[test]
fn the_same_seed_makes_the_same_rush() {
    assert_eq!(orders(1, 100), orders(1, 100));
    assert_ne!(orders(1, 100), orders(2, 100));
}

async fn server(folder: &tempfile::TempDir) -> (Server, String) {
    let location = store::Location::Sqlite(folder.path().join("heard.db"));
    let store = store::open(&location, store::OpenOptions::default()).unwrap();
    let token = store::NewToken {
        role: Role::Operator.as_str().into(),
        name: String::new(),
        restaurant: store::RestaurantId::new("main").unwrap(),
        hash: auth::hash("secret"),
        created_at_ms: 0,
    };
    store.tokens().unwrap().create(&token).unwrap();
    let clock = Arc::new(Clock::new(TimeZone::UTC));
    let voice = VoiceConfig::default();
    let server = Server::start(store.into(), clock, Place::Thread, voice, None)
        .await
        .unwrap();
    let menu = Menu::parse(COPPER_PAN).unwrap();
    server.import(menu).await.unwrap();
    let socket = listen::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    server.listen(socket, None);
    (server, format!("http://{address}"))
}

fn rush(server: &str) -> Rush {
    Rush {
        server: server.to_owned(),
        token: "secret".to_owned(),
        per_minute: 60_000.0,
        seed: 5,
        count: Some(60),
        burst: 20,
    }
}

#[tokio::test]
async fn a_rush_reaches_a_real_server_and_says_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let (server, address) = server(&folder).await;
    let scope = Scope::root("demo");
    let mut out = Vec::new();
    let stop = CancellationToken::new();
    let placed = run(rush(&address), &scope.handle(), &stop, &mut out).await;
    assert_eq!(placed.unwrap(), 60);
    let out = String::from_utf8(out).unwrap();
    assert_eq!(
        out.lines()
            .filter(|line| line.starts_with("placed"))
            .count(),
        60,
        "{out}"
    );
    assert!(out.lines().any(|line| line.starts_with("changed")), "{out}");
    let wrong = Rush {
        token: "wrong".into(),
        ..rush(&address)
    };
    let refused = run(wrong, &scope.handle(), &stop, &mut Vec::new()).await;
    assert!(
        matches!(refused, Err(RushError::Till(TillError::Token))),
        "{refused:?}"
    );
    assert!(scope.close(Duration::from_secs(5)).await.is_clean());
    assert!(server.stop().await.is_clean());
}

#[tokio::test]
async fn it_waits_for_a_server_that_is_away_until_it_is_told_to_stop() {
    // A port that was free a moment ago, and that nobody listens on.
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", socket.local_addr().unwrap());
    drop(socket);
    let scope = Scope::root("demo");
    let stop = CancellationToken::new();
    let mut out = Vec::new();
    let handle = scope.handle();
    let rushing = run(rush(&address), &handle, &stop, &mut out);
    let mut rushing = Box::pin(rushing);
    assert!(
        time::timeout(Duration::from_millis(50), rushing.as_mut())
            .await
            .is_err()
    );
    stop.cancel();
    assert_eq!(rushing.as_mut().await.unwrap(), 0);
    drop(rushing);
    let out = String::from_utf8(out).unwrap();
    assert!(
        out.starts_with(&format!("waiting   for {address}: ")),
        "{out}"
    );
    assert!(scope.close(Duration::from_secs(5)).await.is_clean());
}

#[tokio::test]
async fn what_is_no_rush_is_refused_at_once() {
    let scope = Scope::root("demo");
    let stop = CancellationToken::new();
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 60_001.0] {
        let rush = Rush {
            per_minute: rate,
            ..rush("http://127.0.0.1:1")
        };
        let refused = run(rush, &scope.handle(), &stop, &mut Vec::new()).await;
        assert!(
            matches!(refused, Err(RushError::Rate)),
            "{rate}: {refused:?}"
        );
    }
    for server in ["127.0.0.1:7420", "https://127.0.0.1", "ftp://x", "http://"] {
        let refused = run(rush(server), &scope.handle(), &stop, &mut Vec::new()).await;
        assert!(
            matches!(refused, Err(RushError::Till(TillError::Address { .. }))),
            "{refused:?}"
        );
    }
}
