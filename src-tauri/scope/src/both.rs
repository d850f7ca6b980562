//! Two pieces of work at once, for code that waits for both.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The helping thread's name, as the system shows it.
const NAME: &str = "beside";

/// Does `beside` on another thread while `here` is done on this one, and returns when both are
/// done: nothing is left behind that a scope would have to know. Where the system has no thread to
/// give, one is done after the other.
///
/// It is for work that keeps a processor busy for tens of milliseconds; a thread costs some tens of
/// microseconds.
///
/// # Panics
/// If either does.
pub fn both<A, B>(beside: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B)
where
    A: Send,
{
    let work = Mutex::new(Some(beside));
    // Whoever takes it does it.
    let take = || {
        let work = work.lock().unwrap_or_else(PoisonError::into_inner).take();
        work.map(|work| work())
    };
    thread::scope(|threads| {
        let helper = thread::Builder::new().name(NAME.to_owned());
        let helper = helper.spawn_scoped(threads, take);
        let here = here();
        let beside = match helper {
            Ok(helper) => helper.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => None,
        };
        match beside.or_else(take) {
            Some(beside) => (beside, here),
            None => unreachable!("work that was taken is done"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn both_are_done_at_the_same_time() {
        // Neither gets past it alone.
        let meeting = Barrier::new(2);
        let (beside, here) = both(
            || {
                meeting.wait();
                thread::current().id()
            },
            || {
                meeting.wait();
                thread::current().id()
            },
        );
        assert_ne!(beside, here);
        assert_eq!(here, thread::current().id());
    }

    #[test]
    fn a_panic_of_either_is_told_after_both() {
        let other = Mutex::new(false);
        let caught = std::panic::catch_unwind(|| {
            both(|| panic!("beside"), || *other.lock().unwrap() = true)
        });
        assert_eq!(*caught.unwrap_err().downcast::<&str>().unwrap(), "beside");
        assert!(*other.lock().unwrap());
    }
}
