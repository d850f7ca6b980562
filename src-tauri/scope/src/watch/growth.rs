//! Growth in words: what grew, by how much, and in which scope.

use std::fmt;

use super::Span;
use super::series::Series;
use super::trend::Trend;

/// Places that a warning names: a leak has one or two, and a person reads no more.
const PLACES: usize = 4;

/// One figure that grows.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// Over which samples.
    pub span: Span,
    /// What it is of.
    pub series: Series,
    /// How it grows.
    pub trend: Trend,
}

/// Growth that has just held for long enough to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// What grew, the largest growth first; at least one.
    pub grown: Vec<Growth>,
    /// Where something grew in the same time, the largest number first; empty where no scope and no
    /// gauge did.
    pub places: Vec<Growth>,
}

impl Growth {
    pub(super) fn new(span: Span, series: Series, trend: Trend) -> Self {
        Self {
            span,
            series,
            trend,
        }
    }
}

impl Warning {
    /// A warning, if anything has grown. `growing` is all that grows over a span.
    pub(super) fn of(
        mut grown: Vec<Growth>,
        growing: impl Fn(Span) -> Vec<Growth>,
    ) -> Option<Self> {
        grown.sort_by(|a, b| b.trend.growth().total_cmp(&a.trend.growth()));
        let mut places = growing(grown.first()?.span);
        places.retain(|growth| growth.series.names_a_place());
        places.sort_by(|a, b| b.trend.added().total_cmp(&a.trend.added()));
        places.truncate(PLACES);
        Some(Self { grown, places })
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Trend { from, to, .. } = self.trend;
        write!(f, "{}: ", self.series)?;
        if self.series.is_memory() {
            let mebi = |bytes: f64| bytes / 1_048_576.0;
            write!(f, "{:.1} to {:.1} MiB", mebi(from), mebi(to))?;
        } else {
            write!(f, "{from} to {to}")?;
        }
        let minutes = self.trend.over.as_secs_f64() / 60.0;
        let percent = self.trend.growth() * 100.0;
        write!(f, " (+{percent:.0} % in {minutes:.0} min)")
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, all: &[Growth]| {
            for (index, growth) in all.iter().enumerate() {
                write!(f, "{}{growth}", if index == 0 { "" } else { "; " })?;
            }
            Ok(())
        };
        list(f, &self.grown)?;
        if self.places.is_empty() {
            return f.write_str(". No scope has grown");
        }
        f.write_str(". Where: ")?;
        list(f, &self.places)
    }
}
