//! A few threads that recognise speech for all sessions: whoever speaks has his sound worked on
//! piece by piece, in turn, so no guest waits for the end of another's sentence.

use scope::{CancellationToken, Scope};
use speech::{Cue, Engine, HearError, Heard, Recogniser};
use std::{
    collections::VecDeque,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::{Notify, mpsc, oneshot};

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

/// Makes an engine; takes as long as that takes.
pub type MakeEngine = Box<dyn Fn() -> Result<Box<dyn Engine>, HearError> + Send + Sync>;

/// What recognisers are made of, shared by everyone who orders from one menu.
pub struct Listeners {
    make: MakeEngine,
    engine: OnceLock<Result<Box<dyn Engine>, Arc<str>>>,
    pool: Mutex<Pool>,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Box<dyn Recogniser>>,
    open: usize,
    /// Those who found none free, oldest first.
    waiting: VecDeque<Arc<Utterance>>,
}

impl Listeners {
    /// Recognisers of the engine that `make` makes, when it is first needed.
    pub fn new(make: MakeEngine) -> Self {
        Self {
            make,
            engine: OnceLock::new(),
            pool: Mutex::default(),
        }
    }

    /// Makes the engine, where that was not done. It takes as long as it takes.
    pub fn prepare(&self) {
        // Why it could not be made is in the log, and told to whoever speaks.
        let _ = self.engine();
    }

    fn engine(&self) -> Result<&dyn Engine, Arc<str>> {
        let made = self.engine.get_or_init(|| {
            (self.make)().map_err(|error| {
                tracing::error!(%error, "speech cannot be recognised; orders can be typed");
                error.to_string().into()
            })
        });
        made.as_deref().map_err(Arc::clone)
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The threads, and what waits for them. Cheap to clone.
#[derive(Clone)]
pub struct Ears {
    desk: Arc<Desk>,
}

struct Desk {
    recognisers: usize,
    ready: Mutex<VecDeque<Arc<Utterance>>>,
    more: Notify,
    alive: AtomicUsize,
    waits: AtomicUsize,
    worked_us: AtomicU64,
}

/// One utterance, as its session sees it. Dropping it gives it up.
pub struct Listening {
    utterance: Arc<Utterance>,
    desk: Arc<Desk>,
    heard: oneshot::Receiver<Result<Heard, EarError>>,
    partial: mpsc::Receiver<String>,
}

struct Utterance {
    listeners: Arc<Listeners>,
    desk: Arc<Desk>,
    cue: Cue,
    state: Mutex<State>,
    partial: mpsc::Sender<String>,
}

#[derive(Default)]
struct State {
    /// 16 kHz, not yet worked on.
    sound: Vec<i16>,
    ended: bool,
    /// It waits for a thread, or a thread has it.
    busy: bool,
    recogniser: Option<Box<dyn Recogniser>>,
    heard: Option<oneshot::Sender<Result<Heard, EarError>>>,
}

impl Ears {
    /// `threads` of them, in `scope`.
    pub fn start(scope: &Scope, threads: usize) -> Self {
        let desk = Arc::new(Desk {
            recognisers: threads * RECOGNISERS_PER_CORE,
            ready: Mutex::default(),
            more: Notify::new(),
            alive: AtomicUsize::new(0),
            waits: AtomicUsize::new(0),
            worked_us: AtomicU64::new(0),
        });
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
        let alive = self.desk.alive.fetch_add(1, Ordering::Relaxed);
        let (reply, heard) = oneshot::channel();
        // One that was not told yet is as good as the next: the words follow.
        let (partial, partials) = mpsc::channel(1);
        let state = State {
            heard: Some(reply),
            ..State::default()
        };
        // Made before it is refused: its end is what takes it off the count.
        let utterance = Arc::new(Utterance {
            listeners: listeners.clone(),
            desk: self.desk.clone(),
            cue,
            state: Mutex::new(state),
            partial,
        });
        if alive >= UTTERANCES {
            return Err(EarError::Busy);
        }
        Ok(Listening {
            utterance,
            desk: self.desk.clone(),
            heard,
            partial: partials,
        })
    }

    /// Utterances that wait for a thread or a recogniser.
    pub fn waiting(&self) -> usize {
        self.desk.waits.load(Ordering::Relaxed)
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
        self.desk.call(&self.utterance, &mut state);
    }

    /// It ends here: what was heard follows.
    pub fn end(&self) {
        let mut state = self.utterance.state();
        state.ended = true;
        self.desk.call(&self.utterance, &mut state);
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
        // So that its recogniser is given back.
        self.desk.call(&self.utterance, &mut state);
    }
}

impl Utterance {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, outcome: Option<Result<Heard, EarError>>) {
        let reply = self.state().heard.take();
        if let (Some(reply), Some(outcome)) = (reply, outcome) {
            // A session that ended meanwhile does not want to know.
            let _ = reply.send(outcome);
        }
    }
}

impl Drop for Utterance {
    fn drop(&mut self) {
        self.desk.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is to be done with an utterance now.
enum Step {
    Feed(Vec<i16>),
    Finish(Vec<i16>),
    GiveUp,
}

impl Desk {
    /// Puts an utterance before the threads, unless it is there.
    fn call(&self, utterance: &Arc<Utterance>, state: &mut State) {
        if !std::mem::replace(&mut state.busy, true) {
            self.push(utterance.clone());
        }
    }

    fn push(&self, utterance: Arc<Utterance>) {
        self.waits.fetch_add(1, Ordering::Relaxed);
        self.ready().push_back(utterance);
        self.more.notify_one();
    }

    fn pop(&self) -> Option<Arc<Utterance>> {
        let next = self.ready().pop_front()?;
        self.waits.fetch_sub(1, Ordering::Relaxed);
        Some(next)
    }

    fn ready(&self) -> MutexGuard<'_, VecDeque<Arc<Utterance>>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(&self, token: CancellationToken) {
        while !token.is_cancelled() {
            match self.pop() {
                Some(utterance) => {
                    let began = std::time::Instant::now();
                    self.serve(&utterance);
                    let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
                    self.worked_us.fetch_add(took, Ordering::Relaxed);
                }
                None => tokio::select! {
                    () = self.more.notified() => {}
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
            self.push(utterance.clone());
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
        if pool.open >= self.recognisers {
            self.waits.fetch_add(1, Ordering::Relaxed);
            pool.waiting.push_back(utterance.clone());
            return None;
        }
        pool.open += 1;
        drop(pool);
        let engine = utterance.listeners.engine().map_err(EarError::NoEngine);
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
            self.waits.fetch_sub(1, Ordering::Relaxed);
            self.push(next);
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

impl State {
    fn next_step(&mut self) -> Step {
        let sound = std::mem::take(&mut self.sound);
        match (&self.heard, self.ended) {
            (None, _) => Step::GiveUp,
            (Some(_), true) => Step::Finish(sound),
            (Some(_), false) => Step::Feed(sound),
        }
    }
}

#[cfg(test)]
#[path = "ears_tests.rs"]
mod tests;
