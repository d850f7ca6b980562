//! Every way in which a wait, a turn or a session ends other than well.

use super::*;
use crate::fault::WayOut;
use crate::limits::{
    COMMIT_WITHIN, CONNECT_WITHIN, PAUSES, REPLY_WITHIN, SPEAK_AT_MOST, WORDS_WITHIN,
};
use std::time::Duration;

/// How a wait is come to, how long it lasts, and what is said at its end.
type Wait = (fn(&mut Bench), Duration, &'static str);

#[test]
fn every_wait_ends_in_time_and_says_why() {
    let cases: [Wait; 3] = [
        (|b| b.turn.handle_committed(b.now), WORDS_WITHIN, NO_WORDS),
        (|b| b.turn.handle_words(true, b.now), REPLY_WITHIN, NO_REPLY),
        (|b| b.turn.handle_speaking(b.now), SPEAK_AT_MOST, ENDLESS),
    ];
    for upto in 0..cases.len() {
        let mut bench = ready();
        bench.turn.press(bench.now);
        bench.turn.release(Take::Sound, bench.now);
        for (step, _, _) in &cases[..=upto] {
            step(&mut bench);
        }
        bench.actions();
        let (_, within, words) = cases[upto];
        let begun = bench.now;
        bench
            .turn
            .handle_timeout(begun + within - Duration::from_millis(1));
        assert_ne!(bench.name(), "ready", "{words}");
        bench.time_out();
        assert_eq!(bench.now - begun, within);
        assert_eq!((bench.name(), bench.turn.notice()), ("ready", Some(words)));
        let heard = words == ENDLESS;
        let forgets = [Action::Forget, Action::Interrupt];
        assert_eq!(bench.actions(), forgets[usize::from(heard)..]);
    }
}

#[test]
fn a_take_that_nobody_takes_ends_with_its_session_and_says_so() {
    let mut bench = ready();
    bench.turn.press(bench.now);
    bench.turn.release(Take::Sound, bench.now);
    bench.actions();
    let begun = bench.now;
    bench.time_out();
    assert_eq!(bench.now - begun, COMMIT_WITHIN);
    assert_eq!(
        (bench.name(), bench.turn.notice()),
        ("failed", Some(NOT_TAKEN))
    );
    assert_eq!(bench.actions(), [Action::HangUp]);
    // It comes back by itself, and still says what became of the take.
    bench.time_out();
    bench.turn.handle_open(bench.now);
    bench.turn.handle_configured(bench.now);
    assert_eq!(
        (bench.name(), bench.turn.notice()),
        ("ready", Some(NOT_TAKEN))
    );
}

#[test]
fn connecting_that_takes_too_long_says_how_far_it_came_and_tries_again_more_slowly() {
    let mut bench = Bench::new();
    bench.turn.start(bench.now);
    let mut pauses = Vec::new();
    for _ in 0..PAUSES.len() + 1 {
        bench.actions();
        bench.turn.handle_progress(Phase::Transport);
        // Progress never goes back.
        bench.turn.handle_progress(Phase::Offer);
        let begun = bench.now;
        bench.time_out();
        assert_eq!(bench.now - begun, CONNECT_WITHIN);
        let State::Failed { fault, again } = bench.turn.state() else {
            panic!("{:?}", bench.turn.state());
        };
        assert_eq!(fault.phase, Phase::Transport);
        pauses.push(again.unwrap() - bench.now);
        assert_eq!(bench.actions(), [Action::HangUp]);
        bench.time_out();
        assert_eq!(bench.name(), "connecting");
    }
    assert_eq!(pauses[..PAUSES.len()], PAUSES);
    assert_eq!(pauses.last(), PAUSES.last());
    // A session that was ready begins the count anew.
    bench.turn.handle_open(bench.now);
    bench.turn.handle_configured(bench.now);
    bench
        .turn
        .handle_fault(Fault::passing(Phase::Session, "gone"), bench.now);
    assert_eq!(bench.turn.poll_timeout(), Some(bench.now + PAUSES[0]));
}

#[test]
fn what_waiting_does_not_mend_waits_for_a_press() {
    let mut bench = ready();
    let fault = Fault::with(Phase::Token, "revoked", WayOut::Pair);
    bench.turn.handle_fault(fault, bench.now);
    assert_eq!(bench.turn.poll_timeout(), None);
    // What follows from the end of the session is no news.
    bench
        .turn
        .handle_fault(Fault::passing(Phase::Session, "closed"), bench.now);
    assert!(matches!(bench.turn.state(), State::Failed { fault, .. } if fault.words == "revoked"));
    bench.actions();
    bench.turn.press(bench.now);
    assert_eq!(bench.actions(), [Action::Connect]);
}

#[test]
fn a_session_lost_in_a_turn_says_so_and_one_lost_between_turns_does_not() {
    let lost = || Fault::passing(Phase::Session, "gone");
    let mut bench = committed();
    bench.turn.handle_fault(lost(), bench.now);
    assert_eq!(bench.turn.notice(), Some(LOST_TURN));
    let mut bench = ready();
    bench.turn.handle_fault(lost(), bench.now);
    assert_eq!(bench.turn.notice(), None);
}

#[test]
fn a_session_whose_time_is_over_rests_until_a_press() {
    let mut bench = ready();
    bench.turn.handle_rested(bench.now);
    assert_eq!(
        (bench.name(), bench.actions()),
        ("off", vec![Action::HangUp])
    );
    let mut bench = committed();
    bench.turn.handle_rested(bench.now);
    assert_eq!(bench.name(), "failed");
    bench.actions();
    bench.time_out();
    assert_eq!(bench.name(), "connecting");
}

#[test]
fn a_take_of_a_minute_is_taken_as_it_is() {
    let mut bench = ready();
    bench.turn.press(bench.now);
    bench.actions();
    bench.time_out();
    assert_eq!(
        (bench.name(), bench.actions()),
        ("committing", vec![Action::Finish])
    );
    assert_eq!(bench.turn.notice(), Some(TOO_LONG));
    // The finger that still lies there lets go of nothing.
    bench.turn.release(Take::Sound, bench.now);
    assert!(bench.actions().is_empty());
}

#[test]
fn a_microphone_that_is_lost_ends_the_take_with_its_words() {
    let mut bench = ready();
    bench.turn.press(bench.now);
    bench.actions();
    bench.turn.handle_deaf("The headset is unplugged.");
    assert_eq!(
        (bench.name(), bench.actions()),
        ("ready", vec![Action::Discard])
    );
    assert_eq!(bench.turn.notice(), Some("The headset is unplugged."));
}

#[test]
fn sound_without_words_is_said_unless_the_reply_says_more() {
    let mut bench = committed();
    bench.turn.handle_words(false, bench.now);
    bench.turn.handle_over();
    assert_eq!(
        (bench.name(), bench.turn.notice()),
        ("ready", Some(EMPTY_WORDS))
    );
    let mut bench = committed();
    bench.turn.handle_words(false, bench.now);
    bench.turn.handle_not_answered("busy");
    assert_eq!(bench.turn.notice(), Some("busy"));
}
