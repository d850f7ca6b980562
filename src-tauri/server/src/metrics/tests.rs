//! The text is what a scraper reads, and no client can make it grow.

use super::*;

fn rendered(metrics: &Metrics) -> String {
    let mut text = Text::default();
    metrics.requests(&mut text);
    metrics.commands(&mut text);
    process::render(&mut text);
    text.finish()
}

#[test]
fn a_histogram_counts_upwards_and_ends_with_all() {
    let metrics = Metrics::default();
    for ms in [1, 3, 7, 9_000] {
        metrics.request("POST", "/v1/orders", 201, Duration::from_millis(ms));
    }
    let text = rendered(&metrics);
    let has = |line: &str| assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    has(r#"heard_http_requests_total{method="POST",route="/v1/orders",status="201"} 4"#);
    let bucket = |le: &str, count: u32| {
        has(&format!(
            r#"heard_http_request_duration_seconds_bucket{{method="POST",route="/v1/orders",le="{le}"}} {count}"#
        ));
    };
    bucket("0.0005", 0);
    bucket("0.001", 1);
    bucket("0.005", 2);
    bucket("5", 3);
    bucket("+Inf", 4);
    has(r#"heard_http_request_duration_seconds_count{method="POST",route="/v1/orders"} 4"#);
}

#[test]
fn made_up_methods_are_one_series() {
    let metrics = Metrics::default();
    for n in 0..100 {
        metrics.request(&format!("M{n}"), "unmatched", 404, Duration::ZERO);
    }
    let text = rendered(&metrics);
    assert!(text.contains(r#"{method="other",route="unmatched",status="404"} 100"#));
    assert!(!text.contains("M7"));
}

#[test]
fn the_standard_process_metrics_are_there() {
    let text = rendered(&Metrics::default());
    for name in [
        "process_cpu_seconds_total",
        "process_start_time_seconds",
        "process_virtual_memory_bytes",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
        "process_threads",
    ] {
        let sample = text
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name} ")));
        let value: f64 = sample
            .unwrap_or_else(|| panic!("no {name}"))
            .parse()
            .unwrap();
        assert!(
            value > 0.0 || name == "process_cpu_seconds_total",
            "{name} {value}"
        );
    }
}

#[test]
fn every_outcome_is_counted_apart() {
    let metrics = Metrics::default();
    let done = |replayed| Ok(Answer::Done { seq: 1, replayed });
    metrics.answered(&done(false));
    metrics.answered(&done(true));
    for trouble in [
        Trouble::Reused,
        Trouble::Storage,
        Trouble::Overloaded,
        Trouble::Internal,
    ] {
        metrics.answered(&Err(trouble));
    }
    let text = rendered(&metrics);
    for outcome in OUTCOMES {
        let count = u8::from(outcome != "refused");
        let line = format!("heard_commands_total{{outcome=\"{outcome}\"}} {count}");
        assert!(text.contains(&line), "{line}\n{text}");
    }
}
