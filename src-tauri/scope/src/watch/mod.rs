//! What lives in a process, looked at again and again: is there more and more of something?
//!
//! [`Watch`] is the machine: it keeps samples and says when growth holds. [`Watching`] is the task that
//! feeds it. What counts as growth is decided in [`trend`]; where the figures come from, in
//! [`process`].

mod growth;
pub(crate) mod heap;
mod process;
mod sample;
mod series;
mod settings;
mod sparing;
mod task;
mod trend;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use crate::time::Instant;

pub use growth::{Growth, Warning};
pub use process::Probe;
pub use sample::{Gauge, Process, Sample};
pub use series::{LEAST_BYTES, LEAST_COUNT, Series};
pub use settings::Settings;
pub use task::Watching;
pub use trend::Trend;

/// Samples that are kept as they were taken. From the issue: the last hundred.
const RECENT: usize = 100;

/// Samples of an hour each that are kept: a day of them.
const DAY: usize = 24;

/// Fewer samples than this have no trend yet: half of what is kept, so that growth is seen in more
/// than one moment.
const RECENT_LEAST: usize = RECENT / 2;

/// The same for hours: a shift. What one rush brings has gone by then.
const DAY_LEAST: usize = 6;

/// For how many hours in a row growth over the day must be seen before it is said.
const DAY_HOLD: usize = 3;

/// Which samples a trend is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// The last hundred.
    Recent,
    /// A day's, an hour each.
    Day,
}

/// Samples, and what they say together. No clock and no task: see [`Watching`] for those.
#[derive(Debug)]
pub struct Watch {
    settings: Settings,
    warm_at: Instant,
    next: Instant,
    recent: VecDeque<Sample>,
    day: VecDeque<Sample>,
    hour: Option<Hour>,
    growing: BTreeMap<(Span, Series), Seen>,
    warned: u64,
}

/// An hour that is not over.
#[derive(Debug)]
struct Hour {
    begun: Instant,
    lowest: Sample,
}

/// Growth that was there at the last look.
#[derive(Debug)]
struct Seen {
    times: usize,
    trend: Trend,
}

impl Watch {
    /// A watch that begins now, at the start of what it watches.
    pub fn new(settings: Settings, now: Instant) -> Self {
        Self {
            settings,
            warm_at: now + settings.warm_up,
            next: now,
            recent: VecDeque::with_capacity(RECENT),
            day: VecDeque::with_capacity(DAY),
            hour: None,
            growing: BTreeMap::new(),
            warned: 0,
        }
    }

    /// When the next sample is due.
    pub fn poll_timeout(&self) -> Instant {
        self.next
    }

    /// Takes a sample in. Growth that has held long enough is told once, at its onset, and again only
    /// after it has ended.
    pub fn handle_sample(&mut self, sample: Sample) -> Option<Warning> {
        self.next = sample.at + self.settings.period;
        let hour_is_over = self.keep_hour(&sample);
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(sample);
        let mut grown = self.look(Span::Recent);
        if hour_is_over {
            grown.extend(self.look(Span::Day));
        }
        let warning = Warning::of(grown, |span| self.growing(span))?;
        self.warned += 1;
        Some(warning)
    }

    /// How many warnings there were.
    pub fn warned(&self) -> u64 {
        self.warned
    }

    /// The last samples, oldest first.
    pub fn recent(&self) -> impl ExactSizeIterator<Item = &Sample> {
        self.recent.iter()
    }

    /// A day's samples, oldest first: of each hour the lowest of every figure, which a leak lifts and a
    /// rush does not.
    pub fn day(&self) -> impl ExactSizeIterator<Item = &Sample> {
        self.day.iter()
    }

    /// The last sample.
    pub fn latest(&self) -> Option<&Sample> {
        self.recent.back()
    }

    /// Which way one figure goes; `None` while there are too few samples.
    pub fn trend(&self, span: Span, series: &Series) -> Option<Trend> {
        Trend::of(&self.points(span, series)?)
    }

    /// Which way something goes that is made of several figures; `None` while there are too few samples.
    pub fn trend_of(&self, span: Span, figure: impl Fn(&Sample) -> Option<u64>) -> Option<Trend> {
        Trend::of(&self.course(span, figure)?)
    }

    /// What grows now and has done so for long enough, the largest growth first.
    pub fn warnings(&self) -> Vec<Growth> {
        let mut all: Vec<Growth> = self
            .growing
            .iter()
            .filter(|((span, _), seen)| seen.times >= self.hold(*span))
            .map(|((span, series), seen)| Growth::new(*span, series.clone(), seen.trend))
            .collect();
        all.sort_by(|a, b| b.trend.growth().total_cmp(&a.trend.growth()));
        all
    }

    /// What grows now, however long it has.
    fn growing(&self, span: Span) -> Vec<Growth> {
        let of_span = self.growing.iter().filter(|((of, _), _)| *of == span);
        of_span
            .map(|((span, series), seen)| Growth::new(*span, series.clone(), seen.trend))
            .collect()
    }

    /// Looks at every figure of the last sample; returns the growth that has just held long enough.
    fn look(&mut self, span: Span) -> Vec<Growth> {
        let all = self.latest().map(Series::all).unwrap_or_default();
        let mut before = std::mem::take(&mut self.growing);
        let mut onsets = Vec::new();
        for series in all {
            let points = self.points(span, &series);
            let trend = points.and_then(|points| Trend::growth_of(&points, series.least()));
            let Some(trend) = trend else { continue };
            let key = (span, series);
            let times = before.get(&key).map_or(0, |seen| seen.times) + 1;
            if times == self.hold(span) {
                onsets.push(Growth::new(span, key.1.clone(), trend));
            }
            self.growing.insert(key, Seen { times, trend });
        }
        before.retain(|(of, _), _| *of != span);
        self.growing.append(&mut before);
        onsets
    }

    /// A figure's course since the start was over; `None` while there are too few samples.
    fn points(&self, span: Span, series: &Series) -> Option<Vec<(Instant, f64)>> {
        self.course(span, |sample| series.value(sample))
    }

    fn course(
        &self,
        span: Span,
        figure: impl Fn(&Sample) -> Option<u64>,
    ) -> Option<Vec<(Instant, f64)>> {
        let (samples, least) = match span {
            Span::Recent => (&self.recent, RECENT_LEAST),
            Span::Day => (&self.day, DAY_LEAST),
        };
        let warm = samples.iter().filter(|sample| sample.at >= self.warm_at);
        let points: Vec<(Instant, f64)> = warm
            .filter_map(|sample| Some((sample.at, figure(sample)? as f64)))
            .collect();
        (points.len() >= least).then_some(points)
    }

    fn hold(&self, span: Span) -> usize {
        match span {
            Span::Recent => self.settings.hold,
            Span::Day => DAY_HOLD,
        }
    }

    /// Keeps the lowest figures of the hour; returns whether one has just ended.
    fn keep_hour(&mut self, sample: &Sample) -> bool {
        if sample.at < self.warm_at {
            return false;
        }
        let Some(hour) = &mut self.hour else {
            self.hour = Some(Hour::new(sample));
            return false;
        };
        if sample.at - hour.begun < self.settings.hour {
            hour.lowest.lower_to(sample);
            return false;
        }
        let ended = std::mem::replace(hour, Hour::new(sample));
        if self.day.len() == DAY {
            self.day.pop_front();
        }
        self.day.push_back(ended.lowest);
        true
    }
}

impl Hour {
    fn new(first: &Sample) -> Self {
        Self {
            begun: first.at,
            lowest: first.clone(),
        }
    }
}
