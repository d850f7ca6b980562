//! Which way a figure goes: the Theil–Sen slope, and when that is growth.
//!
//! The slope is the median of the slopes between all pairs of samples (H. Theil 1950, P. K. Sen 1968):
//! up to 29 % of the samples may be wild without moving it, and one step up, however high, moves it
//! hardly at all. Growth is: over the time of the samples the slope adds a fifth of their median or
//! more, and the last quarter's median lies above the first's.

use std::time::Duration;

use crate::time::Instant;

/// The share of the median that must be added. From the issue.
const SHARE: f64 = 0.2;

/// What is compared at both ends: the median of a quarter of the samples.
const QUARTER: usize = 4;

/// Which way a figure goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The median of the first quarter of the samples.
    pub from: f64,
    /// The median of the last quarter.
    pub to: f64,
    /// The median of all.
    pub median: f64,
    /// How much is added in a second.
    pub per_second: f64,
    /// The time between the first sample and the last.
    pub over: Duration,
}

impl Trend {
    /// The trend of points that come one after another in time; `None` for fewer than four.
    pub fn of(points: &[(Instant, f64)]) -> Option<Trend> {
        let (from, to) = ends(points)?;
        let (first, last) = (points.first()?, points.last()?);
        Some(Trend {
            from,
            to,
            median: median(values(points))?,
            per_second: slope(points)?,
            over: last.0 - first.0,
        })
    }

    /// The trend of points, where it is growth and a rise of less than `least` is none.
    pub(super) fn growth_of(points: &[(Instant, f64)], least: f64) -> Option<Trend> {
        // The slope is dear, and most figures stand still.
        let (from, to) = ends(points)?;
        let trend = if to > from {
            Trend::of(points)?
        } else {
            return None;
        };
        trend.is_growth(least).then_some(trend)
    }

    /// What the slope adds over the whole time.
    pub fn added(&self) -> f64 {
        self.per_second * self.over.as_secs_f64()
    }

    /// The same as a share of the median: 0.2 is a fifth more. A median of less than one counts as one.
    pub fn growth(&self) -> f64 {
        self.added() / self.median.max(1.0)
    }

    /// Whether so much is added that it counts as growth, if it holds. What adds less than `least` is
    /// none: [`super::LEAST_BYTES`] of memory, [`super::LEAST_COUNT`] of anything else.
    pub fn is_growth(&self, least: f64) -> bool {
        self.added() >= least && self.growth() >= SHARE
    }

    /// Where a figure arrives that grows from its median by as much as counts as growth.
    pub fn alarm(&self) -> f64 {
        self.median * (1.0 + SHARE)
    }
}

/// The medians of the first and of the last quarter; `None` for fewer than four points.
fn ends(points: &[(Instant, f64)]) -> Option<(f64, f64)> {
    let quarter = points.len() / QUARTER;
    let from = median(values(&points[..quarter]))?;
    Some((from, median(values(&points[points.len() - quarter..]))?))
}

fn values(points: &[(Instant, f64)]) -> Vec<f64> {
    points.iter().map(|(_, value)| *value).collect()
}

/// The median of the slopes between all pairs of points of different times.
fn slope(points: &[(Instant, f64)]) -> Option<f64> {
    let mut slopes = Vec::with_capacity(points.len() * (points.len() - 1) / 2);
    for (index, (at, value)) in points.iter().enumerate() {
        let later = points[index + 1..].iter();
        slopes.extend(later.filter(|(then, _)| then > at).map(|(then, there)| {
            let seconds = (*then - *at).as_secs_f64();
            (there - value) / seconds
        }));
    }
    median(slopes)
}

/// The middle value; of an even number, the upper of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let (_, median, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*median)
}
