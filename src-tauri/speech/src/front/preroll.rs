//! What was heard just before somebody was heard to speak.

use super::{PREFIX_MS, activity::START_MS};
use crate::sound::HEAR_RATE;
use std::collections::VecDeque;

/// As much as can be asked for, in samples.
const ROOM: usize = (PREFIX_MS + START_MS) as usize * HEAR_RATE as usize / 1_000;

/// The last sound of a stream, at [`HEAR_RATE`].
#[derive(Default)]
pub(super) struct Preroll(VecDeque<i16>);

impl Preroll {
    /// Adds what came next, and keeps no more than `ms` and the start of speech.
    pub fn push(&mut self, samples: &[i16], ms: u32) {
        let room = (ms.saturating_add(START_MS) as usize * HEAR_RATE as usize / 1_000).min(ROOM);
        self.0.extend(samples);
        let over = self.0.len().saturating_sub(room);
        self.0.drain(..over);
    }

    /// All of it, in order.
    pub fn sound(&mut self) -> &[i16] {
        self.0.make_contiguous()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
