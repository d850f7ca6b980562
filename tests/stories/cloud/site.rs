//! A restaurant whose guests are heard by a provider: the real server, and the provider's double.

use super::guest::Guest;
use crate::house::House;
use serde_json::Value;
use sim::{
    cloud::{Provider, Setup},
    http::{Answer, Client},
    server,
};
use std::time::Duration;
use tempfile::TempDir;

pub struct Site {
    pub house: House,
    pub provider: Provider,
    pub counter: Client,
    pub counter_token: String,
    /// Holds the key's file, and a menu.
    pub folder: TempDir,
    /// What lived in the server before anybody spoke.
    tasks: u64,
}

impl Site {
    pub async fn open(setup: Setup) -> Self {
        Self::open_with(setup, None).await
    }

    /// One with another menu than the demo's.
    pub async fn open_with(setup: Setup, menu: Option<&str>) -> Self {
        let provider = Provider::start(setup).await.unwrap();
        let trusted = provider.certificate().map(str::to_owned);
        Self::open_at(provider, menu, trusted.as_deref()).await
    }

    /// One whose system trusts that certificate and no other; where none is given, those that it
    /// always trusts.
    pub async fn open_at(provider: Provider, menu: Option<&str>, trusted: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let (url, key) = (
            provider.url(),
            write("key", &format!("{}\n", provider.key())),
        );
        let words = [
            "--voice",
            "openai",
            "--voice-key-file",
            &key,
            "--voice-url",
            &url,
        ];
        let mut args: Vec<String> = words.map(str::to_owned).into();
        if let Some(menu) = menu {
            args.extend(["--menu".to_owned(), write("menu.json", menu)]);
        }
        // Whatever is logged at all is looked through for the key.
        let mut variables = vec![("RUST_LOG".to_owned(), "trace".to_owned())];
        if let Some(trusted) = trusted {
            variables.push(("SSL_CERT_FILE".to_owned(), write("trusted.pem", trusted)));
        }
        let mut house = House::open_with(server::Setup {
            args,
            without_menu: menu.is_some(),
            variables,
            ..server::Setup::default()
        })
        .await;
        let counter_token = house.server.token("counter").await.unwrap();
        let mut counter = Client::new(house.server.address(), &counter_token);
        // Both connections are kept, and are there at the end, too.
        gauge(&mut counter, "heard_tasks").await;
        let tasks = gauge(&mut house.till, "heard_tasks").await;
        Self {
            house,
            provider,
            counter,
            counter_token,
            folder,
            tasks,
        }
    }

    /// A guest at the counter.
    pub async fn guest(&self) -> Guest {
        Guest::come(self.house.server.address(), &self.counter_token).await
    }

    /// Asks for a token.
    pub async fn mint(&mut self, body: Value) -> Answer {
        let path = "/v1/realtime/client_secrets";
        self.counter
            .post(path, None, body.to_string())
            .await
            .unwrap()
    }

    /// The orders that were placed.
    pub async fn orders(&mut self) -> Vec<Value> {
        let orders = self
            .house
            .till
            .get("/v1/orders?state=open")
            .await
            .unwrap()
            .json();
        orders["orders"].as_array().unwrap().clone()
    }

    /// The story's end: nobody is left at the provider, nothing of a session in the server, and the
    /// key stands nowhere in its log.
    pub async fn close(mut self) {
        self.provider.until_alone().await;
        self.until_at_rest().await;
        let log = self.house.server.log();
        assert!(log.contains("listening"), "the log is no log:\n{log}");
        assert!(!log.contains(self.provider.key()), "the key is in the log");
        assert!(!log.contains("Bearer ek_"), "a token is in the log");
        let ended = self.house.server.terminate().await.unwrap();
        assert!(
            ended.success(),
            "{ended}:\n{}",
            self.house.server.log_tail()
        );
        assert!(self.provider.stop().await.is_clean());
    }

    /// Waits until the server has no session, and no task that it had not before. It is asked again
    /// and again: it tells nobody.
    async fn until_at_rest(&mut self) {
        let looking = async {
            loop {
                let till = &mut self.house.till;
                let sessions = gauge(till, "heard_voice_sessions").await;
                let tasks = gauge(till, "heard_tasks").await;
                if sessions == 0 && tasks <= self.tasks {
                    return;
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        let came = tokio::time::timeout(sim::PATIENCE, looking).await;
        let tasks = gauge(&mut self.house.till, "heard_tasks").await;
        assert!(came.is_ok(), "{tasks} tasks, and {} before", self.tasks);
    }
}

/// How often it is looked whether a server is at rest.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A number of the server's metrics.
async fn gauge(client: &mut Client, name: &str) -> u64 {
    let metrics = client.get("/metrics").await.unwrap();
    let text = String::from_utf8(metrics.body.to_vec()).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let number = line.unwrap_or_else(|| panic!("no {name} in\n{text}"));
    number.parse().unwrap()
}
