//! The answer to hello: what has happened since the client was last here, or everything.

use super::{snapshots::Snapshot, socket::Text};
use crate::{
    app::App,
    archive::ArchiveError,
    kitchens::{FrameWriter, Restaurant},
};
use std::sync::Arc;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use wire::Cursor;

/// How often the client shall ping: a dead server is noticed in under 3 s.
const HEARTBEAT_MS: u64 = 1_000;

/// Events a client may be behind and still go on; past this the snapshot is smaller. A display
/// that was off for a day of a busy kitchen goes on.
const RESUME_EVENTS: u64 = 20_000;

/// Events read from disk at a time: a MiB or so, freed before the next are read.
const READ_EVENTS: usize = 1_000;

/// Bytes of one frame, about: an old tablet parses it between two of its own frames.
const FRAME_BYTES: usize = 256 * 1024;

/// What a client is to be told first.
pub(super) enum Start {
    /// The events after this one, which it has.
    Events(u64),
    /// Everything.
    Snapshot,
}

/// Decides what a client is told that was last at `resume`, where the log is at `head`.
pub(super) fn start(resume: Option<&Cursor>, epoch: &str, head: u64) -> Start {
    match resume {
        Some(cursor)
            if cursor.epoch == epoch
                && cursor.seq <= head
                && head - cursor.seq <= RESUME_EVENTS =>
        {
            Start::Events(cursor.seq)
        }
        _ => Start::Snapshot,
    }
}

/// What stands in a welcome before its `events` or its `snapshot`.
pub(super) fn head(app: &App, restaurant: &Restaurant, seq: u64, rest: &str) -> String {
    // An epoch is hexadecimal and a restaurant's id a slug: neither needs escaping.
    format!(
        r#"{{"type":"welcome","epoch":"{}","seq":{seq},"server_time_ms":{},"restaurant":"{}","heartbeat_ms":{HEARTBEAT_MS},"{rest}":"#,
        restaurant.epoch(),
        app.clock.now_ms(),
        restaurant.id(),
    )
}

/// A welcome with everything; `head` is that of `snapshot`.
pub(super) fn with_snapshot<'a>(head: &'a str, snapshot: &'a Snapshot) -> Text<'a> {
    Text::pieces(head, &snapshot.json, "}")
}

/// A welcome with the events of an `events` frame.
pub(super) fn with_events<'a>(head: &'a str, events: &'a str) -> Text<'a> {
    let list = events.strip_prefix(FrameWriter::HEAD).unwrap_or(events);
    // What closes the frame closes the welcome.
    Text::pieces(head, list, "")
}

/// Some of a log, as a frame.
pub(super) struct Piece {
    /// The `events` frame.
    pub frame: Utf8Bytes,
    /// The number of its last event; that of the last known where it has none.
    pub last_seq: u64,
}

/// The events after `known` and up to `until`, as many as are read at once. Never empty, so that
/// there is something to welcome with.
///
/// # Errors
/// [`ArchiveError`]
pub(super) async fn pieces(
    app: &App,
    restaurant: &Arc<Restaurant>,
    known: u64,
    until: u64,
) -> Result<Vec<Piece>, ArchiveError> {
    let wanted = usize::try_from(until - known).map_or(READ_EVENTS, |left| left.min(READ_EVENTS));
    let mut pieces = Vec::new();
    let mut frame = FrameWriter::new();
    let mut last_seq = known;
    if wanted > 0 {
        let events = app.archive.events_after(restaurant.id(), known, wanted);
        for event in events.await? {
            if frame.len() >= FRAME_BYTES {
                let full = std::mem::take(&mut frame).finish();
                pieces.push(Piece {
                    frame: full,
                    last_seq,
                });
            }
            let by = serde_json::Value::from(event.by).to_string();
            let id = event.command_id.as_deref();
            frame.push(event.seq, event.at_ms, &by, id, &event.body);
            last_seq = event.seq;
        }
    }
    if pieces.is_empty() || !frame.is_empty() {
        let frame = frame.finish();
        pieces.push(Piece { frame, last_seq });
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_where_it_can() {
        let at = |epoch: &str, seq, head| {
            let cursor = Cursor {
                epoch: epoch.into(),
                seq,
            };
            match start(Some(&cursor), "e", head) {
                Start::Events(seq) => Some(seq),
                Start::Snapshot => None,
            }
        };
        assert_eq!(at("e", 5, 9), Some(5));
        assert_eq!(at("e", 9, 9), Some(9));
        assert_eq!(at("e", 0, 9), Some(0));
        // Another log, a log that is longer than ours, and too far behind.
        assert_eq!(at("f", 5, 9), None);
        assert_eq!(at("e", 10, 9), None);
        assert_eq!(at("e", 0, RESUME_EVENTS), Some(0));
        assert_eq!(at("e", 0, RESUME_EVENTS + 1), None);
        assert!(matches!(start(None, "e", 9), Start::Snapshot));
    }
}
