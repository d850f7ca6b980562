//! The kitchen as the device knows it, in numbers.

use kitchen::UnixMs;
use link::Picture;
use serde::Serialize;
use wire::ErrorCode;

/// The kitchen in numbers.
#[derive(Debug, Serialize)]
pub(super) struct KitchenPart {
    /// The log's number, which the server made.
    epoch: Option<String>,
    /// The last event that is known.
    seq: Option<u64>,
    orders: usize,
    has_menu: bool,
    /// The server's clock minus this machine's.
    clock_offset_ms: i64,
    update_available: bool,
    outbox: OutboxPart,
    /// Why commands were refused, the oldest first.
    refused: Vec<ErrorCode>,
}

/// What the server has not taken yet.
#[derive(Debug, Serialize)]
struct OutboxPart {
    commands: usize,
    sent: usize,
    oldest_ms: Option<i64>,
    /// An earlier one could not be read.
    set_aside: bool,
}

impl KitchenPart {
    pub(super) fn of(picture: &Picture, now_ms: UnixMs) -> Self {
        let replica = picture.replica.as_ref();
        let state = replica.map(|replica| &replica.state);
        let outbox = &picture.outbox;
        Self {
            epoch: replica.map(|replica| replica.epoch.to_string()),
            seq: state.map(|state| state.seq),
            orders: state.map_or(0, |state| state.orders.len()),
            has_menu: state.is_some_and(|state| state.menu.is_some()),
            clock_offset_ms: picture.server_time_offset_ms,
            update_available: picture.update_available.is_some(),
            outbox: OutboxPart {
                commands: outbox.len(),
                sent: outbox.iter().filter(|entry| entry.sent).count(),
                oldest_ms: outbox
                    .first()
                    .map(|entry| now_ms.saturating_sub(entry.made_at_ms)),
                set_aside: picture.set_aside.is_some(),
            },
            refused: picture.refused.iter().map(|one| one.code).collect(),
        }
    }
}
