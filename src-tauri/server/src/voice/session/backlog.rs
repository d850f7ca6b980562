//! Sound that came in events and was not listened to yet. It is kept as it came, and decoded 20 ms
//! at a time: minutes may come at once, and decoded they are many times as large.

use realtime::session::Format;
use std::collections::VecDeque;

/// Pieces of 20 ms in a second.
const PIECES_PER_SECOND: usize = 50;

/// What waits, oldest first. Nothing more is received while there is any, so it is never more than
/// one event's sound.
#[derive(Debug, Default)]
pub(super) struct Backlog(VecDeque<Waiting>);

#[derive(Debug)]
struct Waiting {
    format: Format,
    bytes: Vec<u8>,
    taken: usize,
}

impl Backlog {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts sound behind all that waits.
    pub fn push(&mut self, format: Format, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.0.push_back(Waiting {
                format,
                bytes,
                taken: 0,
            });
        }
    }

    /// Forgets it.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The next 20 ms, or what is left of an event's sound.
    pub fn next<T>(&mut self, take: impl FnOnce(Format, &[u8]) -> T) -> Option<T> {
        let first = self.0.front_mut()?;
        let samples = first.format.rate() as usize / PIECES_PER_SECOND;
        let end = first.taken + samples * first.format.sample_bytes();
        let end = end.min(first.bytes.len());
        let taken = take(first.format, &first.bytes[first.taken..end]);
        first.taken = end;
        if end == first.bytes.len() {
            self.0.pop_front();
        }
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_out_as_it_went_in() {
        let mut backlog = Backlog::default();
        backlog.push(Format::PCM, Vec::new());
        assert!(backlog.is_empty());
        backlog.push(Format::PCM, vec![1; 2_000]);
        backlog.push(Format::Pcmu, vec![2; 200]);
        let mut lengths = Vec::new();
        while let Some((format, bytes)) = backlog.next(|format, bytes| (format, bytes.to_vec())) {
            let wanted = if format == Format::PCM { 1 } else { 2 };
            assert!(bytes.iter().all(|byte| *byte == wanted));
            lengths.push(bytes.len());
        }
        assert_eq!(lengths, [960, 960, 80, 160, 40]);
        backlog.push(Format::PCM, vec![1; 2_000]);
        backlog.clear();
        assert_eq!(backlog.next(|_, _| ()), None);
    }
}
