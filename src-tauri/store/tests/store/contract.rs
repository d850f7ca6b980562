//! What every engine promises. Each test is given a fresh store by the engine's factory.

/// A fresh, empty store, and what must live as long as it.
pub struct Fresh {
    pub store: Box<dyn store::Store>,
    /// Opens the same data again, as a restart of the server does.
    pub reopen: Box<dyn Fn() -> Box<dyn store::Store>>,
}

/// Makes a `#[test]` of every case for an engine.
macro_rules! contract {
    ($engine:ident, $fresh:expr, [$($case:ident),* $(,)?]) => {
        mod $engine {
            $(#[test] fn $case() { super::cases::$case($fresh()); })*
        }
    };
}

contract!(sqlite, super::sqlite_store, [append_read_resume,]);

fn sqlite_store() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let location = store::Location::Sqlite(folder.path().join("heard.db"));
    let reopen = move || {
        let _keep = &folder;
        store::open(&location, store::OpenOptions::default()).unwrap()
    };
    Fresh {
        store: reopen(),
        reopen: Box::new(reopen),
    }
}

mod cases {
    use super::Fresh;
    use crate::made::*;
    use store::*;

    pub fn append_read_resume(fresh: Fresh) {
        let main = restaurant("main");
        let mut writer = fresh.store.writer().unwrap();
        assert_eq!(writer.load(&main, 1..=1).unwrap().last_seq(), 0);
        writer
            .commit(&[
                appending("main", 1..=2),
                append("main"),
                appending("main", 3..=5),
            ])
            .unwrap();
        let mut reader = fresh.store.reader().unwrap();
        assert_eq!(reader.last_seq(&main).unwrap(), 5);
        assert_eq!(
            reader.events_after(&main, 0, EVENTS_MAX).unwrap(),
            events(1..=5)
        );
        assert_eq!(reader.events_after(&main, 2, 2).unwrap(), events(3..=4));
        assert_eq!(reader.events_after(&main, 5, 9).unwrap(), []);
        assert_eq!(reader.events_after(&main, u64::MAX, 9).unwrap(), []);
        assert_eq!(reader.event(&main, 4).unwrap(), Some(event(4)));
        assert_eq!(reader.event(&main, 0).unwrap(), None);
        assert_eq!(reader.event(&main, 6).unwrap(), None);
    }
}
