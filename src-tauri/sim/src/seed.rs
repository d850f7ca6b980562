//! Where the chance of a run comes from: one number, printed, so that a failed run can be had
//! again.

use rand::{SeedableRng, rngs::StdRng};

/// The variable that sets a run's seed.
pub const VARIABLE: &str = "HEARD_SEED";

/// The seed of this run: that of [`VARIABLE`], or a fresh one. Printed with `what` it is for.
///
/// # Panics
/// When the variable holds no number.
pub fn seed(what: &str) -> u64 {
    let seed = match std::env::var(VARIABLE) {
        Ok(text) => match text.parse() {
            Ok(seed) => seed,
            Err(error) => panic!("{VARIABLE}={text}: {error}"),
        },
        Err(_) => rand::random(),
    };
    println!("{what}: {VARIABLE}={seed}");
    seed
}

/// A stream of chance of its own for each `part` of a run, so that one part's use of it does not
/// shift another's.
pub fn chance(seed: u64, part: u64) -> StdRng {
    // The golden ratio's fraction (Knuth, TAOCP 3, section 6.4) spreads neighbouring parts over all
    // bits.
    StdRng::seed_from_u64(seed ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}
