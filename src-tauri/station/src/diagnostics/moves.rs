//! How the connection stands, and the steps that led there.

use link::limits::{BACKOFF_FIRST, BACKOFF_LAST, SILENCE};
use link::{Cause, Now, Phase, Picture, Side, Transition};
use std::time::Duration;
use wire::close;
use wire::view::{LinkLog, LinkMove, LinkPhase, LinkSide};

/// What the server or the system says of a step is cut to so many characters: two lines of the
/// screen.
const SAID_CHARS: usize = 160;

/// All that is known of the connection.
pub fn link_log(picture: &Picture, now: Now) -> LinkLog {
    let status = &picture.status;
    LinkLog {
        phase: phase(status.phase),
        since_ms: now.wall_of(status.since),
        next_try_ms: status.next_try.map(|at| now.wall_of(at)),
        silence_ms: millis(SILENCE),
        pause_from_ms: millis(BACKOFF_FIRST),
        pause_to_ms: millis(BACKOFF_LAST),
        moves: picture.history.iter().rev().map(link_move).collect(),
    }
}

fn link_move(step: &Transition) -> LinkMove {
    LinkMove {
        at_ms: step.at_ms,
        from: phase(step.from),
        to: phase(step.to),
        by: match step.cause.side() {
            Side::Us => LinkSide::Us,
            Side::Server => LinkSide::Server,
            Side::Network => LinkSide::Network,
        },
        why: why(&step.cause).to_owned(),
        code: step.cause.code(),
        said: said(&step.cause).chars().take(SAID_CHARS).collect(),
    }
}

fn phase(phase: Phase) -> LinkPhase {
    match phase {
        Phase::Waiting => LinkPhase::Waiting,
        Phase::Connecting => LinkPhase::Connecting,
        Phase::Greeting => LinkPhase::Syncing,
        Phase::Live => LinkPhase::Live,
        Phase::Closing => LinkPhase::Closing,
    }
}

/// Why, in two or three words.
fn why(cause: &Cause) -> &'static str {
    match cause {
        Cause::Started => "app began",
        Cause::Due => "pause is over",
        Cause::Asked => "asked to try",
        Cause::NetworkChanged => "new network",
        Cause::NewServer => "new server",
        Cause::Ending => "app ends",
        Cause::Opened => "socket open",
        Cause::Welcomed => "welcomed",
        Cause::OpenFailed(_) => "nothing answers",
        Cause::TimedOut => "no answer in time",
        Cause::Silent => "fell silent",
        Cause::Slept => "was asleep",
        Cause::Lost(_) => "broke off",
        Cause::Closed { code, .. } => closed(*code),
        Cause::Fault(_) => "not understood",
    }
}

fn closed(code: Option<u16>) -> &'static str {
    match code {
        Some(close::GOING_AWAY) => "server stops",
        Some(close::TOO_LARGE) => "frame too large",
        Some(close::BAD_FRAME) => "frame not read",
        Some(close::NOT_AUTHENTICATED) => "screen not known",
        Some(close::NOT_ALLOWED) => "not allowed",
        Some(close::NO_HELLO) => "no hello",
        Some(close::REPLACED) => "replaced",
        Some(close::TOO_MANY) => "too slow",
        _ => "server closed",
    }
}

/// What the server, or the system, said of it.
fn said(cause: &Cause) -> String {
    match cause {
        Cause::OpenFailed(error) | Cause::Lost(error) => error.clone(),
        Cause::Closed { reason, .. } => reason.clone(),
        Cause::Fault(fault) => fault.to_string(),
        _ => String::new(),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn shown(cause: Cause) -> LinkMove {
        link_move(&Transition {
            at_ms: 7,
            from: Phase::Live,
            to: Phase::Waiting,
            cause: Arc::new(cause),
        })
    }

    #[test]
    fn a_close_says_who_with_which_code_and_in_which_words() {
        let step = shown(Cause::Closed {
            code: Some(close::GOING_AWAY),
            reason: "server stopping".to_owned(),
        });
        assert_eq!((step.by, step.code), (LinkSide::Server, Some(1001)));
        assert_eq!(
            (&*step.why, &*step.said),
            ("server stops", "server stopping")
        );
        let step = shown(Cause::Closed {
            code: None,
            reason: String::new(),
        });
        assert_eq!(
            (step.code, &*step.why, &*step.said),
            (None, "server closed", "")
        );
    }

    #[test]
    fn what_nobody_closed_was_the_network_or_us() {
        let step = shown(Cause::Silent);
        assert_eq!((step.by, &*step.why), (LinkSide::Network, "fell silent"));
        assert_eq!(shown(Cause::Slept).by, LinkSide::Us);
    }

    #[test]
    fn whoever_says_much_is_cut() {
        let step = shown(Cause::Lost("x".repeat(5_000)));
        assert_eq!(step.said.len(), SAID_CHARS);
    }
}
