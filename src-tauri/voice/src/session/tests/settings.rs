//! How a session comes to have our settings, whatever is lost or refused.

use super::*;
use crate::fault::Phase;
use bench::capabilities;
use realtime::session::{Function, Session as Settings, SessionKind, SessionObject};

#[test]
fn a_session_that_was_minted_with_our_settings_is_ready_at_once() {
    let mut bench = Bench::ready();
    assert!(bench.sent().is_empty());
}

#[test]
fn one_that_was_not_is_told_them_first() {
    let mut bench = Bench::new(false, wishes(), None);
    bench.session.handle_open(bench.now);
    bench.run();
    assert_eq!(bench.sent(), ["session.update"]);
    assert_eq!(bench.news(), [News::Configured]);
    assert!(bench.host.session().input.turn_detection.is_none());
    assert_eq!(bench.host.session().tools.len(), 2);
}

#[test]
fn a_first_event_that_is_lost_costs_a_second_not_the_session() {
    let mut bench = Bench::new(true, wishes(), None);
    bench.lost = vec!["session.created"];
    bench.session.handle_open(bench.now);
    bench.run();
    assert_eq!(bench.news(), []);
    assert_eq!(
        bench.session.poll_timeout(),
        Some(bench.now + CREATED_WITHIN)
    );
    bench.after(CREATED_WITHIN);
    assert_eq!(bench.news(), [News::Configured]);
    assert_eq!(bench.session.poll_timeout(), None);
}

#[test]
fn settings_that_are_too_large_are_told_smaller() {
    let mut large = wishes();
    large.tools[0].description = Some("x".repeat(60_000));
    let mut bench = Bench::new(false, large, None);
    bench.session.handle_open(bench.now);
    bench.run();
    assert_eq!(bench.sent(), ["session.update", "session.update"]);
    assert_eq!(bench.news(), [News::Configured]);
    let names = &bench.host.session().tools;
    let names = serde_json::to_value(names).unwrap();
    assert_eq!(names[0], json!({"type": "function", "name": "add_item"}));
}

#[test]
fn settings_that_are_refused_however_small_say_so() {
    let mut wrong = wishes();
    wrong.tools.push(Function {
        name: "n".repeat(1_000),
        ..Function::default()
    });
    let mut bench = Bench::new(false, wrong, None);
    bench.session.handle_open(bench.now);
    bench.run();
    let news = bench.news();
    let [News::Fault(fault)] = &news[..] else {
        panic!("{news:?}");
    };
    assert_eq!(fault.phase, Phase::Configuration);
    assert!(!bench.session.is_configured());
}

#[test]
fn a_session_is_as_wished_for_only_with_every_tool_and_no_detection() {
    let begin = |patch| -> SessionObject {
        let settings = Settings::new(SessionKind::Realtime, "heard", &capabilities());
        let merged = settings.merged(&patch, &capabilities(), None, "");
        merged.unwrap().object("sess", 0)
    };
    let wishes = wishes();
    assert!(wishes.are_met_by(&begin(wishes.patch(Size::Small))));
    let mut fewer = wishes.clone();
    fewer.tools.pop();
    assert!(!wishes.are_met_by(&begin(fewer.patch(Size::Whole))));
    let mut detected = wishes.patch(Size::Whole);
    detected.audio.input.turn_detection = realtime::Field::Absent;
    assert!(!wishes.are_met_by(&begin(detected)));
}
