//! What of a line of the log is ours: its time, level and module, a message that we wrote, and
//! figures. Everything else stays at home.

use serde::Serialize;
use std::collections::BTreeMap;

/// The log's levels.
const LEVELS: [&str; 5] = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"];

/// Crates whose modules a line may be from: the app's own, its page and its server.
const CRATES: [&str; 9] = [
    "heard_app",
    "heard_server",
    "journal",
    "link",
    "peer",
    "scope",
    "station",
    "ui",
    "voice",
];

/// What the app says by itself: the beginnings of its messages, word by word. One that is not here is
/// left out, so that nothing that was put into a message can come along.
const MESSAGES: [&str; 48] = [
    "Heard begins",
    "Heard ends",
    "a command is refused",
    "a connection left something behind",
    "a connection took no leave",
    "a file can neither be read nor be set aside",
    "a file that cannot be read is set aside",
    "a frame cannot be written",
    "a frame was not said",
    "a guard's closure panicked",
    "a page has painted",
    "a panic",
    "a prediction does not follow",
    "a press cannot be kept",
    "a second start opens no window",
    "a support bundle was saved",
    "a task failed",
    "a task panicked",
    "a thread cannot start",
    "a token was made for this screen",
    "a window is gone",
    "a window subscribed",
    "another server is there, and is used",
    "asked to end",
    "how the server ended is not known",
    "no log file",
    "no new token for this screen",
    "no token for this screen",
    "something grows and does not stop",
    "the counters' orders",
    "the device has ended, and the window with it",
    "the link",
    "the oldest refusal was dropped",
    "the outbox cannot be read and is set aside",
    "the outbox cannot be written",
    "the picture's freshness",
    "the server beside the app did not start",
    "the server beside the app does not run",
    "the server beside the app ended",
    "the server beside the app has ended",
    "the server cannot be killed",
    "the server did not end in",
    "the server is at fault",
    "the settings cannot be read; the defaults are used",
    "the time of the first paint cannot be written",
    "what a window shows cannot be remembered",
    "what is known cannot be kept",
    "what was known",
];

/// Fields whose values are figures, or words of [`WORDS`].
const FIELDS: [&str; 12] = [
    "attempts", "code", "from", "lost", "pause", "percent", "seq", "tickets", "to", "took_ms",
    "unsaid", "version",
];

/// States, as the log has them.
const WORDS: [&str; 9] = [
    "Absent",
    "Closing",
    "Connecting",
    "Greeting",
    "Live",
    "Loading",
    "Some",
    "Stale",
    "Waiting",
];

/// Units of a duration.
const UNITS: [&str; 6] = ["", "ns", "µs", "ms", "s", "m"];

/// The longest number that is taken for one: a time in ns. Of a telephone number it is the field
/// that says what it is.
const DIGITS: usize = 20;

/// A line of the log, without what is not ours.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    at: String,
    level: &'static str,
    module: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Line {
    /// Reads a line as the app writes it; `None` for anything else, as the rest of a message of
    /// several lines.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (at, rest) = line.split_once(' ')?;
        let at = is_time(at).then(|| at.to_owned())?;
        let (level, rest) = rest.trim_start().split_once(' ')?;
        let level = LEVELS.into_iter().find(|known| *known == level)?;
        let (module, rest) = rest.split_once(": ")?;
        let module = is_module(module).then(|| module.to_owned())?;
        // What a page or the server says is somebody else's text, whatever it begins with.
        let is_quoted = matches!(module.as_str(), "ui" | "heard_server");
        let known = |message: &&str| rest.starts_with(*message);
        let message = MESSAGES.into_iter().filter(known).max_by_key(|m| m.len());
        Some(Self {
            at,
            level,
            module,
            message: message.filter(|_| !is_quoted),
            fields: if is_quoted {
                BTreeMap::new()
            } else {
                fields(rest)
            },
            error: system_error(rest),
        })
    }
}

/// The system's number of an error, which stands in braces behind its words.
pub(super) fn system_error(text: &str) -> Option<String> {
    const BEGIN: &str = "(os error ";
    let begin = text.find(BEGIN)? + BEGIN.len();
    let number = text[begin..].split(')').next()?;
    number
        .parse::<i32>()
        .ok()
        .map(|number| format!("os error {number}"))
}

fn fields(rest: &str) -> BTreeMap<&'static str, String> {
    let pairs = rest.split(' ').filter_map(|word| word.split_once('='));
    pairs
        .filter_map(|(key, value)| {
            let key = FIELDS.into_iter().find(|known| *known == key)?;
            let value = value.trim_matches('"');
            is_plain(value).then(|| (key, value.to_owned()))
        })
        .collect()
}

/// A figure, with its unit or as a version; or a state's name.
fn is_plain(value: &str) -> bool {
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = value.split_at(end.unwrap_or(value.len()));
    let is_figure = !number.is_empty() && number.len() <= DIGITS && UNITS.contains(&unit);
    is_figure || WORDS.contains(&value)
}

/// `2026-11-21T19:42:04.123456Z`.
fn is_time(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_digit() || "-:.TZ".contains(c);
    text.len() <= 30 && text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(fits)
}

/// A path of lower-case names that begins with a crate of ours.
fn is_module(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == ':';
    let first = text.split(':').next().unwrap_or_default();
    CRATES.contains(&first) && text.len() <= 80 && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_ours_keeps_its_message_and_its_figures() {
        let line = "2026-11-21T19:42:04.123456Z  INFO link::machine::steps: the link from=Live \
            to=Waiting cause=connection lost: Ana's network (os error 104)";
        let read = Line::read(line).unwrap();
        assert_eq!(read.level, "INFO");
        assert_eq!(read.module, "link::machine::steps");
        assert_eq!(read.message, Some("the link"));
        let fields: Vec<_> = read
            .fields
            .iter()
            .map(|(key, value)| (*key, &**value))
            .collect();
        assert_eq!(fields, [("from", "Live"), ("to", "Waiting")]);
        assert_eq!(read.error.as_deref(), Some("os error 104"));
    }

    #[test]
    fn a_message_that_we_do_not_know_is_left_out_and_its_place_is_kept() {
        let line = "2026-11-21T19:42:04Z  WARN station::draw: Ana wants two took_ms=12 to=Ana";
        let read = Line::read(line).unwrap();
        assert_eq!(
            (read.module.as_str(), read.message),
            ("station::draw", None)
        );
        assert_eq!(read.fields.len(), 1);
        assert_eq!(read.fields["took_ms"], "12");
    }

    #[test]
    fn a_page_and_the_server_are_not_quoted() {
        for module in ["ui", "heard_server"] {
            let line = format!("2026-11-21T19:42:04Z ERROR {module}: the link code=42 to=7");
            let read = Line::read(&line).unwrap();
            assert_eq!((read.message, read.fields.len()), (None, 0), "{line}");
        }
    }

    #[test]
    fn what_is_no_line_of_ours_is_none() {
        for line in [
            "",
            "no onions for Ana",
            "Ana  INFO link: the link",
            "2026-11-21T19:42:04Z  ANA link: the link",
            "2026-11-21T19:42:04Z  INFO ana::link: the link",
            "2026-11-21T19:42:04Z  INFO link::Ana: the link",
            "2026-11-21T19:42:04Z  INFO order{name=\"Ana\"}: link: the link",
        ] {
            assert_eq!(Line::read(line), None, "{line}");
        }
    }

    #[test]
    fn every_message_is_one_that_the_app_says() {
        let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let mut texts = String::new();
        for name in ["journal", "link", "peer", "scope", "shell", "station"] {
            read_all(&std::path::Path::new(crates).join(name), &mut texts);
        }
        for message in MESSAGES {
            let is_said = texts.contains(&format!("\"{message}"));
            assert!(is_said, "nobody says \"{message}\" any more");
        }
    }

    /// All sources below a folder, but this one.
    fn read_all(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                read_all(&path, into);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !path.ends_with("bundle/said.rs")
            {
                into.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
}
