//! What a client of the realtime endpoint is told when something was not done, in the form its
//! libraries expect: `{"error":{"message","type","param","code"}}` (REALTIME, section 10).

use crate::{kitchens::Trouble, rate::TooOften};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use realtime::Refusal;
use serde_json::json;
use std::{borrow::Cow, time::Duration};

/// When to try again where nobody knows: a session that ends makes room.
const SOON: Duration = Duration::from_secs(5);

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    param: Option<String>,
    retry_after: Option<Duration>,
}

impl Fault {
    /// A fault with the HTTP status it is told by.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            param: None,
            retry_after: None,
        }
    }

    /// A wrong request.
    pub fn wrong(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// No key, an unknown one, or one that is no longer valid.
    pub fn key(message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_api_key", message)
    }

    /// The key may not do that.
    pub fn not_allowed(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_allowed", message)
    }

    /// Nobody listens here.
    pub fn off() -> Self {
        let message = "Voice is switched off on this server.";
        Self::new(StatusCode::NOT_FOUND, "voice_off", message)
    }

    /// There is no such call.
    pub fn unknown_call() -> Self {
        let message = "There is no call of that id.";
        Self::new(StatusCode::NOT_FOUND, "call_not_found", message)
    }

    /// As many sessions as can be had are open.
    pub fn full(message: &'static str) -> Self {
        let mut fault = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limit_exceeded",
            message,
        );
        fault.retry_after = Some(SOON);
        fault
    }

    /// It cannot be done now.
    pub fn unavailable(message: impl Into<Cow<'static, str>>) -> Self {
        let mut fault = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message);
        fault.retry_after = Some(SOON);
        fault
    }

    /// A fault of the server. What it was is in the log, by whoever met it.
    pub fn internal() -> Self {
        let message = "A fault of the server; its log says more.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", message)
    }

    /// Names the parameter that is at fault.
    pub fn at(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// Says when it may be tried again.
    pub fn after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// The status it is told by.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Whether the same request may succeed later, unchanged.
    pub fn is_temporary(&self) -> bool {
        self.retry_after.is_some()
    }

    /// The code that clients match on.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What a person reads.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The kind of fault, as the protocol has it.
    fn kind(&self) -> &'static str {
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
            status if status.is_server_error() => "server_error",
            _ => "invalid_request_error",
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        // What was sent is quoted no longer here than in an event.
        let body = refusal.body(None);
        let mut fault = Self::wrong(refusal.code.as_str(), body.message);
        fault.param = body.param;
        fault
    }
}

impl From<TooOften> for Fault {
    fn from(too_often: TooOften) -> Self {
        let mut fault = Self::full("Too many requests; try again later.");
        fault.retry_after = Some(too_often.after);
        fault
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Internal | Trouble::Reused => Self::internal(),
            _ => Self::unavailable(trouble.to_string()),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = json!({"error": {
            "message": self.message,
            "type": self.kind(),
            "param": self.param,
            "code": self.code,
        }});
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(after) = self.retry_after {
            // A part of a second is not nothing.
            let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static(r#"Bearer realm="heard""#);
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
