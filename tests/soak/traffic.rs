//! What goes on in a kitchen while it is watched: tills, displays and guests who come and go, as many at any time.

use kitchen::OrderId;
use scope::{Scope, Task, time::Ticker};
use serde_json::json;
use sim::{
    http::Client,
    load::Orders,
    soak::visits::Way,
    voice::{Call, Talk},
};
use std::{net::SocketAddr, time::Duration};

/// How often each does something: what a rush does in a second or two.
const EVERY: Duration = Duration::from_millis(100);

/// Ways of displays to go that are soon over.
const WAYS: [Way; 6] = [
    Way::Goodbye,
    Way::Cut,
    Way::Reset,
    Way::Garbage,
    Way::NoHello,
    Way::MidFrame,
];

/// How many displays come and go at a time.
const DISPLAYS: u64 = 2;

/// Begins to send tills, displays and guests to a server of that address, until the scope that is returned is dropped.
pub fn begin(address: SocketAddr, seed: u64) -> Scope {
    let scope = Scope::root("traffic");
    scope.spawn(Task::abort("till").fatal(), till(address, seed));
    for number in 0..DISPLAYS {
        let device = format!("display-{number}");
        scope.spawn(Task::abort("displays").fatal(), displays(address, device));
    }
    scope.spawn(Task::abort("guests").fatal(), guests(address));
    scope
}

/// Places an order and takes it back, again and again.
async fn till(address: SocketAddr, seed: u64) {
    let mut orders = Orders::demo(seed, 1);
    let mut client = Client::new(address, "pos");
    let mut ticker = Ticker::new(EVERY);
    loop {
        ticker.tick().await;
        let order = serde_json::to_string(&orders.order()).unwrap();
        let placed = client.post("/v1/orders", None, order).await.unwrap();
        assert_eq!(placed.status, 201, "{:?}", placed.json());
        let id: OrderId = placed.json()["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/v1/orders/{id}/cancel");
        let why = json!({"reason": "soak"}).to_string();
        client.post(&path, None, why).await.unwrap();
    }
}

/// Comes and goes in one way after the other.
async fn displays(address: SocketAddr, device: String) {
    let mut ticker = Ticker::new(EVERY);
    for way in WAYS.into_iter().cycle() {
        ticker.tick().await;
        way.take(address, "display", "pos", &device).await.unwrap();
    }
}

/// Sits down, says one thing, and leaves in order or not.
async fn guests(address: SocketAddr) {
    let call = Call::new(address, "counter");
    let mut ticker = Ticker::new(EVERY);
    for is_in_order in [true, false].into_iter().cycle() {
        ticker.tick().await;
        let mut talk = Talk::open(&call).await.unwrap();
        talk.turn("two brownies").await.unwrap();
        match is_in_order {
            true => talk.close().await.unwrap(),
            false => talk.reset().unwrap(),
        }
    }
}
