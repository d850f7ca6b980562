//! What one commit brought for one restaurant: serialised once, shared by all displays.

use kitchen::EventRecord;
use std::fmt::Write;
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Consecutive events that were committed together.
#[derive(Debug)]
pub struct Batch {
    /// The number of the first.
    pub first_seq: u64,
    /// The number of the last.
    pub last_seq: u64,
    /// The `events` frame that carries them.
    pub frame: Utf8Bytes,
}

/// Writes an `events` frame from event bodies that are JSON already.
#[derive(Debug)]
pub struct FrameWriter {
    text: String,
    first: bool,
}

impl FrameWriter {
    /// What stands before the list of events: the list itself ends where the frame does.
    pub const HEAD: &str = r#"{"type":"events","events":"#;

    /// An empty frame.
    pub fn new() -> Self {
        Self {
            text: format!("{}[", Self::HEAD),
            first: true,
        }
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether no event is in it.
    pub fn is_empty(&self) -> bool {
        self.first
    }

    /// Adds one event. `by` is JSON text (with its quotes), as `body` is.
    pub fn push(&mut self, seq: u64, at_ms: i64, by: &str, command_id: Option<&str>, body: &str) {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
        // Writing to a string cannot fail.
        let _ = write!(
            self.text,
            r#"{{"seq":{seq},"at_ms":{at_ms},"by":{by},"command_id":"#
        );
        let _ = match command_id {
            Some(id) => write!(self.text, r#""{id}""#),
            None => write!(self.text, "null"),
        };
        let _ = write!(self.text, r#","body":{body}}}"#);
    }

    /// The whole frame.
    pub fn finish(mut self) -> Utf8Bytes {
        self.text.push_str("]}");
        self.text.into()
    }
}

impl Default for FrameWriter {
    fn default() -> Self {
        Self::new()
    }
}

/// One event with its body as JSON, for the disk and for the frame alike.
pub(super) struct Written {
    pub record: EventRecord,
    pub body: String,
}

/// The batch of `events`, which are consecutive; `None` of none.
pub(super) fn batch(events: &[Written]) -> Option<Batch> {
    let (first, last) = (events.first()?, events.last()?);
    let mut frame = FrameWriter::new();
    for event in events {
        let id = event.record.command_id.map(|id| id.to_string());
        let by = serde_json::Value::from(&*event.record.by).to_string();
        frame.push(
            event.record.seq,
            event.record.at_ms,
            &by,
            id.as_deref(),
            &event.body,
        );
    }
    Some(Batch {
        first_seq: first.record.seq,
        last_seq: last.record.seq,
        frame: frame.finish(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kitchen::{CommandId, Event, OrderId};
    use wire::ServerFrame;

    #[test]
    fn a_frame_reads_as_the_events_it_was_made_of() {
        let id = uuid::Uuid::from_u128(7);
        let record = |seq, command_id| EventRecord {
            seq,
            at_ms: 5,
            by: "a \"quoted\" name".into(),
            command_id,
            body: Event::OrderRushed {
                order: OrderId(id),
                on: true,
            },
        };
        let records = [record(1, None), record(2, Some(CommandId(id)))];
        let written: Vec<Written> = records
            .iter()
            .cloned()
            .map(|record| Written {
                body: serde_json::to_string(&record.body).unwrap(),
                record,
            })
            .collect();
        let made = batch(&written).unwrap();
        let ServerFrame::Events { events } = serde_json::from_str(&made.frame).unwrap() else {
            panic!("not events")
        };
        assert_eq!(events, records);
        assert_eq!((made.first_seq, made.last_seq), (1, 2));
    }
}
