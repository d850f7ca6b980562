//! Where a fault is played: a real server, and the provider's double where a provider listens.

use super::{Fault, ITEM, MANY, WORDS};
use crate::{
    cloud::{self, Provider, Step, Transcript, script},
    counter::{Counter, Setup},
    server::{self, Server},
};
use serde_json::json;
use std::net::SocketAddr;
use tempfile::TempDir;
use tokio::sync::Mutex;

/// A restaurant with somebody who listens at its counter.
pub struct Stage {
    address: SocketAddr,
    server: Mutex<Server>,
    pub(super) provider: Option<Provider>,
    /// Holds the provider's key.
    _folder: Option<TempDir>,
}

impl Stage {
    /// A stage for that fault alone.
    ///
    /// # Errors
    /// When the server does not start.
    pub async fn open(fault: Fault) -> anyhow::Result<Self> {
        match fault.provider() {
            Some(setup) => Self::with_provider(setup).await,
            None => Ok(Self::over(Server::start().await?)),
        }
    }

    /// A server that listens itself: a stage for every fault that [may share it](Fault::shares).
    pub fn over(server: Server) -> Self {
        Self {
            address: server.address(),
            server: Mutex::new(server),
            provider: None,
            _folder: None,
        }
    }

    async fn with_provider(setup: cloud::Setup) -> anyhow::Result<Self> {
        let provider = Provider::start(setup).await?;
        let folder = tempfile::tempdir()?;
        let key = folder.path().join("key");
        std::fs::write(&key, provider.key())?;
        let (key, url) = (key.display().to_string(), provider.url());
        let words = ["--voice", "openai", "--voice-key-file", &key];
        let words = [&words[..], &["--voice-url", &url]].concat();
        let server = Server::start_with(server::Setup {
            args: words.into_iter().map(str::to_owned).collect(),
            ..server::Setup::default()
        });
        Ok(Self {
            provider: Some(provider),
            _folder: Some(folder),
            ..Self::over(server.await?)
        })
    }

    /// A counter of it, with a token of its own, as each has: a server keeps so many secrets for each.
    pub(super) async fn counter(&self, setup: Setup) -> anyhow::Result<Counter> {
        let token = self.server.lock().await.token("counter").await?;
        Counter::open(self.address, &token, setup)
    }

    pub(super) async fn kill(&self) -> anyhow::Result<()> {
        self.server.lock().await.kill().await
    }

    pub(super) async fn restart(&self) -> anyhow::Result<()> {
        self.server.lock().await.restart().await
    }
}

impl Fault {
    /// Whether its stage may be others' as well.
    pub fn shares(self) -> bool {
        self != Self::ServerKilled && self.provider().is_none()
    }

    /// The provider that has the fault, where one has.
    fn provider(self) -> Option<cloud::Setup> {
        let order = || {
            let add = Step::call("add_item", json!({"item": ITEM, "quantity": MANY}));
            [vec![add], vec![Step::say("Two brownies.")]]
        };
        let after = |bad: Step| script([vec![bad]].into_iter().chain(order()));
        let heard = || Transcript::Before(WORDS.to_owned());
        let usual = || cloud::Setup {
            model: script(order()),
            transcripts: vec![heard(), heard()],
            ..cloud::Setup::default()
        };
        Some(match self {
            Self::LostFirstEvents => cloud::Setup {
                lost_first: 1,
                ..usual()
            },
            Self::LateFinals => cloud::Setup {
                transcripts: vec![Transcript::After(WORDS.to_owned())],
                ..usual()
            },
            Self::TokenExpired => usual(),
            Self::NoReply => cloud::Setup {
                model: after(Step::Hang),
                ..usual()
            },
            Self::UnknownTool => cloud::Setup {
                model: after(Step::call("launch", json!({}))),
                ..usual()
            },
            _ => return None,
        })
    }
}
