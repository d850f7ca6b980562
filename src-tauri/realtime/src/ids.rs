//! Ids as the protocol has them: a word for the kind, and letters that follow from a seed.

use rand::distr::{Alphanumeric, SampleString};
use rand::{SeedableRng, rngs::StdRng};

/// Letters after the kind. 62^21 is 125 bits: nobody guesses one, and two are never alike. The
/// provider's own are as long.
const LETTERS: usize = 21;

/// Makes ids. The same seed makes the same ids, so a session can be played again.
#[derive(Debug)]
pub struct Ids {
    rng: StdRng,
}

impl Ids {
    /// Ids that follow from `seed`. Where they are secrets, the seed must be one.
    pub fn new(seed: u64) -> Self {
        let rng = StdRng::seed_from_u64(seed);
        Self { rng }
    }

    /// An id of this kind: `item`, `resp`, `event`, `sess`, `call`, `conv` and the like.
    pub fn next(&mut self, kind: &str) -> String {
        let mut id = format!("{kind}_");
        Alphanumeric.append_string(&mut self.rng, &mut id, LETTERS);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_seed_makes_the_same_ids_and_no_two_alike() {
        let make = |seed| {
            let mut ids = Ids::new(seed);
            (0..1000).map(|_| ids.next("item")).collect::<Vec<_>>()
        };
        assert_eq!(make(7), make(7));
        assert_ne!(make(7), make(8));
        assert_eq!(make(7).into_iter().collect::<HashSet<_>>().len(), 1000);
        assert!(make(7)[0].starts_with("item_") && make(7)[0].len() == 26);
    }
}
