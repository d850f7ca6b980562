//! Dice that fall the same way every time.

/// A small generator (SplitMix64, Steele et al. 2014): quality enough to shuffle words and to make
/// noise, and no dependency.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The same seed gives the same dice.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// 0 to `most` - 1, and 0 for an empty range.
    pub fn below(&mut self, most: usize) -> usize {
        if most == 0 {
            return 0;
        }
        // The bias of the remainder is below 2^-40 for every range used here.
        usize::try_from(self.bits() % most as u64).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn of(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Normally distributed, mean 0 and deviation 1, near enough: the sum of twelve even ones
    /// (Irwin and Hall).
    pub fn normal(&mut self) -> f32 {
        let mut sum = 0.0;
        for _ in 0..3 {
            let bits = self.bits();
            for part in 0..4 {
                sum += f32::from((bits >> (16 * part)) as u16) / 65_536.0;
            }
        }
        sum - 6.0
    }
}
