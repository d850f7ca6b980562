//! One utterance, as the threads see it.

use super::{EarError, Listeners, queue::Queue};
use speech::{Cue, Heard, Recogniser};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering};
use tokio::sync::{mpsc, oneshot};

/// One utterance.
pub(super) struct Utterance {
    /// Who understands it.
    pub listeners: Arc<Listeners>,
    /// Where it waits.
    pub queue: Arc<Queue<Self>>,
    /// What is likely to be said.
    pub cue: Cue,
    /// How far it is.
    state: Mutex<State>,
    /// Who is told what seems to have been said.
    pub partial: mpsc::Sender<String>,
}

/// How far an utterance is.
#[derive(Default)]
pub(super) struct State {
    /// 16 kHz, not yet worked on.
    pub sound: Vec<i16>,
    /// No more of it comes.
    pub ended: bool,
    /// It waits for a thread, or a thread has it.
    pub busy: bool,
    /// Its recogniser, from its first sound on, while no thread has it.
    pub recogniser: Option<Box<dyn Recogniser>>,
    /// Who waits for its words, if anybody does.
    pub heard: Option<oneshot::Sender<Result<Heard, EarError>>>,
}

impl Utterance {
    /// One that begins.
    pub fn new(
        listeners: Arc<Listeners>,
        queue: Arc<Queue<Self>>,
        cue: Cue,
        partial: mpsc::Sender<String>,
        heard: oneshot::Sender<Result<Heard, EarError>>,
    ) -> Self {
        let state = State {
            heard: Some(heard),
            ..State::default()
        };
        Self {
            listeners,
            queue,
            cue,
            state: Mutex::new(state),
            partial,
        }
    }

    /// How far it is.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts it before the threads, unless it is there.
    pub fn call(self: &Arc<Self>, state: &mut State) {
        if !std::mem::replace(&mut state.busy, true) {
            self.queue.push(self.clone());
        }
    }

    /// Tells what was heard, if anybody waits for it.
    pub fn answer(&self, outcome: Option<Result<Heard, EarError>>) {
        let reply = self.state().heard.take();
        if let (Some(reply), Some(outcome)) = (reply, outcome) {
            // A session that ended meanwhile does not want to know.
            let _ = reply.send(outcome);
        }
    }
}

impl Drop for Utterance {
    fn drop(&mut self) {
        self.queue.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is to be done with an utterance now.
pub(super) enum Step {
    /// To hear more of it.
    Feed(Vec<i16>),
    /// To hear the rest, and say what it was.
    Finish(Vec<i16>),
    /// Nobody waits for it any more.
    GiveUp,
}

impl State {
    /// What is to be done now.
    pub fn next_step(&mut self) -> Step {
        let sound = std::mem::take(&mut self.sound);
        match (&self.heard, self.ended) {
            (None, _) => Step::GiveUp,
            (Some(_), true) => Step::Finish(sound),
            (Some(_), false) => Step::Feed(sound),
        }
    }
}
