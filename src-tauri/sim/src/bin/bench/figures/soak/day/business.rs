//! Everyone of the day: the house, one whose guests a provider hears, and all who come.

use super::{super::server, guests, plan::What, screens::Screens};
use crate::{
    cook::{Placed, give},
    figures::voice::{sentences, speech},
    run::Run,
};
use anyhow::{Context, ensure};
use scope::{Scope, Task, time::sleep};
use sim::{
    PATIENCE,
    cloud::{Provider, Setup},
    http::Client,
    load::Orders,
    seed::chance,
    server::Server,
    soak::{Fault, Guests, Keys},
};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How often a cook finishes what is there: orders are ten minutes old by then.
const COOKED_EVERY: Duration = Duration::from_secs(600);

/// Orders of the day before: their log is larger than the page caches (`store::sqlite`: 8 MiB of the
/// writer, 1 MiB of a reader).
const YESTERDAY: usize = 2_000;

/// The guests among those who do something wrong.
const WRONG: Guests = Guests {
    talks: 6,
    calls: 12,
};

/// Sentences that are said aloud, in turn.
const SENTENCES: usize = 4;

/// The tills' restaurant, and those who come to it.
pub struct Business {
    house: Arc<Server>,
    relaying: Arc<Server>,
    provider: Arc<Provider>,
    keys: Arc<Keys>,
    relayed: String,
    spoken: Arc<Vec<sentences::Spoken>>,
    screens: Screens,
    orders: Orders,
    counts: BTreeMap<&'static str, u64>,
    wrong: Arc<Mutex<Vec<String>>>,
    seed: u64,
    scope: Scope,
    cooks: Scope,
}

impl Business {
    /// Opens.
    ///
    /// # Errors
    /// When a server does not start.
    pub async fn open(run: &Run) -> anyhow::Result<Self> {
        let house = server(run, "house", run.speed, &[]).await?;
        let provider = Provider::start(Setup {
            model: guests::waiter(),
            ..Setup::default()
        })
        .await?;
        let key = run.folder("key");
        std::fs::write(&key, provider.key())?;
        let (key, url) = (key.display().to_string(), provider.url());
        let words = [
            "--voice",
            "openai",
            "--voice-key-file",
            &key,
            "--voice-url",
            &url,
        ];
        let relaying = server(run, "relaying", run.speed, &words).await?;
        let keys = Keys::cut(&house).await?;
        let scope = run.scope.child("day");
        let cooks = run.scope.child("cooks");
        let every = COOKED_EVERY / run.speed;
        let wrong = Arc::<Mutex<Vec<String>>>::default();
        for server in [&house, &relaying] {
            let client = server.client("operator").await?;
            let (cooking, wrong) = (cook(client, every), wrong.clone());
            cooks.spawn(Task::abort("cook"), note("cook", cooking, wrong));
        }
        Ok(Self {
            screens: Screens::on(&run.scope, &house, &keys.display).await?,
            relayed: relaying.token("counter").await?,
            spoken: Arc::new(sentences::orders(
                SENTENCES,
                sentences::SEED,
                speech::PAUSE,
            )?),
            orders: Orders::demo(run.seed, 1),
            house: Arc::new(house),
            relaying: Arc::new(relaying),
            provider: Arc::new(provider),
            keys: Arc::new(keys),
            counts: BTreeMap::new(),
            wrong,
            seed: run.seed,
            scope,
            cooks,
        })
    }

    /// A day that is over, as fast as the disk takes it: so each server has the log and the full page
    /// caches with which it begins all days but its first. One order after the other is placed and finished.
    ///
    /// # Errors
    /// When something is not taken.
    pub async fn yesterday(&mut self) -> anyhow::Result<()> {
        for server in [&self.house, &self.relaying] {
            let mut till = server.client("pos").await?;
            let mut cook = server.client("operator").await?;
            for _ in 0..YESTERDAY {
                let order = whole(&mut self.orders)?;
                let answer = till.post("/v1/orders", None, order).await?;
                for command in Placed::read(&answer)?.whole() {
                    give(&mut cook, &command).await?;
                }
            }
        }
        Ok(())
    }

    /// The house, and the one whose guests a provider hears.
    pub fn servers(&self) -> [&Server; 2] {
        [&self.house, &self.relaying]
    }

    /// Something begins to happen.
    pub fn happen(&mut self, what: What) {
        let name = name(what);
        let count = self.counts.entry(name).or_default();
        *count += 1;
        let number = *count;
        let (house, keys) = (self.house.clone(), self.keys.clone());
        let (near, far) = (house.address(), self.relaying.address());
        let counter = keys.counter.clone();
        let relayed = self.relayed.clone();
        match what {
            What::ScreenBreaks => self.screens.break_one(),
            What::Order => {
                let order = whole(&mut self.orders);
                self.begin(name, async move { place(near, &keys.till, order?).await });
            }
            What::Guest => {
                self.begin(name, async move { guests::types(near, &counter).await });
            }
            What::Aloud => {
                let spoken = self.spoken.clone();
                let said = usize::try_from(number).unwrap_or_default() % SENTENCES;
                self.begin(name, async move {
                    guests::speaks(near, &counter, &spoken[said]).await
                });
            }
            What::Relayed => self.begin(name, async move {
                match guests::is_relayed(far, &relayed).await {
                    Err(error) if guests::is_collateral(&error) => Ok(()),
                    served => served,
                }
            }),
            What::ProviderFails => {
                let provider = self.provider.clone();
                self.begin(name, async move {
                    guests::is_failed(far, &relayed, &provider, number).await
                });
            }
            What::Fault => {
                let mut chance = chance(self.seed, number);
                self.begin(name, async move {
                    let fault = Fault::draw(&mut chance, Some(WRONG));
                    fault.happen(&house, &keys, number, &mut chance).await
                });
            }
            What::Report => self.begin(name, async move { report(near, &keys.till).await }),
        }
    }

    fn begin(
        &self,
        name: &'static str,
        happens: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) {
        let happening = note(name, happens, self.wrong.clone());
        self.scope.spawn(Task::drain(name), happening);
    }

    /// Closes, and says how much there was of what.
    ///
    /// # Errors
    /// When something went otherwise than it should, or a server did not end as it should.
    pub async fn close(self) -> anyhow::Result<String> {
        let closed = self.scope.close(PATIENCE).await;
        ensure!(closed.is_clean(), "{closed}");
        let closed = self.cooks.close(PATIENCE).await;
        ensure!(closed.is_clean(), "{closed}");
        let wrong = std::mem::take(&mut *self.wrong.lock().unwrap_or_else(PoisonError::into_inner));
        ensure!(wrong.is_empty(), "{}", wrong.join("; "));
        let breaks = self.screens.off().await?;
        let mut counts = format!("screens came back {breaks} times");
        for (name, count) in self.counts {
            counts.push_str(&format!(", {name} {count}"));
        }
        for server in [self.house, self.relaying] {
            let warned = server
                .metrics()
                .await?
                .value("heard_growth_warnings_total")?;
            counts.push_str(&format!(", growth warnings {warned}"));
            let mut server = Arc::into_inner(server).context("somebody is still there")?;
            let status = server.terminate().await?;
            ensure!(status.success(), "a server ended with {status}");
        }
        Ok(counts)
    }
}

/// An order, as it is posted. Cooks finish all of an order at once, so none of it waits.
fn whole(orders: &mut Orders) -> serde_json::Result<String> {
    let mut order = orders.order();
    order.hold.clear();
    serde_json::to_string(&order)
}

fn name(what: What) -> &'static str {
    match what {
        What::Order => "orders",
        What::Guest => "guests who type",
        What::Relayed => "guests whom a provider hears",
        What::Aloud => "guests who speak",
        What::Fault => "faults",
        What::ProviderFails => "faults of the provider",
        What::ScreenBreaks => "screens that break off",
        What::Report => "reports",
    }
}

/// Lets something happen, and notes why it did not come about.
async fn note(
    name: &'static str,
    happens: impl Future<Output = anyhow::Result<()>>,
    wrong: Arc<Mutex<Vec<String>>>,
) {
    if let Err(error) = happens.await {
        let mut wrong = wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.push(format!("{name}: {error:#}"));
    }
}

async fn place(address: SocketAddr, token: &str, order: String) -> anyhow::Result<()> {
    let answer = Client::new(address, token)
        .post("/v1/orders", None, order)
        .await?;
    ensure!(
        answer.status == 201,
        "an order was answered {}",
        answer.status
    );
    Ok(())
}

async fn report(address: SocketAddr, token: &str) -> anyhow::Result<()> {
    let mut client = Client::new(address, token);
    for path in [
        "/v1/orders?state=completed",
        "/v1/orders?state=open",
        "/v1/menu",
    ] {
        let answer = client.get(path).await?;
        ensure!(
            answer.status == 200,
            "{path} was answered {}",
            answer.status
        );
    }
    Ok(())
}

/// Finishes all that is open, again and again.
async fn cook(mut client: Client, every: Duration) -> anyhow::Result<()> {
    loop {
        sleep(every).await;
        let open = client.get("/v1/orders?state=open&limit=100").await?;
        let list = open.json()["orders"].take();
        let orders: Vec<Placed> = serde_json::from_value(list).context("what is open")?;
        for command in orders.iter().flat_map(Placed::whole) {
            give(&mut client, &command).await?;
        }
    }
}
