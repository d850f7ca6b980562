//! Lines that wait to be written, and the thread that writes them.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scope::Scope;
use tracing_subscriber::fmt::MakeWriter;

use crate::form::Form;

/// Bytes that may wait: some thousand lines, which is more than a second's worth of anything but a fault. What comes when as
/// many wait is lost, and counted.
pub(crate) const WAITING_BYTES: usize = 1024 * 1024;

/// A buffer that grew beyond this in a flood is given back: a busy second's lines.
const KEPT_BYTES: usize = 64 * 1024;

/// The way to the thread that writes. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Queue(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Something waits to be written, or the end has come.
    filled: Condvar,
    /// Something was written.
    emptied: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<u8>,
    lost: u64,
    /// How many lines have ever come, and how many of them have been dealt with.
    come: u64,
    done: u64,
    ended: bool,
}

/// What the thread takes at once.
struct Taken {
    lines: Vec<u8>,
    count: u64,
    lost: u64,
}

impl Queue {
    /// A queue, and a thread of `scope` that writes to `to` until the queue ends.
    pub(crate) fn start(
        scope: &Scope,
        name: &'static str,
        form: Form,
        to: impl Write + Send + 'static,
    ) -> Queue {
        let queue = Queue(Arc::new(Shared {
            state: Mutex::default(),
            filled: Condvar::new(),
            emptied: Condvar::new(),
        }));
        let read = queue.clone();
        scope.spawn_thread(name, move |_| read.write_all(form, to));
        queue
    }

    /// Nothing more is taken; the thread ends when all is written.
    pub(crate) fn end(&self) {
        self.state().ended = true;
        self.0.filled.notify_one();
    }

    /// Waits until all that has come so far is dealt with; returns whether it was in time.
    pub(crate) fn flush(&self, within: Duration) -> bool {
        let state = self.state();
        let come = state.come;
        let waited = self
            .0
            .emptied
            .wait_timeout_while(state, within, |state| state.done < come);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.done >= come
    }

    fn put(&self, line: &[u8]) {
        let mut state = self.state();
        if state.ended {
            return;
        }
        if state.waiting.len() + line.len() > WAITING_BYTES {
            state.lost += 1;
            return;
        }
        state.waiting.extend_from_slice(line);
        state.come += 1;
        drop(state);
        self.0.filled.notify_one();
    }

    fn write_all(&self, form: Form, mut to: impl Write) {
        let mut buffer = Vec::new();
        let mut lost = 0;
        while let Some(taken) = self.take(mem::take(&mut buffer)) {
            buffer = taken.lines;
            lost += taken.lost;
            if lost > 0 {
                buffer.extend_from_slice(form.line_of_lost(lost).as_bytes());
            }
            match to.write_all(&buffer).and_then(|()| to.flush()) {
                Ok(()) => lost = 0,
                // There is no one to tell until it can be written again.
                Err(_) => lost += taken.count,
            }
            buffer.clear();
            buffer.shrink_to(KEPT_BYTES);
            self.state().done += taken.count;
            self.0.emptied.notify_all();
        }
    }

    /// Waits for lines and takes them all, leaving an empty buffer in their place; `None` at the end.
    fn take(&self, empty: Vec<u8>) -> Option<Taken> {
        let nothing = |state: &mut State| state.waiting.is_empty() && !state.ended;
        let waited = self.0.filled.wait_while(self.state(), nothing);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.waiting.is_empty() {
            return None;
        }
        Some(Taken {
            lines: mem::replace(&mut state.waiting, empty),
            count: state.come - state.done,
            lost: mem::take(&mut state.lost),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Pen<'a>;

    fn make_writer(&'a self) -> Pen<'a> {
        Pen(self)
    }
}

/// Writes one line; `tracing` gives it whole.
pub(crate) struct Pen<'a>(&'a Queue);

impl Write for Pen<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.put(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
