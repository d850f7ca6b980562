//! Live heap: what the allocator has given out and not got back, C's code included; and giving back to the
//! system what it has.
//!
//! Asked of glibc (mallinfo(3)), since a counting allocator of our own would cost every allocation:
//! 11 ns for each allocation and its release where glibc takes 10, and it would not see what SQLite,
//! Opus and the recogniser hold. Asking costs 0.6 µs in a fresh heap and about 0.3 ms for each thousand
//! holes in a worn one, during which an arena is locked, so it is asked sparingly.

/// One for the runtime's threads, and one beside it so that a thread which waits for the first goes on.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ARENAS: i32 = 2;

/// What all arenas have given out, and what was mapped for single large allocations.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "there is no safe way to ask the C library")]
pub(super) fn given_out() -> Option<u64> {
    // SAFETY: it takes no argument, returns plain numbers by value, and is safe to be called from any
    // thread (it takes each arena's lock).
    let info = unsafe { libc::mallinfo2() };
    Some((info.uordblks + info.hblkhd) as u64)
}

/// Gives whole pages that hold nothing any more back to the system. glibc does so by itself only at the end
/// of each arena, so that one who came last would keep all that was before him; guests who spoke leave tens
/// of MiB behind. It takes a few ms in a heap of 100 MiB, during which one arena after the other is locked.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "there is no safe way to ask the C library")]
pub(super) fn give_back() {
    // SAFETY: it takes a plain number, and is safe to be called from any thread (malloc_trim(3)).
    unsafe { libc::malloc_trim(0) };
}

/// Left to the allocator.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn give_back() {}

/// Keeps glibc to [`ARENAS`]; to be called before there are threads. Each arena keeps what its threads
/// once needed, and glibc makes eight for each core: a guest who speaks is served by whichever thread is
/// free, so that in a day every arena would have grown to what one needs. Measured in a compressed day of
/// 1,000 orders and 340 guests: 113 MiB resident with two arenas, 151 MiB with as many as there may be.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "there is no safe way to tell the C library")]
pub(crate) fn few_arenas() {
    // SAFETY: it takes plain numbers; what it does not know it leaves (mallopt(3)).
    unsafe { libc::mallopt(libc::M_ARENA_MAX, ARENAS) };
}

/// Left to the allocator.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn few_arenas() {}

/// Not known.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn given_out() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_counted_wherever_it_was_allocated() {
        if !cfg!(all(target_os = "linux", target_env = "gnu")) {
            return;
        }
        // Other tests allocate and give back meanwhile, but less than half of this.
        const HELD: u64 = 128 * 1024 * 1024;
        let before = given_out().unwrap();
        let small = || vec![vec![1_u8; 1_024]; (HELD / 1_024) as usize];
        let held = std::thread::scope(|threads| threads.spawn(small).join().unwrap());
        let while_held = given_out().unwrap();
        assert!(while_held > before + HELD / 2, "{before} {while_held}");
        drop(held);
        let after = given_out().unwrap();
        assert!(after < while_held - HELD / 2, "{while_held} {after}");
    }
}
