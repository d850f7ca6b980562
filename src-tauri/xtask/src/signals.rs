//! Waiting for several things at once without threads: an interrupt, the end of a child, a
//! pipe, a deadline.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM};
use signal_hook::{flag, low_level::pipe};

/// Between two looks at something that tells nobody when it changes: a person does not notice it.
const LOOK: Duration = Duration::from_millis(250);

/// The longest single sleep. Any would do: signals end it.
const LONG: Duration = Duration::from_secs(3600);

/// Someone pressed Ctrl-C, or the terminal went away.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// Whether an interrupt ends a wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Heed {
    /// It does: the usual case.
    Interrupts,
    /// It does not: things are being put away because of one.
    Nothing,
}

/// The signals this process hears, as something that can be waited for.
pub struct Signals {
    wake: UnixStream,
    interrupted: Arc<AtomicBool>,
}

impl Signals {
    /// Listens for interrupts and ended children from here on.
    ///
    /// # Errors
    /// When the system has no file descriptors left.
    pub fn install() -> io::Result<Self> {
        // What a child leaves behind becomes ours, to be ended and reaped, instead of init's.
        #[cfg(target_os = "linux")]
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
        let (wake, writer) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        let interrupted = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // The flag first: whoever is woken must see it.
            flag::register(signal, Arc::clone(&interrupted))?;
            pipe::register(signal, writer.try_clone()?)?;
        }
        pipe::register(SIGCHLD, writer)?;
        Ok(Self { wake, interrupted })
    }

    /// # Errors
    /// [`Interrupted`] if an interrupt came.
    pub fn check(&self) -> Result<(), Interrupted> {
        if self.interrupted.load(Ordering::SeqCst) {
            return Err(Interrupted);
        }
        Ok(())
    }

    /// Looks again and again, for what tells nobody when it changes. Whether it came true
    /// within `patience`.
    ///
    /// # Errors
    /// [`Interrupted`]; whatever `is_true` fails with.
    pub fn look_until(
        &self,
        patience: Duration,
        mut is_true: impl FnMut() -> anyhow::Result<bool>,
    ) -> anyhow::Result<bool> {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if is_true()? {
                return Ok(true);
            }
            let next = Instant::now() + LOOK;
            self.wait_until(None, next, Heed::Interrupts, || Ok(None::<()>))?;
        }
        Ok(false)
    }

    /// Asks `done` now and whenever a child ended, until it gives an answer.
    ///
    /// # Errors
    /// [`Interrupted`]; whatever `done` fails with.
    pub fn wait<T>(
        &self,
        mut done: impl FnMut() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        loop {
            let next = Instant::now() + LONG;
            if let Some(answer) = self.wait_until(None, next, Heed::Interrupts, &mut done)? {
                return Ok(answer);
            }
        }
    }

    /// Asks `done` now and whenever a child ended or `readable` has something, until it gives
    /// an answer. `None` once `until` has passed.
    ///
    /// # Errors
    /// [`Interrupted`] unless that is not heeded; whatever `done` fails with.
    pub fn wait_until<T>(
        &self,
        readable: Option<BorrowedFd<'_>>,
        until: Instant,
        heed: Heed,
        mut done: impl FnMut() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<Option<T>> {
        loop {
            // Drained before the question, so that a signal after it still wakes the poll.
            self.drain()?;
            if let Some(answer) = done()? {
                return Ok(Some(answer));
            }
            if heed == Heed::Interrupts {
                self.check()?;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            self.sleep(readable, left)?;
        }
    }

    fn sleep(&self, readable: Option<BorrowedFd<'_>>, left: Duration) -> io::Result<()> {
        let mut fds = vec![PollFd::from_borrowed_fd(self.wake.as_fd(), PollFlags::IN)];
        fds.extend(readable.map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)));
        let timeout = Timespec::try_from(left).map_err(io::Error::other)?;
        match poll(&mut fds, Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn drain(&self) -> io::Result<()> {
        let mut bytes = [0; 64];
        loop {
            match (&self.wake).read(&mut bytes) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
