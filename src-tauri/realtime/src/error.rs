//! What is refused, with which code, and how that looks on the wire (REALTIME.md 6.2).

use crate::limits::MESSAGE_CHARS;
use serde::{Deserialize, Serialize};

/// An error's code. What comes from others is text in [`ErrorBody::code`]: new codes appear
/// without notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// Not JSON.
    InvalidJson,
    /// JSON, but no event: a binary frame, or not an object.
    InvalidEvent,
    /// A field we do not know, or that does not belong there.
    UnknownParameter,
    /// A field that must be there is not.
    MissingRequiredParameter,
    /// The wrong kind of JSON.
    InvalidType,
    /// The right kind of JSON, but not one of the values it may have.
    InvalidValue,
    /// An integer that is too small.
    IntegerBelowMin,
    /// An integer that is too large.
    IntegerAboveMax,
    /// A number that is too small.
    DecimalBelowMin,
    /// A number that is too large.
    DecimalAboveMax,
    /// Text that is too long.
    StringAboveMax,
    /// A list that is too long.
    ArrayAboveMax,
    /// A response is running; there can be one.
    ActiveResponse,
    /// No response is running that could be cancelled.
    CancelNotActive,
    /// Less than 100 ms of sound to commit.
    CommitEmpty,
    /// More sound than an input buffer holds.
    BufferFull,
    /// There is no item of that id to retrieve.
    RetrieveNoItem,
    /// There is no item of that id to delete.
    DeleteNoItem,
    /// There is no item of that id to truncate.
    TruncateNoItem,
    /// There is no call of that id.
    CallNotFound,
    /// The conversation holds no more.
    ConversationFull,
    /// The voice is fixed once it was heard.
    CannotUpdateVoice,
    /// The session's hour is over.
    SessionExpired,
    /// Nobody spoke for long.
    SessionIdle,
    /// More events than anyone types or a program needs.
    RateLimit,
    /// The server gives up the session, or has no room for it.
    ServerError,
    /// The recogniser failed or took too long.
    TranscriptionFailed,
    /// The engine did not answer in time.
    ReplyTimeout,
    /// The key or token is none of ours, or is over.
    InvalidApiKey,
    /// No such model here.
    InvalidModel,
    /// No model was named.
    MissingModel,
    /// The retired beta form was asked for.
    BetaApiShapeDisabled,
}

impl Code {
    /// The code as it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidJson => "invalid_json",
            Self::InvalidEvent => "invalid_event",
            Self::UnknownParameter => "unknown_parameter",
            Self::MissingRequiredParameter => "missing_required_parameter",
            Self::InvalidType => "invalid_type",
            Self::InvalidValue => "invalid_value",
            Self::IntegerBelowMin => "integer_below_min_value",
            Self::IntegerAboveMax => "integer_above_max_value",
            Self::DecimalBelowMin => "decimal_below_min_value",
            Self::DecimalAboveMax => "decimal_above_max_value",
            Self::StringAboveMax => "string_above_max_length",
            Self::ArrayAboveMax => "array_above_max_length",
            Self::ActiveResponse => "conversation_already_has_active_response",
            Self::CancelNotActive => "response_cancel_not_active",
            Self::CommitEmpty => "input_audio_buffer_commit_empty",
            Self::BufferFull => "input_audio_buffer_full",
            Self::RetrieveNoItem => "item_retrieve_invalid_item_id",
            Self::DeleteNoItem => "item_delete_invalid_item_id",
            Self::TruncateNoItem => "item_truncate_invalid_item_id",
            Self::CallNotFound => "invalid_tool_call_id",
            Self::ConversationFull => "conversation_full",
            Self::CannotUpdateVoice => "cannot_update_voice",
            Self::SessionExpired => "session_expired",
            Self::SessionIdle => "session_idle",
            Self::RateLimit => "rate_limit_exceeded",
            Self::ServerError => "server_error",
            Self::TranscriptionFailed => "transcription_failed",
            Self::ReplyTimeout => "reply_timeout",
            Self::InvalidApiKey => "invalid_api_key",
            Self::InvalidModel => "invalid_model",
            Self::MissingModel => "missing_model",
            Self::BetaApiShapeDisabled => "beta_api_shape_disabled",
        }
    }

    /// Whose fault it is, in the protocol's words.
    pub fn kind(self) -> &'static str {
        match self {
            Self::ServerError | Self::TranscriptionFailed | Self::ReplyTimeout => "server_error",
            Self::RateLimit => "rate_limit_error",
            _ => "invalid_request_error",
        }
    }

    /// The WebSocket close code that follows at once, where the error ends the session (6.2).
    pub fn close_code(self) -> Option<u16> {
        match self {
            Self::InvalidApiKey => Some(3000),
            Self::InvalidModel | Self::MissingModel | Self::BetaApiShapeDisabled => Some(4000),
            Self::SessionExpired => Some(1001),
            _ => None,
        }
    }
}

/// Why something was not done. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What a program matches on.
    pub code: Code,
    /// What a person reads.
    pub message: String,
    /// The field at fault, as a path: `session.audio.input.format.rate`.
    pub param: Option<String>,
}

impl Refusal {
    /// A refusal that is no single field's fault.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            param: None,
        }
    }

    /// A refusal that names the field at fault.
    pub fn of(code: Code, param: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            param: Some(param.into()),
        }
    }

    /// A value that is none of those allowed, or that this host cannot do.
    pub fn value(param: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Code::InvalidValue, param, message)
    }

    /// The error as it goes into an `error` event, with the id of the client's event. Long texts
    /// are cut: they quote what was sent.
    pub fn body(&self, event_id: Option<String>) -> ErrorBody {
        ErrorBody {
            kind: self.code.kind().to_owned(),
            code: Some(self.code.as_str().to_owned()),
            message: cut(&self.message),
            param: self.param.as_deref().map(cut),
            event_id,
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MESSAGE_CHARS).collect()
}

/// The `error` of an `error` event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorBody {
    /// The class of the error.
    #[serde(rename = "type", deserialize_with = "crate::lenient::or_default")]
    pub kind: String,
    /// What a program matches on; not every error has one.
    pub code: Option<String>,
    /// What a person reads.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub message: String,
    /// The field at fault.
    pub param: Option<String>,
    /// The client's event that is at fault, if it carried an id.
    pub event_id: Option<String>,
}
