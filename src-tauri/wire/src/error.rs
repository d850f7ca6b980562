//! Codes that clients match on: a promise of PROTOCOL.

use kitchen::RefusalCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// Why something was not done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            /// The kitchen refuses the command.
            Refused(RefusalCode),
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// Every code that is not the kitchen's.
            pub const OWN: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is written.
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::Refused(code) => code.as_str(),
                    $(Self::$name => $text,)*
                }
            }

            /// The HTTP status that goes with it.
            pub fn http_status(self) -> u16 {
                match self {
                    Self::Refused(code) => code.http_status(),
                    $(Self::$name => $status,)*
                }
            }
        }
    };
}

codes! {
    /// The body is no JSON.
    InvalidJson = "invalid_json", 400;
    /// The body is JSON of another form.
    InvalidBody = "invalid_body", 422;
    /// The request does not open a stream, or not one of ours.
    InvalidHandshake = "invalid_handshake", 400;
    /// A parameter of the address is wrong.
    InvalidParameter = "invalid_parameter", 422;
    /// No token, an unknown one, or a revoked one.
    NotAuthenticated = "not_authenticated", 401;
    /// The token's role may not do that.
    NotAllowed = "not_allowed", 403;
    /// There is nothing at that address.
    NotFound = "not_found", 404;
    /// Not with that method.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The body did not come in time.
    RequestTimeout = "request_timeout", 408;
    /// The body is larger than its bound.
    TooLarge = "too_large", 413;
    /// The body is not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// The key was used for another body.
    IdempotencyKeyReused = "idempotency_key_reused", 409;
    /// The key is empty, too long, or not printable.
    InvalidIdempotencyKey = "invalid_idempotency_key", 422;
    /// The command id was used for another body.
    CommandIdReused = "command_id_reused", 409;
    /// What `If-Match` names is not what is there.
    PreconditionFailed = "precondition_failed", 412;
    /// Too many requests.
    TooManyRequests = "too_many_requests", 429;
    /// Nothing can be written to disk now; nothing was accepted.
    StorageUnavailable = "storage_unavailable", 503;
    /// Too much at once; nothing was accepted.
    Overloaded = "overloaded", 503;
    /// The server ends; nothing was accepted.
    ShuttingDown = "shutting_down", 503;
    /// The server is at fault; the log says why.
    Internal = "internal", 500;
}

impl ErrorCode {
    /// The code of that name; unknown names (of a later version) are [`ErrorCode::Internal`].
    pub fn parse(text: &str) -> Self {
        let own = Self::OWN.iter().copied();
        let kitchen = RefusalCode::ALL.iter().copied().map(Self::Refused);
        own.chain(kitchen)
            .find(|code| code.as_str() == text)
            .unwrap_or(Self::Internal)
    }

    /// Whether the same request may succeed later, unchanged.
    pub fn is_temporary(self) -> bool {
        matches!(
            self,
            Self::StorageUnavailable
                | Self::Overloaded
                | Self::ShuttingDown
                | Self::TooManyRequests
                | Self::Refused(RefusalCode::TooManyOpenOrders)
        )
    }
}

impl From<RefusalCode> for ErrorCode {
    fn from(code: RefusalCode) -> Self {
        Self::Refused(code)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        Ok(Self::parse(&text))
    }
}
