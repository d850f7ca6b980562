//! What is followed over time, as plots.

use scope::time::Instant;
use scope::watch::{LEAST_BYTES, LEAST_COUNT, Sample, Span, Trend, Watch};
use std::time::Duration;
use wire::view::{Course, CurveView, Figure, PlotView, SpanView, TrendView};

/// The gauge of what the window's own processes hold, in MiB: the smallest growth that is spoken of
/// is then 16 of them.
pub const WEB_VIEW_MIB: &str = "MiB of the web view";

/// How the gauges of messages in our channels end.
pub const WAITING: &str = "that wait";

/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

/// A figure in a sample; `None` where the platform does not tell.
type Value = fn(&Sample) -> Option<u64>;

/// What a plot shows: the figure itself, and parts of it by name.
struct Plan {
    figure: Figure,
    name: &'static str,
    value: Value,
    part: Option<(&'static str, Value)>,
}

/// The plots, the most telling first.
const PLANS: [Plan; 7] = [
    Plan {
        figure: Figure::Memory,
        name: "whole app",
        value: whole_app,
        part: Some(("web view", web_view)),
    },
    Plan::of(Figure::Heap, "live heap", |sample| sample.process.live_heap),
    Plan::of(Figure::Tasks, "tasks", |sample| Some(sample.live() as u64)),
    Plan::of(Figure::Timers, "timers", |sample| {
        Some(sample.deadlines() as u64)
    }),
    Plan::of(Figure::Sockets, "sockets", |sample| sample.process.sockets),
    Plan::of(Figure::Files, "files", |sample| sample.process.descriptors),
    Plan::of(Figure::Waiting, "waiting", waiting),
];

impl Plan {
    const fn of(figure: Figure, name: &'static str, value: Value) -> Self {
        Self {
            figure,
            name,
            value,
            part: None,
        }
    }

    fn least(&self) -> f64 {
        match self.figure {
            Figure::Memory | Figure::Heap => LEAST_BYTES,
            _ => LEAST_COUNT,
        }
    }
}

/// All that `watch` has seen; `wall_of` says when that was.
pub fn plots(watch: &Watch, wall_of: impl Fn(Instant) -> i64) -> Vec<PlotView> {
    let recent: Vec<&Sample> = watch.recent().collect();
    let day: Vec<&Sample> = watch.day().collect();
    PLANS
        .iter()
        .map(|plan| PlotView {
            figure: plan.figure,
            recent: span(plan, watch, Span::Recent, &recent, &wall_of),
            day: span(plan, watch, Span::Day, &day, &wall_of),
        })
        .collect()
}

fn span(
    plan: &Plan,
    watch: &Watch,
    span: Span,
    samples: &[&Sample],
    wall_of: &impl Fn(Instant) -> i64,
) -> SpanView {
    let curve = |name: &str, value: Value| CurveView {
        name: name.to_owned(),
        values: samples
            .iter()
            .map(|sample| value(sample).map(|value| value as f64))
            .collect(),
    };
    let mut curves = vec![curve(plan.name, plan.value)];
    curves.extend(plan.part.map(|(name, value)| curve(name, value)));
    // What the platform never tells is no line.
    curves.retain(|curve| curve.values.iter().any(Option::is_some));
    let trend = watch.trend_of(span, plan.value);
    SpanView {
        at_ms: samples.iter().map(|sample| wall_of(sample.at)).collect(),
        curves,
        trend: trend
            .zip(samples.last())
            .map(|(trend, last)| trend_view(&trend, plan.least(), wall_of(last.at))),
    }
}

/// The line through the samples: it passes through the median, in the middle of their time.
fn trend_view(trend: &Trend, least: f64, to_ms: i64) -> TrendView {
    let half = trend.added() / 2.0;
    let over_ms = i64::try_from(trend.over.as_millis()).unwrap_or(i64::MAX);
    TrendView {
        from_ms: to_ms.saturating_sub(over_ms),
        from: trend.median - half,
        to_ms,
        to: trend.median + half,
        per_hour: trend.per_second * Duration::from_secs(3_600).as_secs_f64(),
        alarm: trend.alarm().max(trend.median + least),
        course: if trend.is_growth(least) {
            Course::Growing
        } else if trend.added() >= least {
            Course::Rising
        } else {
            Course::Flat
        },
    }
}

fn whole_app(sample: &Sample) -> Option<u64> {
    Some(sample.process.resident? + web_view(sample).unwrap_or(0))
}

fn web_view(sample: &Sample) -> Option<u64> {
    let gauge = sample.gauges.iter().find(|one| one.name == WEB_VIEW_MIB)?;
    Some(gauge.value * MIB)
}

fn waiting(sample: &Sample) -> Option<u64> {
    let those = sample
        .gauges
        .iter()
        .filter(|one| one.name.ends_with(WAITING));
    Some(those.map(|one| one.value).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scope::watch::{Gauge, Process, Settings};

    /// A watch that has seen so many samples, each made of its number.
    fn watched(count: u64, sample: impl Fn(u64) -> (Process, Vec<Gauge>)) -> (Watch, Instant) {
        let began = Instant::now();
        let settings = Settings {
            warm_up: Duration::ZERO,
            ..Settings::default()
        };
        let mut watch = Watch::new(settings, began);
        for number in 0..count {
            let (process, gauges) = sample(number);
            let at = began + settings.period * u32::try_from(number).unwrap();
            watch.handle_sample(Sample {
                at,
                process,
                scopes: Vec::new(),
                gauges,
            });
        }
        (watch, began)
    }

    fn memory(mib: u64, web_view: Option<u64>) -> (Process, Vec<Gauge>) {
        let process = Process {
            resident: Some(mib * MIB),
            ..Process::default()
        };
        let gauge = |value| Gauge {
            name: WEB_VIEW_MIB,
            value,
        };
        (process, web_view.map(gauge).into_iter().collect())
    }

    fn seen(watch: &Watch, began: Instant) -> Vec<PlotView> {
        let since = |at: Instant| i64::try_from((at - began).as_millis()).unwrap();
        plots(watch, since)
    }

    #[test]
    fn the_whole_app_is_the_program_and_its_web_view() {
        let (watch, began) = watched(3, |_| memory(80, Some(143)));
        let plots = seen(&watch, began);
        let span = &plots[0].recent;
        assert_eq!(span.at_ms, [0, 10_000, 20_000]);
        let mib = |curve: &CurveView| curve.values[2].unwrap() / MIB as f64;
        let names: Vec<_> = span
            .curves
            .iter()
            .map(|one| (&*one.name, mib(one)))
            .collect();
        assert_eq!(names, [("whole app", 223.0), ("web view", 143.0)]);
        assert_eq!(span.trend, None, "three samples say nothing");
        assert!(plots[0].day.at_ms.is_empty());
    }

    #[test]
    fn what_the_platform_does_not_tell_is_no_curve() {
        let (watch, began) = watched(3, |_| memory(80, None));
        let plots = seen(&watch, began);
        assert_eq!(plots[0].recent.curves.len(), 1, "no web view");
        let sockets = plots.iter().find(|one| one.figure == Figure::Sockets);
        assert!(sockets.unwrap().recent.curves.is_empty());
    }

    #[test]
    fn what_grows_is_called_that_and_what_stays_flat() {
        let (flat, began) = watched(100, |number| memory(200 + number % 3, None));
        let trend = seen(&flat, began)[0].recent.trend.unwrap();
        assert_eq!(trend.course, Course::Flat);
        assert!(trend.alarm > 239.0 * MIB as f64, "{trend:?}");

        let (leaking, began) = watched(100, |number| memory(200 + number, None));
        let trend = seen(&leaking, began)[0].recent.trend.unwrap();
        assert_eq!(trend.course, Course::Growing);
        assert_eq!((trend.from_ms, trend.to_ms), (0, 990_000));
        // A MiB in ten seconds.
        assert!(
            (trend.per_hour / MIB as f64 - 360.0).abs() < 0.1,
            "{trend:?}"
        );
        assert!((trend.to / MIB as f64 - 299.0).abs() < 1.0, "{trend:?}");
    }

    #[test]
    fn messages_that_wait_are_added_up() {
        let gauge = |name, value| Gauge { name, value };
        let gauges = vec![
            gauge("presses that wait", 2),
            gauge("questions that wait", 3),
            gauge("windows", 7),
        ];
        let (watch, began) = watched(1, |_| (Process::default(), gauges.clone()));
        let plots = seen(&watch, began);
        let waiting = plots.iter().find(|one| one.figure == Figure::Waiting);
        assert_eq!(waiting.unwrap().recent.curves[0].values, [Some(5.0)]);
    }
}
