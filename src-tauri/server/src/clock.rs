//! The server's wall clock, which never goes back while it runs, and the business day.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use kitchen::UnixMs;
use std::{
    sync::{Mutex, PoisonError},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// The hour a business day begins: guests who order after midnight belong to the evening.
const DAY_BEGINS_AT_HOUR: i64 = 4;

/// By how much the last event may be ahead of the system's clock at a start and still count: a clock
/// that was set back by a day, and a time zone or two. One that was further ahead was wrong then.
const SET_BACK_AT_MOST_MS: i64 = 2 * 86_400_000;

/// What the system's two clocks show: the wall clock in Unix milliseconds, and the monotonic one.
pub type Source = Box<dyn Fn() -> (UnixMs, Instant) + Send + Sync>;

/// Tells the time of events. It follows the system's clock forward (a machine that slept) and
/// goes on by itself where the system's clock is set back, so that no ticket gets younger.
pub struct Clock {
    zone: TimeZone,
    source: Source,
    last: Mutex<(UnixMs, Instant)>,
}

impl Clock {
    /// A clock for a restaurant in `zone`.
    pub fn new(zone: TimeZone) -> Self {
        Self::with_source(zone, Box::new(|| (system_ms(), Instant::now())))
    }

    /// A clock that follows another system's clocks: a simulated one's.
    pub fn with_source(zone: TimeZone, source: Source) -> Self {
        Self {
            zone,
            last: Mutex::new(source()),
            source,
        }
    }

    /// Goes on from an event that was written before the server started, where the system's clock was set
    /// back meanwhile: what is told from here on is not older than what was told before.
    pub fn not_before(&self, event_ms: UnixMs) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let ahead = event_ms.saturating_sub(last.0);
        if ahead > SET_BACK_AT_MOST_MS {
            tracing::warn!(
                ahead,
                "the last event is of a time to come, and is not gone by"
            );
        } else if ahead > 0 {
            tracing::warn!(
                ahead,
                "the system's clock was set back since the last event"
            );
            last.0 = event_ms;
        }
    }

    /// Now, in Unix milliseconds.
    pub fn now_ms(&self) -> UnixMs {
        let (system_ms, now) = (self.source)();
        self.advance(system_ms, now)
    }

    fn advance(&self, system_ms: UnixMs, now: Instant) -> UnixMs {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.saturating_duration_since(last.1).as_millis();
        let own = last
            .0
            .saturating_add(UnixMs::try_from(passed).unwrap_or(UnixMs::MAX));
        // Whole milliseconds are taken off, and the rest is kept for the next call.
        let next = own.max(system_ms);
        if next > last.0 {
            *last = (next, now);
        }
        next
    }

    /// The business day of an instant, as `yyyymmdd`.
    pub fn day(&self, at_ms: UnixMs) -> u32 {
        let Ok(at) = Timestamp::from_millisecond(at_ms) else {
            return 0;
        };
        let local = at.to_zoned(self.zone.clone());
        let date = local
            .checked_sub(DAY_BEGINS_AT_HOUR.hours())
            .map_or_else(|_| local.date(), |earlier| earlier.date());
        let (year, month, day) = (date.year(), date.month(), date.day());
        u32::try_from(i64::from(year) * 10_000 + i64::from(month) * 100 + i64::from(day))
            .unwrap_or(0)
    }
}

fn system_ms() -> UnixMs {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixMs::try_from(since.as_millis()).unwrap_or(UnixMs::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn never_goes_back_and_follows_forward() {
        let clock = Clock::new(TimeZone::UTC);
        let (start_ms, start) = *clock.last.lock().unwrap();
        let hour = Duration::from_secs(3_600);
        // Set back a day: goes on by itself.
        let back = clock.advance(start_ms - 86_400_000, start + Duration::from_secs(5));
        assert_eq!(back, start_ms + 5_000);
        // Slept an hour, in which the monotonic clock stood still.
        let slept = clock.advance(start_ms + 3_600_000, start + Duration::from_secs(6));
        assert_eq!(slept, start_ms + 3_600_000);
        assert_eq!(clock.advance(0, start + hour), slept + 3_594_000);
    }

    #[test]
    fn a_start_goes_on_from_the_last_event() {
        const DAY_MS: i64 = 86_400_000;
        let now = Instant::now();
        let clock = || Clock::with_source(TimeZone::UTC, Box::new(move || (DAY_MS, now)));
        let set_back = clock();
        set_back.not_before(2 * DAY_MS);
        assert_eq!(set_back.now_ms(), 2 * DAY_MS);
        set_back.not_before(5);
        assert_eq!(set_back.now_ms(), 2 * DAY_MS);
        // An event of next year was written by a clock that was wrong.
        let mended = clock();
        mended.not_before(366 * DAY_MS);
        assert_eq!(mended.now_ms(), DAY_MS);
    }

    #[test]
    fn the_night_belongs_to_the_evening_before() {
        let clock = Clock::new(TimeZone::UTC);
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        assert_eq!(clock.day(at("2026-11-21T03:59:59Z")), 20_261_120);
        assert_eq!(clock.day(at("2026-11-21T04:00:00Z")), 20_261_121);
        assert_eq!(clock.day(i64::MAX), 0);
    }
}
