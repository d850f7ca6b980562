//! The embedded recogniser hears real speech, doubts what it should, and is broken by nothing.
#![cfg(sphinx)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says where it stopped"
)]

use speech::{Cue, Engine, HearError, Heard, Lexicon, Recogniser, sound::Clip, sphinx};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

/// 16 kHz.
const SECOND: usize = 16_000;

/// One engine for all tests: recognisers of it work side by side.
static ENGINE: LazyLock<Box<dyn Engine>> =
    LazyLock::new(|| sphinx::engine(lexicon(), None, Path::new("/none")).unwrap());

fn lexicon() -> Arc<Lexicon> {
    let menu = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    Arc::new(Lexicon::of(&Arc::new(kitchen::Menu::read(&menu).unwrap())))
}

/// A sentence by a synthesiser, with a little silence around it.
fn spoken(text: &str) -> Vec<i16> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("said.wav");
    let said = Command::new("espeak-ng")
        .args(["-v", "en-us", "-s", "160", "-w"])
        .arg(&file)
        .arg(text)
        .status();
    assert!(said.unwrap().success());
    let clip = Clip::from_wav(&std::fs::read(&file).unwrap()).unwrap();
    let silence = [0; SECOND / 3];
    let speech = clip.at(16_000).unwrap().samples;
    [&silence[..], &speech, &silence].concat()
}

/// Noise that is the same every time, as loud as `height` at most.
fn noise(samples: usize, height: i16) -> Vec<i16> {
    let mut chance = speech::model::Chance::new(9);
    let span = 2 * usize::from(height.unsigned_abs()) + 1;
    (0..samples)
        .map(|_| i16::try_from(chance.below(span)).unwrap_or(height) - height)
        .collect()
}

fn hear(sound: &[i16], cue: &Cue) -> Heard {
    let mut recogniser = ENGINE.open().unwrap();
    hear_with(&mut *recogniser, sound, cue)
}

fn hear_with(recogniser: &mut dyn Recogniser, sound: &[i16], cue: &Cue) -> Heard {
    recogniser.begin(cue);
    // In packets, as from a line.
    for packet in sound.chunks(320) {
        recogniser.feed(packet);
    }
    recogniser.finish().unwrap()
}

#[test]
fn clean_orders_are_heard_and_sure() {
    for text in [
        "two large lemonades",
        "two fish tacos and a small cola with no ice",
        "can i get three carnitas tacos please",
        "two cheesecakes and two brownies",
    ] {
        let heard = hear(&spoken(text), &Cue::Open);
        assert_eq!((heard.text().as_str(), heard.sure), (text, true));
        assert!(heard.words.iter().all(|word| word.confidence > 0.0));
    }
}

#[test]
fn short_answers_are_heard_and_other_talk_is_not_taken_for_one() {
    let sizes = Cue::Answer(["small", "medium", "large"].map(str::to_owned).to_vec());
    for (text, answer) in [
        ("medium", "medium"),
        ("um large please", "large"),
        ("small", "small"),
    ] {
        let heard = hear(&spoken(text), &sizes);
        assert!(heard.sure, "{heard:?}");
        assert!(heard.text().contains(answer), "{heard:?}");
    }
    for text in [
        "what time do you close on sunday",
        "my sister is waiting outside",
    ] {
        let heard = hear(&spoken(text), &sizes);
        assert!(!heard.sure, "{text}: {heard:?}");
    }
}

#[test]
fn an_order_instead_of_an_answer_is_heard() {
    let sizes = Cue::Answer(["small", "medium", "large"].map(str::to_owned).to_vec());
    let heard = hear(&spoken("can i get three carnitas tacos please"), &sizes);
    assert!(heard.text().contains("three carnitas tacos"), "{heard:?}");
}

#[test]
fn talk_beside_the_counter_is_not_sure() {
    for text in [
        "did you see the game last night",
        "the traffic was terrible this morning",
        "I left my phone in the car",
        "where is the nearest bus station",
    ] {
        let heard = hear(&spoken(text), &Cue::Open);
        assert!(!heard.sure, "{text}: {heard:?}");
    }
}

#[test]
fn silence_and_noise_are_no_order() {
    for sound in [
        vec![0; 2 * SECOND],
        noise(2 * SECOND, 30),
        noise(2 * SECOND, 8_000),
    ] {
        let heard = hear(&sound, &Cue::Open);
        assert!(heard.words.is_empty() || !heard.sure, "{heard:?}");
    }
}

#[test]
fn no_sound_breaks_it() {
    let square: Vec<i16> = (0..SECOND)
        .map(|at| if at / 50 % 2 == 0 { i16::MAX } else { i16::MIN })
        .collect();
    let mut recogniser = ENGINE.open().unwrap();
    for sound in [
        Vec::new(),
        vec![1],
        vec![i16::MIN; 159],
        square,
        vec![i16::MIN; SECOND],
    ] {
        let heard = hear_with(&mut *recogniser, &sound, &Cue::Open);
        assert!(heard.words.is_empty() || !heard.sure, "{heard:?}");
    }
    // A minute is more than it listens to: it says that it is not sure.
    let long = spoken("two large lemonades").repeat(45);
    assert!(long.len() > 60 * SECOND);
    assert!(!hear_with(&mut *recogniser, &long, &Cue::Open).sure);
    let heard = hear_with(&mut *recogniser, &spoken("two large lemonades"), &Cue::Open);
    assert_eq!(heard.text(), "two large lemonades");
}

#[test]
fn an_utterance_that_was_given_up_leaves_nothing_behind() {
    let mut recogniser = ENGINE.open().unwrap();
    recogniser.begin(&Cue::Open);
    recogniser.feed(&spoken("twelve brownies"));
    let heard = hear_with(&mut *recogniser, &spoken("two large lemonades"), &Cue::Open);
    assert_eq!(heard.text(), "two large lemonades");
}

#[test]
fn a_pause_tells_what_was_heard_so_far_and_speech_may_go_on() {
    let mut recogniser = ENGINE.open().unwrap();
    recogniser.begin(&Cue::Open);
    let mut partial = None;
    for packet in spoken("two large lemonades").chunks(320) {
        partial = recogniser.feed(packet).or(partial);
    }
    assert_eq!(partial.as_deref(), Some("two large lemonades"));
    for packet in spoken("and two brownies").chunks(320) {
        recogniser.feed(packet);
    }
    let heard = recogniser.finish().unwrap();
    assert_eq!(heard.text(), "two large lemonades and two brownies");
}

#[test]
fn recognisers_work_side_by_side() {
    let sounds = ["two large lemonades", "two brownies", "three fish tacos"]
        .map(|text| (text, spoken(text)));
    std::thread::scope(|scope| {
        for (text, sound) in &sounds {
            scope.spawn(move || assert_eq!(hear(sound, &Cue::Open).text(), *text));
        }
    });
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    let empty = tempfile::tempdir().unwrap();
    let none = Path::new("/none");
    let missing = sphinx::engine(lexicon(), Some(empty.path()), none)
        .err()
        .unwrap();
    assert!(matches!(missing, HearError::NoModel { .. }), "{missing}");

    let words = empty.path().join("voice-words.txt");
    std::fs::write(&words, "carnitas = car knee tahs\ntaco = T AX\n").unwrap();
    let wrong = sphinx::engine(lexicon(), None, &words).err().unwrap();
    assert!(wrong.to_string().contains("line 2"), "{wrong}");
}

#[test]
fn what_the_operator_says_is_how_it_sounds() {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("voice-words.txt");
    std::fs::write(&words, "lemonades = zebra banjos\n").unwrap();
    let engine = sphinx::engine(lexicon(), None, &words).unwrap();
    let mut recogniser = engine.open().unwrap();
    let heard = hear_with(
        &mut *recogniser,
        &spoken("two large zebra banjos"),
        &Cue::Open,
    );
    assert_eq!(heard.text(), "two large lemonades");
}
