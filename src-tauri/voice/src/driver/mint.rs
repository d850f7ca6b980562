//! Tokens: asked for at the order server, kept until the time that it says, and no other.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_client::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http_client::{Answer, Dialer, NoUrl, PostError, StatusCode, Url, post};
use realtime::secret::{Secret, SecretRequest};
use serde_json::Value;

use crate::fault::{Fault, Phase, WayOut};
use crate::session::{Size, Wishes};

/// Where tokens are minted (PROTOCOL, section 7).
const SECRETS: &str = "/v1/realtime/client_secrets";
/// Where this server itself answers offers.
const CALLS: &str = "/v1/realtime/calls";
/// A token that is good for less than this is not set out with: the offer is made in less.
const MARGIN: Duration = Duration::from_secs(5);
/// How long before its end another is minted for the next connection.
const AHEAD: Duration = Duration::from_secs(60);

/// How long an answer may take: less than the whole of connecting, so that its own fault is told.
const ANSWERS_WITHIN: Duration = Duration::from_secs(8);

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
        let answer = self.post(&url, &self.key, "application/json", body);
        let answer = answer.await.map_err(|error| {
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

    /// Posts a body of the media type `kind` with a bearer's `key`.
    ///
    /// # Errors
    /// [`PostError`]; none of it says anything of the key.
    pub(super) async fn post(
        &self,
        url: &Url,
        key: &str,
        kind: &'static str,
        body: String,
    ) -> Result<Answer, PostError> {
        let key = HeaderValue::try_from(format!("Bearer {key}"));
        let headers = [
            (
                AUTHORIZATION,
                key.map_err(|error| PostError::Request(error.into()))?,
            ),
            (CONTENT_TYPE, HeaderValue::from_static(kind)),
        ];
        post(&self.dialer, url, &headers, body.into(), ANSWERS_WITHIN).await
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mint() -> Mint {
        Mint {
            dialer: Arc::default(),
            server: Url::parse("http://kitchen.local:7420").unwrap(),
            key: "device".into(),
            lasting: Duration::from_secs(600),
        }
    }

    fn token(expires_in: u64) -> Token {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let expires_at = now.as_secs() + expires_in;
        let answer = json!({"value": "ek_1", "expires_at": expires_at});
        mint().read(&answer).unwrap()
    }

    #[test]
    fn a_token_is_good_for_as_long_as_it_says() {
        assert!(token(600).is_good() && token(60).is_good());
        assert!(!token(2).is_good() && !token(0).is_good());
        let ahead = token(600).renew_after();
        assert!((530..=540).contains(&ahead.as_secs()), "{ahead:?}");
        assert_eq!(token(30).renew_after(), Duration::ZERO);
    }

    #[test]
    fn an_offer_goes_where_the_answer_says_and_never_in_the_clear_beyond_this_machine() {
        let calls = |url: Option<&str>| {
            let heard = json!({"calls_url": url, "provider": "openai"});
            let answer = json!({"value": "ek_1", "expires_at": 1, "heard": heard});
            mint().read(&answer).map(|token| token.calls.to_string())
        };
        let ours = "http://kitchen.local:7420/v1/realtime/calls";
        assert_eq!(calls(None).as_deref(), Some(ours));
        for url in [
            "https://api.openai.com/v1/realtime/calls",
            "http://127.0.0.1:8080/v1",
        ] {
            assert_eq!(calls(Some(url)).as_deref(), Some(url));
        }
        assert_eq!(calls(Some("http://10.0.0.1/v1")), None);
        assert_eq!(calls(Some("nowhere")), None);
        assert!(mint().read(&json!({"expires_at": 1})).is_none());
    }

    #[test]
    fn what_is_refused_says_what_can_be_done() {
        let way_out = |status: u16| {
            let refused = judge(StatusCode::from_u16(status).unwrap(), b"{}");
            let fault = refused.fault();
            (fault.phase, fault.way_out)
        };
        for (status, phase, out) in [
            (401, Phase::Token, WayOut::Pair),
            (403, Phase::Token, WayOut::Pair),
            (404, Phase::Token, WayOut::Touch),
            (429, Phase::Token, WayOut::Wait),
            (503, Phase::Token, WayOut::Wait),
            (418, Phase::Token, WayOut::Press),
            (400, Phase::Configuration, WayOut::Press),
        ] {
            assert_eq!(way_out(status), (phase, out), "{status}");
        }
    }

    #[test]
    fn of_an_errors_body_only_a_plain_code_is_logged() {
        let body = json!({"error": {"code": "voice_off\n\u{1b}[31m", "message": "x"}});
        assert_eq!(code(body.to_string().as_bytes()), "voice_off31m");
        assert_eq!(code(b"<html>"), "");
    }
}
