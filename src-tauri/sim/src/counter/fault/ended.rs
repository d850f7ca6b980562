//! How a session ended that had a fault.

use super::{Fault, MANY};
use crate::counter::Moment;

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    /// How many of what was said are in the cart.
    pub ordered: u32,
    /// Something is in the cart that nobody said or tapped.
    pub has_other: bool,
    /// What was tapped before is there, and was never missing.
    pub is_kept: bool,
    /// Every moment that was shown, in order.
    pub film: Vec<Moment>,
}

/// What that is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The order is as it was said.
    Order,
    /// It is not, and the counter is ready for it.
    Ready,
    /// It was taken more than once.
    Twice,
}

impl Ended {
    /// What it is worth.
    pub fn outcome(&self) -> Outcome {
        match self.ordered {
            MANY if !self.has_other => Outcome::Order,
            more if more > MANY => Outcome::Twice,
            _ => Outcome::Ready,
        }
    }

    /// The first words of the fault that were not shown, or not in their turn.
    pub fn misses(&self, fault: Fault) -> Option<&'static str> {
        let has = |moment: &Moment, wanted: &str| moment.shown.words().any(|words| words == wanted);
        let mut wanted = fault.words().iter().copied().peekable();
        for moment in &self.film {
            // One moment may show several of them.
            while wanted.next_if(|words| has(moment, words)).is_some() {}
        }
        wanted.next()
    }
}
