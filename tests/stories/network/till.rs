//! A till's host: it posts an order until it is answered, then the next.

use super::{
    net::Simulated,
    site::{self, Site},
};
use crate::books::Books;
use rand::{RngExt, rngs::StdRng};
use sim::{http::Client, load::Orders, seed::chance};
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::time::{sleep, timeout};
use turmoil::Sim;
use wire::ErrorCode;

/// Its name on the network.
pub const NAME: &str = "till";

/// Tells its chance from that of the others.
const PART: u64 = 1;

/// The longest pause between two orders, in ms.
const PAUSE_MS: u64 = 700;

/// How long a till waits for an answer before it asks again.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// How long it waits before it knocks again at a door that is shut.
const KNOCK_AGAIN: Duration = Duration::from_millis(200);

/// A till.
pub struct Till {
    site: Arc<Site>,
    kept: Mutex<Kept>,
}

struct Kept {
    orders: Orders,
    chance: StdRng,
    /// By the till's own id: the event that placed it, as the server said.
    answered: HashMap<String, u64>,
    done: bool,
}

impl Till {
    pub fn new(site: &Arc<Site>, seed: u64) -> Self {
        Self {
            site: site.clone(),
            kept: Mutex::new(Kept {
                orders: Orders::demo(seed, PART),
                chance: chance(!seed, PART),
                answered: HashMap::new(),
                done: false,
            }),
        }
    }

    /// What can be seen of it from outside.
    pub fn look(&self) -> String {
        format!("{} answered", self.kept().answered.len())
    }

    /// Whether it has an answer for every order.
    pub fn is_done(&self) -> bool {
        self.kept().done
    }

    /// Every order is in the log where the till was told, and no other is.
    pub fn assert_once(&self, books: &Books) {
        assert_eq!(*books.orders(), self.kept().answered);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }
}

/// Puts the till on the network.
pub fn host(sim: &mut Sim<'_>, till: &Arc<Till>) {
    let till = till.clone();
    sim.host(NAME, move || work(till.clone()));
}

async fn work(till: Arc<Till>) -> turmoil::Result {
    let address = SocketAddr::new(turmoil::lookup(site::NAME), site::PORT);
    let mut client = Client::over(Simulated, address, "pos");
    while !till.site.is_closed() {
        let pause = till.kept().chance.random_range(1..PAUSE_MS);
        sleep(Duration::from_millis(pause)).await;
        let order = till.kept().orders.order();
        let body = serde_json::to_string(&order)?;
        let key = order.external_id.unwrap_or_default();
        let seq = loop {
            let post = client.post("/v1/orders", Some(&key), body.clone());
            match timeout(ANSWER_WITHIN, post).await {
                Ok(Ok(answer)) if matches!(answer.status, 200 | 201) => {
                    break answer.json()["seq"].as_u64().unwrap();
                }
                Ok(Ok(answer)) => {
                    let code = ErrorCode::parse(&answer.code());
                    assert!(code.is_temporary(), "{} {:?}", answer.status, answer.json());
                }
                // Nobody knows whether it came: asking again with the same key does no harm.
                Ok(Err(_)) | Err(_) => {}
            }
            sleep(KNOCK_AGAIN).await;
        };
        till.kept().answered.insert(key, seq);
    }
    till.kept().done = true;
    // Gone home; the host stays.
    std::future::pending().await
}
