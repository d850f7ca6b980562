//! `heard-server voice words`: how the menu is pronounced, and corrections of it.

use super::{Ground, Listening, corrections::Corrections};
use crate::cli::make_data_dir;
use anyhow::Context;
use clap::Args;
use speech::{
    lexicon::Lexicon,
    model::{Dictionary, Source, spoken},
    sphinx::Place,
};
use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::Path,
};

/// What is shown or corrected.
#[derive(Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    listening: Listening,
    /// A word and what it sounds like, as in "carnitas=car knee tahs"; nothing behind the sign
    /// takes a correction back; repeatable, also for several ways to say one word
    #[arg(long, value_name = "WORD=LIKE")]
    set: Vec<String>,
    /// Also the words that the dictionary knows
    #[arg(long)]
    all: bool,
}

/// Does it.
pub(super) fn run(options: Options) -> anyhow::Result<()> {
    let Ground { lexicon, config } = options.listening.ground()?;
    let place = Place::find(config.recogniser_model.as_deref())?;
    let dictionary = Dictionary::read(&place.dictionary);
    let mut dictionary = dictionary.with_context(|| place.dictionary.display().to_string())?;
    let mut corrections = Corrections::load(&config.words, &dictionary)?;
    let mut corrected = BTreeSet::new();
    if !options.set.is_empty() {
        (corrections, corrected) = corrections.with(&options.set, &dictionary)?;
        make_data_dir(config.words.parent().unwrap_or(Path::new("")))?;
        corrections.write(&config.words)?;
    }
    dictionary.correct(corrections.sounds);
    let words = menu_words(&lexicon);
    let mut out = io::stdout().lock();
    for word in &corrected {
        show(&mut out, word, &dictionary)?;
        if !words.contains(word) {
            writeln!(out, "          this menu does not have the word")?;
        }
    }
    if corrected.is_empty() {
        list(&mut out, &words, &dictionary, options.all)?;
    }
    Ok(())
}

/// Every word by which anything of the menu is called.
fn menu_words(lexicon: &Lexicon) -> BTreeSet<String> {
    let forms = lexicon.forms().iter();
    forms.flat_map(|form| spoken(&form.words)).collect()
}

/// The words, those first that most need to be looked at.
fn list(
    out: &mut impl Write,
    words: &BTreeSet<String>,
    dictionary: &Dictionary,
    all: bool,
) -> anyhow::Result<()> {
    for source in [
        Source::Rule,
        Source::Parts,
        Source::Operator,
        Source::Dictionary,
    ] {
        let of_it = words
            .iter()
            .filter(|word| dictionary.sounds(word).1 == source);
        let of_it: Vec<&String> = of_it.collect();
        let count = of_it.len();
        let title = match source {
            Source::Rule => "guessed from the letters: look at these",
            Source::Parts => "made of words that the dictionary has",
            Source::Operator => "corrected",
            Source::Dictionary => "in the dictionary",
        };
        writeln!(out, "{count} {title}")?;
        if source != Source::Dictionary || all {
            for word in of_it {
                show(out, word, dictionary)?;
            }
        }
    }
    Ok(())
}

fn show(out: &mut impl Write, word: &str, dictionary: &Dictionary) -> io::Result<()> {
    let (sounds, _) = dictionary.sounds(word);
    writeln!(out, "  {word:<18}{}", sounds.join(" | "))
}
