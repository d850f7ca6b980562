//! What recognisers of one menu are made of, and those that are made.

use super::utterance::Utterance;
use speech::{Engine, HearError, Recogniser};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

/// Makes an engine; takes as long as that takes.
pub type MakeEngine = Box<dyn Fn() -> Result<Box<dyn Engine>, HearError> + Send + Sync>;

/// What recognisers are made of, shared by everyone who orders from one menu.
pub struct Listeners {
    make: MakeEngine,
    engine: OnceLock<Result<Box<dyn Engine>, Arc<str>>>,
    pool: Mutex<Pool>,
}

/// Those that are made.
#[derive(Default)]
pub(super) struct Pool {
    /// Those that nobody uses.
    pub idle: Vec<Box<dyn Recogniser>>,
    /// All of them.
    pub open: usize,
    /// Those who found none free, or no engine yet, oldest first.
    pub waiting: VecDeque<Arc<Utterance>>,
}

impl Listeners {
    /// Recognisers of the engine that `make` makes, once [`Listeners::prepare`] is called.
    pub fn new(make: MakeEngine) -> Self {
        Self {
            make,
            engine: OnceLock::new(),
            pool: Mutex::default(),
        }
    }

    /// Makes the engine, where that was not done; it takes as long as it takes. Whoever spoke
    /// meanwhile is heard then.
    pub fn prepare(&self) {
        self.engine.get_or_init(|| {
            (self.make)().map_err(|error| {
                tracing::error!(%error, "speech cannot be recognised; orders can be typed");
                error.to_string().into()
            })
        });
        let waiting = std::mem::take(&mut self.pool().waiting);
        for utterance in waiting {
            let queue = utterance.queue.clone();
            queue.recall(utterance);
        }
    }

    /// The engine, or why there is none; `None` while it is being made.
    pub(super) fn engine(&self) -> Option<Result<&dyn Engine, Arc<str>>> {
        let made = self.engine.get()?;
        Some(made.as_deref().map_err(Arc::clone))
    }

    /// Those that are made.
    pub(super) fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
