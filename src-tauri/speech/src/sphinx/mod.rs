//! PocketSphinx: the recogniser that needs no cloud and no model of the operator's.

#[cfg(sphinx)]
mod decoder;
#[cfg(sphinx)]
#[allow(missing_docs, reason = "the library's own documentation has them")]
mod ffi;

#[cfg(sphinx)]
pub use decoder::{Decoded, Decoder, LONGEST, Reading, SHORTEST, Token};
