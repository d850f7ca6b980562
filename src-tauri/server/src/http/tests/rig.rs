//! A server on a folder of its own, and requests to it.

use crate::{
    auth::{self, Role},
    clock::Clock,
    config::VoiceConfig,
    http,
    kitchens::Place,
    serve::Server,
};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use jiff::tz::TimeZone;
use kitchen::{Menu, menu::COPPER_PAN};
use scope::watch::Settings;
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use store::{Location, NewToken, OpenOptions, RestaurantId, Store};

/// Where requests come from, if nothing else is said.
pub const NEAR: &str = "127.0.0.1:40000";

/// Another machine.
pub const FAR: &str = "192.0.2.7:40000";

/// A running server.
pub struct Rig {
    folder: tempfile::TempDir,
    store: Arc<dyn Store>,
    server: Server,
    router: Router,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

/// A request that is being written.
pub struct Ask<'a> {
    rig: &'a Rig,
    request: axum::http::request::Builder,
    body: Body,
    from: SocketAddr,
}

impl Rig {
    /// A server with the demo's menu.
    pub async fn new() -> Self {
        let rig = Self::without_menu().await;
        let menu = Menu::parse(COPPER_PAN).unwrap();
        rig.server.import(menu).await.unwrap();
        rig
    }

    /// A server without a menu.
    pub async fn without_menu() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::on(folder, OpenOptions::default().busy).await
    }

    /// A server on that folder. `busy`: how long it waits for another who has the database.
    async fn on(folder: tempfile::TempDir, busy: Duration) -> Self {
        let location = Location::Sqlite(folder.path().join("heard.db"));
        let options = OpenOptions {
            busy,
            ..OpenOptions::default()
        };
        let store: Arc<dyn Store> = store::open(&location, options).unwrap().into();
        let clock = Arc::new(Clock::new(TimeZone::UTC));
        let (voice, watch) = (VoiceConfig::default(), Some(Settings::default()));
        let server = Server::start(store.clone(), clock, Place::Thread, voice, watch)
            .await
            .unwrap();
        let mut tokens = store.tokens().unwrap();
        for role in Role::ALL {
            let hash = auth::hash(role.as_str());
            if tokens.by_hash(&hash).unwrap().is_none() {
                tokens.create(&token(*role, role.as_str())).unwrap();
            }
        }
        let router = http::router(server.app().clone());
        Self {
            folder,
            store,
            server,
            router,
        }
    }

    /// Stops in order, and starts again on what is on disk.
    pub async fn restarted(self) -> Self {
        self.restarted_with(OpenOptions::default().busy).await
    }

    /// The same, with another patience for a database that is locked.
    pub async fn restarted_with(self, busy: Duration) -> Self {
        let Self {
            folder,
            store,
            server,
            router,
        } = self;
        drop(router);
        let closed = server.stop().await;
        assert!(closed.is_clean(), "{closed}");
        drop(store);
        Self::on(folder, busy).await
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The store under it.
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// The file of the database.
    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("heard.db")
    }

    /// A request of a token of that role.
    pub fn ask(&self, role: Role, method: &str, path: &str) -> Ask<'_> {
        self.anyone(method, path).header(
            header::AUTHORIZATION.as_str(),
            &format!("Bearer {}", role.as_str()),
        )
    }

    /// A request without a token.
    pub fn anyone(&self, method: &str, path: &str) -> Ask<'_> {
        let method: Method = method.parse().unwrap();
        Ask {
            rig: self,
            request: Request::builder().method(method).uri(path),
            body: Body::empty(),
            from: NEAR.parse().unwrap(),
        }
    }

    /// Places an order as a till, and returns it.
    pub async fn place(&self, order: Value) -> Value {
        let reply = self.ask(Role::Pos, "POST", "/v1/orders").json(&order).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.json()
    }

    /// Gives a command as an operator, and expects it to be done.
    pub async fn command(&self, command: Value) -> Value {
        let reply = self
            .ask(Role::Operator, "POST", "/v1/commands")
            .json(&command)
            .await;
        assert_eq!(reply.status, 200, "{command}: {reply:?}");
        reply.json()
    }

    /// Makes everything of an order at every station, and serves it.
    pub async fn complete(&self, order: &Value) {
        let id = &order["id"];
        for line in order["lines"].as_array().unwrap() {
            for station in line["station_states"].as_object().unwrap().keys() {
                self.command(json!({"type": "bump", "order": id, "station": station}))
                    .await;
            }
        }
        self.command(json!({"type": "bump", "order": id, "station": null}))
            .await;
    }
}

/// A token of a role.
pub fn token(role: Role, secret: &str) -> NewToken {
    NewToken {
        role: role.as_str().into(),
        name: String::new(),
        restaurant: RestaurantId::new("main").unwrap(),
        hash: auth::hash(secret),
        created_at_ms: 0,
    }
}

impl Ask<'_> {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Under that key.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// From another address.
    pub fn from(mut self, address: &str) -> Self {
        self.from = address.parse().unwrap();
        self
    }

    /// Sends it with a body of JSON.
    pub async fn json(self, body: &Value) -> Reply {
        let ask = self.header("content-type", "application/json");
        ask.body(body.to_string()).await
    }

    /// Sends it with any body.
    pub async fn body(mut self, body: impl Into<Body>) -> Reply {
        self.body = body.into();
        self.send().await
    }

    /// Sends it.
    pub async fn send(self) -> Reply {
        let mut request = self.request.body(self.body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.from));
        let service = TowerToHyperService::new(self.rig.router.clone());
        let response = service.call(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}

impl Reply {
    /// Its body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The header of that name, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that it is a problem whole and true, and returns its code.
    pub fn code(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        let problem = self.json();
        let code = problem["code"].as_str().unwrap().to_owned();
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["type"], format!("urn:heard:problem:{code}"));
        for text in ["title", "detail"] {
            assert!(
                !problem[text].as_str().unwrap().is_empty(),
                "{text}: {self:?}"
            );
        }
        let status = StatusCode::from_u16(self.status).unwrap();
        assert!(status.is_client_error() || status.is_server_error());
        code
    }

    /// The field a problem points at.
    pub fn field(&self) -> Option<String> {
        self.json()["field"].as_str().map(str::to_owned)
    }
}
