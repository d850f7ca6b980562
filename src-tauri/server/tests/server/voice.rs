//! `heard-server voice`: what would be heard, without a server.

use crate::process::{Home, MENU, complaint, printed, run};
use serde_json::Value;
use speech::{
    say::{Mouth, Synthesiser},
    sound::{Clip, FULL_RATE},
};
use std::{fs, path::PathBuf};

/// An order that the local engine is sure of, spoken by `espeak-ng`.
fn recording(home: &Home) -> PathBuf {
    let speaker = Synthesiser::espeak("en");
    let spoken = speaker.say("can I get a large lemonade please", 1.0, &|| false);
    let silence = vec![0; FULL_RATE as usize / 2];
    let clip = Clip {
        rate: FULL_RATE,
        samples: [silence, spoken.unwrap().into_samples()].concat(),
    };
    let file = home.file("order.wav");
    fs::write(&file, clip.to_wav()).unwrap();
    file
}

#[tokio::test]
async fn a_recording_and_a_text_become_one_dialogue() {
    let home = Home::new();
    let file = recording(&home);
    let file = file.to_str().unwrap();
    let words = ["voice", "try", "--menu", MENU, "--json"];
    let tried = [&words[..], &["--text", "two fish tacos", file]].concat();
    let said: Value = serde_json::from_str(&printed(&run(home.with(&tried)).await)).unwrap();
    let items: Vec<&str> = said["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["line"]["item"].as_str().unwrap())
        .collect();
    assert_eq!(items, ["fish-taco", "lemonade"], "{said}");
    let heard = &said["turns"][1];
    assert!(
        heard["heard"].as_str().unwrap().contains("lemonade"),
        "{said}"
    );
    assert!(
        heard["words_after_ms"].is_number() && heard["cart_after_ms"].is_number(),
        "{said}"
    );

    let tried = ["voice", "try", "--menu", MENU, "--text", "a lemonade"];
    let said = printed(&run(home.with(&tried)).await);
    assert!(
        said.contains("cart      1 × Lemonade  (waits for an answer)"),
        "{said}"
    );
    assert!(said.contains("asks      size of lemonade"), "{said}");
}

#[tokio::test]
async fn what_cannot_be_heard_is_said() {
    let home = Home::new();
    let tried = ["voice", "try", "--menu", MENU, MENU];
    let said = complaint(&run(home.with(&tried)).await, 1);
    assert!(
        said.contains("copper-pan.json: this is not a WAV file"),
        "{said}"
    );
    let tried = ["voice", "try", "--text", "a lemonade"];
    let said = complaint(&run(home.with(&tried)).await, 1);
    assert!(said.contains("give one with --menu FILE"), "{said}");
    let tried = [
        "voice",
        "try",
        "--menu",
        MENU,
        "--voice-recogniser",
        "ear",
        "--text",
        "a",
    ];
    let said = complaint(&run(home.with(&tried)).await, 2);
    assert!(said.contains("sphinx"), "{said}");
}

#[tokio::test]
async fn the_menu_of_the_data_folder_is_listened_for() {
    let home = Home::new();
    printed(&run(home.with(&["menu", "import", MENU])).await);
    let tried = ["voice", "try", "--text", "one apple pie"];
    let said = printed(&run(home.with(&tried)).await);
    assert!(said.contains("cart      1 × Apple Pie"), "{said}");
}

#[tokio::test]
async fn sets_are_judged_and_what_went_wrong_is_shown() {
    let home = Home::new();
    let order = recording(&home);
    let set = format!(
        "{}\n{}\n",
        r#"{"id":"text","turns":["one apple pie"],"cart":[{"item":"apple-pie","quantity":1,"size":null,"modifiers":[]}]}"#,
        format_args!(
            r#"{{"id":"sound","turns":["a brownie"],"sounds":["{}"],"cart":[{{"item":"brownie","quantity":1,"size":null,"modifiers":[]}}],"voice":"espeak:en-us"}}"#,
            order.file_name().unwrap().to_str().unwrap()
        )
    );
    fs::write(home.file("set.jsonl"), set).unwrap();
    let folder = home.path().to_str().unwrap();
    let tried = ["voice", "eval", "--menu", MENU, "--failed", folder];
    let said = printed(&run(home.with(&tried)).await);
    assert!(said.contains("| as text | 1 | 1.000 |"), "{said}");
    assert!(said.contains("| orders, clean | 1 | 0.000 |"), "{said}");
    assert!(
        said.contains("--- sound: a brownie") && !said.contains("--- text"),
        "{said}"
    );
}

#[tokio::test]
async fn a_correction_is_kept_shown_and_taken_back() {
    let home = Home::new();
    let words = |more: &[&'static str]| {
        let all = [&["voice", "words", "--menu", MENU], more].concat();
        home.with(&all)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let before = printed(&run(words(&[])).await);
    assert!(before.contains("  carnitas "), "{before}");
    assert!(before.contains("\n0 corrected\n"), "{before}");

    let said = printed(&run(words(&["--set", "carnitas=car knee tahs"])).await);
    assert!(
        said.starts_with("  carnitas          K AA R N IY T AA "),
        "{said}"
    );
    let after = printed(&run(words(&[])).await);
    assert!(after.contains("\n1 corrected\n  carnitas "), "{after}");
    let kept = fs::read_to_string(home.file("voice-words.txt")).unwrap();
    assert!(kept.ends_with("\ncarnitas=car knee tahs\n"), "{kept}");

    printed(&run(words(&["--set", "carnitas="])).await);
    assert_eq!(printed(&run(words(&[])).await), before);
    let wrong = complaint(&run(words(&["--set", "carnitas"])).await, 1);
    assert!(wrong.contains("`word = sounds like`"), "{wrong}");
}
