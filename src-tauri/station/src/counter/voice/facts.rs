//! Facts of the voice's connection, for its drawer.

use jiff::{Timestamp, tz::TimeZone};
use voice::VoicePicture;
use voice::picture::Webrtc;
use voice::sound::MicState;
use wire::view::FactView;

/// Everything that is known of the connection, and nothing else.
pub fn facts(picture: &VoicePicture) -> Vec<FactView> {
    let known = &picture.facts;
    let is_connected = known.webrtc == Webrtc::Connected;
    let since = clock(known.since_ms, "%H:%M");
    let mut facts = vec![
        fact(
            "WebRTC",
            format!("{}, {since}", known.webrtc.as_str()),
            Some(is_connected),
        ),
        fact(
            "Data channel",
            match known.channel_open {
                true => "open",
                false => "closed",
            },
            Some(known.channel_open),
        ),
    ];
    if let Some(took) = known.round_trip {
        let lost = known
            .lost_ppm
            .map(|lost| format!(", loss {:.1} %", f64::from(lost) / 10_000.0));
        let lost = lost.unwrap_or_default();
        facts.push(fact(
            "Round trip",
            format!("{} ms{lost}", took.as_millis()),
            None,
        ));
    }
    facts.push(fact(
        "Listens",
        known.provider.as_deref().unwrap_or("This kitchen's server"),
        None,
    ));
    facts.push(wide(
        "Mic",
        mic(&picture.mic),
        Some(picture.mic.is_usable()),
    ));
    if let Some(close) = &known.last_close {
        let at = clock(close.at_ms, "%H:%M:%S");
        facts.push(wide("Last close", format!("{at} {}", close.reason), None));
    }
    facts
}

fn mic(mic: &MicState) -> String {
    match mic {
        MicState::Off => "off".to_owned(),
        MicState::Open { device, .. } => format!("{device}, mono 48 kHz"),
        other => other.words().into_owned(),
    }
}

/// By the clock on this machine's wall.
fn clock(at_ms: i64, form: &str) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    at.to_zoned(TimeZone::system()).strftime(form).to_string()
}

fn fact(label: &str, value: impl Into<String>, good: Option<bool>) -> FactView {
    FactView {
        label: label.to_owned(),
        value: value.into(),
        good,
        wide: false,
    }
}

fn wide(label: &str, value: impl Into<String>, good: Option<bool>) -> FactView {
    FactView {
        wide: true,
        ..fact(label, value, good)
    }
}
