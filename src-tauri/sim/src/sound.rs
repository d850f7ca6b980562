//! Made-up speech and kitchen noise, the same for the same seed.
//!
//! [`Voice`] speaks a text by a synthesiser of this machine, [`noise`] makes a kitchen around it,
//! [`sentences`] makes up what guests of any menu say, and [`set`] writes it all down as a folder
//! that [`speech::trial`] reads. Synthetic voices are not people: figures made with them rank
//! engines; they do not promise anything of a real counter.

mod mix;
pub mod noise;
pub mod sentences;
pub mod set;
mod talk;
#[cfg(test)]
mod tests;
mod voice;

pub use mix::{Padding, Scene, active_span, scene};
pub use noise::Kitchen;
pub use talk::ASIDES;
pub use voice::{Voice, shown, untouched};

/// A number that follows from `parts`: which chance a sound is made with.
fn part(parts: &[&str]) -> u64 {
    // FNV-1a, 64 bits: small, and the same on every machine.
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
