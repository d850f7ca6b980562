//! Sound as it stands in events: base64 of 16-bit PCM at 24 kHz, or of G.711 at 8 kHz, and as the
//! rest of the server has it: samples at 48 kHz.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use realtime::session::Format;
use speech::sound::{FULL_RATE, RateError, Resampler, to_i16};

/// Turns a client's sound into samples at 48 kHz. Of one stream: what it has begun it goes on with.
pub struct Decoder {
    format: Format,
    resampler: Resampler,
}

impl Decoder {
    /// A decoder of that format.
    ///
    /// # Errors
    /// None that can happen: every format's rate is one that sound comes in.
    pub fn new(format: Format) -> Result<Self, RateError> {
        Ok(Self {
            format,
            resampler: Resampler::new(format.rate(), FULL_RATE)?,
        })
    }

    /// What it decodes.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The samples of `bytes` at 48 kHz; half a sample at the end is dropped.
    pub fn decode(&mut self, bytes: &[u8]) -> Vec<i16> {
        let ratio = (FULL_RATE / self.format.rate()) as usize;
        let mut out = Vec::with_capacity(bytes.len() / self.format.sample_bytes() * ratio);
        match self.format {
            Format::Pcm { .. } => {
                let (samples, _) = bytes.as_chunks::<2>();
                let samples = samples.iter().map(|two| i16::from_le_bytes(*two).into());
                self.resampler.push(samples, &mut out);
            }
            Format::Pcmu => {
                let samples = bytes.iter().map(|byte| mu_law(*byte).into());
                self.resampler.push(samples, &mut out);
            }
            Format::Pcma => {
                let samples = bytes.iter().map(|byte| a_law(*byte).into());
                self.resampler.push(samples, &mut out);
            }
        }
        out.into_iter().map(to_i16).collect()
    }
}

/// Turns samples at 48 kHz into what a client is sent.
pub struct Encoder {
    format: Format,
    resampler: Resampler,
}

impl Encoder {
    /// An encoder of that format.
    ///
    /// # Errors
    /// As [`Decoder::new`].
    pub fn new(format: Format) -> Result<Self, RateError> {
        Ok(Self {
            format,
            resampler: Resampler::new(FULL_RATE, format.rate())?,
        })
    }

    /// What it encodes.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The bytes of what is ready; the rest waits for more.
    pub fn encode(&mut self, samples: &[i16]) -> Vec<u8> {
        let mut out = Vec::new();
        let samples = samples.iter().map(|sample| f32::from(*sample));
        self.resampler.push(samples, &mut out);
        let samples = out.into_iter().map(to_i16);
        match self.format {
            Format::Pcm { .. } => samples.flat_map(i16::to_le_bytes).collect(),
            Format::Pcmu => samples.map(to_mu_law).collect(),
            Format::Pcma => samples.map(to_a_law).collect(),
        }
    }

    /// What still waits, with silence behind it; then it is as new.
    pub fn finish(&mut self) -> Vec<u8> {
        // As long as a block and its delay, whatever they are.
        let tail = self.encode(&[0; FULL_RATE as usize / 20]);
        self.resampler.reset();
        tail
    }
}

/// Bytes of base64; `None` where it is none.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The same, back.
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A sample of µ-law. ITU-T G.711, table 2.
fn mu_law(byte: u8) -> i16 {
    let byte = !byte;
    let magnitude = ((i16::from(byte & 0x0f) << 3) + MU_BIAS) << ((byte >> 4) & 7);
    let magnitude = magnitude - MU_BIAS;
    if byte & 0x80 == 0 {
        magnitude
    } else {
        -magnitude
    }
}

/// What µ-law adds before it takes a logarithm. ITU-T G.711, table 2, at 16 bits.
const MU_BIAS: i16 = 0x84;

/// The loudest that µ-law can say. ITU-T G.711, table 2, at 16 bits.
const MU_CLIP: i16 = 0x7f7b;

fn to_mu_law(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.saturating_abs().min(MU_CLIP) + MU_BIAS;
    // The segment is where the highest bit is, above the seven that every magnitude has.
    let segment = 8 - (magnitude as u16).leading_zeros().min(8) as u8;
    let step = (magnitude >> (segment + 3)) as u8 & 0x0f;
    !(sign | (segment << 4) | step)
}

/// A sample of A-law. ITU-T G.711, table 1.
fn a_law(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let (step, segment) = (i16::from(byte & 0x0f) << 4, (byte >> 4) & 7);
    let magnitude = match segment {
        0 => step + 8,
        _ => (step + 0x108) << (segment - 1),
    };
    if byte & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    }
}

fn to_a_law(sample: i16) -> u8 {
    let sign = if sample < 0 { 0 } else { 0x80 };
    // Of the same length on both sides of zero.
    let magnitude = if sample < 0 { !sample } else { sample };
    let segment = 8 - (magnitude as u16).leading_zeros().min(8) as u8;
    let step = (magnitude >> (segment.max(1) + 3)) as u8 & 0x0f;
    (sign | (segment << 4) | step) ^ 0x55
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMATS: [Format; 3] = [Format::PCM, Format::Pcmu, Format::Pcma];

    #[test]
    fn every_code_of_g711_is_the_code_of_its_own_sample() {
        for byte in 0..=u8::MAX {
            // Two codes are zero in µ-law; the negative one is not written.
            if byte != 0x7f {
                assert_eq!(to_mu_law(mu_law(byte)), byte, "µ-law {byte:#x}");
            }
            assert_eq!(to_a_law(a_law(byte)), byte, "A-law {byte:#x}");
        }
        // ITU-T G.711, tables 1 and 2, at 16 bits.
        assert_eq!(
            (mu_law(0x80), mu_law(0x00), mu_law(0xff)),
            (32_124, -32_124, 0)
        );
        assert_eq!(
            (a_law(0xaa), a_law(0x2a), a_law(0xd5)),
            (32_256, -32_256, 8)
        );
    }

    #[test]
    fn no_sample_is_far_from_its_code() {
        for sample in i16::MIN..=i16::MAX {
            let allowed = 16 + sample.unsigned_abs() / 16;
            for back in [mu_law(to_mu_law(sample)), a_law(to_a_law(sample))] {
                assert!(back.abs_diff(sample) <= allowed.max(645), "{sample} {back}");
            }
        }
    }

    #[test]
    fn a_tone_survives_every_format() {
        let tone: Vec<i16> = (0..48_000)
            .map(|at| (8_000.0 * (at as f32 * 0.04).sin()) as i16)
            .collect();
        for format in FORMATS {
            let mut encoder = Encoder::new(format).unwrap();
            let mut bytes: Vec<u8> = tone
                .chunks(960)
                .flat_map(|piece| encoder.encode(piece))
                .collect();
            bytes.extend(encoder.finish());
            let wanted = format.rate() as usize * format.sample_bytes();
            assert!(bytes.len() >= wanted, "{format:?}: {}", bytes.len());
            let mut decoder = Decoder::new(format).unwrap();
            let back = decoder.decode(&bytes);
            let power = |samples: &[i16]| -> f32 {
                let squares = samples.iter().map(|sample| f32::from(*sample).powi(2));
                squares.sum()
            };
            let kept = power(&back) / power(&tone);
            assert!((0.95..1.05).contains(&kept), "{format:?} {kept}");
        }
    }

    #[test]
    fn half_a_sample_is_dropped_and_no_base64_is_refused() {
        let mut decoder = Decoder::new(Format::PCM).unwrap();
        assert!(decoder.decode(&[1]).is_empty());
        assert_eq!(from_base64("not base64!"), None);
        assert_eq!(from_base64(&to_base64(&[1, 2, 255])), Some(vec![1, 2, 255]));
    }
}
