//! What can be tested without a model: its refusal, and one of the right form that knows nothing.

use super::{
    FILE, file,
    model::{PROMPT_CHARS, Whisper, prompt},
};
use crate::{Cue, Engine, Lexicon};
use kitchen::Menu;
use std::sync::Arc;

fn lexicon() -> Arc<Lexicon> {
    let menu = Menu::parse(kitchen::menu::COPPER_PAN).unwrap();
    Arc::new(Lexicon::of(&Arc::new(menu)))
}

fn refused(bytes: Option<&[u8]>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    if let Some(bytes) = bytes {
        std::fs::write(&path, bytes).unwrap();
    }
    let Err(error) = Whisper::load(&path, lexicon()) else {
        panic!("it was taken for a model");
    };
    let source = std::error::Error::source(&error).map(ToString::to_string);
    format!("{error}: {}", source.unwrap_or_default())
}

#[test]
fn a_missing_model_says_where_to_put_which() {
    let said = refused(None);
    for part in ["ggml-base.en.bin", "142 MB", "--voice-recogniser-model"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn what_is_no_model_is_refused_before_the_library_sees_it() {
    assert!(refused(Some(b"")).contains("cut short"));
    assert!(refused(Some(b"<html>404 Not Found</html>")).contains("does not begin as one"));
}

#[test]
fn what_only_the_library_can_tell_is_refused_by_it() {
    let said = refused(Some(&file::tests::plausible()));
    assert!(said.starts_with("the recogniser failed"), "{said}");
}

#[test]
fn the_prompt_has_whole_names_and_is_bounded() {
    let prompt = prompt(&lexicon());
    assert!(prompt.starts_with("An order at the counter: Classic Burger, Cheeseburger"));
    assert!(prompt.ends_with('.') && prompt.chars().count() <= PROMPT_CHARS);
    let last = prompt.trim_end_matches('.').rsplit(", ").next().unwrap();
    let menu = lexicon();
    assert!(
        menu.menu().items.iter().any(|item| &*item.name == last),
        "{last}"
    );
}

/// Numbers of the smallest model that the library takes: width, heads, layers, words.
const WIDTH: u32 = 8;
const LAYERS: u32 = 4;
const WORDS: u32 = 51_864;

/// A whole model whose weights are made up: it hears nothing right, but every step of hearing is taken.
fn made_up_model() -> Vec<u8> {
    let mut file = Vec::new();
    let mut put = |numbers: &[u32]| {
        file.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    };
    put(&[
        0x6767_6D6C,
        WORDS,
        1_500,
        WIDTH,
        2,
        LAYERS,
        448,
        WIDTH,
        2,
        LAYERS,
        80,
        1,
    ]);
    put(&[80, 201]);
    put(&vec![0.01_f32.to_bits(); 80 * 201]);
    put(&[WORDS]);
    for word in 0..WORDS {
        let word = match word {
            0 => " ".to_owned(),
            word => format!(" w{word}"),
        };
        file.extend(u32::try_from(word.len()).unwrap().to_le_bytes());
        file.extend(word.as_bytes());
    }
    let mut chance = 1_u32;
    for (name, shape) in tensors() {
        // What is multiplied by has 16 bits, the rest 32.
        let half = name.ends_with("weight") && shape.len() > 1;
        let header = [shape.len() as u32, name.len() as u32, half.into()];
        let header = header.iter().chain(&shape);
        file.extend(header.flat_map(|number| number.to_le_bytes()));
        file.extend(name.as_bytes());
        for _ in 0..shape.iter().product::<u32>() {
            // Numerical Recipes' generator: any weights will do.
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let sign = (chance >> 31) as u16;
            match half {
                // A quarter, with either sign.
                true => file.extend((sign << 15 | 0x3400).to_le_bytes()),
                false => file.extend((0.25 - 0.5 * f32::from(sign)).to_le_bytes()),
            }
        }
    }
    file
}

/// The tensors of a model by name, each with its shape, as whisper.cpp has them.
fn tensors() -> Vec<(String, Vec<u32>)> {
    let width = WIDTH;
    let mut all = vec![
        (
            "encoder.positional_embedding".to_owned(),
            vec![width, 1_500],
        ),
        ("encoder.conv1.weight".to_owned(), vec![3, 80, width]),
        ("encoder.conv1.bias".to_owned(), vec![1, width]),
        ("encoder.conv2.weight".to_owned(), vec![3, width, width]),
        ("encoder.conv2.bias".to_owned(), vec![1, width]),
        ("decoder.positional_embedding".to_owned(), vec![width, 448]),
        (
            "decoder.token_embedding.weight".to_owned(),
            vec![width, WORDS],
        ),
    ];
    let mut norm = |name: String| {
        all.push((format!("{name}.weight"), vec![width]));
        all.push((format!("{name}.bias"), vec![width]));
    };
    norm("encoder.ln_post".to_owned());
    norm("decoder.ln".to_owned());
    let attention = |all: &mut Vec<(String, Vec<u32>)>, name: String| {
        for part in ["query", "key", "value", "out"] {
            all.push((format!("{name}.{part}.weight"), vec![width, width]));
            if part != "key" {
                all.push((format!("{name}.{part}.bias"), vec![width]));
            }
        }
        all.push((format!("{name}_ln.weight"), vec![width]));
        all.push((format!("{name}_ln.bias"), vec![width]));
    };
    for layer in 0..LAYERS {
        for side in ["encoder", "decoder"] {
            let block = format!("{side}.blocks.{layer}");
            attention(&mut all, format!("{block}.attn"));
            if side == "decoder" {
                attention(&mut all, format!("{block}.cross_attn"));
            }
            all.push((format!("{block}.mlp_ln.weight"), vec![width]));
            all.push((format!("{block}.mlp_ln.bias"), vec![width]));
            all.push((format!("{block}.mlp.0.weight"), vec![width, 4 * width]));
            all.push((format!("{block}.mlp.0.bias"), vec![4 * width]));
            all.push((format!("{block}.mlp.2.weight"), vec![4 * width, width]));
            all.push((format!("{block}.mlp.2.bias"), vec![width]));
        }
    }
    all
}

#[test]
fn a_model_that_knows_nothing_is_loaded_heard_with_and_never_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    std::fs::write(&path, made_up_model()).unwrap();
    let engine = Whisper::load(&path, lexicon()).unwrap();
    let mut ear = engine.open().unwrap();
    // Nothing was said: nothing is recognised.
    ear.begin(&Cue::Open);
    assert!(ear.finish().unwrap().words.is_empty());
    for samples in [800, 24_000] {
        ear.begin(&Cue::Answer(vec!["medium".to_owned()]));
        let tone: Vec<i16> = (0..samples).map(|at| ((at % 80) * 200) as i16).collect();
        assert_eq!(ear.feed(&tone), None);
        let heard = ear.finish().unwrap();
        assert!(heard.words.is_empty() || !heard.sure, "{heard:?}");
    }
}
