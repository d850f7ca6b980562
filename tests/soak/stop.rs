//! A full house is asked to go: everyone is told, nobody is left, and nothing that was acknowledged is lost.

use crate::alone;
use scope::{Scope, Spawned, Task};
use sim::{
    http::Client,
    load::Orders,
    seed::seed,
    server::{Server, Setup},
    stream::Display,
    voice::{Call, Talk, TalkError},
};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use wire::close;

/// Displays. From the issue.
const DISPLAYS: usize = 500;

/// Guests. From the issue.
const GUESTS: usize = 100;

/// Tills that go on placing orders.
const TILLS: u64 = 4;

/// Orders that are acknowledged before the house is asked to go.
const ORDERS: usize = 40;

/// How long the end may take. From the issue.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

/// Ids of orders that were acknowledged.
type Acknowledged = Arc<Mutex<Vec<String>>>;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_house_is_gone_in_five_seconds_and_nothing_is_lost() {
    let _alone = alone().await;
    let setup = Setup {
        args: ["--voice-sessions", "200"].map(str::to_owned).into(),
        ..Setup::default()
    };
    let mut server = Server::start_with(setup).await.unwrap();
    let scope = Scope::root("house");
    let displays = displays(&server, &scope).await;
    let guests = guests(&server, &scope).await;
    let acknowledged = Acknowledged::default();
    let till = server.token("pos").await.unwrap();
    let seed = seed("a full house");
    let tills: Vec<Spawned<()>> = (0..TILLS)
        .map(|number| {
            let orders = Orders::demo(seed, number);
            let client = Client::new(server.address(), &till);
            let placing = place(client, orders, acknowledged.clone());
            scope.spawn(Task::abort("till"), placing)
        })
        .collect();
    while acknowledged.lock().unwrap().len() < ORDERS {
        tokio::task::yield_now().await;
    }
    let metrics = server.metrics().await.unwrap();
    assert_eq!(metrics.value("heard_streams").unwrap(), DISPLAYS as f64);
    let open = metrics.value("heard_voice_sessions").unwrap();
    assert_eq!(open, GUESTS as f64);

    let began = Instant::now();
    let status = server.terminate().await.unwrap();
    let took = began.elapsed();
    assert!(status.success(), "{status}");
    assert!(took < ENDS_WITHIN, "{took:?}");
    assert!(server.log_tail().contains("stopped"));
    for display in displays {
        assert_eq!(display.await.unwrap(), close::GOING_AWAY);
    }
    for guest in guests {
        assert_eq!(guest.await.unwrap(), close::GOING_AWAY);
    }
    for till in tills {
        till.await.unwrap();
    }

    server.restart().await.unwrap();
    let mut client = Client::new(server.address(), &till);
    let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
    for id in &acknowledged {
        let found = client.get(&format!("/v1/orders/{id}")).await.unwrap();
        assert_eq!(found.status, 200, "{id} is lost");
    }
    let count = acknowledged.len();
    println!("{DISPLAYS} displays, {GUESTS} guests, {count} orders: gone in {took:.2?}");
}

/// Displays that read; each says with which code it was closed.
async fn displays(server: &Server, scope: &Scope) -> Vec<Spawned<u16>> {
    let token = server.token("display").await.unwrap();
    let mut all = Vec::new();
    for number in 0..DISPLAYS {
        let device = format!("display-{number}");
        let display = Display::connect(server.address(), &token, &device).await;
        let mut display = display.unwrap();
        let reading = async move {
            loop {
                match display.hear().await {
                    Ok(_) => {}
                    Err(sim::stream::StreamError::Closed { code }) => return code,
                    Err(error) => panic!("{error}"),
                }
            }
        };
        all.push(scope.spawn(Task::abort("display"), reading));
    }
    all
}

/// Guests of whom half are being answered; each says with which code it was closed.
async fn guests(server: &Server, scope: &Scope) -> Vec<Spawned<u16>> {
    let token = server.token("counter").await.unwrap();
    let call = Call::new(server.address(), &token);
    let mut all = Vec::new();
    for number in 0..GUESTS {
        let mut talk = Talk::open(&call).await.unwrap();
        let talking = async move {
            if number % 2 == 0 {
                talk.type_in("two brownies").await.unwrap();
            }
            loop {
                match talk.hear().await {
                    Ok(_) => {}
                    Err(TalkError::Closed { code }) => return code,
                    Err(error) => panic!("{error}"),
                }
            }
        };
        all.push(scope.spawn(Task::abort("guest"), talking));
    }
    all
}

/// Places orders until the server takes none any more.
async fn place(mut client: Client, mut orders: Orders, acknowledged: Acknowledged) {
    loop {
        let order = serde_json::to_string(&orders.order()).unwrap();
        let Ok(placed) = client.post("/v1/orders", None, order).await else {
            return;
        };
        match placed.status {
            201 => {
                let id = placed.json()["id"].as_str().unwrap().to_owned();
                acknowledged.lock().unwrap().push(id);
            }
            // It is shutting down.
            503 => return,
            status => panic!("{status}: {:?}", placed.json()),
        }
    }
}
