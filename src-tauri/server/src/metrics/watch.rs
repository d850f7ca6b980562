//! What lives in the server, and what grows.

use super::text::Text;
use crate::app::App;
use scope::{
    Kind, Tally,
    watch::{Growth, Process, Span},
};

/// How far below the server scopes are told apart: its parts have fixed names, what is below them
/// comes and goes, and each would be a series.
const DEPTH: usize = 1;

/// Every kind of resident.
const KINDS: [Kind; 4] = [Kind::Task, Kind::Thread, Kind::Blocking, Kind::Guard];

/// Adds what lives now, what the last sample knew, and what grows.
pub(super) fn render(app: &App, text: &mut Text) {
    scopes(&app.scope.tally(DEPTH).unwrap_or_default(), text);
    let Some(watching) = &app.watching else {
        return;
    };
    let (process, grown, warned) = watching.look(|watch| {
        let process = watch.latest().map(|sample| sample.process);
        (process, watch.warnings(), watch.warned())
    });
    memory(process.unwrap_or_default(), text);
    growth(&grown, warned, text);
}

fn scopes(tallies: &[Tally], text: &mut Text) {
    let help = "Tasks, threads and blocking calls of the server.";
    let all: usize = tallies.iter().map(Tally::live).sum();
    text.single("heard_tasks", "gauge", help, all as f64);
    let help = "What lives in each part of the server, by kind.";
    text.family("heard_scope_tasks", "gauge", help);
    for tally in tallies {
        for kind in KINDS {
            let labels = [("scope", &*tally.scope), ("kind", kind.as_str())];
            text.sample("", &labels, tally.count(kind) as f64);
        }
    }
    let of_each = |text: &mut Text, of: fn(&Tally) -> usize| {
        for tally in tallies {
            text.sample("", &[("scope", &*tally.scope)], of(tally) as f64);
        }
    };
    let help = "Sleeps, timeouts and tickers of each part of the server.";
    text.family("heard_scope_deadlines", "gauge", help);
    of_each(text, |tally| tally.deadlines);
    let help =
        "The most tasks, threads and calls that each part, with all below it, ever had at once.";
    text.family("heard_scope_tasks_peak", "gauge", help);
    of_each(text, |tally| tally.peak);
}

fn memory(process: Process, text: &mut Text) {
    if let Some(bytes) = process.live_heap {
        let help = "Memory that was allocated and not given back.";
        text.single("process_heap_bytes", "gauge", help, bytes as f64);
    }
    if let Some(sockets) = process.sockets {
        let help = "Open sockets.";
        text.single("heard_open_sockets", "gauge", help, sockets as f64);
    }
}

fn growth(grown: &[Growth], warned: u64, text: &mut Text) {
    let help = "Warnings that something grows and does not stop.";
    text.single(
        "heard_growth_warnings_total",
        "counter",
        help,
        warned as f64,
    );
    let help =
        "What grows and does not stop: the share of it that was added in the time looked at.";
    text.family("heard_growth_ratio", "gauge", help);
    for growth in grown {
        let span = match growth.span {
            Span::Recent => "recent",
            Span::Day => "day",
        };
        let of = growth.series.to_string();
        text.sample("", &[("of", &of), ("span", span)], growth.trend.growth());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scope::{
        Named,
        time::Instant,
        watch::{Series, Trend},
    };
    use std::time::Duration;

    #[test]
    fn parts_and_growth_are_series_of_ours() {
        let tally = Tally {
            scope: "server/voice".into(),
            names: [(Kind::Task, "reader", 3), (Kind::Guard, "listener", 2)]
                .map(|(kind, name, count)| Named {
                    kind,
                    name: name.into(),
                    count,
                })
                .into(),
            deadlines: 4,
            peak: 9,
        };
        let begun = Instant::now();
        let points = (0..40).map(|n| (begun + Duration::from_secs(n), 80.0 + n as f64));
        let grown = Growth {
            span: Span::Day,
            series: Series::Residents {
                scope: tally.scope.clone(),
                kind: Kind::Task,
                name: "reader".into(),
            },
            trend: Trend::of(&points.collect::<Vec<_>>()).unwrap(),
        };
        let mut text = Text::default();
        scopes(&[tally], &mut text);
        memory(Process::default(), &mut text);
        growth(&[grown], 7, &mut text);
        let text = text.finish();
        for line in [
            "heard_tasks 3",
            r#"heard_scope_tasks{scope="server/voice",kind="task"} 3"#,
            r#"heard_scope_tasks{scope="server/voice",kind="thread"} 0"#,
            r#"heard_scope_tasks{scope="server/voice",kind="guard"} 2"#,
            r#"heard_scope_deadlines{scope="server/voice"} 4"#,
            r#"heard_scope_tasks_peak{scope="server/voice"} 9"#,
            "heard_growth_warnings_total 7",
            r#"heard_growth_ratio{of="task server/voice/reader",span="day"} 0.39"#,
        ] {
            assert!(text.lines().any(|known| known == line), "{line}\n{text}");
        }
        // What the system does not tell is left out.
        assert!(!text.contains("process_heap_bytes"), "{text}");
    }
}
