//! The figures of the bar.

use crate::{board::NOT_BEGUN_MS, gone::Stay, scene::Scene};
use kitchen::UnixMs;
use std::time::Duration;
use wire::view::{Facts, StripView, TicketView};

/// The average speaks of this long: a lunch rush is over in twice that, so it says how the
/// kitchen does now, and still is the mean of some tens of tickets.
const AVERAGE_OVER: Duration = Duration::from_secs(30 * 60);

/// The figures of a board, or of the pass.
pub fn facts(
    scene: &Scene<'_>,
    tickets: &[TicketView],
    strips: &[StripView],
    stays: &[Stay<'_>],
) -> Facts {
    let running = tickets.iter().filter(|ticket| is_running(ticket));
    let waiting = strips.iter().filter(|strip| !strip.whole);
    let began = running
        .map(|ticket| ticket.since_ms)
        .chain(waiting.map(|strip| strip.since_ms));
    Facts {
        open: count(tickets.len() + strips.len()),
        ready: count(strips.iter().filter(|strip| strip.whole).count()),
        average_ms: average_ms(stays, scene.now_ms),
        longest_since_ms: began.min(),
        last_bump_ms: stays.first().map(|stay| stay.left_ms),
    }
}

/// A ticket that only waits to be Heard or to be fired is no measure of speed.
fn is_running(ticket: &TicketView) -> bool {
    !ticket.cancelled && !ticket.complete && ticket.since_ms != NOT_BEGUN_MS
}

fn average_ms(stays: &[Stay<'_>], now_ms: UnixMs) -> Option<i64> {
    let window = i64::try_from(AVERAGE_OVER.as_millis()).unwrap_or(i64::MAX);
    let recent = stays
        .iter()
        .take_while(|stay| now_ms - stay.left_ms <= window);
    let (sum, number) = recent.fold((0_i64, 0_i64), |(sum, number), stay| {
        (sum + (stay.left_ms - stay.since_ms).max(0), number + 1)
    });
    (number > 0).then(|| sum / number)
}

/// Orders are bounded far below `u32`.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
