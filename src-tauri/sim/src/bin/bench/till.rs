//! Tills: each sends its next order when the last one is answered.

use anyhow::ensure;
use scope::{CancellationToken, Scope, Spawned, Task};
use sim::{
    http::{Answer, Client},
    load::Orders,
};
use std::time::{Duration, Instant};

/// Lines of an order at most.
const LINES: usize = 3;

/// The status of an order that is on disk (PROTOCOL, section 2).
const CREATED: u16 = 201;

/// One till with a connection of its own.
pub struct Till {
    client: Client,
    orders: Orders,
    name: u64,
    made: usize,
    posted: usize,
}

impl Till {
    /// A till whose orders follow from the seed and its own `name`, which is unique at its server.
    pub fn new(client: Client, seed: u64, name: u64) -> Self {
        Self {
            client,
            orders: Orders::demo(seed, name),
            name,
            made: 0,
            posted: 0,
        }
    }

    /// Its next order, of one to three lines in turn, nothing of it held; `external_id` as given.
    pub fn order(&mut self, external_id: Option<String>) -> serde_json::Result<String> {
        let mut order = self.orders.order();
        order.lines.truncate(1 + self.made % LINES);
        order.hold.clear();
        if external_id.is_some() {
            order.external_id = external_id;
        }
        self.made += 1;
        serde_json::to_string(&order)
    }

    /// Posts an order under a key of its own, and returns once it is on disk.
    ///
    /// # Errors
    /// When it is not.
    pub async fn post(&mut self, body: String) -> anyhow::Result<Answer> {
        let key = format!("{}-{}", self.name, self.posted);
        self.posted += 1;
        let answer = self.client.post("/v1/orders", Some(&key), body).await?;
        ensure!(
            answer.status == CREATED,
            "an order was answered {}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        Ok(answer)
    }

    /// Places its next order.
    ///
    /// # Errors
    /// When it is not on disk.
    pub async fn place(&mut self) -> anyhow::Result<Answer> {
        let body = self.order(None)?;
        self.post(body).await
    }

    /// Its connection, for other requests.
    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }
}

/// A request that was answered.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    /// When.
    pub at: Instant,
    /// How long after it was sent.
    pub took: Duration,
    /// Bytes of the answer.
    pub bytes: usize,
}

/// Clients that send one request after the other until they are stopped.
pub struct Rush {
    clients: Vec<Spawned<anyhow::Result<Vec<Answered>>>>,
    stop: CancellationToken,
}

/// What one client of a rush does again and again.
pub trait Again: Send + 'static {
    /// One request, and its answer.
    fn again(&mut self) -> impl Future<Output = anyhow::Result<Answer>> + Send;
}

impl Again for Till {
    async fn again(&mut self) -> anyhow::Result<Answer> {
        self.place().await
    }
}

impl Rush {
    /// Sets the clients off.
    pub fn start<A: Again>(scope: &Scope, clients: Vec<A>) -> Self {
        let stop = CancellationToken::new();
        let start = |mut client: A| {
            let stop = stop.clone();
            scope.spawn(Task::abort("till"), async move {
                let mut all = Vec::new();
                while !stop.is_cancelled() {
                    let sent = Instant::now();
                    let answer = client.again().await?;
                    let at = Instant::now();
                    all.push(Answered {
                        at,
                        took: at - sent,
                        bytes: answer.body.len(),
                    });
                }
                Ok(all)
            })
        };
        Self {
            clients: clients.into_iter().map(start).collect(),
            stop,
        }
    }

    /// Lets every client end its last request, and says what was answered between the two instants.
    ///
    /// # Errors
    /// When a request failed.
    pub async fn stop(self, from: Instant, to: Instant) -> anyhow::Result<Vec<Answered>> {
        self.stop.cancel();
        let mut all = Vec::new();
        for client in self.clients {
            let answered = client.await??;
            all.extend(
                answered
                    .into_iter()
                    .filter(|one| (from..to).contains(&one.at)),
            );
        }
        Ok(all)
    }
}
