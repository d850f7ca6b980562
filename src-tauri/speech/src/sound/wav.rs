//! WAV files, as programs really write them: also with a header that was written before the
//! length was known.
//!
//! The form is RIFF's (Multimedia Programming Interface and Data Specifications 1.0, chapter 3).

use super::{Clip, FULL_SCALE, to_i16};

/// `WAVE_FORMAT_PCM`.
const PCM: u16 = 1;
/// `WAVE_FORMAT_IEEE_FLOAT`.
const FLOAT: u16 = 3;
/// `WAVE_FORMAT_EXTENSIBLE`: what it really is stands further on.
const EXTENSIBLE: u16 = 0xFFFE;
/// Where in an extensible format the real one stands.
const EXTENDED_AT: usize = 24;
/// Channels of one file: more than any sound card's microphones.
const CHANNELS: u16 = 64;

/// Why a file cannot be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WavError {
    /// Something else.
    #[error("this is not a WAV file")]
    NotWav,
    /// It ends before its sound begins.
    #[error("the WAV file has no sound in it")]
    NoSound,
    /// Sound in a form that we do not know.
    #[error(
        "the WAV file holds sound of format {format} with {bits} bits in {channels} channels at \
         {rate} samples a second; uncompressed sound is needed"
    )]
    Format {
        /// Its number in RIFF.
        format: u16,
        /// Of one sample.
        bits: u16,
        /// Of one file.
        channels: u16,
        /// Samples a second.
        rate: u32,
    },
}

/// What a file says of its sound.
#[derive(Clone, Copy)]
struct Form {
    format: u16,
    channels: u16,
    rate: u32,
    bits: u16,
}

impl Clip {
    /// Reads a WAV file; several channels are mixed to one. A file that says it is longer than
    /// it is (a program wrote it to a pipe) is read to its end.
    ///
    /// # Errors
    /// [`WavError`] says what is wrong with it.
    pub fn from_wav(bytes: &[u8]) -> Result<Self, WavError> {
        if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
            return Err(WavError::NotWav);
        }
        let (mut rest, mut form) = (&bytes[12..], None);
        while let (Some(name), Some(length)) = (rest.get(..4), le32(rest, 4)) {
            let body = &rest[8..];
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let chunk = &body[..length.min(body.len())];
            match name {
                b"fmt " => form = Some(Form::read(chunk).ok_or(WavError::NoSound)?),
                // A length of nothing, too, is one that was not known.
                b"data" if length == 0 => return form.ok_or(WavError::NoSound)?.clip(body),
                b"data" => return form.ok_or(WavError::NoSound)?.clip(chunk),
                _ => {}
            }
            // Chunks begin at even places.
            rest = body
                .get(length.saturating_add(length % 2)..)
                .unwrap_or_default();
        }
        Err(WavError::NoSound)
    }

    /// The same as a WAV file of 16 bits.
    pub fn to_wav(&self) -> Vec<u8> {
        let data = u32::try_from(2 * self.samples.len()).unwrap_or(u32::MAX);
        let mut file = Vec::with_capacity(44 + 2 * self.samples.len());
        file.extend_from_slice(b"RIFF");
        file.extend(data.saturating_add(36).to_le_bytes());
        file.extend_from_slice(b"WAVEfmt ");
        file.extend(16_u32.to_le_bytes());
        file.extend(PCM.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(self.rate.to_le_bytes());
        file.extend((2 * self.rate).to_le_bytes());
        file.extend(2_u16.to_le_bytes());
        file.extend(16_u16.to_le_bytes());
        file.extend_from_slice(b"data");
        file.extend(data.to_le_bytes());
        file.extend(self.samples.iter().flat_map(|sample| sample.to_le_bytes()));
        file
    }
}

impl Form {
    fn read(chunk: &[u8]) -> Option<Self> {
        let format = match le16(chunk, 0)? {
            EXTENSIBLE => le16(chunk, EXTENDED_AT)?,
            plain => plain,
        };
        Some(Self {
            format,
            channels: le16(chunk, 2)?,
            rate: le32(chunk, 4)?,
            bits: le16(chunk, 14)?,
        })
    }

    fn clip(self, data: &[u8]) -> Result<Clip, WavError> {
        let sample: fn(&[u8]) -> f32 = match (self.format, self.bits) {
            (PCM, 8) => |bytes| (f32::from(bytes[0]) - 128.0) * 256.0,
            (PCM, 16) => |bytes| f32::from(i16::from_le_bytes([bytes[0], bytes[1]])),
            // The two upper bytes say all that 16 bits can.
            (PCM, 24) => |bytes| f32::from(i16::from_le_bytes([bytes[1], bytes[2]])),
            (PCM, 32) => |bytes| f32::from(i16::from_le_bytes([bytes[2], bytes[3]])),
            (FLOAT, 32) => {
                |bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) * FULL_SCALE
            }
            _ => return Err(self.unknown()),
        };
        if !(1..=CHANNELS).contains(&self.channels) || self.rate == 0 {
            return Err(self.unknown());
        }
        let each = usize::from(self.bits / 8);
        let frames = data.chunks_exact(each * usize::from(self.channels));
        let mixed = frames.map(|frame| {
            let sum: f32 = frame.chunks_exact(each).map(sample).sum();
            to_i16(sum / f32::from(self.channels))
        });
        Ok(Clip {
            rate: self.rate,
            samples: mixed.collect(),
        })
    }

    fn unknown(self) -> WavError {
        WavError::Format {
            format: self.format,
            bits: self.bits,
            channels: self.channels,
            rate: self.rate,
        }
    }
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip() -> Clip {
        Clip {
            rate: 22_050,
            samples: vec![0, 1, -1, i16::MAX, i16::MIN, 300],
        }
    }

    /// A file of one chunk of sound in that form.
    fn file(format: u16, channels: u16, bits: u16, data: &[u8]) -> Vec<u8> {
        let mut file = Clip {
            rate: 16_000,
            ..Clip::default()
        }
        .to_wav();
        file[20..22].copy_from_slice(&format.to_le_bytes());
        file[22..24].copy_from_slice(&channels.to_le_bytes());
        file[34..36].copy_from_slice(&bits.to_le_bytes());
        file[40..44].copy_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
        file.extend_from_slice(data);
        file
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(Clip::from_wav(&clip().to_wav()), Ok(clip()));
    }

    #[test]
    fn a_length_that_was_not_known_reads_to_the_end() {
        for length in [0, 0x7FFF_F000_u32, u32::MAX] {
            let mut file = clip().to_wav();
            file[40..44].copy_from_slice(&length.to_le_bytes());
            assert_eq!(Clip::from_wav(&file), Ok(clip()), "{length:#x}");
        }
    }

    #[test]
    fn other_chunks_are_stepped_over_also_odd_ones() {
        let plain = clip().to_wav();
        let mut file = plain[..36].to_vec();
        file.extend_from_slice(b"LIST\x03\0\0\0abc\0");
        file.extend_from_slice(&plain[36..]);
        assert_eq!(Clip::from_wav(&file), Ok(clip()));
    }

    #[test]
    fn every_uncompressed_form_is_read_and_channels_are_mixed() {
        let samples = |bytes: &[u8]| Clip::from_wav(bytes).unwrap().samples;
        assert_eq!(
            samples(&file(PCM, 1, 8, &[128, 255, 0])),
            [0, 32_512, -32_768]
        );
        assert_eq!(samples(&file(PCM, 2, 16, &[100, 0, 200, 0])), [150]);
        assert_eq!(samples(&file(PCM, 1, 24, &[9, 1, 0])), [1]);
        assert_eq!(samples(&file(PCM, 1, 32, &[9, 9, 1, 0])), [1]);
        assert_eq!(
            samples(&file(FLOAT, 1, 32, &0.5_f32.to_le_bytes())),
            [16_384]
        );
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        assert_eq!(Clip::from_wav(b""), Err(WavError::NotWav));
        assert_eq!(Clip::from_wav(b"ID3 an mp3 file"), Err(WavError::NotWav));
        assert_eq!(
            Clip::from_wav(&clip().to_wav()[..20]),
            Err(WavError::NoSound)
        );
        let compressed = Clip::from_wav(&file(85, 1, 0, &[]));
        assert!(matches!(
            compressed,
            Err(WavError::Format { format: 85, .. })
        ));
        let none = Clip::from_wav(&file(PCM, 0, 16, &[]));
        assert!(matches!(none, Err(WavError::Format { channels: 0, .. })));
    }

    #[test]
    fn no_prefix_of_a_file_brings_it_down() {
        let whole = file(PCM, 2, 16, &[1, 2, 3, 4, 5, 6, 7, 8]);
        for end in 0..whole.len() {
            // Whether it is sound depends on where it was cut; that it is read safely does not.
            let read = Clip::from_wav(&whole[..end]);
            assert!(read.is_err() || end >= 44, "{end}");
        }
    }
}
