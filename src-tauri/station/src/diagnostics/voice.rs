//! What became of the voice sessions, and what the microphone hears.

use ::voice::picture::{Entry, SessionShown};
use ::voice::sound::{Level, MicState};
use ::voice::{Phase, VoicePicture};
use tokio::sync::watch;
use wire::view::{Microphone, VoiceEntry, VoiceLog, VoicePhase, VoiceSession};

/// Segments of the voice's meter: as [`Level::lit`] says.
const SEGMENTS: f32 = 32.0;

/// Shows what is known of the voice that runs, or ran last; nothing while there was none.
pub type VoiceSeen = watch::Sender<Option<watch::Receiver<VoicePicture>>>;

/// The other end of [`VoiceSeen`].
pub type Voice = watch::Receiver<Option<watch::Receiver<VoicePicture>>>;

/// All that the voice knows of its sessions.
pub fn voice_log(voice: &Voice) -> VoiceLog {
    let picture = voice.borrow().as_ref().map(|known| known.borrow().clone());
    match picture {
        Some(picture) => log_of(&picture),
        None => VoiceLog::NotSetUp,
    }
}

fn log_of(picture: &VoicePicture) -> VoiceLog {
    VoiceLog::SetUp {
        sessions: picture.sessions.iter().rev().map(session).collect(),
        log: picture.log.iter().rev().map(entry).collect(),
        microphone: microphone(&picture.mic, picture.level),
    }
}

fn session(shown: &SessionShown) -> VoiceSession {
    let ended_at_ms = shown.lasted.map(|lasted| {
        let lasted = i64::try_from(lasted.as_millis()).unwrap_or(i64::MAX);
        shown.began_ms.saturating_add(lasted)
    });
    VoiceSession {
        number: shown.number,
        began_at_ms: shown.began_ms,
        ended_at_ms,
        turns: shown.turns,
        round_trip_ms: shown
            .round_trip
            .map(|took| u32::try_from(took.as_millis()).unwrap_or(u32::MAX)),
        closed: shown.closed.as_deref().map(str::to_owned),
        left_behind: shown.left_behind.clone(),
    }
}

fn entry(entry: &Entry) -> VoiceEntry {
    VoiceEntry {
        at_ms: entry.at_ms,
        phase: phase(entry.phase),
        what: entry.what.to_string(),
    }
}

fn phase(phase: Phase) -> VoicePhase {
    match phase {
        Phase::Token => VoicePhase::Token,
        Phase::Microphone => VoicePhase::Microphone,
        Phase::Offer => VoicePhase::Offer,
        Phase::Signalling => VoicePhase::Signalling,
        Phase::Answer => VoicePhase::Answer,
        Phase::Transport => VoicePhase::Transport,
        Phase::Configuration => VoicePhase::Configuration,
        Phase::Session => VoicePhase::Session,
    }
}

fn microphone(state: &MicState, level: Option<Level>) -> Microphone {
    let name = match state {
        MicState::Open { device, .. } | MicState::Lost { device } | MicState::Back { device } => {
            device.clone()
        }
        _ => String::new(),
    };
    let level = level.filter(|_| state.is_open());
    let part = |segments: usize| segments as f32 / SEGMENTS;
    Microphone {
        name,
        open: state.is_open(),
        level: level.map_or(0.0, |level| part(level.lit())),
        peak: level.map_or(0.0, |level| part(level.peak().map_or(0, |at| at + 1))),
        trouble: match state {
            MicState::Open {
                instead_of: None,
                muted: false,
                ..
            } => String::new(),
            _ => state.words().into_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::voice::TurnShown;
    use ::voice::picture::{Again, Facts, Webrtc};
    use ::voice::sound::SpeakerState;
    use std::sync::Arc;
    use std::time::Duration;

    fn picture(mic: MicState, level: Option<Level>) -> VoicePicture {
        let session = |number: u64, lasted: Option<u64>| SessionShown {
            number,
            began_ms: 1_000 * i64::try_from(number).unwrap(),
            lasted: lasted.map(Duration::from_millis),
            turns: 9,
            round_trip: Some(Duration::from_millis(38)),
            closed: lasted.map(|_| "the network is gone".into()),
            left_behind: lasted.map(|_| Vec::new()),
        };
        let entry = |at_ms, phase, what: &'static str| Entry {
            at_ms,
            phase,
            what: what.into(),
        };
        VoicePicture {
            turn: TurnShown::Off,
            notice: None,
            said: Arc::from([]),
            level,
            mic,
            loudspeaker: SpeakerState::Off,
            hands_free: false,
            again: Again::Nothing,
            facts: Facts {
                webrtc: Webrtc::Closed,
                since_ms: 0,
                channel_open: false,
                round_trip: None,
                lost_ppm: None,
                provider: None,
                last_close: None,
            },
            log: Arc::new(
                [
                    entry(1, Phase::Session, "begun"),
                    entry(2, Phase::Transport, "no way"),
                ]
                .into(),
            ),
            sessions: Arc::new([session(40, Some(500)), session(41, None)].into()),
            unknown: Arc::from([]),
        }
    }

    fn shown(
        mic: MicState,
        level: Option<Level>,
    ) -> (Vec<VoiceSession>, Vec<VoiceEntry>, Microphone) {
        match log_of(&picture(mic, level)) {
            VoiceLog::SetUp {
                sessions,
                log,
                microphone,
            } => (sessions, log, microphone),
            VoiceLog::NotSetUp => panic!("there is a voice"),
        }
    }

    #[test]
    fn sessions_and_what_happened_to_them_come_newest_first() {
        let (sessions, log, _) = shown(MicState::Off, None);
        let ends: Vec<_> = sessions
            .iter()
            .map(|one| (one.number, one.ended_at_ms))
            .collect();
        assert_eq!(ends, [(41, None), (40, Some(40_500))]);
        assert_eq!(sessions[1].closed.as_deref(), Some("the network is gone"));
        assert_eq!(sessions[1].left_behind, Some(Vec::new()));
        let phases: Vec<_> = log.iter().map(|one| (one.phase, &*one.what)).collect();
        assert_eq!(
            phases,
            [
                (VoicePhase::Transport, "no way"),
                (VoicePhase::Session, "begun")
            ]
        );
    }

    #[test]
    fn a_microphone_is_heard_while_it_is_open_and_says_what_is_wrong_with_it() {
        let open = |muted| MicState::Open {
            device: "USB headset".to_owned(),
            instead_of: None,
            muted,
        };
        let loud = Some(Level {
            now_dbfs: -32.0,
            peak_dbfs: 0.0,
        });
        let (_, _, heard) = shown(open(false), loud);
        assert_eq!((heard.level, heard.peak, heard.open), (0.5, 1.0, true));
        assert_eq!((&*heard.name, &*heard.trouble), ("USB headset", ""));
        assert!(shown(open(true), loud).2.trouble.contains("muted"));
        let (_, _, gone) = shown(MicState::Missing, loud);
        assert_eq!((gone.level, gone.open), (0.0, false));
        assert!(gone.trouble.contains("No microphone"), "{gone:?}");
    }

    #[test]
    fn without_a_voice_it_is_said_that_there_is_none_and_the_last_one_stays_known() {
        let (seen, voice) = watch::channel(None);
        assert_eq!(voice_log(&voice), VoiceLog::NotSetUp);
        let (shown, known) = watch::channel(picture(MicState::Off, None));
        seen.send_replace(Some(known));
        drop(shown);
        assert!(matches!(voice_log(&voice), VoiceLog::SetUp { .. }));
    }
}
