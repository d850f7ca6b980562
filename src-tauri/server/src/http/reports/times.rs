//! Times of tickets, gathered by what they are told apart by.

use crate::http::order::Instant;
use kitchen::{Line, Order, StationState, UnixMs};
use serde::Serialize;
use std::{collections::BTreeMap, ops::Range};

/// Tickets of one report, so that it fits in memory: 40 MB of times. A busy restaurant
/// has a tenth of that in a quarter of a year.
const TICKETS: usize = 5_000_000;

/// An hour.
const HOUR_MS: i64 = 3_600_000;

/// What to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The hour in which they were done.
    Hour,
    /// Where they were made.
    Station,
    /// What was made.
    Item,
}

impl By {
    /// The words of `by`.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("hour", Self::Hour),
        ("station", Self::Station),
        ("item", Self::Item),
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Station => "station",
            Self::Item => "item",
        }
    }
}

/// Times of one hour, station or item.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    /// Which.
    pub key: String,
    /// How many.
    pub count: usize,
    /// Half took no longer.
    pub p50_ms: u64,
    /// Nine of ten took no longer.
    pub p90_ms: u64,
    /// None took longer.
    pub max_ms: u64,
}

/// Times, as they are gathered.
pub(super) struct Times {
    by: By,
    done_in: Range<UnixMs>,
    gathered: BTreeMap<String, Vec<u64>>,
    count: usize,
}

impl Times {
    /// None yet; only of what is done in that time.
    pub fn new(by: By, done_in: Range<UnixMs>) -> Self {
        Self {
            by,
            done_in,
            gathered: BTreeMap::new(),
            count: 0,
        }
    }

    /// Whether there are more than fit.
    pub fn is_full(&self) -> bool {
        self.count > TICKETS
    }

    /// Counts what is done of an order.
    pub fn count(&mut self, order: &Order) {
        if self.by == By::Item {
            for line in order.wanted() {
                let bumped = line.stations.iter().map(|part| bumped(line, &part.station));
                if let Some(took) = span([line.fired_at_ms].into_iter(), bumped) {
                    self.add(line.item.as_str(), took);
                }
            }
            return;
        }
        let mut stations: Vec<_> = order
            .wanted()
            .flat_map(|line| line.stations.iter().map(|part| &part.station))
            .collect();
        stations.sort_unstable();
        stations.dedup();
        for station in stations {
            let lines = || order.wanted().filter(|line| line.at(station).is_some());
            let fired = lines().map(|line| line.fired_at_ms);
            let Some(took) = span(fired, lines().map(|line| bumped(line, station))) else {
                continue;
            };
            match self.by {
                By::Hour => self.add(&hour_of(took.end), took),
                By::Station | By::Item => self.add(station.as_str(), took),
            }
        }
    }

    fn add(&mut self, key: &str, took: Range<UnixMs>) {
        if !self.done_in.contains(&took.end) || self.is_full() {
            return;
        }
        self.count += 1;
        let ms = u64::try_from(took.end.saturating_sub(took.start)).unwrap_or(0);
        match self.gathered.get_mut(key) {
            Some(times) => times.push(ms),
            None => drop(self.gathered.insert(key.to_owned(), vec![ms])),
        }
    }

    /// What came of it, by key.
    pub fn into_rows(self) -> Vec<Row> {
        let rows = self.gathered.into_iter().map(|(key, mut times)| {
            times.sort_unstable();
            Row {
                key,
                count: times.len(),
                p50_ms: nearest_rank(&times, 50),
                p90_ms: nearest_rank(&times, 90),
                max_ms: nearest_rank(&times, 100),
            }
        });
        rows.collect()
    }
}

/// When the line was bumped at that station, if it is done there.
fn bumped(line: &Line, station: &kitchen::StationId) -> Option<UnixMs> {
    let part = line.at(station)?;
    part.bumped_at_ms
        .filter(|_| part.state == StationState::Ready)
}

/// From the first of `fired` to the last of `bumped`; `None` where anything is not done yet.
fn span(
    fired: impl Iterator<Item = Option<UnixMs>>,
    bumped: impl Iterator<Item = Option<UnixMs>>,
) -> Option<Range<UnixMs>> {
    let first = fired.collect::<Option<Vec<_>>>()?.into_iter().min()?;
    let last = bumped.collect::<Option<Vec<_>>>()?.into_iter().max()?;
    Some(first..last)
}

fn hour_of(at: UnixMs) -> String {
    Instant(at - at.rem_euclid(HOUR_MS)).to_string()
}

/// The nearest-rank percentile of sorted times, of which there is at least one.
fn nearest_rank(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_taken() {
        let ten: Vec<u64> = (1..=10).collect();
        assert_eq!(nearest_rank(&ten, 50), 5);
        assert_eq!(nearest_rank(&ten, 90), 9);
        assert_eq!(nearest_rank(&ten, 100), 10);
        for percent in [50, 90, 100] {
            assert_eq!(nearest_rank(&[7], percent), 7);
        }
    }

    #[test]
    fn a_span_needs_everything_done() {
        let span = |fired: &[Option<i64>], bumped: &[Option<i64>]| {
            super::span(fired.iter().copied(), bumped.iter().copied())
        };
        assert_eq!(span(&[Some(5), Some(3)], &[Some(9), Some(8)]), Some(3..9));
        assert_eq!(span(&[Some(5), None], &[Some(9), Some(8)]), None);
        assert_eq!(span(&[Some(5), Some(3)], &[Some(9), None]), None);
        assert_eq!(span(&[], &[]), None);
    }

    #[test]
    fn hours_begin_on_the_hour() {
        assert_eq!(hour_of(3_600_000 + 59 * 60_000), "1970-01-01T01:00:00.000Z");
        assert_eq!(hour_of(-1), "1969-12-31T23:00:00.000Z");
    }
}
