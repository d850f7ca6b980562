//! A real store whose commits are stored, or not, and nobody is told which.

use crate::clock::Clock;
use crate::kitchens::{Answer, Kitchens, Once, Place, Restaurant, Submission, Trouble};
use jiff::tz::TimeZone;
use kitchen::{Command, Menu, menu::COPPER_PAN};
use scope::Scope;
use std::{
    ops::RangeInclusive,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::{
    Append, BackupError, Loaded, Location, OpenError, OpenOptions, Reader, RestaurantId, Store,
    StoreError, Tokens, Writer,
};
use wire::ServerFrame;

/// What becomes of commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// They are stored, and it is said.
    Answered,
    /// They are stored, and it is not said.
    Stored,
    /// They are not stored, and it is not said.
    Forgotten,
}

/// A store on a line that is cut.
struct Cut {
    store: Box<dyn Store>,
    fate: Arc<Mutex<Fate>>,
    away: Arc<AtomicBool>,
}

struct CutWriter {
    writer: Box<dyn Writer>,
    fate: Arc<Mutex<Fate>>,
    /// Whether nothing can be read either.
    away: Arc<AtomicBool>,
}

impl Store for Cut {
    fn writer(&self) -> Result<Box<dyn Writer>, OpenError> {
        Ok(Box::new(CutWriter {
            writer: self.store.writer()?,
            fate: self.fate.clone(),
            away: self.away.clone(),
        }))
    }

    fn reader(&self) -> Result<Box<dyn Reader>, OpenError> {
        self.store.reader()
    }

    fn tokens(&self) -> Result<Box<dyn Tokens>, OpenError> {
        self.store.tokens()
    }

    fn backup(&self, to: &Path) -> Result<u64, BackupError> {
        self.store.backup(to)
    }

    fn check(&self) -> Result<Vec<String>, OpenError> {
        self.store.check()
    }
}

impl CutWriter {
    fn reach(&self) -> Result<(), StoreError> {
        if self.away.load(Ordering::SeqCst) {
            let detail = "the line is cut".to_owned();
            return Err(StoreError::Lost { detail });
        }
        Ok(())
    }
}

impl Writer for CutWriter {
    fn load(
        &mut self,
        restaurant: &RestaurantId,
        snapshot_versions: RangeInclusive<u16>,
    ) -> Result<Loaded, StoreError> {
        self.reach()?;
        self.writer.load(restaurant, snapshot_versions)
    }

    fn restaurants(&mut self) -> Result<Vec<RestaurantId>, StoreError> {
        self.writer.restaurants()
    }

    fn commands(
        &mut self,
        asked: &[(&RestaurantId, &str)],
    ) -> Result<Vec<Option<store::Command>>, StoreError> {
        self.reach()?;
        self.writer.commands(asked)
    }

    fn commit(&mut self, batch: &[Append]) -> Result<(), StoreError> {
        self.reach()?;
        let fate = *self.fate.lock().unwrap();
        match fate {
            Fate::Answered => self.writer.commit(batch),
            Fate::Stored => self.writer.commit(batch).and(Err(StoreError::InDoubt)),
            Fate::Forgotten => Err(StoreError::InDoubt),
        }
    }
}

/// A kitchen on such a store.
struct Rig {
    _folder: tempfile::TempDir,
    scope: Scope,
    restaurant: Arc<Restaurant>,
    fate: Arc<Mutex<Fate>>,
    away: Arc<AtomicBool>,
}

impl Rig {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("heard.db"));
        let fate = Arc::new(Mutex::new(Fate::Answered));
        let away = Arc::new(AtomicBool::new(false));
        let cut = Cut {
            store: store::open(&location, OpenOptions::default()).unwrap(),
            fate: fate.clone(),
            away: away.clone(),
        };
        let scope = Scope::root("test");
        let clock = Arc::new(Clock::new(TimeZone::UTC));
        let kitchens = Kitchens::start(&scope, &cut, clock, Place::Thread).unwrap();
        let main = RestaurantId::new("main").unwrap();
        let restaurant = kitchens.open(&main).await.unwrap();
        let rig = Self {
            _folder: folder,
            scope,
            restaurant,
            fate,
            away,
        };
        let menu = Arc::new(Menu::parse(COPPER_PAN).unwrap());
        let menu = Command::ReplaceMenu { menu };
        rig.submit(menu, Once::No).await.unwrap();
        rig
    }

    fn set(&self, fate: Fate) {
        *self.fate.lock().unwrap() = fate;
    }

    async fn submit(&self, command: Command, name: Once) -> Result<Answer, Trouble> {
        let submission = Submission::new(command, name, "pos".into()).unwrap();
        self.restaurant.submit(submission).await
    }

    async fn place(&self, key: &str) -> Result<Answer, Trouble> {
        let order = serde_json::json!({
            "source": "pos",
            "service": { "type": "dine_in", "table": "12" },
            "lines": [{ "item": "brownie", "quantity": 1 }],
        });
        let order = serde_json::from_value(order).unwrap();
        self.submit(Command::PlaceOrder { order }, Once::Key(key.to_owned()))
            .await
    }

    async fn end(self) {
        let closed = self.scope.close(Duration::from_secs(5)).await;
        assert!(closed.is_clean(), "{closed}");
    }
}

fn done(seq: u64, replayed: bool) -> Result<Answer, Trouble> {
    Ok(Answer::Done { seq, replayed })
}

#[tokio::test]
async fn what_was_stored_in_doubt_is_shown_and_not_done_again() {
    let rig = Rig::new().await;
    let mut display = rig.restaurant.subscribe();
    rig.set(Fate::Stored);
    assert_eq!(rig.place("one").await, Err(Trouble::InDoubt));
    assert!(rig.restaurant.head().orders.is_empty());

    rig.set(Fate::Answered);
    // Whoever asks for something else meets a kitchen that knows of it, too.
    assert_eq!(rig.place("two").await, done(3, false));
    assert_eq!(rig.place("one").await, done(2, true));
    let head = rig.restaurant.head();
    let mut numbers: Vec<u32> = head.orders.values().map(|order| order.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
    for seq in [2, 3] {
        let batch = display.recv().await.unwrap();
        let ServerFrame::Events { events } = serde_json::from_str(&batch.frame).unwrap() else {
            panic!("{}", batch.frame)
        };
        let seqs: Vec<u64> = events.iter().map(|event| event.seq).collect();
        assert_eq!(seqs, [seq]);
    }
    rig.end().await;
}

#[tokio::test]
async fn what_was_not_stored_in_doubt_is_done_when_it_is_asked_again() {
    let rig = Rig::new().await;
    rig.set(Fate::Forgotten);
    assert_eq!(rig.place("one").await, Err(Trouble::InDoubt));
    rig.set(Fate::Answered);
    assert_eq!(rig.place("one").await, done(2, false));
    assert_eq!(rig.place("one").await, done(2, true));
    assert_eq!(rig.restaurant.head().orders.len(), 1);
    rig.end().await;
}

#[tokio::test]
async fn nothing_is_decided_as_long_as_the_log_cannot_be_read() {
    let rig = Rig::new().await;
    rig.set(Fate::Stored);
    assert_eq!(rig.place("one").await, Err(Trouble::InDoubt));
    rig.set(Fate::Answered);
    rig.away.store(true, Ordering::SeqCst);
    assert_eq!(rig.place("one").await, Err(Trouble::Storage));
    rig.away.store(false, Ordering::SeqCst);
    assert_eq!(rig.place("one").await, done(2, true));
    assert_eq!(rig.restaurant.head().seq, 2);
    rig.end().await;
}
