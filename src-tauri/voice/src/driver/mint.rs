//! Tokens: asked for at the order server, kept until the time that it says, and no other.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::StatusCode;
use realtime::secret::{Secret, SecretRequest};
use serde_json::Value;

use crate::fault::{Fault, Phase, WayOut};
use crate::http::{Dialer, NoUrl, Url, post};
use crate::session::{Size, Wishes};

/// Where tokens are minted (PROTOCOL, section 7).
const SECRETS: &str = "/v1/realtime/client_secrets";
/// Where this server itself answers offers.
const CALLS: &str = "/v1/realtime/calls";
/// A token that is good for less than this is not set out with: the offer is made in less.
const MARGIN: Duration = Duration::from_secs(5);
/// How long before its end another is minted for the next connection.
const AHEAD: Duration = Duration::from_secs(60);

/// What opens sessions. It is not printed: it is a secret.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) value: Arc<str>,
    /// In Unix seconds, as the one who gave it says.
    expires_at: u64,
    /// Where the offer goes.
    pub(super) calls: Url,
    /// Who listens: a provider's name, or nobody's: the order server itself.
    pub(super) provider: Option<Arc<str>>,
}

impl Token {
    /// How long it is good for.
    fn left(&self) -> Duration {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.unwrap_or_default();
        Duration::from_secs(self.expires_at).saturating_sub(now)
    }

    /// Whether a connection may set out with it.
    pub(super) fn is_good(&self) -> bool {
        self.left() > MARGIN
    }

    /// After how long another is to be there.
    pub(super) fn renew_after(&self) -> Duration {
        self.left().saturating_sub(AHEAD)
    }
}

/// Who mints, and for whom.
#[derive(Clone)]
pub(super) struct Mint {
    pub(super) dialer: Arc<Dialer>,
    pub(super) server: Url,
    /// The device's own token.
    pub(super) key: Arc<str>,
    /// How long a token is asked for.
    pub(super) lasting: Duration,
}

impl Mint {
    /// Mints a token for sessions of these wishes.
    ///
    /// # Errors
    /// [`Fault`], in phase token, or configuration where the wishes are refused however small.
    pub(super) async fn token(&self, wishes: &Wishes) -> Result<Token, Fault> {
        match self.ask(wishes, Size::Whole).await {
            Err(Refused::Wishes) => {}
            outcome => return outcome.map_err(Refused::fault),
        }
        tracing::warn!("the order server refuses our settings; asking for less");
        self.ask(wishes, Size::Small).await.map_err(Refused::fault)
    }

    async fn ask(&self, wishes: &Wishes, size: Size) -> Result<Token, Refused> {
        let request = SecretRequest {
            seconds: u32::try_from(self.lasting.as_secs()).unwrap_or(u32::MAX),
            session: Some(wishes.patch(size)),
        };
        // Maps with text keys, no foreign serialisers: it cannot fail.
        let body = serde_json::to_string(&request).unwrap_or_default();
        let url = self.server.at(SECRETS);
        let answer = post(&self.dialer, &url, &self.key, "application/json", body).await;
        let answer = answer.map_err(|error| {
            tracing::warn!(%error, "no token for voice");
            passing("The kitchen server cannot be reached.")
        })?;
        if !answer.status.is_success() {
            return Err(judge(answer.status, &answer.body));
        }
        let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        self.read(&value).ok_or_else(|| {
            tracing::warn!("the order server's answer is no token");
            passing("The kitchen server gives no access to voice.")
        })
    }

    fn read(&self, answer: &Value) -> Option<Token> {
        let secret: Secret = serde_json::from_value(answer.clone()).ok()?;
        if secret.value.is_empty() {
            return None;
        }
        let heard = &answer["heard"];
        let calls = match heard["calls_url"].as_str() {
            Some(url) => elsewhere(url).ok()?,
            None => self.server.at(CALLS),
        };
        Some(Token {
            value: secret.value.into(),
            expires_at: secret.expires_at,
            calls,
            provider: heard["provider"].as_str().map(Into::into),
        })
    }
}

/// A provider's address. A token is never sent to it for everyone to read.
fn elsewhere(url: &str) -> Result<Url, NoUrl> {
    let url = Url::parse(url)?;
    match url.is_secure || url.is_here() {
        true => Ok(url),
        false => Err(NoUrl),
    }
}

/// Why there is no token.
enum Refused {
    /// What we wish for is too large, or not to be had.
    Wishes,
    Fault(Fault),
}

impl Refused {
    fn fault(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Wishes => Fault::with(
                Phase::Configuration,
                "The kitchen server does not take our voice settings.",
                WayOut::Press,
            ),
        }
    }
}

fn passing(words: &'static str) -> Refused {
    Refused::Fault(Fault::passing(Phase::Token, words))
}

/// Why the order server refused.
fn judge(status: StatusCode, body: &[u8]) -> Refused {
    tracing::warn!(%status, code = code(body), "no token for voice");
    let fault =
        |words: &'static str, way_out| Refused::Fault(Fault::with(Phase::Token, words, way_out));
    match status {
        StatusCode::UNAUTHORIZED => fault("This device is not known to the kitchen.", WayOut::Pair),
        StatusCode::FORBIDDEN => fault("This device may not take orders.", WayOut::Pair),
        StatusCode::NOT_FOUND => fault(
            "Voice is switched off at the kitchen server.",
            WayOut::Touch,
        ),
        StatusCode::TOO_MANY_REQUESTS => passing("Voice is busy at the kitchen server."),
        StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE => Refused::Wishes,
        status if status.is_client_error() => fault(
            "The kitchen server gives no access to voice.",
            WayOut::Press,
        ),
        _ => passing("Voice has a fault at the kitchen server."),
    }
}

/// The code in an error's body, for logs: a few plain letters, or nothing.
pub(super) fn code(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = value["error"]["code"].as_str().unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    code.chars().filter(plain).take(64).collect()
}
