//! What the local engine recognises with, and what it speaks with, as the configuration has it.

use crate::config::{Recogniser, Speaker, VoiceConfig};
use speech::{
    Engine, HearError, Lexicon,
    say::{Mouth, Synthesiser},
    sphinx, whisper,
};
use std::{env, path::PathBuf, sync::Arc};

/// The language of replies, by BCP 47: the dialogue's own.
const LANGUAGE: &str = "en";

/// Why replies are not spoken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MouthError {
    /// The program is not installed.
    #[error("`{0}` is not installed: install it, or name another with --voice-speaker")]
    Missing(String),
    /// None was named.
    #[error("--voice-speaker names no program")]
    Nothing,
}

/// What recognises orders from the menu of `lexicon`. It takes as long as that takes: half a
/// second, or as long as a large model takes to be read.
///
/// # Errors
/// [`HearError`] says what is missing, and where it belongs.
pub fn engine(config: &VoiceConfig, lexicon: &Arc<Lexicon>) -> Result<Box<dyn Engine>, HearError> {
    let model = config.recogniser_model.as_deref();
    match config.recogniser {
        Recogniser::Sphinx => sphinx::engine(lexicon.clone(), model, &config.words),
        Recogniser::Whisper => {
            whisper::engine(model.unwrap_or(&whisper_file(config)), lexicon.clone())
        }
    }
}

/// Where Whisper's model is, where nobody says.
fn whisper_file(config: &VoiceConfig) -> PathBuf {
    config.words.with_file_name(whisper::FILE)
}

/// Whether the recogniser's model is where it should be; quick, and without loading it.
///
/// # Errors
/// [`HearError`] says where it belongs.
pub fn model_is_there(config: &VoiceConfig) -> Result<(), HearError> {
    let model = config.recogniser_model.as_deref();
    match config.recogniser {
        Recogniser::Sphinx => sphinx::Place::find(model).map(drop),
        Recogniser::Whisper => {
            let usual = whisper_file(config);
            let path = model.unwrap_or(&usual);
            match path.is_file() {
                true => Ok(()),
                false => Err(HearError::NoModel {
                    path: path.to_owned(),
                    remedy: "put a model in whisper.cpp's form there, or name one with \
                             --voice-recogniser-model"
                        .to_owned(),
                }),
            }
        }
    }
}

/// What speaks; `None` where nothing is to.
///
/// # Errors
/// [`MouthError`] says what is missing.
pub fn mouth(speaker: &Speaker) -> Result<Option<Arc<dyn Mouth>>, MouthError> {
    let mouth = match speaker {
        Speaker::Off => return Ok(None),
        Speaker::Espeak => Synthesiser::espeak(LANGUAGE),
        Speaker::Command(line) => Synthesiser::command(line).ok_or(MouthError::Nothing)?,
    };
    if !is_installed(mouth.program()) {
        return Err(MouthError::Missing(mouth.program().to_owned()));
    }
    Ok(Some(Arc::new(mouth)))
}

/// Where programs are where the environment does not say. execvp(3).
const USUAL: &str = "/bin:/usr/bin";

/// Whether a program of that name would be found; one with a path is where it says.
fn is_installed(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_else(|| USUAL.into());
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&folders)
        // What has a path of its own is joined to it, whatever the folder.
        .chain([PathBuf::new()])
        .any(|folder| folder.join(&name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_named_with_what_to_do() {
        let speaker = Speaker::Command("no-such-synthesiser --fast".to_owned());
        let error = mouth(&speaker).err().unwrap();
        assert_eq!(error, MouthError::Missing("no-such-synthesiser".to_owned()));
        assert!(error.to_string().contains("--voice-speaker"));
        let blank = Speaker::Command(" ".to_owned());
        assert_eq!(mouth(&blank).err(), Some(MouthError::Nothing));
        assert!(matches!(mouth(&Speaker::Off), Ok(None)));
        let this = env::current_exe().unwrap();
        let this = Speaker::Command(this.to_str().unwrap().to_owned());
        assert!(matches!(mouth(&this), Ok(Some(_))));
    }

    #[test]
    fn a_model_that_is_not_there_is_told_before_anybody_speaks() {
        let folder = tempfile::tempdir().unwrap();
        for recogniser in [Recogniser::Sphinx, Recogniser::Whisper] {
            let config = VoiceConfig {
                recogniser,
                recogniser_model: Some(folder.path().join("none")),
                ..VoiceConfig::default()
            };
            let error = model_is_there(&config).unwrap_err();
            assert!(error.to_string().contains("none"), "{error}");
        }
    }
}
