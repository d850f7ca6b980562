//! What was offered or asked about in the last turn, and is taken now: "I'll have three of those".

use super::{
    cost,
    piece::{Origin, Piece},
    reading::{Gap, Mode, Reading},
    search::Search,
};
use std::rc::Rc;

impl<'a> Search<'a> {
    /// Makes what was offered a new line, where nothing else was named yet. Answers whether it did.
    pub fn take_offered(&self, reading: &mut Reading<'a>, number: Option<u32>) -> bool {
        let Some(offered) = &self.context.offered else {
            return false;
        };
        let plain = reading.mode == Mode::Say && !reading.on && reading.nothing_before();
        if !plain || reading.sign_fresh || !reading.pieces.is_empty() {
            return false;
        }
        let mut piece = Piece::of(Origin::New, offered);
        if let Some(number) = number {
            piece.count(number);
        }
        reading.before = super::reading::Before::default();
        reading.pieces.push(piece);
        reading.current = Rc::new([0]);
        reading.cost += cost::CORRECTED;
        reading.gap = Gap::Inside;
        true
    }
}
