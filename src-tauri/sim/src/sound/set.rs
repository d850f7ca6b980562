//! A set of sounds as a folder: what `heard-server voice eval` reads.

use super::{Kitchen, Padding, Scene, Voice, mix, noise::Heard, part, scene, sentences::Sentence};
use anyhow::Context;
use speech::{
    sound::{Clip, FULL_RATE, to_i16},
    trial::{Case, Kind, SET},
};
use std::{fs, io::Write, path::Path};

/// A piece of noise without speech, in samples: four seconds.
const NOISE: usize = 4 * FULL_RATE as usize;

/// How loud noise without speech is, in decibels below full scale: 6 dB below speech, louder than any
/// that a sentence is put into.
const NOISE_DBFS: f32 = -32.0;

/// Says what it is made of; a folder made of the same is not made again.
const RECIPE: &str = "recipe";

/// Every sentence by every voice in every noise.
#[derive(Debug)]
pub struct Recipe {
    /// What is said.
    pub sentences: Vec<Sentence>,
    /// By whom.
    pub voices: Vec<Voice>,
    /// In which noise, in decibels below speech; `None` is none.
    pub snr_db: Vec<Option<f32>>,
    /// How many pieces of noise alone are added, of babble and clatter in turn.
    pub noises: usize,
    /// Of every chance in it.
    pub seed: u64,
}

/// One case with its sound.
pub struct Made {
    /// What must come of it.
    pub case: Case,
    /// At [`FULL_RATE`].
    pub clip: Clip,
}

impl Recipe {
    /// Everything in it, one after the other, made when it is asked for.
    pub fn make<'a>(
        &'a self,
        kitchen: &'a Kitchen,
    ) -> impl Iterator<Item = anyhow::Result<Made>> + 'a {
        self.sample(kitchen, 1)
    }

    /// One of so many. By a number that neither voices nor noises are a multiple of all of them come
    /// in equally often.
    pub fn sample<'a>(
        &'a self,
        kitchen: &'a Kitchen,
        every: usize,
    ) -> impl Iterator<Item = anyhow::Result<Made>> + 'a {
        let spoken = self.sentences.iter().flat_map(move |sentence| {
            let voices = self.voices.iter();
            voices.flat_map(move |voice| {
                let each = self.snr_db.iter();
                each.map(move |snr_db| (sentence, *voice, *snr_db))
            })
        });
        let spoken = spoken
            .step_by(every)
            .map(move |(sentence, voice, snr_db)| self.spoken(kitchen, sentence, voice, snr_db));
        let noises = (0..self.noises).map(move |at| Ok(self.noise(kitchen, at)));
        spoken.chain(noises)
    }

    fn spoken(
        &self,
        kitchen: &Kitchen,
        sentence: &Sentence,
        voice: Voice,
        snr_db: Option<f32>,
    ) -> anyhow::Result<Made> {
        let speech = voice.say(&sentence.aloud)?;
        let name = voice.to_string();
        let noise = snr_db.map_or_else(|| "clean".to_owned(), |db| format!("{db}dB"));
        let seed = self.seed ^ part(&[&sentence.aloud, &name, &noise]);
        let Scene { clip, speech_ms } = scene(&speech, kitchen, snr_db, Padding::default(), seed)?;
        let id = format!(
            "{}-{}-{noise}",
            sentence.case.id,
            name.replace([':', '+'], "-")
        );
        let case = Case {
            sounds: vec![format!("{id}.wav")],
            id,
            voice: Some(name),
            snr_db,
            speech_ms: Some(speech_ms),
            ..sentence.case.clone()
        };
        Ok(Made { case, clip })
    }

    fn noise(&self, kitchen: &Kitchen, at: usize) -> Made {
        let (heard, name) = match at % 3 {
            0 => (Heard::Babble, "babble"),
            1 => (Heard::Clatter, "clatter"),
            _ => (Heard::All, "kitchen"),
        };
        let id = format!("noise-{at:03}-{name}");
        let loud = mix::amplitude(NOISE_DBFS) * 32_768.0;
        let noise = kitchen.noise(heard, NOISE, self.seed ^ part(&[&id]));
        let clip = Clip {
            rate: FULL_RATE,
            samples: noise
                .into_iter()
                .map(|sample| to_i16(sample * loud))
                .collect(),
        };
        let case = Case {
            sounds: vec![format!("{id}.wav")],
            id,
            // Nothing is said: the one turn is the sound.
            turns: vec![String::new()],
            kind: Kind::Noise,
            ..Case::default()
        };
        Made { case, clip }
    }

    /// Writes it to `folder`, unless it was made there before; the file [`SET`] comes last.
    ///
    /// # Errors
    /// When a synthesiser cannot speak, or a file cannot be written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let recipe = format!("{self:?}");
        let is_made = fs::read_to_string(folder.join(RECIPE)).is_ok_and(|made| made == recipe);
        if is_made && folder.join(SET).exists() {
            return Ok(());
        }
        let mut set = tempfile::NamedTempFile::new_in(folder)?;
        let kitchen = Kitchen::open()?;
        for made in self.make(&kitchen) {
            let Made { case, clip } = made?;
            for sound in &case.sounds {
                fs::write(folder.join(sound), clip.to_wav())?;
            }
            writeln!(set, "{}", serde_json::to_string(&case)?)?;
        }
        fs::write(folder.join(RECIPE), recipe)?;
        set.persist(folder.join(SET))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        load::demo_menu,
        sound::{sentences, shown},
    };

    #[test]
    fn a_folder_is_a_set_and_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let recipe = Recipe {
            sentences: sentences::orders(&demo_menu(), 2, 1),
            voices: vec![shown()[0], shown()[4]],
            snr_db: vec![None, Some(20.0)],
            noises: 3,
            seed: 1,
        };
        recipe.write(folder.path()).unwrap();
        let cases = speech::trial::read(folder.path()).unwrap();
        assert_eq!(cases.len(), 2 * 2 * 2 + 3);
        for case in &cases {
            let wav = fs::read(folder.path().join(&case.sounds[0])).unwrap();
            let clip = Clip::from_wav(&wav).unwrap();
            assert_eq!(clip.rate, FULL_RATE);
            assert!(clip.duration().as_secs_f32() > 1.5, "{}", case.id);
        }
        // A file that is gone stays gone: nothing was made a second time.
        let first = folder.path().join(&cases[0].sounds[0]);
        fs::remove_file(&first).unwrap();
        recipe.write(folder.path()).unwrap();
        assert!(!first.exists());
        let other = Recipe { seed: 2, ..recipe };
        other.write(folder.path()).unwrap();
        assert!(first.exists());
    }
}
