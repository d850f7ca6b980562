//! Durations that were measured, and what they say together.

use std::time::Duration;

/// At least one measured duration, in order of size.
#[derive(Debug, Clone)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Takes what was measured.
    ///
    /// # Errors
    /// When nothing was.
    pub fn new(mut measured: Vec<Duration>) -> anyhow::Result<Self> {
        anyhow::ensure!(!measured.is_empty(), "nothing was measured");
        measured.sort_unstable();
        Ok(Self(measured))
    }

    /// They, in order of size.
    pub fn all(&self) -> &[Duration] {
        &self.0
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The smallest one that is not below `percent` of all (nearest rank; NIST handbook, section 7.2.6.2).
    pub fn percentile(&self, percent: u8) -> Duration {
        let rank = (self.0.len() * usize::from(percent)).div_ceil(100);
        self.0[rank.clamp(1, self.0.len()) - 1]
    }

    /// The middle one.
    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// The largest.
    pub fn max(&self) -> Duration {
        self.percentile(100)
    }

    /// All of them added up, by their number.
    pub fn mean(&self) -> Duration {
        let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.iter().sum::<Duration>() / count
    }
}

/// A duration in milliseconds.
pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measured_values() {
        let samples = Samples::new((1..=200).rev().map(Duration::from_millis).collect()).unwrap();
        assert_eq!(samples.median(), Duration::from_millis(100));
        assert_eq!(samples.percentile(99), Duration::from_millis(198));
        assert_eq!(samples.max(), Duration::from_millis(200));
        assert_eq!(samples.mean(), Duration::from_micros(100_500));
        assert_eq!(
            Samples::new(vec![Duration::ZERO]).unwrap().percentile(0),
            Duration::ZERO
        );
        assert!(Samples::new(Vec::new()).is_err());
    }
}
