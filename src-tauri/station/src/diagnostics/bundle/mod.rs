//! The support bundle: one file of JSON that a technician can read before sending it.
//!
//! It is made of what may be in it, not by taking out what may not: numbers, times, ids that we made,
//! and words of our own program. Texts that somebody typed or said, or that another program or the
//! server wrote, are never copied, so there is nothing to be forgotten.

mod kitchen;
mod log;
mod said;

use super::Subjects;
use crate::files;
use crate::settings::{ServerChoice, Settings};
use jiff::Timestamp;
use kitchen::KitchenPart;
use log::LogPart;
use scope::{Ended, ScopeClosed};
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};
use wire::view::{DiagnosticsView, VoiceLog};

/// Names the form.
const SCHEMA: &str = "heard.support/1";

/// What the reader is told first.
const ABOUT: &str = "Made by Heard for whoever looks for a fault. Left out: tokens, names of guests, \
    people and machines, addresses, notes, and all that was said or typed.";

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The app is being closed.
    #[error("the app is being closed")]
    Ended,
    /// It cannot be written.
    #[error("it cannot be written: {0}")]
    Io(#[from] io::Error),
    /// It cannot be put into JSON.
    #[error("it cannot be put into words: {0}")]
    Form(#[from] serde_json::Error),
}

impl From<ScopeClosed> for SaveError {
    fn from(_: ScopeClosed) -> Self {
        Self::Ended
    }
}

impl From<Ended> for SaveError {
    fn from(_: Ended) -> Self {
        Self::Ended
    }
}

#[derive(Debug, Serialize)]
struct Bundle<'a> {
    schema: &'static str,
    about: &'static str,
    made_at_ms: i64,
    version: &'a str,
    system: System,
    settings: SettingsPart,
    kitchen: KitchenPart,
    files: Vec<FilePart>,
    app: DiagnosticsView,
    log: LogPart,
}

#[derive(Debug, Serialize)]
struct System {
    os: &'static str,
    arch: &'static str,
}

/// What was chosen, without what was typed.
#[derive(Debug, Serialize)]
struct SettingsPart {
    /// Made by us, and in the server's log.
    device_id: String,
    server: &'static str,
    fullscreen: bool,
    windows: usize,
}

/// A file of ours. Where it lies is not said: a folder bears its user's name.
#[derive(Debug, Serialize)]
struct FilePart {
    name: &'static str,
    /// `None` where there is none.
    bytes: Option<u64>,
}

/// Writes a bundle into the folder where its user looks for such things.
pub(super) fn save(bundle: &[u8], subjects: &Subjects) -> Result<PathBuf, SaveError> {
    let name = name_at((subjects.clock)());
    let path = subjects.folders.handed_out().join(name);
    files::replace(&path, bundle)?;
    tracing::info!("a support bundle was saved");
    Ok(path)
}

/// All that is known of `subjects`, and what the screen shows.
pub(super) fn text(
    view: &DiagnosticsView,
    subjects: &Subjects,
) -> Result<Vec<u8>, serde_json::Error> {
    let now_ms = (subjects.clock)();
    let folders = &subjects.folders;
    let files = [
        ("settings", folders.settings()),
        ("outbox", folders.outbox()),
        ("kitchen as it was known", folders.replica()),
        ("counters' orders", folders.counters()),
        ("log", folders.log_file()),
    ];
    serde_json::to_vec_pretty(&Bundle {
        schema: SCHEMA,
        about: ABOUT,
        made_at_ms: now_ms,
        version: &subjects.version,
        system: System {
            os: std::env::consts::OS,
            arch: std::env::consts::ARCH,
        },
        settings: settings(&subjects.settings.get()),
        kitchen: KitchenPart::of(&subjects.picture.borrow().clone(), now_ms),
        files: files.map(|(name, path)| file(name, &path)).into(),
        app: without_names(view),
        log: LogPart::read(&folders.log_file()),
    })
}

fn settings(settings: &Settings) -> SettingsPart {
    SettingsPart {
        device_id: settings.device_id.to_string(),
        server: match &settings.server {
            ServerChoice::Bundled => "beside the app",
            ServerChoice::Address { .. } => "elsewhere",
        },
        fullscreen: settings.fullscreen,
        windows: settings.places.len(),
    }
}

fn file(name: &'static str, path: &Path) -> FilePart {
    FilePart {
        name,
        bytes: path.metadata().ok().map(|found| found.len()),
    }
}

/// The screen's view without what people, servers and systems call things.
fn without_names(view: &DiagnosticsView) -> DiagnosticsView {
    let mut view = view.clone();
    view.device.clear();
    view.restaurant = None;
    for step in &mut view.link.moves {
        step.said = said::system_error(&step.said).unwrap_or_default();
    }
    if let VoiceLog::SetUp {
        sessions,
        log,
        microphone,
    } = &mut view.voice
    {
        // Why something failed may be in a stranger's words; how far it had come is in ours.
        for session in sessions {
            session.closed = None;
        }
        for entry in log {
            entry.what.clear();
        }
        microphone.name.clear();
        microphone.trouble.clear();
    }
    view
}

/// `heard-support-20261121-194204.json`, in UTC: it sorts by time, and any system takes it.
fn name_at(now_ms: i64) -> String {
    let time = Timestamp::from_millisecond(now_ms).unwrap_or_default();
    format!("heard-support-{}.json", time.strftime("%Y%m%d-%H%M%S"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::view::{
        LinkLog, LinkMove, LinkPhase, LinkSide, Microphone, TurnoverView, VoiceEntry, VoicePhase,
        VoiceSession,
    };

    /// A view in which everything that somebody wrote says the same.
    fn full_of(word: &str) -> DiagnosticsView {
        let text = || word.to_owned();
        let step = LinkMove {
            at_ms: 1,
            from: LinkPhase::Live,
            to: LinkPhase::Waiting,
            by: LinkSide::Server,
            why: "server closed".to_owned(),
            code: Some(1001),
            said: format!("{word} (os error 104)"),
        };
        let session = VoiceSession {
            number: 41,
            began_at_ms: 1,
            ended_at_ms: Some(2),
            turns: 9,
            round_trip_ms: Some(38),
            closed: Some(text()),
            left_behind: Some(vec!["voice/reader".to_owned()]),
        };
        let entry = VoiceEntry {
            at_ms: 1,
            phase: VoicePhase::Transport,
            what: text(),
        };
        DiagnosticsView {
            device: text(),
            restaurant: Some(text()),
            version: "1.3.6".to_owned(),
            began_at_ms: 1,
            scopes: Vec::new(),
            turnover: TurnoverView {
                outlived: 0,
                opened: 7,
                closed: 7,
            },
            plots: Vec::new(),
            warnings: Vec::new(),
            link: LinkLog {
                phase: LinkPhase::Waiting,
                since_ms: 1,
                next_try_ms: None,
                silence_ms: 2_500,
                pause_from_ms: 250,
                pause_to_ms: 30_000,
                moves: vec![step],
            },
            voice: VoiceLog::SetUp {
                sessions: vec![session],
                log: vec![entry],
                microphone: Microphone {
                    name: text(),
                    trouble: text(),
                    open: true,
                    level: 0.5,
                    peak: 0.7,
                },
            },
        }
    }

    #[test]
    fn what_somebody_wrote_is_left_out_of_the_view_and_what_helps_stays() {
        let whole = serde_json::to_string(&full_of("Quimby")).unwrap();
        assert_eq!(whole.matches("Quimby").count(), 7);
        let bundled = serde_json::to_string(&without_names(&full_of("Quimby"))).unwrap();
        assert!(!bundled.contains("Quimby"), "{bundled}");
        for kept in [
            "os error 104",
            "server closed",
            "1001",
            "transport",
            "voice/reader",
        ] {
            assert!(bundled.contains(kept), "{kept}: {bundled}");
        }
    }

    #[test]
    fn a_bundle_is_named_by_its_second() {
        assert_eq!(
            name_at(1_795_290_124_000),
            "heard-support-20261121-194204.json"
        );
    }
}
