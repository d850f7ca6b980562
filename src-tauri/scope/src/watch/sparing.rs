//! A question that may be dear, asked no more often than is cheap.

use std::time::Duration;

use crate::time::Instant;

/// The last answer to a question, and when it may be asked again.
#[derive(Debug)]
pub(super) struct Sparing<T> {
    known: T,
    ask_at: Option<Instant>,
    /// One part of the time in so many may go into it.
    part: u32,
}

impl<T: Copy + Default> Sparing<T> {
    /// Nothing was asked yet.
    pub(super) fn new(part: u32) -> Self {
        Self {
            known: T::default(),
            ask_at: None,
            part,
        }
    }

    /// The answer as it is, or as it was when it was last asked for.
    pub(super) fn ask(&mut self, question: impl FnOnce() -> T) -> T {
        self.ask_by(Instant::now, question)
    }

    fn ask_by(&mut self, clock: impl Fn() -> Instant, question: impl FnOnce() -> T) -> T {
        let begun = clock();
        if self.ask_at.is_none_or(|ask_at| begun >= ask_at) {
            self.known = question();
            let took: Duration = clock() - begun;
            self.ask_at = Some(begun + took.saturating_mul(self.part));
        }
        self.known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_took_long_is_not_soon_asked_again() {
        let mut sparing = Sparing::new(5_000);
        let now = Cell::new(Instant::now());
        let pass = |time: Duration| now.set(now.get() + time);
        let mut ask = |value: u64| {
            let question = || {
                pass(Duration::from_millis(5));
                value
            };
            sparing.ask_by(|| now.get(), question)
        };
        assert_eq!(ask(1), 1);
        pass(Duration::from_secs(24));
        assert_eq!(ask(2), 1);
        pass(Duration::from_secs(1));
        assert_eq!(ask(3), 3);
    }
}
