//! A till that posts an order until it is answered.

use super::{Door, Server};
use crate::books::Books;
use rand::{RngExt, rngs::StdRng};
use sim::{http::Client, load::Orders, seed::chance};
use std::{collections::HashMap, time::Duration};
use tokio::time::sleep;
use wire::ErrorCode;

/// The longest pause between two orders, in ms: more than a street of tills types, less than the
/// cooks can make.
const PAUSE_MS: u64 = 12;

/// How many acknowledged orders are asked for again at the end.
const SAMPLE: usize = 50;

/// A till and the orders it has an answer for.
pub struct Till {
    door: Door,
    client: Client,
    orders: Orders,
    chance: StdRng,
    /// By the till's own id, which is the key, too: what was posted, and the event that placed it.
    acknowledged: HashMap<String, (String, u64)>,
    /// Posts that the server was killed over, and those of them that it had carried out.
    interrupted: usize,
    done_unheard: usize,
}

impl Till {
    pub fn new(door: &Door, token: &str, seed: u64, part: u64) -> Self {
        Self {
            door: door.clone(),
            client: Client::new(door.address, token),
            orders: Orders::demo(seed, part),
            chance: chance(!seed, part),
            acknowledged: HashMap::new(),
            interrupted: 0,
            done_unheard: 0,
        }
    }

    /// Posts orders until the house closes.
    pub async fn work(&mut self) {
        while !self.door.is_closing() {
            let order = self.orders.order();
            let body = serde_json::to_string(&order).unwrap();
            let key = order.external_id.unwrap();
            let seq = self.post(&key, &body).await;
            self.acknowledged.insert(key, (body, seq));
            let pause = self.chance.random_range(0..=PAUSE_MS);
            sleep(Duration::from_millis(pause)).await;
        }
    }

    /// Posts one order, again and again, until there is an answer; says which event placed it.
    async fn post(&mut self, key: &str, body: &str) -> u64 {
        loop {
            let up = self.door.open().await;
            let posted = self.client.post("/v1/orders", Some(key), body.to_owned());
            match posted.await {
                Ok(answer) if matches!(answer.status, 200 | 201) => {
                    assert_eq!(answer.json()["external_id"], key);
                    self.done_unheard += usize::from(answer.is_replayed());
                    return answer.json()["seq"].as_u64().unwrap();
                }
                Ok(answer) => {
                    let code = ErrorCode::parse(&answer.code());
                    assert!(code.is_temporary(), "{} {:?}", answer.status, answer.json());
                }
                Err(error) => {
                    assert_ne!(up, Server::Closing, "{error}");
                    self.interrupted += 1;
                }
            }
        }
    }
}

/// How many posts the server was killed over, and how many of them it had carried out.
pub fn interrupted(tills: &[Till]) -> (usize, usize) {
    let each = tills
        .iter()
        .map(|till| (till.interrupted, till.done_unheard));
    each.fold((0, 0), |sum, till| (sum.0 + till.0, sum.1 + till.1))
}

/// Every acknowledged order is in the books where its till was told, and no other order is. Says
/// how many there are.
pub fn assert_once(tills: &[Till], books: &Books) -> usize {
    let mut count = 0;
    for till in tills {
        for (key, (_, seq)) in &till.acknowledged {
            assert_eq!(books.orders().get(key), Some(seq), "{key}");
            count += 1;
        }
    }
    // Every order was posted until it was answered, so there is none that nobody was told of.
    assert_eq!(books.orders().len(), count);
    count
}

/// A key that is used once more gives the order it stands for.
pub async fn assert_remembered(tills: &mut [Till]) {
    for till in tills {
        for (key, (body, seq)) in till.acknowledged.iter().take(SAMPLE) {
            let again = till.client.post("/v1/orders", Some(key), body.clone());
            let again = again.await.unwrap();
            assert_eq!((again.status, again.is_replayed()), (200, true), "{key}");
            assert_eq!(again.json()["seq"].as_u64(), Some(*seq));
        }
    }
}
