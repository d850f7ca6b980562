//! An Opus stream put together again: packets, what was lost between them, and silence, in frames
//! of 20 ms.

use std::collections::VecDeque;

use opus::{Channels, Decoder};

use crate::{FRAME, Frame, RATE};

/// Samples of the longest Opus packet: 120 ms (RFC 6716, 2).
pub(super) const LONGEST: usize = 5_760;
/// Longest payload taken, in bytes: what one datagram carries.
const MAX_PAYLOAD: usize = 1_500;
/// Lost sound the decoder is asked to make up, in samples: 100 ms. Beyond that it only hums.
const CONCEALED: usize = 5 * FRAME;

/// Decodes one stream. Memory is bounded: what [`Decode::frame`] has not taken is at most one gap
/// and one packet.
pub(super) struct Decode {
    decoder: Decoder,
    /// Decoded, and less than a frame.
    rest: Vec<i16>,
    frames: VecDeque<Frame>,
    scratch: Box<[i16; LONGEST]>,
}

impl Decode {
    /// # Errors
    /// When there is no memory for a decoder.
    pub(super) fn new() -> Result<Decode, opus::Error> {
        Ok(Decode {
            decoder: Decoder::new(RATE, Channels::Mono)?,
            rest: Vec::with_capacity(FRAME),
            frames: VecDeque::new(),
            scratch: Box::new([0; LONGEST]),
        })
    }

    /// How many samples a payload holds; `None` if it is no Opus.
    pub(super) fn samples(payload: &[u8]) -> Option<usize> {
        if payload.is_empty() || payload.len() > MAX_PAYLOAD {
            return None;
        }
        let samples = opus::packet::get_nb_samples(payload, RATE).ok()?;
        (1..=LONGEST).contains(&samples).then_some(samples)
    }

    /// Decodes a payload that has `samples`. One that is spoilt inside becomes concealment of the
    /// same length; that it was is returned.
    pub(super) fn packet(&mut self, payload: &[u8], samples: usize) -> bool {
        match self
            .decoder
            .decode(payload, &mut self.scratch[..LONGEST], false)
        {
            Ok(decoded) => {
                self.keep(decoded);
                true
            }
            Err(_) => {
                self.conceal(samples);
                false
            }
        }
    }

    /// Makes up `samples` that were lost; `next` is the packet after them, which may carry the last
    /// of them a second time.
    pub(super) fn lost(&mut self, samples: usize, next: &[u8]) {
        let step = self.decoder.get_last_packet_duration();
        let step = step.map_or(FRAME, |step| step as usize).clamp(120, LONGEST);
        let again = step.min(samples);
        let before = samples - again;
        self.conceal(before.min(CONCEALED));
        self.silence(before.saturating_sub(CONCEALED));
        // Forward error correction wants the exact length of what it replaces, in steps of 2.5 ms.
        let again = again - again % 120;
        if again == 0 {
            return;
        }
        match self.decoder.decode(next, &mut self.scratch[..again], true) {
            Ok(decoded) => self.keep(decoded),
            Err(_) => self.silence(again),
        }
    }

    /// Adds silence.
    pub(super) fn silence(&mut self, samples: usize) {
        let mut left = samples;
        while left > 0 {
            let part = left.min(LONGEST);
            self.scratch[..part].fill(0);
            self.keep(part);
            left -= part;
        }
    }

    /// The next whole frame.
    pub(super) fn frame(&mut self) -> Option<Frame> {
        self.frames.pop_front()
    }

    fn conceal(&mut self, samples: usize) {
        let mut left = samples - samples % 120;
        while left > 0 {
            let part = left.min(FRAME);
            match self.decoder.decode(&[], &mut self.scratch[..part], false) {
                Ok(decoded) if decoded > 0 => self.keep(decoded.min(part)),
                _ => return self.silence(left),
            }
            left -= part;
        }
    }

    /// Cuts the first `samples` of the scratch into frames.
    fn keep(&mut self, samples: usize) {
        let mut sound = &self.scratch[..samples.min(LONGEST)];
        while !sound.is_empty() {
            let part = sound.len().min(FRAME - self.rest.len());
            self.rest.extend_from_slice(&sound[..part]);
            sound = &sound[part..];
            if self.rest.len() == FRAME {
                let mut frame: Frame = Box::new([0; FRAME]);
                frame.copy_from_slice(&self.rest);
                self.frames.push_back(frame);
                self.rest.clear();
            }
        }
    }
}
