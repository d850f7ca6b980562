//! What is lost, late, refused, or comes to nothing: each ends in words or goes on.

use super::*;
use crate::fault::WayOut;
use crate::turn::{NOT_TAKEN, NOTHING_HEARD};

fn failed(code: &str) -> Reply {
    Reply::Failed {
        code: code.to_owned(),
        message: "no".to_owned(),
    }
}

fn error(code: &str, event_id: Option<&str>) -> Value {
    json!({"type": "error", "error": {"code": code, "message": "no", "event_id": event_id}})
}

#[test]
fn empty_audio_is_nothing_heard_and_nothing_is_asked() {
    let mut bench = Bench::ready();
    bench.session.begin_take(bench.now);
    bench.run();
    bench.session.commit();
    bench.run();
    let news = bench.news();
    assert_eq!(news[1], News::NotAnswered(NOTHING_HEARD.into()));
    assert!(!bench.sent().contains(&"response.create".to_owned()));
}

#[test]
fn a_commit_whose_acknowledgement_is_lost_is_known_by_its_item() {
    let mut bench = Bench::ready();
    bench.lost = vec!["input_audio_buffer.committed"];
    bench.speak();
    assert_eq!(bench.news(), [News::Cleared, News::Committed]);
    assert_eq!(bench.asks.len(), 0);
    bench.understand("two burgers");
    assert_eq!(
        bench.asks.len(),
        1,
        "asked once, although two events told of it"
    );
}

#[test]
fn a_clearing_that_is_not_acknowledged_ends_the_session_and_no_sound_is_lost_in_it() {
    let mut bench = Bench::ready();
    bench.lost = vec!["input_audio_buffer.cleared"];
    bench.session.begin_take(bench.now);
    bench.run();
    assert!(!bench.session.takes_sound());
    bench.after(CLEAR_WITHIN);
    assert!(!bench.session.takes_sound());
    let news = bench.news();
    assert!(matches!(&news[..], [News::Fault(fault)] if fault.way_out == WayOut::Wait));
    assert_eq!(bench.session.poll_timeout(), None);
}

#[test]
fn words_that_come_after_the_reply_are_still_words() {
    let mut bench = Bench::ready();
    bench.speak();
    bench.news();
    let id = bench.recognise[0].item_id.clone();
    bench.lost = vec!["conversation.item.input_audio_transcription.completed"];
    bench.understand("two burgers");
    bench.reply([text("Two."), Reply::Done]);
    assert_eq!(bench.news(), [News::Speaking, News::Over]);
    bench.hear(
        &json!({"type": "conversation.item.input_audio_transcription.completed",
        "item_id": id, "transcript": "two burgers"}),
    );
    assert_eq!(bench.news(), [News::Words(true)]);
}

#[test]
fn a_failed_response_is_asked_for_once_more_and_then_told() {
    let mut bench = asked();
    bench.reply([failed("inference_rate_limit_exceeded")]);
    assert_eq!(bench.news(), []);
    bench.after(RETRY_REPLY_AFTER);
    assert_eq!(bench.sent(), ["response.create"]);
    bench.reply([failed("inference_rate_limit_exceeded")]);
    assert!(matches!(&bench.news()[..], [News::NotAnswered(_)]));
    assert_eq!(bench.session.poll_timeout(), None);
    // The next turn has its own second chance.
    bench.speak();
    bench.understand("again");
    bench.reply([failed("server_error")]);
    assert!(bench.session.poll_timeout().is_some());
}

#[test]
fn an_empty_account_is_not_asked_again() {
    let mut bench = asked();
    bench.reply([failed("insufficient_quota")]);
    let news = bench.news();
    assert!(matches!(&news[..], [News::NotAnswered(words)] if words.contains("account")));
    assert_eq!(bench.session.poll_timeout(), None);
}

#[test]
fn an_unknown_tool_is_answered_with_an_error_and_ends_the_turn() {
    let mut bench = asked();
    bench.reply([call("launch_rocket"), Reply::Done]);
    assert!(matches!(&bench.news()[..], [News::NotAnswered(_)]));
    let item = bench.sent.last().unwrap();
    assert!(
        item["item"]["output"]
            .as_str()
            .unwrap()
            .contains("unknown_tool")
    );
    assert!(!bench.sent().contains(&"response.create".to_owned()));
}

#[test]
fn a_model_that_calls_on_and_on_is_stopped() {
    let mut bench = asked();
    for round in 0..=ROUNDS {
        bench.reply([call("add_item"), Reply::Done]);
        let news = bench.news();
        let [News::Call { call_id, .. }] = &news[..] else {
            panic!("round {round}: {news:?}");
        };
        bench.session.answered(call_id, "{}".to_owned());
        bench.run();
    }
    assert!(matches!(&bench.news()[..], [News::NotAnswered(_)]));
}

#[test]
fn a_call_that_nobody_answers_is_answered_for_him() {
    let mut bench = asked();
    bench.reply([call("add_item"), Reply::Done]);
    bench.after(TOOL_WITHIN);
    let output = bench.sent[0]["item"]["output"].as_str().unwrap();
    assert!(output.contains("not_now"), "{output}");
    assert_eq!(
        bench.sent(),
        ["conversation.item.create", "response.create"]
    );
}

#[test]
fn a_call_whose_own_event_is_lost_is_found_in_the_response() {
    let mut bench = asked();
    bench.lost = vec!["response.output_item.done"];
    bench.reply([call("add_item"), Reply::Done]);
    assert!(matches!(&bench.news()[..], [News::Call { .. }]));
}

#[test]
fn a_response_that_runs_already_is_waited_for() {
    let mut bench = Bench::ready();
    bench.speak();
    bench.news();
    let create = bench.sent.last().unwrap()["event_id"].clone();
    let mut other = error("conversation_already_has_active_response", create.as_str());
    other["error"]["event_id"] = create;
    // Told of before it was made: as if the first event were another's.
    let mut session = Session::new(wishes(), None);
    session.config = Config::Done;
    session.take = Take::Committing;
    session.committed("item");
    let events: Vec<_> = std::iter::from_fn(|| session.poll_output()).collect();
    assert_eq!(events.len(), 2);
    let read = |value: &Value| {
        let text = value.to_string();
        realtime::event::ServerMessage::read(&text).unwrap().event
    };
    session.handle(&read(&other), bench.now);
    session.handle(
        &read(&json!({"type": "response.done", "response": {"id": "theirs"}})),
        bench.now,
    );
    let sent = std::iter::from_fn(|| session.poll_output());
    let creates =
        sent.filter(|it| matches!(it, Output::Send(text) if text.contains("response.create")));
    assert_eq!(creates.count(), 1);
}

#[test]
fn a_cancel_that_raced_the_end_is_no_fault() {
    let mut bench = asked();
    bench.hear(&error("response_cancel_not_active", Some("cancel_9")));
    assert_eq!(bench.news(), []);
    bench.reply([text("Two."), Reply::Done]);
    assert_eq!(bench.news(), [News::Speaking, News::Over]);
}

#[test]
fn the_end_of_a_response_that_was_given_up_is_not_taken_for_the_next() {
    let mut bench = asked();
    let old = bench.host.running().unwrap().to_owned();
    bench.lost = vec!["response.done"];
    bench.session.interrupt(bench.now);
    bench.run();
    bench.after(CANCEL_WITHIN);
    bench.speak();
    bench.understand("and fries");
    bench.news();
    bench.hear(&json!({"type": "response.done", "response": {"id": old, "status": "cancelled"}}));
    assert_eq!(bench.news(), []);
    bench.reply([text("And fries."), Reply::Done]);
    assert_eq!(bench.news(), [News::Speaking, News::Over]);
}

#[test]
fn what_is_refused_is_told_by_what_it_was_said_for() {
    let mut bench = Bench::ready();
    bench.session.begin_take(bench.now);
    bench.run();
    bench.session.take = Take::Committing;
    bench.hear(&error("invalid_event", Some("commit_3")));
    assert_eq!(bench.news()[1], News::NotAnswered(NOT_TAKEN.into()));
    bench.hear(&error("invalid_value", Some("item_4")));
    assert_eq!(bench.news(), []);
}

#[test]
fn a_session_whose_time_is_over_rests_and_a_revoked_one_says_what_to_do() {
    for code in ["session_expired", "session_idle"] {
        let mut bench = Bench::ready();
        bench.hear(&error(code, None));
        assert_eq!(bench.news(), [News::Rested]);
    }
    let mut bench = Bench::ready();
    bench.hear(&error("invalid_api_key", None));
    let news = bench.news();
    assert!(matches!(&news[..], [News::Fault(fault)] if fault.way_out == WayOut::Pair));
}

#[test]
fn what_is_to_be_said_again_does_not_count_twice() {
    let mut bench = Bench::ready();
    bench.speak();
    bench.session.forget_take();
    bench.session.interrupt(bench.now);
    bench.run();
    assert!(
        bench
            .sent()
            .contains(&"conversation.item.delete".to_owned())
    );
    // Its words may still come; nobody is asked about them.
    bench.understand("two burgers");
    bench.speak();
    bench.understand("two burgers");
    assert_eq!(bench.asks.back().unwrap().items.len(), 1);
}
