//! PocketSphinx: the recogniser that needs no cloud and no model of the operator's.

#[cfg(sphinx)]
mod answers;
#[cfg(sphinx)]
mod carts;
#[cfg(sphinx)]
mod count;
#[cfg(sphinx)]
mod decoder;
#[cfg(sphinx)]
#[allow(missing_docs, reason = "the library's own documentation has them")]
mod ffi;
#[cfg(sphinx)]
mod level;
#[cfg(sphinx)]
mod listener;
#[cfg(sphinx)]
mod lull;
#[cfg(sphinx)]
mod panel;
mod place;
#[cfg(sphinx)]
mod plain;
#[cfg(sphinx)]
mod sense;
#[cfg(sphinx)]
mod shop;
#[cfg(sphinx)]
mod verdict;

#[cfg(sphinx)]
pub use decoder::{Decoded, Decoder, LONGEST, Reading, SHORTEST, Token};
#[cfg(sphinx)]
pub(crate) use level::prepared;
pub use place::Place;

use crate::{Engine, HearError, Lexicon};
use std::{path::Path, sync::Arc};

/// The engine of a menu. Takes about half a second; made anew, and swapped in whole, when the menu
/// or the corrections change. `models` is the folder of the acoustic model, where it is not in one
/// of the usual places; `corrections` is the operator's file of pronunciations
/// ([`crate::model::sounds_like`]), which need not exist.
///
/// # Errors
/// The acoustic model is missing (the error says where it belongs), the file of pronunciations has
/// a fault, the decoder refuses, or this program was built without it.
#[cfg(sphinx)]
pub fn engine(
    lexicon: Arc<Lexicon>,
    models: Option<&Path>,
    corrections: &Path,
) -> Result<Box<dyn Engine>, HearError> {
    let shop = Arc::new(shop::Shop::new(lexicon, models, corrections)?);
    Ok(Box::new(Sphinx { shop }))
}

/// The engine of a menu.
///
/// # Errors
/// Always: this program was built without it.
#[cfg(not(sphinx))]
pub fn engine(_: Arc<Lexicon>, _: Option<&Path>, _: &Path) -> Result<Box<dyn Engine>, HearError> {
    Err(HearError::NotBuilt {
        name: "PocketSphinx",
        remedy: "docs/voice-recogniser.md tells how to build with it; orders can be typed",
    })
}

#[cfg(sphinx)]
struct Sphinx {
    shop: Arc<shop::Shop>,
}

#[cfg(sphinx)]
impl Engine for Sphinx {
    fn open(&self) -> Result<Box<dyn crate::Recogniser>, HearError> {
        Ok(Box::new(listener::Listener::new(self.shop.clone())))
    }
}
