//! Somebody who reads the whole log, from its first event, and believes nothing else.

use crate::{
    books::Books,
    house::{House, assert_same},
};
use kitchen::State;
use sim::stream::Kept;

/// The name it connects under.
const NAME: &str = "auditor";

/// Reads what was added to the log since the last time.
pub struct Auditor {
    kept: Kept,
    books: Books,
}

impl Auditor {
    /// Begins with an empty book.
    pub async fn begin(house: &House) -> Self {
        let epoch = house.display(NAME).await.welcome().epoch.clone();
        let state = State::default();
        let mut auditor = Self {
            kept: Kept { epoch, state },
            books: Books::default(),
        };
        auditor.audit(house).await;
        auditor
    }

    /// Reads on, while nobody writes. The log, folded from its beginning through every restart,
    /// gives the very bytes that the server shows a newcomer.
    pub async fn audit(&mut self, house: &House) {
        let newcomer = house.display("newcomer").await;
        let mut display = house.resume(NAME, self.kept.clone()).await;
        for record in display.welcome().events.as_deref().unwrap() {
            self.books.enter(record);
        }
        while display.state().seq < newcomer.state().seq {
            if let wire::ServerFrame::Events { events } = display.hear().await.unwrap() {
                events.iter().for_each(|record| self.books.enter(record));
            }
        }
        assert_same(&display.state().snapshot().unwrap(), newcomer.snapshot());
        self.kept = display.leave();
    }

    /// The books at the end.
    pub fn close(self) -> Books {
        self.books
    }
}
