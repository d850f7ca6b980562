//! The staff's code: what keeps a guest at his order, and lets staff at the settings.

use std::time::{Duration, Instant};

/// How long the settings stay open, where nobody closes them: staff who are called away.
const OPEN_FOR: Duration = Duration::from_secs(60);
/// Wrong codes until nobody may try for a while: a slip, and another.
const TRIES: u32 = 3;
/// That while. Ten thousand codes take two days of standing there.
const PAUSE: Duration = Duration::from_secs(60);

/// Whether the settings of a counter in guest mode are open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    open_until: Option<Instant>,
    wrong: u32,
    shut_until: Option<Instant>,
}

/// Why it stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Shut {
    /// Another code.
    #[error("That is not the code.")]
    Wrong,
    /// Too many others.
    #[error("Too many wrong codes. Wait a minute.")]
    Wait,
}

impl Lock {
    /// Somebody shows a code.
    ///
    /// # Errors
    /// [`Shut`]
    pub fn open(&mut self, code: &str, shown: &str, now: Instant) -> Result<(), Shut> {
        if self.shut_until.is_some() {
            return Err(Shut::Wait);
        }
        if code != shown {
            self.wrong += 1;
            if self.wrong >= TRIES {
                self.shut_until = Some(now + PAUSE);
            }
            return Err(Shut::Wrong);
        }
        self.wrong = 0;
        self.open_until = Some(now + OPEN_FOR);
        Ok(())
    }

    /// Whoever opened it has done.
    pub fn close(&mut self) {
        self.open_until = None;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open_until.is_some()
    }

    /// When time alone changes it.
    pub fn due(&self) -> Option<Instant> {
        [self.open_until, self.shut_until]
            .into_iter()
            .flatten()
            .min()
    }

    /// Time has passed. Says whether anything is other than before.
    pub fn pass(&mut self, now: Instant) -> bool {
        if self.due().is_none_or(|due| due > now) {
            return false;
        }
        self.open_until = self.open_until.filter(|until| *until > now);
        self.shut_until = self.shut_until.filter(|until| *until > now);
        if self.shut_until.is_none() && self.wrong >= TRIES {
            self.wrong = 0;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_to_the_code_and_shuts_by_itself() {
        let (mut lock, now) = (Lock::default(), Instant::now());
        assert_eq!(lock.open("1234", "4321", now), Err(Shut::Wrong));
        assert_eq!(lock.open("1234", "1234", now), Ok(()));
        assert!(lock.is_open());
        assert!(!lock.pass(now + OPEN_FOR / 2));
        assert!(lock.pass(now + OPEN_FOR));
        assert!(!lock.is_open());
        lock.open("1234", "1234", now).unwrap();
        lock.close();
        assert_eq!((lock.is_open(), lock.due()), (false, None));
    }

    #[test]
    fn who_tries_codes_must_wait() {
        let (mut lock, now) = (Lock::default(), Instant::now());
        for _ in 0..TRIES {
            assert_eq!(lock.open("1234", "0000", now), Err(Shut::Wrong));
        }
        assert_eq!(
            lock.open("1234", "1234", now),
            Err(Shut::Wait),
            "even right"
        );
        assert!(lock.pass(now + PAUSE));
        assert_eq!(lock.open("1234", "0000", now + PAUSE), Err(Shut::Wrong));
        assert_eq!(lock.open("1234", "1234", now + PAUSE), Ok(()));
    }
}
