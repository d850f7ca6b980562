//! What readings share: a reading is copied at every word, and most of it stays the same.

use super::piece::Piece;
use std::{
    ops::{Index, IndexMut},
    rc::Rc,
};

/// The pieces of a reading; one that is changed is copied first.
#[derive(Debug, Clone, Default)]
pub(super) struct Pieces(Vec<Rc<Piece>>);

impl Pieces {
    pub fn push(&mut self, piece: Piece) {
        self.0.push(Rc::new(piece));
    }

    pub fn pop(&mut self) -> Option<Rc<Piece>> {
        self.0.pop()
    }

    pub fn last(&self) -> Option<&Piece> {
        self.0.last().map(|piece| &**piece)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = &Piece> {
        self.0.iter().map(|piece| &**piece)
    }
}

impl Index<usize> for Pieces {
    type Output = Piece;

    fn index(&self, at: usize) -> &Piece {
        &self.0[at]
    }
}

impl IndexMut<usize> for Pieces {
    fn index_mut(&mut self, at: usize) -> &mut Piece {
        Rc::make_mut(&mut self.0[at])
    }
}

impl PartialEq for Pieces {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Rc<Piece>, &Rc<Piece>)| Rc::ptr_eq(a, b) || a == b;
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

/// A set of words, by their place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Words([u64; Self::BLOCKS]);

impl Words {
    const BLOCKS: usize = 4;
    /// How many words a set can hold; an utterance is cut off there.
    pub const MOST: usize = 64 * Self::BLOCKS;

    pub fn insert(&mut self, from: usize, to: usize) {
        for word in from..to.min(Self::MOST) {
            self.0[word / 64] |= 1 << (word % 64);
        }
    }

    pub fn contains(self, word: usize) -> bool {
        word < Self::MOST && self.0[word / 64] & (1 << (word % 64)) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == [0; Self::BLOCKS]
    }

    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Self::MOST).filter(move |word| self.contains(*word))
    }
}
