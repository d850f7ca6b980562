//! Request bodies: read within a bound and a time, and understood or refused by field.

use super::problem::Problem;
use crate::command;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use kitchen::RefusalCode;
use scope::time;
use serde::de::DeserializeOwned;
use serde_json::{Value, error::Category};
use std::time::Duration;
use wire::ErrorCode;

/// The largest body of an order or a command. PROTOCOL, section 2.
pub(super) const ORDER_BYTES: usize = 256 * 1024;

/// The largest menu: a hundred times the demo's, and what [`kitchen::limits::MENU_ENTRIES`]
/// entries need.
pub(super) const MENU_BYTES: usize = 4 * 1024 * 1024;

/// How long a body may take: the largest over a bad mobile line. A till sends its order at once.
const WITHIN: Duration = Duration::from_secs(15);

/// What is read and thrown away of a body that is not wanted. A client that is still sending when
/// the connection is closed would lose the answer that says why.
const DRAIN_BYTES: usize = 2 * 1024 * 1024;

/// How long that may take: nobody waits for it but who sent too much.
const DRAIN_WITHIN: Duration = Duration::from_secs(2);

/// Characters of an explanation that may quote what was sent.
const DETAIL_CHARS: usize = 300;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than its bound.
    TooLarge,
    /// It did not come in time.
    Late,
    /// It broke off.
    Broken,
}

/// Reads a body of JSON, of at most `bound` bytes.
pub(super) async fn read(headers: &HeaderMap, body: Body, bound: usize) -> Result<Bytes, Problem> {
    // Before its form, so that who sends far too much is told that.
    if !fits(headers, bound) {
        drain(headers, body).await;
        return Err(too_large(bound));
    }
    if let Err(problem) = expect_json(headers) {
        drain(headers, body).await;
        return Err(problem);
    }
    let read = collect(headers, body, bound).await;
    read.map_err(|unread| match unread {
        Unread::TooLarge => too_large(bound),
        Unread::Late => {
            let detail = "The body did not come in time.";
            Problem::new(ErrorCode::RequestTimeout, detail).closing()
        }
        Unread::Broken => {
            let detail = "The body broke off.";
            Problem::new(ErrorCode::InvalidJson, detail).closing()
        }
    })
}

/// Reads a body of any form, of at most `bound` bytes.
pub(super) async fn collect(
    headers: &HeaderMap,
    mut body: Body,
    bound: usize,
) -> Result<Bytes, Unread> {
    if !fits(headers, bound) {
        drain(headers, body).await;
        return Err(Unread::TooLarge);
    }
    let limited = Limited::new(&mut body, bound).collect();
    let Ok(read) = time::timeout(WITHIN, limited).await else {
        return Err(Unread::Late);
    };
    match read {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            drain(headers, body).await;
            Err(Unread::TooLarge)
        }
        Err(_) => Err(Unread::Broken),
    }
}

/// Whether the length that a request says is within the bound; one that says none may be.
fn fits(headers: &HeaderMap, bound: usize) -> bool {
    let Some(said) = headers.get(header::CONTENT_LENGTH) else {
        return true;
    };
    let length = said.to_str().ok().and_then(|text| text.parse().ok());
    length.is_some_and(|length: u64| length <= bound as u64)
}

/// Takes a body that is not wanted off the wire, as far as that is reasonable.
pub(super) async fn drain(headers: &HeaderMap, mut body: Body) {
    // Who asked first, with `Expect`, has not sent anything yet.
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let all = async {
        let mut left = DRAIN_BYTES;
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            left = match left.checked_sub(length) {
                Some(left) => left,
                None => return,
            };
        }
    };
    // In time or not: the answer follows.
    let _ = time::timeout(DRAIN_WITHIN, all).await;
}

fn too_large(bound: usize) -> Problem {
    let detail = format!("At most {} KiB.", bound / 1024);
    Problem::new(ErrorCode::TooLarge, detail).closing()
}

/// Refuses a body that says it is something else. One that says nothing is taken for JSON.
fn expect_json(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(said) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let said = said.to_str().unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let detail = "The body must be application/json.";
    Err(Problem::new(ErrorCode::UnsupportedMediaType, detail))
}

/// Understands a body. The quick way first; what it refuses is looked at again, for the place
/// of the fault.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde would take a list of a struct's fields for the struct.
    if bytes
        .trim_ascii_start()
        .first()
        .is_some_and(|first| *first != b'{')
    {
        json(bytes)?;
        let detail = "The body must be a JSON object.";
        return Err(Problem::new(ErrorCode::InvalidBody, detail));
    }
    serde_json::from_slice(bytes).or_else(|error| match error.classify() {
        Category::Data => parse_value(json(bytes)?),
        Category::Syntax | Category::Eof | Category::Io => Err(no_json(&error)),
    })
}

/// Understands a body that is known to be JSON.
pub(super) fn parse_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    command::read(value.clone()).map_err(|(message, pointer)| {
        let code = out_of_range(&value, &pointer);
        let problem = match code {
            Some(code) => Problem::new(code.into(), "The number is out of its range."),
            None => Problem::new(ErrorCode::InvalidBody, shortened(&message)),
        };
        problem.at(pointer)
    })
}

/// Reads JSON of any form.
pub(super) fn json(bytes: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(bytes).map_err(|error| no_json(&error))
}

fn no_json(error: &serde_json::Error) -> Problem {
    let detail = format!("The body is no JSON: {}", shortened(&error.to_string()));
    Problem::new(ErrorCode::InvalidJson, detail)
}

/// A whole number that does not fit its field's type is out of range as one that does, and is
/// refused by the same code.
pub(super) fn out_of_range(body: &Value, pointer: &str) -> Option<RefusalCode> {
    let number = body.pointer(pointer)?.as_f64()?;
    let name = pointer.rsplit('/').next()?;
    match name {
        _ if number.fract() != 0.0 => None,
        "quantity" => Some(RefusalCode::QuantityOutOfRange),
        "course" | "seat" | "remaining" => Some(RefusalCode::ValueOutOfRange),
        _ => None,
    }
}

/// As much of a message as goes into an explanation.
pub(super) fn shortened(message: &str) -> String {
    message.chars().take(DETAIL_CHARS).collect()
}
