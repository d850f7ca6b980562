//! `heard-server voice`: what the server would hear, without one running.

mod corrections;
mod eval;
mod show;
mod trying;
mod words;

use super::{Where, menu::newest, open, read_menu};
use crate::{
    config::{Config, Flags, VoiceConfig},
    serve::FIRST_RESTAURANT,
    voice::local::engine::engine,
};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use speech::{Lexicon, front::Vad, trial::Player};
use std::{path::PathBuf, sync::Arc};
use store::RestaurantId;

/// What is done with voice.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Hear a recording or a text as a guest's order, and show what becomes of it
    Try(trying::Options),
    /// Play sets of dialogues, as text or as sound, and print how right they came out
    Eval(eval::Options),
    /// Show how the menu is pronounced, and correct it
    Words(words::Options),
}

/// Does it.
pub(super) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Try(options) => trying::run(options),
        Command::Eval(options) => eval::run(options),
        Command::Words(options) => words::run(options),
    }
}

/// What is listened for, and with what.
#[derive(Args)]
pub(in crate::cli) struct Listening {
    #[command(flatten)]
    place: Where,
    /// A menu file [default: the restaurant's menu]
    #[arg(long, value_name = "FILE")]
    menu: Option<PathBuf>,
    /// Whose menu
    #[arg(long, value_name = "ID", default_value = FIRST_RESTAURANT)]
    restaurant: String,
    /// `sphinx`, or `whisper` where it was built in
    #[arg(long, value_name = "NAME")]
    voice_recogniser: Option<String>,
    /// The recogniser's model, where it is not the system's
    #[arg(long, value_name = "PATH")]
    voice_recogniser_model: Option<String>,
    /// Corrected pronunciations [default: `voice-words.txt` in the data folder]
    #[arg(long, value_name = "FILE")]
    voice_words: Option<String>,
}

/// The same as it was understood.
struct Ground {
    lexicon: Arc<Lexicon>,
    config: VoiceConfig,
}

impl Ground {
    /// Somebody who plays cases, with ears where there is anything to hear.
    fn player(&self, has_sound: bool) -> anyhow::Result<Player> {
        let engine = match has_sound {
            true => Some(engine(&self.config, &self.lexicon)?),
            false => None,
        };
        let engine = engine.as_deref();
        Ok(Player::new(self.lexicon.clone(), engine, Vad::default())?)
    }
}

impl Listening {
    fn ground(self) -> anyhow::Result<Ground> {
        let Self {
            place,
            menu,
            restaurant,
            ..
        } = self;
        let flags: Flags = place
            .flags()
            .with("voice_recogniser", self.voice_recogniser)
            .with("voice_recogniser_model", self.voice_recogniser_model)
            .with("voice_words", self.voice_words);
        let config = Config::read(&flags)?;
        let menu = match menu {
            Some(file) => Arc::new(read_menu(&file).map_err(anyhow::Error::msg)?),
            None => {
                let restaurant = RestaurantId::new(&restaurant)?;
                let store = open(&config.place, false).context(
                    "there is no menu to listen for: give one with --menu FILE, or the data folder \
                     of a restaurant with --data-dir",
                )?;
                match newest(store.reader()?.as_mut(), &restaurant)? {
                    Some(menu) => menu,
                    None => bail!("restaurant {restaurant} has no menu; give one with --menu FILE"),
                }
            }
        };
        Ok(Ground {
            lexicon: Arc::new(Lexicon::of(&menu)),
            config: config.voice,
        })
    }
}
