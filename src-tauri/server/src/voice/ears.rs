//! A few threads that recognise speech for all sessions: whoever speaks has his sound worked on
//! piece by piece, in turn, so no guest waits for the end of another's sentence.

mod desk;
mod listeners;
mod queue;
mod utterance;

pub use listeners::{Listeners, MakeEngine};

use desk::Desk;
use scope::Scope;
use speech::{Cue, HearError, Heard};
use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use utterance::Utterance;

/// Utterances that are being recognised or wait for it: more than twice as many as all guests of
/// a large server can say at once. One more is refused.
const UTTERANCES: usize = 512;

/// Recognisers for each core. Each holds some MiB, and is held from the first word of an utterance
/// to its last; who finds none free keeps his sound until there is one.
const RECOGNISERS_PER_CORE: usize = 3;

/// Why an utterance has no words.
#[derive(Debug, thiserror::Error)]
pub enum EarError {
    /// Too many are being recognised.
    #[error("too much is being said at once")]
    Busy,
    /// The recogniser failed, or there is none.
    #[error(transparent)]
    Hear(#[from] HearError),
    /// The same, of a recogniser that could not be made for anybody.
    #[error("{0}")]
    NoEngine(Arc<str>),
    /// There is nothing to order.
    #[error("there is no menu yet")]
    NoMenu,
    /// The server ends.
    #[error("the server is shutting down")]
    Closed,
}

/// The threads, and what waits for them. Cheap to clone.
#[derive(Clone)]
pub struct Ears {
    desk: Arc<Desk>,
}

/// One utterance, as its session sees it. Dropping it gives it up.
pub struct Listening {
    utterance: Arc<Utterance>,
    heard: oneshot::Receiver<Result<Heard, EarError>>,
    partial: mpsc::Receiver<String>,
}

impl Ears {
    /// `threads` of them, in `scope`.
    pub fn start(scope: &Scope, threads: usize) -> Self {
        let desk = Arc::new(Desk::new(threads * RECOGNISERS_PER_CORE));
        for number in 0..threads {
            let desk = desk.clone();
            let runtime = tokio::runtime::Handle::current();
            let work = move |token| runtime.block_on(desk.work(token));
            scope.spawn_thread(format!("ear-{number}"), work);
        }
        Self { desk }
    }

    /// Begins to listen to an utterance.
    ///
    /// # Errors
    /// [`EarError`]
    pub fn listen(&self, listeners: &Arc<Listeners>, cue: Cue) -> Result<Listening, EarError> {
        let alive = self.desk.queue.alive.fetch_add(1, Ordering::Relaxed);
        let (reply, heard) = oneshot::channel();
        // One that was not told yet is as good as the next: the words follow.
        let (partial, partials) = mpsc::channel(1);
        // Made before it is refused: its end is what takes it off the count.
        let queue = self.desk.queue.clone();
        let utterance = Utterance::new(listeners.clone(), queue, cue, partial, reply);
        let utterance = Arc::new(utterance);
        if alive >= UTTERANCES {
            return Err(EarError::Busy);
        }
        Ok(Listening {
            utterance,
            heard,
            partial: partials,
        })
    }

    /// Utterances that wait for a thread or a recogniser.
    pub fn waiting(&self) -> usize {
        self.desk.queue.waits.load(Ordering::Relaxed)
    }

    /// How long all threads have worked.
    pub fn worked(&self) -> Duration {
        Duration::from_micros(self.desk.worked_us.load(Ordering::Relaxed))
    }
}

impl Listening {
    /// Takes more of the utterance, 16 kHz mono.
    pub fn feed(&self, sound: &[i16]) {
        let mut state = self.utterance.state();
        state.sound.extend_from_slice(sound);
        self.utterance.call(&mut state);
    }

    /// It ends here: what was heard follows.
    pub fn end(&self) {
        let mut state = self.utterance.state();
        state.ended = true;
        self.utterance.call(&mut state);
    }

    /// What seems to have been said so far, once that has changed.
    pub fn poll_partial(&mut self, cx: &mut Context<'_>) -> Poll<String> {
        match self.partial.poll_recv(cx) {
            Poll::Ready(Some(text)) => Poll::Ready(text),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// What was heard, after [`Listening::end`].
    ///
    /// # Errors
    /// [`EarError`]
    pub fn poll_heard(&mut self, cx: &mut Context<'_>) -> Poll<Result<Heard, EarError>> {
        let heard = Pin::new(&mut self.heard).poll(cx);
        heard.map(|heard| heard.unwrap_or(Err(EarError::Closed)))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut state = self.utterance.state();
        state.sound = Vec::new();
        state.heard = None;
        if state.recogniser.is_some() {
            // So that it is given back.
            self.utterance.call(&mut state);
        }
    }
}

#[cfg(test)]
#[path = "ears_tests.rs"]
mod tests;
