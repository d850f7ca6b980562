//! Every restaurant's kitchen, as it is on disk, and the one way to change it.

mod batch;
mod desk;
mod gather;
mod job;
mod load;
mod submission;
mod writer;

pub use batch::{Batch, FrameWriter};
pub use load::LoadError;
pub(crate) use load::record;
pub use submission::{Answer, Once, Submission, Trouble};

use crate::clock::Clock;
use arc_swap::ArcSwap;
use job::Job;
use kitchen::State;
use scope::{Scope, Task};
use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};
use store::{Epoch, RestaurantId, Store};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Commands that wait for the writer. Full means that the disk cannot keep up; the next one is
/// refused as overloaded rather than kept waiting without bound.
const JOBS: usize = 1_024;

/// Batches a display may be behind before it is cut off as too slow. At 4,000 orders a second
/// it is a second or two; in a kitchen, an hour.
const BATCHES: usize = 1_024;

/// All restaurants of this server. Cheap to clone.
#[derive(Clone)]
pub struct Kitchens {
    inner: Arc<Inner>,
}

struct Inner {
    restaurants: RwLock<HashMap<RestaurantId, Arc<Restaurant>>>,
    jobs: mpsc::Sender<Job>,
    storage: watch::Receiver<Storage>,
    commits: Arc<AtomicU64>,
}

/// Where the writer works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On a thread of its own: waiting for the disk keeps nobody else.
    Thread,
    /// As a task of the runtime, for simulations that must run the same twice.
    Task,
}

/// Whether the last write reached the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// It did.
    Writable,
    /// It did not, and why; the next command tries again.
    Failing(String),
}

impl Kitchens {
    /// Takes the store's one writer, loads every restaurant it knows, and starts the writer
    /// in `scope`; closing the scope commits what was accepted and ends it. The clock goes on from the
    /// last event.
    ///
    /// # Errors
    /// [`LoadError`] where the writer cannot be had or a log cannot be folded.
    pub fn start(
        scope: &Scope,
        store: &dyn Store,
        clock: Arc<Clock>,
        place: Place,
    ) -> Result<Self, LoadError> {
        let mut writer = store.writer()?;
        let (jobs, queue) = mpsc::channel(JOBS);
        let (report, storage) = watch::channel(Storage::Writable);
        let mut desks = desk::Desks::new();
        let mut restaurants = HashMap::new();
        let mut reader = store.reader()?;
        for id in writer.restaurants()? {
            let loaded = load::load(writer.as_mut(), &id, &jobs)?;
            let last = reader.event(&id, loaded.restaurant.head().seq)?;
            if let Some(last) = last {
                clock.not_before(last.at_ms);
            }
            desks.seat(&loaded);
            restaurants.insert(id, loaded.restaurant);
        }
        let commits = Arc::new(AtomicU64::new(0));
        let writer = writer::Loop::new(writer, queue, desks, clock, report, commits.clone());
        match place {
            Place::Thread => {
                let runtime = tokio::runtime::Handle::current();
                scope.spawn_thread("log-writer", move |token| {
                    runtime.block_on(writer.run(token))
                });
            }
            Place::Task => {
                scope.spawn(Task::drain("log-writer"), writer.run(scope.token()));
            }
        }
        let restaurants = RwLock::new(restaurants);
        Ok(Self {
            inner: Arc::new(Inner {
                restaurants,
                jobs,
                storage,
                commits,
            }),
        })
    }

    /// The restaurant of that id, if it has a log.
    pub fn get(&self, id: &RestaurantId) -> Option<Arc<Restaurant>> {
        let restaurants = self.inner.restaurants.read();
        restaurants
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned()
    }

    /// The restaurant of that id; one that has no log yet begins one.
    ///
    /// # Errors
    /// [`Trouble`]; nothing was begun.
    pub async fn open(&self, id: &RestaurantId) -> Result<Arc<Restaurant>, Trouble> {
        if let Some(known) = self.get(id) {
            return Ok(known);
        }
        let (reply, answer) = oneshot::channel();
        let job = Job::Open {
            id: id.clone(),
            jobs: self.inner.jobs.clone(),
            reply,
        };
        send(&self.inner.jobs, job)?;
        let opened = answer.await.map_err(|_| Trouble::ShuttingDown)??;
        let restaurants = self.inner.restaurants.write();
        let mut restaurants = restaurants.unwrap_or_else(PoisonError::into_inner);
        Ok(restaurants.entry(id.clone()).or_insert(opened).clone())
    }

    /// All restaurants that have a log.
    pub fn all(&self) -> Vec<Arc<Restaurant>> {
        let restaurants = self.inner.restaurants.read();
        restaurants
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// Whether the last write reached the disk, as it changes.
    pub fn storage(&self) -> watch::Receiver<Storage> {
        self.inner.storage.clone()
    }

    /// Batches of commands that reached the disk since the start, each with one fsync.
    pub fn commits(&self) -> u64 {
        self.inner.commits.load(Ordering::Relaxed)
    }

    /// Commands that wait for the writer now.
    pub fn waiting(&self) -> usize {
        self.inner.jobs.max_capacity() - self.inner.jobs.capacity()
    }
}

/// One restaurant's kitchen.
pub struct Restaurant {
    id: RestaurantId,
    epoch: Epoch,
    head: ArcSwap<State>,
    batches: broadcast::Sender<Arc<Batch>>,
    jobs: mpsc::Sender<Job>,
}

impl Restaurant {
    fn new(id: RestaurantId, epoch: Epoch, state: State, jobs: mpsc::Sender<Job>) -> Self {
        let (batches, _) = broadcast::channel(BATCHES);
        Self {
            id,
            epoch,
            head: ArcSwap::from_pointee(state),
            batches,
            jobs,
        }
    }

    /// Its name.
    pub fn id(&self) -> &RestaurantId {
        &self.id
    }

    /// Which log it has.
    pub fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// The state as it is on disk.
    pub fn head(&self) -> Arc<State> {
        self.head.load_full()
    }

    /// What is committed from now on. Subscribe first, then look at [`Restaurant::head`], then
    /// skip the batches that it already holds: so none is missed. One that is too slow
    /// gets `Lagged`.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Batch>> {
        self.batches.subscribe()
    }

    /// Displays that listen.
    pub fn listeners(&self) -> usize {
        self.batches.receiver_count()
    }

    /// Decides and commits a command. When this returns `Ok(Answer::Done)` it is on disk.
    /// Dropping the future does not take the command back.
    ///
    /// # Errors
    /// [`Trouble`] where the command was not decided; nothing has happened then, except perhaps
    /// on [`Trouble::InDoubt`].
    pub async fn submit(&self, submission: Submission) -> Result<Answer, Trouble> {
        let (reply, answer) = oneshot::channel();
        let restaurant = self.id.clone();
        let job = Job::Submit {
            restaurant,
            submission: Box::new(submission),
            reply,
        };
        send(&self.jobs, job)?;
        answer.await.map_err(|_| Trouble::ShuttingDown)?
    }
}

fn send(jobs: &mpsc::Sender<Job>, job: Job) -> Result<(), Trouble> {
    jobs.try_send(job).map_err(|error| match error {
        mpsc::error::TrySendError::Full(_) => Trouble::Overloaded,
        mpsc::error::TrySendError::Closed(_) => Trouble::ShuttingDown,
    })
}
