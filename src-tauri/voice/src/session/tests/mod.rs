//! The client's side of a session, against the host's.

mod bench;
mod faults;
mod settings;

use super::*;
use crate::limits::{CANCEL_WITHIN, CREATED_WITHIN, RETRY_REPLY_AFTER, ROUNDS, TOOL_WITHIN};
use bench::{Bench, wishes};
use realtime::host::Reply;
use serde_json::{Value, json};

fn text(words: &str) -> Reply {
    Reply::Text(words.to_owned())
}

fn call(name: &str) -> Reply {
    Reply::Call {
        name: name.to_owned(),
        arguments: "{}".to_owned(),
    }
}

/// A bench in whose turn the reply is waited for.
fn asked() -> Bench {
    let mut bench = Bench::ready();
    bench.speak();
    bench.understand("two burgers");
    assert_eq!(
        bench.news(),
        [News::Cleared, News::Committed, News::Words(true)]
    );
    bench.sent();
    bench
}

#[test]
fn a_turn_is_cleared_committed_asked_and_over_when_it_was_heard() {
    let mut bench = asked();
    bench.reply([text("Two "), Reply::Playing(Duration::from_secs(1))]);
    assert!(bench.news().contains(&News::Speaking));
    bench.reply([text("burgers."), Reply::Done]);
    // Generated, but not heard yet.
    assert!(!bench.news().contains(&News::Over));
    bench.host.handle_drained(bench.now);
    bench.run();
    assert_eq!(bench.news(), [News::Over]);
    assert!(bench.sent().is_empty());
}

#[test]
fn a_reply_in_words_alone_is_over_when_it_is_made() {
    let mut bench = asked();
    bench.reply([text("Two burgers."), Reply::Done]);
    assert_eq!(bench.news(), [News::Speaking, News::Over]);
}

#[test]
fn a_take_that_begins_says_so_and_asks_how_far_it_is() {
    let mut bench = Bench::ready();
    bench.session.begin_take(bench.now);
    assert!(
        !bench.session.takes_sound(),
        "what was there before is not of it"
    );
    bench.run();
    assert!(bench.session.takes_sound());
    assert_eq!(
        bench.sent(),
        ["input_audio_buffer.clear"],
        "nothing runs that could be cancelled"
    );
    assert_eq!(bench.session.round_trip(), Some(Duration::ZERO));
}

#[test]
fn each_call_comes_once_and_its_answer_is_followed_by_one_question() {
    let mut bench = asked();
    bench.reply([
        text("Sure."),
        call("add_item"),
        call("add_item"),
        Reply::Done,
    ]);
    let calls: Vec<String> = bench
        .news()
        .into_iter()
        .filter_map(|news| match news {
            News::Call { call_id, .. } => Some(call_id),
            _ => None,
        })
        .collect();
    assert_eq!(calls.len(), 2);
    assert_ne!(calls[0], calls[1]);
    // The answers come in another order, and one of them twice.
    bench.session.answered(&calls[1], "second".to_owned());
    bench.session.answered(&calls[1], "third".to_owned());
    bench.run();
    assert!(bench.sent().is_empty(), "all answers go together");
    bench.session.answered(&calls[0], "first".to_owned());
    bench.run();
    let sent = std::mem::take(&mut bench.sent);
    let outputs: Vec<&Value> = sent[..2]
        .iter()
        .map(|event| &event["item"]["output"])
        .collect();
    assert_eq!(outputs, ["first", "second"]);
    assert_eq!(sent[2]["type"], "response.create");
    assert_eq!(sent.len(), 3);
    // And the engine is asked with both.
    bench.reply([text("Done."), Reply::Done]);
    assert_eq!(bench.news(), [News::Speaking, News::Over]);
}

#[test]
fn a_call_that_is_told_again_is_not_carried_out_again() {
    let mut bench = asked();
    bench.reply([call("add_item"), Reply::Done]);
    let [News::Call { call_id, .. }] = &bench.news()[..] else {
        panic!("one call");
    };
    let item = json!({"id": "again", "type": "function_call", "status": "completed",
        "call_id": call_id, "name": "add_item", "arguments": "{}"});
    bench.hear(&json!({"type": "response.output_item.done", "item": item}));
    let cut = json!({"id": "cut", "type": "function_call", "status": "incomplete",
        "call_id": "another", "name": "add_item", "arguments": "{\"it"});
    bench.hear(&json!({"type": "response.output_item.done", "item": cut}));
    assert_eq!(bench.news(), []);
}

#[test]
fn a_press_during_a_reply_cancels_it_and_what_it_still_says_is_not_heard() {
    let mut bench = asked();
    bench.reply([text("Two "), Reply::Playing(Duration::from_secs(9))]);
    bench.news();
    bench.session.begin_take(bench.now);
    assert!(!bench.session.is_audible());
    bench.run();
    assert_eq!(
        bench.sent(),
        [
            "response.cancel",
            "output_audio_buffer.clear",
            "input_audio_buffer.clear"
        ]
    );
    assert_eq!(bench.news(), [News::Cleared]);
    bench.host.handle_sound(Duration::from_secs(1));
    bench.session.commit();
    bench.run();
    bench.understand("and fries");
    bench.reply([
        text("And fries."),
        Reply::Playing(Duration::from_secs(1)),
        Reply::Done,
    ]);
    assert!(bench.session.is_audible());
    bench.host.handle_drained(bench.now);
    bench.run();
    assert_eq!(bench.news().last(), Some(&News::Over));
}

#[test]
fn a_reply_that_is_only_heard_yet_is_silenced_without_cancelling() {
    let mut bench = asked();
    bench.reply([
        text("Two."),
        Reply::Playing(Duration::from_secs(9)),
        Reply::Done,
    ]);
    bench.news();
    bench.session.interrupt(bench.now);
    bench.run();
    assert_eq!(bench.sent(), ["output_audio_buffer.clear"]);
    assert_eq!(bench.news(), [], "the turn knows that it was interrupted");
}

#[test]
fn a_question_waits_for_the_end_of_the_response_before() {
    let mut bench = asked();
    bench.lost = vec!["response.done"];
    bench.session.begin_take(bench.now);
    bench.run();
    bench.host.handle_sound(Duration::from_secs(1));
    bench.session.commit();
    bench.run();
    assert!(!bench.sent().contains(&"response.create".to_owned()));
    // Whose end never comes is not waited for without end.
    bench.after(CANCEL_WITHIN);
    assert_eq!(bench.sent(), ["response.create"]);
}

#[test]
fn calls_of_a_reply_that_was_interrupted_are_answered_but_not_talked_about() {
    let mut bench = asked();
    bench.reply([call("add_item")]);
    let [News::Call { call_id, .. }] = &bench.news()[..] else {
        panic!("one call");
    };
    bench.session.interrupt(bench.now);
    bench.session.answered(call_id, "{}".to_owned());
    bench.run();
    let sent = bench.sent();
    assert!(
        sent.contains(&"conversation.item.create".to_owned()),
        "{sent:?}"
    );
    assert!(!sent.contains(&"response.create".to_owned()), "{sent:?}");
}

#[test]
fn the_cart_is_told_before_anybody_speaks_and_again_when_it_changes_by_hand() {
    let mut bench = Bench::new(true, wishes(), Some("one"));
    bench.session.handle_open(bench.now);
    bench.session.tell_cart("two".to_owned());
    bench.run();
    bench.session.tell_cart("two".to_owned());
    bench.session.tell_cart("three".to_owned());
    bench.run();
    let texts: Vec<&Value> = bench
        .sent
        .iter()
        .map(|event| &event["item"]["content"][0]["text"])
        .collect();
    assert_eq!(texts, ["two", "three"]);
    assert!(
        bench
            .sent
            .iter()
            .all(|event| event["item"]["role"] == "system")
    );
}
