//! How alike two sounds are, wherever one begins in the other.

use speech::sound::Clip;

/// The lowest rate that sound comes in; the coarse look is at every [`MEAN`] of its samples together.
const LOW: u32 = 8_000;

/// As above: 2,000 a second are left.
const MEAN: usize = 4;

/// How far around the coarse place the fine look goes, in coarse samples.
const AROUND: usize = 2;

/// The correlation of `said` with the part of `heard` that is most like it, from -1 to 1, and where that
/// begins, in samples. Both are at the same rate; 0 where `heard` is shorter.
///
/// # Panics
/// When a rate is none that sound comes in.
pub fn alike(said: &Clip, heard: &Clip) -> (f64, usize) {
    assert_eq!(said.rate, heard.rate, "two rates cannot be compared");
    let (small, large) = (coarse(said), coarse(heard));
    let Some(last) = large.len().checked_sub(small.len()) else {
        return (0.0, 0);
    };
    let best = (0..=last).map(|at| (correlation(&small, &large[at..]), at));
    let (_, at) = best
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .unwrap_or_default();
    let scale = MEAN * (said.rate / LOW) as usize;
    let first = at.saturating_sub(AROUND) * scale;
    let last = ((at + AROUND) * scale).min(heard.samples.len() - said.samples.len());
    let (small, large) = (samples(said), samples(heard));
    (first..=last)
        .map(|at| (correlation(&small, &large[at..]), at))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .unwrap_or_default()
}

fn coarse(clip: &Clip) -> Vec<f32> {
    let low = samples(&clip.at(LOW).expect("sound comes at this rate"));
    low.chunks_exact(MEAN).map(|few| few.iter().sum()).collect()
}

fn samples(clip: &Clip) -> Vec<f32> {
    clip.samples
        .iter()
        .map(|sample| f32::from(*sample))
        .collect()
}

/// Of as many samples as `said` has.
fn correlation(said: &[f32], heard: &[f32]) -> f64 {
    let (mut both, mut one, mut other) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (said, heard) in said.iter().zip(heard) {
        both += f64::from(said * heard);
        one += f64::from(said * said);
        other += f64::from(heard * heard);
    }
    both / (one * other).sqrt().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::shown;

    #[test]
    fn a_sound_is_found_in_another_and_one_that_is_not_there_is_not() {
        let said = shown()[0]
            .say("two fish tacos")
            .unwrap()
            .at(48_000)
            .unwrap();
        let mut heard = Clip {
            rate: 48_000,
            samples: vec![0; 12_345],
        };
        heard.samples.extend(said.samples.iter().map(|s| s / 2));
        heard.samples.extend([0; 5_000]);
        let (alike_it, at) = alike(&said, &heard);
        assert!(alike_it > 0.99, "{alike_it}");
        assert_eq!(at, 12_345);

        let other = shown()[1]
            .say("a pot of green tea")
            .unwrap()
            .at(48_000)
            .unwrap();
        let (alike_it, _) = alike(&other, &heard);
        assert!(alike_it < 0.5, "{alike_it}");
    }
}
