//! The voice as a counter shows it, and its calls.

use crate::counter::voice::{Answers, NotRun, live_words, meter, ran, talk, unsure_words};
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::Arc;
use voice::picture::{Again, Facts, Webrtc};
use voice::sound::{Level, MicState, SpeakerState};
use voice::transcript::{Said, Who};
use voice::{Phase, TurnShown, VoicePicture, WayOut};
use wire::view::{TalkButtonState, TurnView};

fn picture(turn: TurnShown) -> VoicePicture {
    VoicePicture {
        turn,
        notice: None,
        said: Arc::new([]),
        level: None,
        mic: MicState::Off,
        loudspeaker: SpeakerState::Off,
        hands_free: false,
        again: Again::Nothing,
        facts: Facts {
            webrtc: Webrtc::Connected,
            since_ms: 0,
            channel_open: true,
            round_trip: None,
            lost_ppm: None,
            provider: None,
            last_close: None,
        },
        log: Arc::default(),
        sessions: Arc::default(),
        unknown: Arc::new([]),
    }
}

fn said(key: &str, who: Who, text: &str, unsure: Option<Range<usize>>) -> Said {
    Said {
        key: key.into(),
        who,
        text: text.to_owned(),
        unsure: unsure.into_iter().collect(),
        live: false,
        failed: false,
    }
}

#[test]
fn a_dead_voice_says_that_touch_goes_on_and_what_to_do() {
    let failed = picture(TurnShown::Failed {
        phase: Phase::Transport,
        words: "The voice server went silent.".into(),
        way_out: WayOut::Press,
    });
    let view = talk(&failed, false, false);
    assert_eq!(view.button.lead, "Voice is off, tap to add");
    assert_eq!(
        view.button.small,
        "The voice server went silent. Hold to try again."
    );
    assert_eq!(
        (view.button.state, view.turn),
        (TalkButtonState::Failed, None)
    );
}

#[test]
fn a_microphone_that_is_not_there_is_said_before_anybody_holds_the_button() {
    let mut picture = picture(TurnShown::Ready);
    assert_eq!(talk(&picture, false, false).button.small, "Mic is off");
    picture.mic = MicState::Missing;
    let small = talk(&picture, false, false).button.small;
    assert_eq!(small, "No microphone found. Plug one in.");
    picture.mic = MicState::Back {
        device: "Headset".to_owned(),
    };
    let small = talk(&picture, false, false).button.small;
    assert_eq!(small, "The microphone is back.");
}

#[test]
fn unsure_words_are_marked_until_nothing_of_the_order_is_doubted() {
    let mut picture = picture(TurnShown::Ready);
    picture.notice = Some("The connection was lost.".into());
    picture.said = Arc::new([
        said("1", Who::Guest, "two with bacon please", Some(9..14)),
        said("2", Who::House, "Got it.", None),
    ]);
    assert_eq!(unsure_words(&picture), ["bacon"]);
    assert_eq!(live_words(&picture), "", "it is over");
    let view = talk(&picture, true, false);
    let spans: Vec<_> = view.said[0]
        .spans
        .iter()
        .map(|s| (s.text.as_str(), s.unsure))
        .collect();
    assert_eq!(
        spans,
        [("two with ", false), ("bacon", true), (" please", false)]
    );
    assert_eq!(
        view.hint.as_deref(),
        Some("Not sure I got this. Tap it in the order to fix.")
    );
    assert_eq!(
        view.notice.as_deref(),
        Some("The connection was lost."),
        "both are seen"
    );
    let view = talk(&picture, false, false);
    assert!(view.said[0].spans.iter().all(|span| !span.unsure));
    assert_eq!(view.hint, None);
}

#[test]
fn a_microphone_that_opens_by_itself_is_said_as_long_as_it_does() {
    let mut picture = picture(TurnShown::Recording);
    picture.mic = MicState::Open {
        device: "Headset".to_owned(),
        instead_of: None,
        muted: false,
    };
    let view = talk(&picture, false, false);
    assert_eq!(
        (view.hands_free, &*view.button.small),
        (Some(false), "Let go when done")
    );
    picture.hands_free = true;
    let view = talk(&picture, false, false);
    assert_eq!(
        (view.hands_free, &*view.button.small),
        (Some(true), "Just speak. Tap to stop")
    );
    picture.turn = TurnShown::Speaking;
    assert_eq!(talk(&picture, false, false).hands_free, Some(true));
}

#[test]
fn what_is_said_again_can_be_interrupted_like_any_reply() {
    let mut picture = picture(TurnShown::Ready);
    picture.again = Again::Sounding;
    let button = talk(&picture, false, false).button;
    assert_eq!(button.state, TalkButtonState::Speaking);
    assert_eq!(
        (&*button.lead, &*button.small),
        ("Saying it again", "Hold to interrupt")
    );
}

#[test]
fn a_guest_sees_no_facts() {
    let picture = picture(TurnShown::Ready);
    assert!(!talk(&picture, false, false).facts.is_empty());
    assert!(talk(&picture, false, true).facts.is_empty());
}

#[test]
fn whoever_is_listened_to_sees_how_loud_it_is() {
    let mut picture = picture(TurnShown::Recording);
    assert_eq!((meter(&picture).level, meter(&picture).peak), (0, 0));
    picture.level = Some(Level {
        now_dbfs: -32.0,
        peak_dbfs: -2.0,
    });
    let meter = meter(&picture);
    assert_eq!((meter.level, meter.peak), (50, 96));
    assert!(meter.good_from < meter.level && meter.loud_from < meter.peak);
    let view = talk(&picture, false, false);
    assert_eq!(view.turn, Some(TurnView::Listening));
}

#[test]
fn a_call_is_answered_again_as_it_was_answered_first() {
    let mut answers = Answers::default();
    assert_eq!(answers.of("call_1"), None);
    for number in 0..70 {
        answers.keep(format!("call_{number}"), json!(number));
    }
    assert_eq!(answers.of("call_69"), Some(&json!(69)));
    assert_eq!(answers.of("call_0"), None, "those of some turns");
}

#[test]
fn a_voice_may_not_send_but_a_tap_may() {
    let cart = json!({"lines": []});
    let output: Value = ran(Err(NotRun::TapSends), &cart);
    assert_eq!(output["ok"], false);
    assert_eq!(
        output["error"]["message"],
        "The order is ready. Tap Send to kitchen."
    );
    assert_eq!(output["cart"], cart, "always with the whole cart");
}
