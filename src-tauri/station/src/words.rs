//! What is said to a cook, in a cook's words: no codes, no jargon (design brief, section 9).

use kitchen::RefusalCode;
use link::Cause;
use wire::{ErrorCode, close};

/// Why the server did not take what was pressed.
pub fn refusal(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Refused(code) => kitchen_refusal(code),
        ErrorCode::NotAllowed => "This screen may not do that.",
        ErrorCode::NotAuthenticated => "The server does not know this screen.",
        code if code.is_temporary() => "The server is too busy. Try again.",
        _ => "The server could not do it. Try again.",
    }
}

fn kitchen_refusal(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::ChangeNotAcknowledged => "It was changed. Press Heard first.",
        RefusalCode::OrderClosed => "The order is already closed.",
        RefusalCode::LineClosed => "It is already done or voided.",
        RefusalCode::LineHeld => "It is on hold. Fire it first.",
        RefusalCode::CourseStarted => "Somebody has begun it.",
        RefusalCode::NothingToRecall => "Nothing to bring back.",
        RefusalCode::UnknownOrder => "The order is not there any more.",
        RefusalCode::UnknownLine => "The line is not there any more.",
        RefusalCode::UnknownCourse => "The course is not there any more.",
        RefusalCode::UnknownStation => "The menu has no such station any more.",
        RefusalCode::ItemUnavailable => "It is sold out.",
        RefusalCode::NoMenu => "The kitchen has no menu yet.",
        RefusalCode::TooManyOpenOrders => "Too many orders are open.",
        _ => "The kitchen does not take it.",
    }
}

/// Why there is no connection.
pub fn no_link(cause: &Cause) -> &'static str {
    match cause {
        Cause::OpenFailed(_) => "Nothing answers there.",
        Cause::TimedOut => "It did not answer in time.",
        Cause::Silent => "It went silent.",
        Cause::Lost(_) => "The connection broke.",
        Cause::Closed { code, .. } => closed(*code),
        Cause::Fault(_) => "It says what this screen cannot read. Are both up to date?",
        Cause::Slept => "This screen was asleep.",
        Cause::NetworkChanged => "The network changed.",
        Cause::NewServer => "Another server was chosen.",
        Cause::Started
        | Cause::Due
        | Cause::Asked
        | Cause::Ending
        | Cause::Opened
        | Cause::Welcomed => "Not connected yet.",
    }
}

fn closed(code: Option<u16>) -> &'static str {
    match code {
        Some(close::GOING_AWAY) => "It was shut down or is starting again.",
        Some(close::NOT_AUTHENTICATED) => "It does not know this screen.",
        Some(close::NOT_ALLOWED) => "This screen may not show the kitchen.",
        Some(close::REPLACED) => "Another screen uses this one's name.",
        Some(close::TOO_MANY) => "This screen could not keep up.",
        _ => "It ended the connection.",
    }
}
