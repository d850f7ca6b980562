//! A device with folders of its own, and a till to post orders with.

use crate::page::Page;
use crate::process;
use anyhow::Context;
use scope::Scope;
use sim::http::Client;
use station::device::{Device, DeviceConfig};
use station::diagnostics::Around;
use station::folders::Folders;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use wire::view::Screen;

/// How long a device may take to end. PROTOCOL, section 1.
const END_WITHIN: Duration = Duration::from_secs(10);

/// The folders of a device, which outlive it.
pub struct Home {
    folder: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Makes this screen one of a server elsewhere.
    pub fn choose_server(&self, address: SocketAddr, token: &str) {
        let server =
            serde_json::json!({"address": {"address": address.to_string(), "token": token}});
        let settings = serde_json::json!({"server": server});
        std::fs::create_dir_all(self.config()).unwrap();
        std::fs::write(self.config().join("settings.json"), settings.to_string()).unwrap();
    }

    /// What a device here is started with.
    pub fn device(&self) -> DeviceConfig {
        DeviceConfig {
            folders: Folders::find(Some(self.config()), Some(self.data())).unwrap(),
            server_program: sim::server::binary().unwrap(),
            listen: sim::server::LISTEN.parse().unwrap(),
            demo: true,
            version: "0.0.0".to_owned(),
        }
    }

    pub fn start(&self) -> Running {
        Running::start(self.device())
    }
}

/// A running device.
pub struct Running {
    pub device: Device,
    scope: Scope,
}

impl Running {
    pub fn start(config: DeviceConfig) -> Self {
        let scope = Scope::root("device");
        let around = Around {
            app: scope.handle(),
            web_view_mib: || None,
        };
        let device = Device::start(&scope, config, around).unwrap();
        Self { device, scope }
    }

    /// The window of a fresh device, once it shows the menu's first board.
    pub async fn grill(&self) -> (Page, Screen) {
        let mut page = Page::open(&self.device.station, "main", None).await;
        let screen = page.until("the menu", |s| s.title == "Grill").await.clone();
        (page, screen)
    }

    /// Ends it in order, which must leave nobody behind.
    pub async fn end(self) {
        let closed = self.scope.close(END_WITHIN).await;
        assert!(closed.is_clean(), "{closed}");
    }
}

/// A till at the server that `screen` shows, which serves `data`.
pub async fn till(data: &Path, screen: &Screen) -> anyhow::Result<Client> {
    let made = tokio::process::Command::new(sim::server::binary()?)
        .args(["token", "create", "--role", "pos", "--data-dir"])
        .arg(data)
        .output()
        .await?;
    let token = String::from_utf8(made.stdout)?;
    anyhow::ensure!(made.status.success(), "no token for the till");
    let address = screen.link.server.parse().context("the server's address")?;
    Ok(Client::new(address, token.trim()))
}

/// Posts an order of one item, and says its id.
pub async fn order(till: &mut Client, item: &str) -> String {
    let body = serde_json::json!({"lines": [{"item": item}]}).to_string();
    let answer = till.post("/v1/orders", None, body).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.json());
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Where a line of an order stands at the grill, as the server says.
pub async fn grill_state(till: &mut Client, order: &str) -> String {
    let answer = till.get(&format!("/v1/orders/{order}")).await.unwrap();
    let state = &answer.json()["lines"][0]["station_states"]["grill"];
    state.as_str().unwrap_or_default().to_owned()
}

/// The server's process; waits until there is one other than `before`.
pub async fn server_pid(data: &Path, before: Option<u32>) -> u32 {
    process::until("a server runs", || {
        process::server_of(data).filter(|pid| Some(*pid) != before)
    })
    .await
}
