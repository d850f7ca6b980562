//! A provider listens: secrets are minted there, and callers without WebRTC are bridged to it.
//!
//! The order server stays the one who knows the menu and keeps the cart: a session is handed over
//! with its instructions and tools ([`session`]), and what its model calls is carried out here
//! ([`tools`]), under the refusals that everyone meets.

pub mod address;
mod bridge;
mod calls;
mod greet;
mod key;
mod menu;
mod mint;
mod near;
mod refused;
mod relay;
mod session;
mod tools;
mod upstream;
mod way;

use super::{
    Visit,
    ended::Ended,
    fault::Fault,
    line::Line,
    secrets::{Grant, Secrets},
    till::Till,
};
use crate::{
    app::App,
    auth::Identity,
    config::{Provider, VoiceConfig},
    stream::Io,
};
use bridge::Bridge;
use greet::{NotBegun, QUESTION, greet, not_open};
use key::Key;
use kitchen::Service;
use mint::Minted;
use near::Near;
use relay::Relay;
use scope::{ScopeHandle, time};
use serde_json::{Map, Value, json};
use session::Handed;
use std::{sync::Arc, time::Duration};
use tools::Tools;
use upstream::{Topic, Upstream};
use way::Way;

/// What a client's `provider` is told: the protocol, and not whose it is.
const NAME: &str = "openai";

/// How long a whole setup may take: what the provider's own library gives it (REALTIME, section
/// 7.6).
const SETUP_WITHIN: Duration = Duration::from_secs(30);

/// How long saying goodbye may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// How often a token is minted for one session: the second is for one that has expired on its way.
const TOKENS: u32 = 2;

/// The longest name of a model or a call: a few times those that there are.
const NAME_BYTES: usize = 128;

/// A provider, and the way to it.
pub struct Cloud {
    provider: Provider,
    way: Way,
    service: Service,
    /// Tokens of the provider that were passed on: by them it is known who comes.
    pub secrets: Secrets<Value>,
    scope: ScopeHandle,
}

impl Cloud {
    /// The provider that `provider` names; what goes on with it lives in `scope`.
    pub fn start(provider: &Provider, config: &VoiceConfig, scope: &ScopeHandle) -> Self {
        Self {
            way: Way::new(provider.url.clone()),
            provider: provider.clone(),
            service: config.service.clone(),
            secrets: Secrets::start(scope),
            scope: scope.clone(),
        }
    }

    /// The model that is asked for.
    pub fn model(&self) -> &str {
        &self.provider.model
    }

    /// `POST /v1/realtime/client_secrets`: mints at the provider. The answer is the provider's, and
    /// `heard` beside it, which other libraries leave alone.
    ///
    /// # Errors
    /// [`Fault`]
    pub async fn mint(
        &self,
        app: &App,
        identity: &Identity,
        request: Value,
    ) -> Result<Value, Fault> {
        let mut others = match request {
            Value::Object(request) => request,
            _ => Map::new(),
        };
        let wishes = others.remove("session").unwrap_or_default();
        let handed = self.hand_over(app, identity, &wishes).await?;
        let minted = self.fetch(identity, &handed, others).await?;
        let mut wishes = wishes;
        ask_for(&mut wishes, handed.model());
        self.keep(app, identity, wishes, &minted);
        let mut heard = json!({
            "provider": NAME,
            "calls_url": self.way.address().url("/calls").to_string(),
        });
        if let Some(house) = &handed.house {
            heard["menu"] = house.to_json();
        }
        let mut answer = minted.body;
        answer.insert("heard".to_owned(), heard);
        Ok(Value::Object(answer))
    }

    /// `GET /v1/realtime`: serves a client's WebSocket until it ends, and says why.
    pub async fn bridge(
        &self,
        app: App,
        visit: Visit,
        mut line: Line<Io>,
        wishes: Arc<Value>,
        model: Option<String>,
    ) -> Ended {
        let opening = time::timeout(SETUP_WITHIN, self.open(&app, &visit, &wishes, model));
        let opened = tokio::select! {
            biased;
            () = visit.identity.revoked.cancelled() => Err(Ended::Revoked),
            () = visit.seat.hung_up().cancelled() => Err(Ended::HungUp),
            () = visit.scope.cancelled() => Err(Ended::Shutdown),
            opened = opening => Ok(opened.unwrap_or_else(|_| Err(refused::away()))),
        };
        match opened {
            Ok(Ok((upstream, relay))) => {
                let tools = self.tools(&app, &visit);
                let near = Near::Line(Box::new(line));
                Bridge::new(visit, near, upstream, relay, tools).run().await
            }
            Ok(Err(fault)) => {
                let mut relay = Relay::new(None);
                relay.tell(fault.code(), fault.message());
                if let Some(relay::Output::ToClient(text)) = relay.poll_output()
                    && line.send(&[text]).await.is_ok()
                {
                    line.close(close_code(&fault), fault.code()).await;
                }
                Ended::NeverOpened
            }
            Err(ended) => {
                line.close(1001, "the session ends").await;
                ended
            }
        }
    }

    async fn open(
        &self,
        app: &App,
        visit: &Visit,
        wishes: &Value,
        model: Option<String>,
    ) -> Result<(Upstream, Relay), Fault> {
        let mut wishes = wishes.clone();
        ask_for(&mut wishes, model);
        let handed = self.hand_over(app, &visit.identity, &wishes).await?;
        let model = handed.model();
        for _ in 0..TOKENS {
            let minted = self.fetch(&visit.identity, &handed, Map::new()).await?;
            let topic = match &model {
                Some(model) => Topic::Model(model),
                None => Topic::Transcription,
            };
            let bearer = key::bearer(&minted.value)?;
            let opened = Upstream::open(&self.way, bearer, topic).await;
            let mut upstream = opened.map_err(|error| not_open(&error))?;
            match greet(&mut upstream).await {
                Ok(begun) => {
                    let mut relay = Relay::new(handed.house);
                    relay.handle_provider(&begun.created, time::Instant::now());
                    if begun.was_asked {
                        relay.was_asked(QUESTION);
                    }
                    return Ok((upstream, relay));
                }
                Err(NotBegun::Expired) => tracing::warn!("a token had expired; minting another"),
                Err(NotBegun::Fault(fault)) => return Err(fault),
            }
        }
        Err(refused::failing())
    }

    /// An empty cart for a session, and its way to the kitchen.
    fn tools(&self, app: &App, visit: &Visit) -> Tools {
        let by = visit.identity.by.clone();
        let session = visit.seat.call().to_string();
        let till = Till::new(app.clone(), visit.restaurant.clone(), by, session);
        Tools::new(
            app.clone(),
            visit.restaurant.clone(),
            till,
            self.service.clone(),
        )
    }

    async fn hand_over(
        &self,
        app: &App,
        identity: &Identity,
        wishes: &Value,
    ) -> Result<Handed, Fault> {
        let restaurant = app.kitchens.open(&identity.restaurant).await?;
        let (state, now_ms) = (restaurant.head(), app.clock.now_ms());
        let models = session::Models {
            speaks: &self.provider.model,
            transcribes: &self.provider.transcriber,
        };
        let handed = session::hand_over(&state, now_ms, wishes, models)?;
        if handed.model().is_some_and(|model| !is_name(&model)) {
            let fault = Fault::wrong("invalid_model", "That is no model's name.");
            return Err(fault.at("session.model"));
        }
        let house = handed.house.as_ref();
        if let Some(house) = house.filter(|house| !house.left_out.is_empty()) {
            tracing::warn!(
                restaurant = identity.restaurant.as_str(),
                listed = house.listed,
                left_out = house.left_out.len(),
                names = house.left_out_shortly(),
                "the menu has no room in the provider's instructions; the rest is not known to it"
            );
        }
        Ok(handed)
    }

    /// Remembers whose the token is, so that its holder can be bridged.
    fn keep(&self, app: &App, identity: &Identity, wishes: Value, minted: &Minted) {
        let left = minted.expires_at.saturating_sub(app.clock.now_ms() / 1_000);
        let left = Duration::from_secs(u64::try_from(left).unwrap_or(0));
        let now = time::Instant::now();
        let grant = Grant {
            identity: identity.clone(),
            session: Arc::new(wishes),
        };
        let expires = now.checked_add(left).unwrap_or(now);
        if self
            .secrets
            .keep(&minted.value, grant, now, expires)
            .is_err()
        {
            tracing::warn!("too many tokens are valid: the holder of this one cannot be bridged");
        }
    }

    async fn key(&self) -> Result<Key, Fault> {
        let path = self.provider.key_file.clone();
        let read = self
            .scope
            .spawn_blocking("provider's key", move || Key::read(&path));
        let read = read.map_err(|_| Fault::unavailable("The server is shutting down."))?;
        match read.await {
            Ok(Ok(key)) => Ok(key),
            Ok(Err(error)) => {
                let file = self.provider.key_file.display();
                tracing::error!(%error, %file, "there is no key for the provider");
                Err(refused::account())
            }
            Err(_) => Err(Fault::unavailable("The server is shutting down.")),
        }
    }
}

/// Adds the model to a client's wishes, where they name none.
fn ask_for(wishes: &mut Value, model: Option<String>) {
    let Some(model) = model else { return };
    if wishes.is_null() {
        *wishes = json!({"type": "realtime"});
    }
    let is_realtime = wishes["type"] != "transcription";
    if let Some(wishes) = wishes.as_object_mut().filter(|_| is_realtime) {
        wishes.entry("model").or_insert_with(|| model.into());
    }
}

/// Whether it is a name that can stand in an address, as models and calls have.
fn is_name(name: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    name.len() <= NAME_BYTES && !name.is_empty() && name.bytes().all(known)
}

/// How a socket is closed on which no session began: a library comes back after 1011 and 1013,
/// where that may help, and after no other of these (REALTIME, section 6.2).
fn close_code(fault: &Fault) -> u16 {
    match fault {
        fault if fault.is_temporary() => 1013,
        fault if fault.status().is_client_error() => 4000,
        fault if *fault == refused::failing() => 1011,
        _ => 1008,
    }
}
