//! Real synthesisers, and programs that misbehave.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says where it stopped"
)]

use super::*;
use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// A script of its own in `folder`, as an operator would write one.
fn script(folder: &Path, text: &str) -> Synthesiser {
    let path: PathBuf = folder.join("speak");
    fs::write(&path, text).unwrap();
    // By the shell: a file that was just written cannot be started while another test's child, just
    // forked, still has it open.
    Synthesiser::command(&format!("sh {}", path.display())).unwrap()
}

fn say(mouth: &dyn Mouth, text: &str) -> Result<Spoken, SayError> {
    mouth.say(text, 1.0, &|| false)
}

#[test]
fn espeak_says_a_reply_in_frames() {
    let spoken = say(
        &Synthesiser::espeak("en"),
        "Two carnitas tacos. Anything else?",
    )
    .unwrap();
    let seconds = spoken.duration().as_secs_f32();
    assert!((1.5..6.0).contains(&seconds), "{seconds}");
    let loudest = spoken
        .frames()
        .flatten()
        .map(|sample| sample.unsigned_abs())
        .max();
    assert!(loudest > Some(3_000), "{loudest:?}");
}

#[test]
fn it_speaks_as_fast_as_it_is_told() {
    let espeak = Synthesiser::espeak("en");
    let lasts = |speed: f64| {
        let spoken = espeak.say("Two carnitas tacos and a large lemonade.", speed, &|| false);
        spoken.unwrap().duration().as_secs_f64()
    };
    let (slow, usual, fast) = (lasts(0.5), lasts(1.0), lasts(1.5));
    assert!(slow > 1.5 * usual, "{slow} {usual}");
    assert!(fast < 0.8 * usual, "{fast} {usual}");
}

#[test]
fn a_program_is_told_how_fast_where_it_asks() {
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("asked");
    let script_text = format!("echo \"$@\" > {}; exit 1", asked.display());
    let path = folder.path().join("speak");
    fs::write(&path, script_text).unwrap();
    let line = format!("sh {} --scale={{speed}} -s {{wpm}} plain", path.display());
    let mouth = Synthesiser::command(&line).unwrap();
    let failed = mouth.say("hello", 1.25, &|| false);
    assert!(matches!(failed, Err(SayError::Failed { .. })));
    let told = fs::read_to_string(asked).unwrap();
    assert_eq!(told.trim(), "--scale=1.25 -s 200 plain");
}

#[test]
fn what_is_long_for_a_guest_is_not_for_it() {
    let order = "two fish tacos with guacamole ".repeat(60);
    let spoken = say(&Synthesiser::espeak("en"), &order).unwrap();
    assert!(spoken.duration() > Duration::from_secs(30));
    let endless = "x".repeat(TEXT_BYTES + 1);
    let refused = say(&Synthesiser::espeak("en"), &endless);
    assert!(matches!(refused, Err(SayError::TooLong(2_001))));
}

#[test]
fn any_program_that_gives_wav_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("own.wav");
    let mouth = script(
        folder.path(),
        &format!("flite -voice slt -o {0} && cat {0}", wav.display()),
    );
    let spoken = say(&mouth, "hello there").unwrap();
    assert!(spoken.duration() > Duration::from_millis(400));
}

#[test]
fn a_program_that_is_not_there_fails_or_gives_no_sound_is_named() {
    let absent = Synthesiser::command("/nowhere/speak").unwrap();
    let error = say(&absent, "hello").unwrap_err().to_string();
    assert!(error.starts_with("cannot start /nowhere/speak"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let failing = script(folder.path(), "echo no voice installed >&2; exit 3");
    let error = say(&failing, "hello").unwrap_err().to_string();
    assert!(
        error.contains("3") && error.ends_with("no voice installed"),
        "{error}"
    );

    let mute = script(folder.path(), "cat");
    assert!(matches!(
        say(&mute, "hello"),
        Err(SayError::Wav(WavError::NotWav))
    ));
    assert!(Synthesiser::command("  ").is_none());
}

#[test]
fn one_that_never_ends_is_killed_with_all_it_started_when_it_is_not_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    // The script's own child would outlive a kill of the script alone.
    let mouth = script(
        folder.path(),
        &format!("sleep 600 & echo $! > {}; wait", pid.display()),
    );
    let began = Instant::now();
    let child = Cell::new(String::new());
    let stop = || {
        child.set(fs::read_to_string(&pid).unwrap_or_default());
        let text = child.take();
        let known = text.ends_with('\n');
        child.set(text);
        known
    };
    assert!(matches!(
        mouth.say("hello", 1.0, &stop),
        Err(SayError::Stopped)
    ));
    assert!(began.elapsed() < DEADLINE);
    let stat = PathBuf::from(format!("/proc/{}/stat", child.take().trim()));
    // Gone, or dead and not yet collected: a signal is on its way for a moment after it was sent.
    let is_dead = || {
        let state = fs::read_to_string(&stat).unwrap_or_default();
        let state = state
            .rsplit_once(')')
            .map_or("", |(_, rest)| rest.trim_start());
        state.is_empty() || state.starts_with(['Z', 'X'])
    };
    while !is_dead() {
        assert!(
            began.elapsed() < DEADLINE,
            "it lives on: {}",
            stat.display()
        );
        std::thread::yield_now();
    }
}

#[test]
fn one_that_never_stops_talking_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let mouth = script(folder.path(), "exec cat /dev/zero");
    assert!(matches!(say(&mouth, "hello"), Err(SayError::TooMuch(_))));
}
