//! A PocketSphinx decoder as a safe value: opened with files that exist, freed when dropped.
#![allow(
    unsafe_code,
    reason = "the library is C: this module is the only one that calls it"
)]

use super::ffi;
use crate::HearError;
use std::ffi::{CStr, CString, c_char, c_int};
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};
use std::sync::Mutex;

/// The longest sound that is decoded at once, in samples: 30 s. The library ends the process above
/// 327 s (32,767 frames); nobody orders that long in one breath.
pub const LONGEST: usize = 30 * 16_000;

/// The shortest sound that is decoded, in samples: 100 ms. Below it there is no phone to find.
pub const SHORTEST: usize = 1_600;

/// The library keeps parameters of the filter bank in statics while a decoder is made.
static OPENING: Mutex<()> = Mutex::new(());

/// What the files of an acoustic model are called; one that lacks any of them would end the
/// process.
const MODEL_FILES: [&str; 6] = [
    "feat.params",
    "mdef",
    "means",
    "variances",
    "transition_matrices",
    "noisedict",
];

/// One decoder. Used by one thread at a time.
pub struct Decoder {
    raw: NonNull<ffi::Decoder>,
    /// What the library may still read of: it says that arguments must outlive the settings.
    _arguments: Vec<CString>,
}

// SAFETY: a decoder has no ties to the thread that made it; all of its state hangs from its own
// handle, and `&mut self` on every call keeps two threads from using it at once. What decoders
// share (the mapped acoustic model) is only read.
unsafe impl Send for Decoder {}

/// A recognised word, or several in one token, with where it was and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// As in the language model, without the mark of a second pronunciation.
    pub text: String,
    /// Posterior probability among what was considered, 0..=1.
    pub posterior: f32,
    /// Frames of 10 ms, first and last.
    pub frames: (u32, u32),
}

/// One way to read the sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Tokens separated by blanks, fillers and silences left out.
    pub text: String,
    /// Logarithm of its score, in the decoder's base. Comparable within one decoding only.
    pub score: i32,
}

/// What one decoding gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    /// The best reading, silences left out.
    pub tokens: Vec<Token>,
    /// The best reading's score.
    pub score: i32,
    /// Others, best first; the best itself may be among them.
    pub readings: Vec<Reading>,
}

impl Decoder {
    /// Opens a decoder over an acoustic model's folder and a dictionary. `options` are further
    /// settings by the library's names, without the dash.
    ///
    /// # Errors
    /// A file is missing, or the library refused.
    pub fn open(
        acoustic: &Path,
        dictionary: &Path,
        options: &[(&str, String)],
    ) -> Result<Self, HearError> {
        for file in MODEL_FILES {
            readable(&acoustic.join(file))?;
        }
        readable(dictionary)?;
        let mut settings = vec![
            ("hmm", utf8(acoustic)?),
            ("dict", utf8(dictionary)?),
            ("mmap", "yes".to_owned()),
        ];
        settings.extend(options.iter().cloned());

        let _one = OPENING
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // SAFETY: no file, no callback and no user data is what silences the library; it keeps
        // none of them.
        unsafe {
            ffi::err_set_logfp(ptr::null_mut());
            ffi::err_set_callback(ptr::null(), ptr::null_mut());
        }
        let (config, arguments) = configure(&settings)?;
        // SAFETY: `config` is live; the decoder takes its own reference, so ours is given back
        // whatever happened.
        let raw = unsafe {
            let raw = ffi::ps_init(config.as_ptr());
            free_config(config);
            raw
        };
        let raw = NonNull::new(raw).ok_or_else(|| {
            HearError::Decoder(format!("it would not start with {}", acoustic.display()))
        })?;
        Ok(Self {
            raw,
            _arguments: arguments,
        })
    }

    /// Adds a language model in ARPA form under a name.
    ///
    /// # Errors
    /// The file is missing or no such model.
    pub fn add_model(&mut self, name: &str, file: &Path) -> Result<(), HearError> {
        readable(file)?;
        let (name_c, file_c) = (text(name)?, text(&utf8(file)?)?);
        // SAFETY: the decoder is live and both strings end in NUL; the library copies them.
        let refused =
            unsafe { ffi::ps_set_lm_file(self.raw.as_ptr(), name_c.as_ptr(), file_c.as_ptr()) };
        accepted(refused, || format!("language model {}", file.display()))
    }

    /// Adds a grammar in JSGF under a name, replacing one of that name. Every word must be in the
    /// dictionary.
    ///
    /// # Errors
    /// The grammar is wrong or has a word that is not in the dictionary.
    pub fn set_grammar(&mut self, name: &str, grammar: &str) -> Result<(), HearError> {
        let (name_c, grammar_c) = (text(name)?, text(grammar)?);
        // SAFETY: as in `add_model`.
        let refused = unsafe {
            ffi::ps_set_jsgf_string(self.raw.as_ptr(), name_c.as_ptr(), grammar_c.as_ptr())
        };
        accepted(refused, || format!("grammar {name}"))
    }

    /// Makes the model or grammar of that name the one in use.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn choose(&mut self, name: &str) -> Result<(), HearError> {
        let name_c = text(name)?;
        // SAFETY: as in `add_model`.
        let refused = unsafe { ffi::ps_set_search(self.raw.as_ptr(), name_c.as_ptr()) };
        accepted(refused, || format!("search {name}"))
    }

    /// Forgets the model or grammar of that name, which must not be the one used last.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn remove(&mut self, name: &str) -> Result<(), HearError> {
        let name_c = text(name)?;
        // SAFETY: as in `add_model`.
        let refused = unsafe { ffi::ps_unset_search(self.raw.as_ptr(), name_c.as_ptr()) };
        accepted(refused, || format!("removal of {name}"))
    }

    /// Decodes a whole utterance, 16 kHz, with the model or grammar of that name. Sound beyond
    /// [`LONGEST`] is not looked at; of less than [`SHORTEST`] comes nothing.
    ///
    /// # Errors
    /// There is no such model, or the library failed.
    pub fn decode(
        &mut self,
        name: &str,
        sound: &[i16],
        readings: usize,
    ) -> Result<Decoded, HearError> {
        if sound.len() < SHORTEST {
            return Ok(Decoded::default());
        }
        let sound = &sound[..sound.len().min(LONGEST)];
        self.choose(name)?;
        let raw = self.raw.as_ptr();
        // SAFETY: the decoder is live; the sound is a slice whose length is given in samples, and
        // is not kept.
        unsafe {
            accepted(ffi::ps_start_utt(raw), || "the start".to_owned())?;
            let frames = ffi::ps_process_raw(raw, sound.as_ptr(), sound.len(), 0, 1);
            let ended = ffi::ps_end_utt(raw);
            accepted(frames.min(0), || "the sound".to_owned())?;
            accepted(ended, || "the end".to_owned())?;
        }
        Ok(self.result(readings))
    }

    fn result(&mut self, readings: usize) -> Decoded {
        let raw = self.raw.as_ptr();
        let mut score = 0;
        // SAFETY: an utterance was ended just before, so its hypothesis may be read; what the
        // library points to is copied before the next call. The walk along words frees itself at
        // its end, and is always walked to it. `ps_get_prob` computes the posteriors that the walk
        // tells.
        unsafe {
            if ffi::ps_get_hyp(raw, &mut score).is_null() {
                return Decoded::default();
            }
            ffi::ps_get_prob(raw);
            let math = ffi::ps_get_logmath(raw);
            let mut tokens = Vec::new();
            let mut segment = ffi::ps_seg_iter(raw);
            while !segment.is_null() {
                let (mut start, mut end) = (0, 0);
                let (mut acoustic, mut language, mut back_off) = (0, 0, 0);
                ffi::ps_seg_frames(segment, &mut start, &mut end);
                let log = ffi::ps_seg_prob(segment, &mut acoustic, &mut language, &mut back_off);
                let word = copied(ffi::ps_seg_word(segment));
                if let Some(word) = spoken(&word) {
                    tokens.push(Token {
                        text: word.to_owned(),
                        posterior: (ffi::logmath_exp(math, log) as f32).clamp(0.0, 1.0),
                        frames: (start.max(0).unsigned_abs(), end.max(0).unsigned_abs()),
                    });
                }
                segment = ffi::ps_seg_next(segment);
            }
            Decoded {
                tokens,
                score,
                readings: self.readings(readings),
            }
        }
    }

    /// The first `most` different readings.
    fn readings(&mut self, most: usize) -> Vec<Reading> {
        let mut found: Vec<Reading> = Vec::with_capacity(most);
        if most == 0 {
            return found;
        }
        // SAFETY: as in `result`; the walk is freed when left before its end, and by the library
        // at its end.
        unsafe {
            let mut nbest = ffi::ps_nbest(self.raw.as_ptr());
            // The same words come several times with different silences between: look at some more
            // than are wanted.
            let mut left = most * 8;
            while !nbest.is_null() {
                let mut score = 0;
                let text = copied(ffi::ps_nbest_hyp(nbest, &mut score));
                let words: Vec<&str> = text.split_whitespace().filter_map(spoken).collect();
                let text = words.join(" ");
                if !found.iter().any(|reading| reading.text == text) {
                    found.push(Reading { text, score });
                }
                left -= 1;
                if left == 0 || found.len() == most {
                    ffi::ps_nbest_free(nbest);
                    break;
                }
                nbest = ffi::ps_nbest_next(nbest);
            }
        }
        found
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: the handle is ours alone and is not used after this.
        unsafe { ffi::ps_free(self.raw.as_ptr()) };
    }
}

/// A token as it was spoken: `None` for silences and noises, and without the number of a second
/// pronunciation.
fn spoken(token: &str) -> Option<&str> {
    if token.is_empty() || token.starts_with(['<', '[', '+']) {
        return None;
    }
    Some(token.split_once('(').map_or(token, |(word, _)| word))
}

/// # Safety
/// `text` is null or ends in NUL, and lives until this returns.
unsafe fn copied(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: by this function's own condition.
    unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .into_owned()
}

#[cfg(not(sphinx_five))]
fn configure(
    settings: &[(&str, String)],
) -> Result<(NonNull<ffi::Config>, Vec<CString>), HearError> {
    let mut arguments = Vec::with_capacity(settings.len() * 2);
    for (name, value) in settings {
        arguments.push(text(&format!("-{name}"))?);
        arguments.push(text(value)?);
    }
    let mut pointers: Vec<*mut c_char> = arguments
        .iter()
        .map(|argument| argument.as_ptr().cast_mut())
        .collect();
    let count = i32::try_from(pointers.len()).unwrap_or(0);
    // SAFETY: as many strings ending in NUL as are counted; the library reads and copies them.
    let config = unsafe {
        ffi::cmd_ln_parse_r(
            ptr::null_mut(),
            ffi::ps_args(),
            count,
            pointers.as_mut_ptr(),
            1,
        )
    };
    let config = NonNull::new(config)
        .ok_or_else(|| HearError::Decoder("it does not know one of its settings".into()))?;
    Ok((config, arguments))
}

#[cfg(sphinx_five)]
fn configure(
    settings: &[(&str, String)],
) -> Result<(NonNull<ffi::Config>, Vec<CString>), HearError> {
    // Settings that only the older library has; in the newer they are fixed as we want them.
    let known = settings
        .iter()
        .filter(|(name, _)| *name != "remove_silence")
        .map(|(name, value)| ((*name).to_owned(), serde_json::Value::from(value.clone())));
    let json = serde_json::Value::Object(known.collect()).to_string();
    let json = text(&json)?;
    // SAFETY: a string ending in NUL, which the library reads only during the call.
    let config = unsafe { ffi::ps_config_parse_json(ptr::null_mut(), json.as_ptr()) };
    let config = NonNull::new(config)
        .ok_or_else(|| HearError::Decoder("it does not know one of its settings".into()))?;
    Ok((config, Vec::new()))
}

/// # Safety
/// `config` is live, and this is the last use of our reference.
unsafe fn free_config(config: NonNull<ffi::Config>) {
    // SAFETY: by this function's own condition.
    unsafe {
        #[cfg(not(sphinx_five))]
        ffi::cmd_ln_free_r(config.as_ptr());
        #[cfg(sphinx_five)]
        ffi::ps_config_free(config.as_ptr());
    }
}

fn accepted(code: c_int, what: impl FnOnce() -> String) -> Result<(), HearError> {
    if code < 0 {
        return Err(HearError::Decoder(format!("it refused {}", what())));
    }
    Ok(())
}

fn text(value: &str) -> Result<CString, HearError> {
    CString::new(value).map_err(|_| HearError::Decoder("a NUL in a name".into()))
}

fn utf8(path: &Path) -> Result<String, HearError> {
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| HearError::Decoder(format!("the path {} is not Unicode", path.display())))
}

fn readable(file: &Path) -> Result<(), HearError> {
    std::fs::File::open(file)
        .map(drop)
        .map_err(|source| HearError::File {
            path: PathBuf::from(file),
            source,
        })
}
