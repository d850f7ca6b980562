//! What the threads do that recognise speech.

use super::{
    EarError, Listeners,
    queue::Queue,
    utterance::{Step, Utterance},
};
use scope::CancellationToken;
use speech::{HearError, Heard, Recogniser};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Where utterances are worked on.
pub(super) struct Desk {
    /// Recognisers of each menu, at most.
    recognisers: usize,
    /// Utterances that wait.
    pub queue: Arc<Queue<Utterance>>,
    /// How long all threads have worked, in microseconds.
    pub worked_us: AtomicU64,
}

impl Desk {
    /// Nothing waits; each menu has at most so many recognisers.
    pub fn new(recognisers: usize) -> Self {
        Self {
            recognisers,
            queue: Arc::new(Queue::new()),
            worked_us: AtomicU64::new(0),
        }
    }

    /// What a thread does until `token` says otherwise.
    pub async fn work(&self, token: CancellationToken) {
        while !token.is_cancelled() {
            match self.queue.pop() {
                Some(utterance) => {
                    let began = std::time::Instant::now();
                    self.serve(&utterance);
                    let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
                    self.worked_us.fetch_add(took, Ordering::Relaxed);
                }
                None => tokio::select! {
                    () = self.queue.more() => {}
                    () = token.cancelled() => {}
                },
            }
        }
    }

    /// Works on an utterance for a while. Whatever becomes of it, the other guests are heard.
    fn serve(&self, utterance: &Arc<Utterance>) {
        let Some(mut recogniser) = self.recogniser(utterance) else {
            self.rouse(&utterance.listeners);
            return;
        };
        let step = utterance.state().next_step();
        let worked = catch_unwind(AssertUnwindSafe(|| {
            work_on(utterance, recogniser.as_mut(), step)
        }));
        match worked {
            Ok(Worked::Fed) => {
                self.put_back(utterance, recogniser);
                return;
            }
            Ok(Worked::Done(outcome)) => {
                utterance.answer(outcome);
                utterance.listeners.pool().idle.push(recogniser);
            }
            // The hook has it in the log. What it left behind is not used again.
            Err(_) => {
                let fault = HearError::Decoder("it panicked".to_owned());
                utterance.answer(Some(Err(fault.into())));
                utterance.listeners.pool().open -= 1;
            }
        }
        self.rouse(&utterance.listeners);
    }

    /// Keeps the recogniser with its utterance, until more of it comes.
    fn put_back(&self, utterance: &Arc<Utterance>, recogniser: Box<dyn Recogniser>) {
        let mut state = utterance.state();
        state.recogniser = Some(recogniser);
        state.busy = state.ended || !state.sound.is_empty() || state.heard.is_none();
        if state.busy {
            self.queue.push(utterance.clone());
        }
    }

    /// The utterance's recogniser, or one for it. `None`: it waits for one, or is over.
    fn recogniser(&self, utterance: &Arc<Utterance>) -> Option<Box<dyn Recogniser>> {
        let mut state = utterance.state();
        if let Some(recogniser) = state.recogniser.take() {
            return Some(recogniser);
        }
        // Given up before it began: nobody waits for its words.
        state.heard.as_ref()?;
        drop(state);
        let mut recogniser = self.take(utterance)?;
        recogniser.begin(&utterance.cue);
        Some(recogniser)
    }

    fn take(&self, utterance: &Arc<Utterance>) -> Option<Box<dyn Recogniser>> {
        let mut pool = utterance.listeners.pool();
        if let Some(idle) = pool.idle.pop() {
            return Some(idle);
        }
        // Looked at with the pool held: whoever makes it looks there afterwards for who waits.
        let engine = utterance.listeners.engine();
        let Some(engine) = engine.filter(|_| pool.open < self.recognisers) else {
            self.queue.waits.fetch_add(1, Ordering::Relaxed);
            pool.waiting.push_back(utterance.clone());
            return None;
        };
        pool.open += 1;
        drop(pool);
        let engine = engine.map_err(EarError::NoEngine);
        match engine.and_then(|engine| Ok(engine.open()?)) {
            Ok(recogniser) => Some(recogniser),
            Err(error) => {
                utterance.listeners.pool().open -= 1;
                utterance.answer(Some(Err(error)));
                None
            }
        }
    }

    /// Lets the oldest go on who waits for a recogniser, if there is one for him.
    fn rouse(&self, listeners: &Listeners) {
        let mut pool = listeners.pool();
        if pool.idle.is_empty() && pool.open >= self.recognisers {
            return;
        }
        if let Some(next) = pool.waiting.pop_front() {
            self.queue.recall(next);
        }
    }
}

/// What came of a step.
enum Worked {
    /// More of the utterance is to come.
    Fed,
    /// It is over; with its words, where anybody waits for them.
    Done(Option<Result<Heard, EarError>>),
}

fn work_on(utterance: &Utterance, recogniser: &mut dyn Recogniser, step: Step) -> Worked {
    let mut feed = |sound: &[i16]| {
        if let Some(text) = recogniser.feed(sound) {
            let _ = utterance.partial.try_send(text);
        }
    };
    match step {
        Step::Feed(sound) => {
            feed(&sound);
            Worked::Fed
        }
        Step::Finish(sound) => {
            feed(&sound);
            Worked::Done(Some(recogniser.finish().map_err(EarError::from)))
        }
        Step::GiveUp => Worked::Done(None),
    }
}
