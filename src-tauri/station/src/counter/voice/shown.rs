//! The voice as a counter shows it.

use super::facts::facts;
use crate::counter::consent;
use std::borrow::Cow;
use voice::picture::Again;
use voice::sound::{Level, MicState};
use voice::transcript::{Said, Who};
use voice::{TurnShown, VoicePicture, WayOut};
use wire::view::{
    MeterView, SaidSpan, SaidView, SpeakerView, TalkButtonState, TalkButtonView, TalkView, TurnView,
};

/// Things said that are shown. A promise of [`TalkView::said`].
const SAID: usize = 30;
/// Bars of the meter (design, counter voice: `.vu`), and of its zones.
const BARS: usize = 32;
/// As above: below it is quiet.
const QUIET: usize = 6;
/// As above: from it on it is loud.
const LOUD: usize = 26;

/// What is said of the voice at a counter. `doubts` says whether the order still has something
/// that may have been misheard; `is_guest` whether facts are nobody's business.
pub fn talk(picture: &VoicePicture, doubts: bool, is_guest: bool) -> TalkView {
    let said = picture.said.iter();
    TalkView {
        turn: turn(&picture.turn),
        hint: doubts.then(|| "Not sure I got this. Tap it in the order to fix.".to_owned()),
        notice: picture.notice.as_deref().map(str::to_owned),
        said: said
            .skip(picture.said.len().saturating_sub(SAID))
            .map(|said| said_view(said, doubts))
            .collect(),
        button: button(picture),
        hands_free: Some(picture.hands_free),
        facts: match is_guest {
            true => Vec::new(),
            false => facts(picture),
        },
        round_trip_ms: picture
            .facts
            .round_trip
            .map(|took| u32::try_from(took.as_millis()).unwrap_or(u32::MAX)),
    }
}

/// How loud it is.
pub fn meter(picture: &VoicePicture) -> MeterView {
    let level = picture.level.unwrap_or(Level::SILENCE);
    MeterView {
        level: percent(level.lit()),
        peak: level.peak().map_or(0, |bar| percent(bar + 1)),
        good_from: percent(QUIET),
        loud_from: percent(LOUD),
    }
}

/// The words that are being spoken now.
pub fn live_words(picture: &VoicePicture) -> &str {
    let mut said = picture.said.iter().rev();
    let live = said.find(|said| said.who == Who::Guest);
    live.filter(|said| said.live).map_or("", |said| &said.text)
}

/// What a guest said last, whether or not it is over.
pub fn last_said(picture: &VoicePicture) -> consent::Said {
    let mut said = picture.said.iter().rev();
    let last = said.find(|said| said.who == Who::Guest);
    last.map(|said| consent::Said {
        text: said.text.clone(),
        is_unsure: said.live || said.failed || !said.unsure.is_empty(),
    })
    .unwrap_or_default()
}

/// The unsure words of what a guest said last.
pub fn unsure_words(picture: &VoicePicture) -> Vec<String> {
    let mut said = picture.said.iter().rev();
    let Some(last) = said.find(|said| said.who == Who::Guest) else {
        return Vec::new();
    };
    let words = last
        .unsure
        .iter()
        .filter_map(|span| last.text.get(span.clone()));
    words.map(str::to_owned).collect()
}

fn percent(bars: usize) -> u8 {
    u8::try_from(bars.min(BARS) * 100 / BARS).unwrap_or(100)
}

fn turn(turn: &TurnShown) -> Option<TurnView> {
    match turn {
        TurnShown::Off | TurnShown::Connecting | TurnShown::Failed { .. } => None,
        TurnShown::Recording => Some(TurnView::Listening),
        TurnShown::Understanding => Some(TurnView::Understanding),
        TurnShown::Ready | TurnShown::Speaking => Some(TurnView::YourTurn),
    }
}

fn said_view(said: &Said, doubts: bool) -> SaidView {
    SaidView {
        key: said.key.to_string(),
        who: match said.who {
            Who::Guest => SpeakerView::You,
            Who::House => SpeakerView::Heard,
        },
        spans: spans(said, doubts),
        live: said.live,
    }
}

/// The words, cut where it is unsure. What nobody doubts any more is not marked.
fn spans(said: &Said, doubts: bool) -> Vec<SaidSpan> {
    let mut spans = Vec::new();
    let mut push = |range: std::ops::Range<usize>, unsure: bool| {
        let text = said.text.get(range).unwrap_or_default();
        if !text.is_empty() {
            let text = text.to_owned();
            spans.push(SaidSpan { text, unsure });
        }
    };
    let mut at = 0;
    for span in &said.unsure {
        push(at..span.start, false);
        push(span.clone(), doubts || said.live);
        at = span.end;
    }
    push(at..said.text.len(), false);
    if said.failed && said.text.is_empty() {
        let text = "Nobody could make that out.".to_owned();
        spans.push(SaidSpan {
            text,
            unsure: false,
        });
    }
    spans
}

fn button(picture: &VoicePicture) -> TalkButtonView {
    let mic = picture.mic.words();
    let is_news = matches!(picture.mic, MicState::Back { .. }) || !picture.mic.is_usable();
    let or_mic = |words: &'static str| match !is_news {
        true => Cow::Borrowed(words),
        false => mic.clone(),
    };
    let (state, lead, small): (_, _, Cow<'_, str>) = match &picture.turn {
        TurnShown::Off | TurnShown::Ready if picture.again == Again::Sounding => (
            TalkButtonState::Speaking,
            "Saying it again",
            "Hold to interrupt".into(),
        ),
        TurnShown::Off | TurnShown::Ready => {
            (TalkButtonState::Ready, "Hold to talk", or_mic("Mic is off"))
        }
        TurnShown::Connecting => {
            let small = "Tap to add meanwhile".into();
            (TalkButtonState::Connecting, "Connecting", small)
        }
        TurnShown::Recording if !picture.mic.is_open() => (
            TalkButtonState::Held,
            "Opening the microphone",
            or_mic("Hold on"),
        ),
        TurnShown::Recording => {
            let small = match mic.as_ref() {
                "Listening." if picture.hands_free => "Just speak. Tap to stop".into(),
                "Listening." => "Let go when done".into(),
                said => said.to_owned().into(),
            };
            (TalkButtonState::Held, "Listening", small)
        }
        TurnShown::Understanding => (
            TalkButtonState::Busy,
            "Understanding",
            "Hold to talk again".into(),
        ),
        TurnShown::Speaking => (
            TalkButtonState::Speaking,
            "Speaking",
            "Hold to interrupt".into(),
        ),
        TurnShown::Failed { words, way_out, .. } => {
            let small = match way_out {
                WayOut::Press => format!("{words} Hold to try again."),
                WayOut::Wait => format!("{words} Trying again by itself."),
                WayOut::Pair => format!("{words} Pair this device again."),
                WayOut::Touch => words.clone().into_owned(),
            };
            (
                TalkButtonState::Failed,
                "Voice is off, tap to add",
                small.into(),
            )
        }
    };
    TalkButtonView {
        state,
        lead: lead.to_owned(),
        small: small.into_owned(),
    }
}
