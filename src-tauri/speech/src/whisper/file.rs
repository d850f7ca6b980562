//! A model's file, looked through before the library reads it.
//!
//! The library trusts every length in the file; one that is damaged or cut short would end the whole
//! program. The form is that of whisper.cpp's `whisper_model_load`.

use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read, Seek},
    path::Path,
};

/// "ggml", as a number.
const MAGIC: u32 = 0x6767_6D6C;

/// Every model's window, in frames of 20 ms: 30 s.
const AUDIO_WINDOW: u32 = 1_500;

/// Sizes of the vocabulary: English, other languages, and those of the third edition.
const VOCABULARY: std::ops::RangeInclusive<u32> = 51_864..=51_866;

/// Layers of the models there are, tiny to large.
const LAYERS: [u32; 5] = [4, 6, 12, 24, 32];

/// Bands of sound that models hear.
const BANDS: [u32; 2] = [80, 128];

/// Sizes of the filters' spectrum: half of a window of 400, and its middle.
const SPECTRUM: u32 = 201;

/// ggml's number of models whose weights are all of 32 bits (ggml.h, `enum ggml_ftype`).
const WHOLE_FLOATS: u32 = 0;

/// The longest word of a vocabulary, and the longest name of a tensor.
const NAME_BYTES: u32 = 512;

/// Numbers in a row of a model's largest tensor: no model has more, and it bounds what is multiplied.
const ROW: u32 = 1 << 17;

/// Whether `path` holds a whole model.
///
/// # Errors
/// The system's, or `InvalidData` that says what is wrong.
pub(super) fn check(path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut reader = Reader {
        file: BufReader::new(file),
        length,
    };
    reader.model().map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => invalid("it is cut short"),
        _ => error,
    })
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        format!("this is no model of Whisper: {what}"),
    )
}

fn require(holds: bool, what: &str) -> io::Result<()> {
    if holds { Ok(()) } else { Err(invalid(what)) }
}

struct Reader {
    file: BufReader<File>,
    length: u64,
}

impl Reader {
    fn model(&mut self) -> io::Result<()> {
        require(self.number()? == MAGIC, "it does not begin as one")?;
        let [words, window, audio, _, audio_layers] = self.numbers()?;
        let [_, text, _, text_layers, bands, form] = self.numbers()?;
        let sane = VOCABULARY.contains(&words)
            && window == AUDIO_WINDOW
            && (1..=ROW).contains(&audio)
            && audio == text
            && LAYERS.contains(&audio_layers)
            && (1..=audio_layers).contains(&text_layers)
            && BANDS.contains(&bands);
        require(sane, "its sizes are none of a model's")?;
        // The library would load them, and end the program at the first sound.
        require(
            form != WHOLE_FLOATS,
            "its weights have 32 bits; convert it to 16",
        )?;
        let filters: [u32; 2] = self.numbers()?;
        require(filters == [bands, SPECTRUM], "its filters are not")?;
        self.skip(u64::from(bands) * u64::from(SPECTRUM) * 4)?;
        let named = self.number()?;
        require(named <= words, "it has too many words")?;
        let mut has_blank = false;
        for _ in 0..named {
            let length = self.number()?;
            require(length <= NAME_BYTES, "a word is too long")?;
            if length == 1 {
                let mut letter = [0];
                self.file.read_exact(&mut letter)?;
                has_blank |= letter == *b" ";
            } else {
                self.skip(length.into())?;
            }
        }
        // The library looks for it without asking whether it is there.
        require(has_blank, "it has no blank among its words")?;
        let mut tensors = 0;
        while self.file.stream_position()? < self.length {
            self.tensor()?;
            tensors += 1;
        }
        require(tensors > 0, "it is empty")
    }

    /// One tensor: its header, its name, and as much as it says it has.
    fn tensor(&mut self) -> io::Result<()> {
        let [dimensions, name, kind] = self.numbers()?;
        require((1..=4).contains(&dimensions), "a tensor has no shape")?;
        require(name <= NAME_BYTES, "a tensor's name is too long")?;
        let mut elements = 1_u64;
        for _ in 0..dimensions {
            let size = self.number()?;
            require((1..=ROW).contains(&size), "a tensor's shape is not")?;
            elements = elements.saturating_mul(size.into());
        }
        let (bytes, block) = layout(kind).ok_or_else(|| invalid("a tensor's form is unknown"))?;
        require(elements.is_multiple_of(block), "a tensor's shape is not")?;
        self.skip(u64::from(name) + (elements / block).saturating_mul(bytes))
    }

    fn numbers<const N: usize>(&mut self) -> io::Result<[u32; N]> {
        let mut numbers = [0; N];
        for number in &mut numbers {
            *number = self.number()?;
        }
        Ok(numbers)
    }

    fn number(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.file.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        let left = self.length - self.file.stream_position()?;
        if bytes > left {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        // It fits: it is less than a file's length.
        self.file
            .seek_relative(i64::try_from(bytes).map_err(|_| ErrorKind::UnexpectedEof)?)
    }
}

/// How many bytes so many elements take, by ggml's number of their form (ggml.h, `enum ggml_type`).
fn layout(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 => (4, 1),
        1 => (2, 1),
        2 => (18, 32),
        3 => (20, 32),
        6 => (22, 32),
        7 => (24, 32),
        8 => (34, 32),
        10 => (84, 256),
        11 => (110, 256),
        12 => (144, 256),
        13 => (176, 256),
        14 => (210, 256),
        _ => return None,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;

    /// A file of the right form with one tensor, whose weights are no model's.
    pub fn plausible() -> Vec<u8> {
        let mut file = Vec::new();
        let mut put = |numbers: &[u32]| {
            file.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        };
        put(&[MAGIC, 51_864, 1_500, 384, 6, 4, 448, 384, 6, 4, 80, 1]);
        put(&[80, SPECTRUM]);
        put(&vec![0; 80 * 201]);
        // One word, the one that there must be.
        put(&[1, 1]);
        file.extend(b" ");
        for number in [1_u32, 4, 0, 5] {
            file.extend(number.to_le_bytes());
        }
        file.extend(b"name");
        file.extend([0; 20]);
        file
    }

    fn checked(bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        check(file.path())
    }

    #[test]
    fn a_whole_file_passes_and_no_part_of_it_does() {
        let whole = plausible();
        checked(&whole).unwrap();
        for end in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
            let error = checked(&whole[..end]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData, "{end}");
        }
    }

    #[test]
    fn weights_that_would_end_the_program_are_refused() {
        let mut file = plausible();
        file[44..48].copy_from_slice(&WHOLE_FLOATS.to_le_bytes());
        let said = checked(&file).unwrap_err().to_string();
        assert!(said.contains("convert it to 16"), "{said}");
    }

    #[test]
    fn a_vocabulary_without_a_blank_is_refused() {
        let mut file = plausible();
        let blank = file.len() - 41;
        assert_eq!(file[blank], b' ');
        file[blank] = b'x';
        assert!(checked(&file).unwrap_err().to_string().contains("no blank"));
    }

    #[test]
    fn lengths_that_would_not_fit_are_refused() {
        let whole = plausible();
        let tensor = whole.len() - 40;
        for (at, what) in [
            (4, "words"),
            (48, "filters"),
            (tensor, "dimensions"),
            (tensor + 4, "name"),
        ] {
            let mut file = whole.clone();
            file[at..at + 4].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
            assert!(checked(&file).is_err(), "{what}");
        }
    }
}
