//! Live heap: what the allocator has given out and not got back, C's code included.
//!
//! Asked of glibc (mallinfo(3)), since a counting allocator of our own would cost every allocation:
//! 11 ns for each allocation and its release where glibc takes 10, and it would not see what SQLite,
//! Opus and the recogniser hold. Asking costs 0.6 µs in a fresh heap and about 0.3 ms for each thousand
//! holes in a worn one, during which an arena is locked; so a question that took long is not soon asked
//! again.

use std::time::Duration;

use crate::time::Instant;

/// How much of the time may go into asking: one part in so many.
const ONE_PART_IN: u32 = 10_000;

/// The live heap, asked for no more often than is cheap.
#[derive(Debug, Default)]
pub struct LiveHeap {
    known: Option<u64>,
    ask_at: Option<Instant>,
}

impl LiveHeap {
    /// The live heap in bytes as it is, or as it was when it was last asked for; `None` where nobody
    /// knows it (other C libraries than glibc).
    pub fn read(&mut self) -> Option<u64> {
        self.read_by(Instant::now, given_out)
    }

    fn read_by(
        &mut self,
        clock: impl Fn() -> Instant,
        ask: impl FnOnce() -> Option<u64>,
    ) -> Option<u64> {
        let begun = clock();
        if self.ask_at.is_none_or(|ask_at| begun >= ask_at) {
            self.known = ask();
            let took: Duration = clock() - begun;
            self.ask_at = Some(begun + took.saturating_mul(ONE_PART_IN));
        }
        self.known
    }
}

/// What all arenas have given out, and what was mapped for single large allocations.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "there is no safe way to ask the C library")]
fn given_out() -> Option<u64> {
    // SAFETY: it takes no argument, returns plain numbers by value, and is safe to be called from any
    // thread (it takes each arena's lock).
    let info = unsafe { libc::mallinfo2() };
    Some((info.uordblks + info.hblkhd) as u64)
}

/// Not known.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn given_out() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_is_held_is_counted_wherever_it_was_allocated() {
        if !cfg!(all(target_os = "linux", target_env = "gnu")) {
            return;
        }
        const HELD: u64 = 20 * 1024 * 1024;
        let before = given_out().unwrap();
        let small = || vec![vec![1_u8; 1_024]; (HELD / 1_024) as usize];
        let held = std::thread::scope(|threads| threads.spawn(small).join().unwrap());
        let while_held = given_out().unwrap();
        assert!(while_held >= before + HELD, "{before} {while_held}");
        drop(held);
        let after = given_out().unwrap();
        assert!(after < while_held - HELD / 2, "{while_held} {after}");
    }

    #[test]
    fn what_took_long_is_not_soon_asked_again() {
        let mut heap = LiveHeap::default();
        let now = Cell::new(Instant::now());
        let pass = |time: Duration| now.set(now.get() + time);
        let mut read = |value: u64| {
            heap.read_by(
                || now.get(),
                || {
                    pass(Duration::from_millis(5));
                    Some(value)
                },
            )
        };
        assert_eq!(read(1), Some(1));
        pass(Duration::from_secs(49));
        assert_eq!(read(2), Some(1));
        pass(Duration::from_secs(1));
        assert_eq!(read(3), Some(3));
    }
}
