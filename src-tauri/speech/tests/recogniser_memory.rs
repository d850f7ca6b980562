//! A recogniser that is used again and again does not grow. In a process of its own: what others open would be counted, too.
#![cfg(all(sphinx, target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says where it stopped"
)]

use speech::{Cue, Lexicon, Recogniser, model::Chance, sphinx};
use std::path::Path;
use std::sync::Arc;

/// Utterances after which it may not have grown, and those before, in which tables reach their size.
const UTTERANCES: usize = 200;
const WARM_UP: usize = 60;

/// What it may have grown by, in KiB: less than one utterance's lattice each time would make.
const GROWN: usize = 8 * 1024;

/// A quarter of a second at 16 kHz: what matters is how often, not how long.
const SOUND: usize = 4_000;

/// Memory that is this process's own, in KiB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = { status.lines() }
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// One of more questions than are kept, or none.
fn cue(at: usize) -> Cue {
    let words = ["small", "medium", "large", "rare", "fries", "ranch"];
    match at % 2 {
        0 => Cue::Open,
        _ => Cue::Answer(vec![
            "yes".to_owned(),
            format!("{} {}", words[at % 6], words[at / 6 % 6]),
        ]),
    }
}

fn use_it(recogniser: &mut dyn Recogniser, times: std::ops::Range<usize>) {
    let mut chance = Chance::new(4);
    for at in times {
        let sound: Vec<i16> = (0..SOUND)
            .map(|_| (chance.normal() * 2_000.0) as i16)
            .collect();
        recogniser.begin(&cue(at));
        recogniser.feed(&sound);
        recogniser.finish().unwrap();
    }
}

#[test]
fn decoders_that_are_used_again_do_not_grow() {
    let menu = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    let menu = Arc::new(kitchen::Menu::read(&menu).unwrap());
    let lexicon = Arc::new(Lexicon::of(&menu));
    let engine = sphinx::engine(lexicon, None, Path::new("/none")).unwrap();
    let mut recogniser = engine.open().unwrap();
    use_it(&mut *recogniser, 0..WARM_UP);
    let before = resident();
    use_it(&mut *recogniser, WARM_UP..WARM_UP + UTTERANCES);
    let grown = resident().saturating_sub(before);
    assert!(
        grown < GROWN,
        "{grown} KiB more after {UTTERANCES} utterances"
    );
}
