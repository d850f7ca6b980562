//! Where the acoustic model and its dictionary are.

use crate::HearError;
use std::path::{Path, PathBuf};

/// The folder of models as the library's package told it when this program was built.
const BUILT_WITH: Option<&str> = option_env!("POCKETSPHINX_MODELDIR");

/// Where packages put models: Debian and Fedora, by hand, Homebrew.
const USUAL: [&str; 3] = [
    "/usr/share/pocketsphinx/model",
    "/usr/local/share/pocketsphinx/model",
    "/opt/homebrew/share/pocketsphinx/model",
];

/// The acoustic model and the dictionary that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A folder with `mdef`, `means` and so on.
    pub acoustic: PathBuf,
    /// A file in CMU's form.
    pub dictionary: PathBuf,
}

impl Place {
    /// Looks in `folder`, or where none is given in the usual places. Both layouts are known:
    /// Debian's, `en-us/en-us` with the dictionary beside it, and one folder that holds `en-us`
    /// and the dictionary.
    ///
    /// # Errors
    /// It is in none of them; the error says where it belongs.
    pub fn find(folder: Option<&Path>) -> Result<Self, HearError> {
        let folders: Vec<PathBuf> = match folder {
            Some(folder) => vec![folder.to_owned()],
            None => BUILT_WITH
                .iter()
                .chain(&USUAL)
                .map(PathBuf::from)
                .chain(beside_the_program())
                .collect(),
        };
        let found = folders.iter().find_map(|folder| {
            [folder.join("en-us"), folder.clone()]
                .into_iter()
                .map(|folder| Self {
                    acoustic: folder.join("en-us"),
                    dictionary: folder.join("cmudict-en-us.dict"),
                })
                .find(|place| place.acoustic.join("mdef").is_file() && place.dictionary.is_file())
        });
        found.ok_or_else(|| HearError::NoModel {
            path: folders.into_iter().next_back().unwrap_or_default(),
            remedy: "install `pocketsphinx-en-us`, or put the folders `en-us` of PocketSphinx's \
                     model there, or name their folder in `voice_recogniser_model`"
                .to_owned(),
        })
    }
}

/// A package for other platforms has the model beside its program.
fn beside_the_program() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.parent()?.join("model"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_model_says_where_to_put_it() {
        let empty = tempfile::tempdir().unwrap();
        let error = Place::find(Some(empty.path())).unwrap_err().to_string();
        assert!(error.contains(empty.path().to_str().unwrap()), "{error}");
        assert!(error.contains("pocketsphinx-en-us"), "{error}");
    }

    #[test]
    fn both_layouts_are_found() {
        for inside in ["", "en-us"] {
            let folder = tempfile::tempdir().unwrap();
            let base = folder.path().join(inside);
            std::fs::create_dir_all(base.join("en-us")).unwrap();
            std::fs::write(base.join("en-us/mdef"), "").unwrap();
            std::fs::write(base.join("cmudict-en-us.dict"), "").unwrap();
            let place = Place::find(Some(folder.path())).unwrap();
            assert_eq!(place.acoustic, base.join("en-us"));
        }
    }
}
