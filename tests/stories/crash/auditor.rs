//! Somebody who reads the whole log, from its first event, and believes nothing else.

use crate::house::{House, assert_same};
use kitchen::{CommandId, Event, EventRecord, State};
use sim::stream::Kept;
use std::collections::HashMap;

/// The name it connects under.
const NAME: &str = "auditor";

/// Reads what was added to the log since the last time.
pub struct Auditor {
    kept: Kept,
    books: Books,
}

/// What the log says.
#[derive(Default)]
pub struct Books {
    last_seq: u64,
    /// By the till's id: the event that placed it.
    orders: HashMap<String, u64>,
    /// By the command's id: the first and the last event that it caused.
    commands: HashMap<CommandId, (u64, u64)>,
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

    /// Reads on, while nobody writes. The log, folded from its beginning through every restart, gives the very bytes that
    /// the server shows a newcomer.
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

impl Books {
    fn enter(&mut self, record: &EventRecord) {
        let seq = record.seq;
        assert_eq!(seq, self.last_seq + 1, "the log has a gap");
        self.last_seq = seq;
        if let Event::OrderPlaced { order } = &record.body {
            let name = order.external_id.clone().unwrap();
            let before = self.orders.insert(name, seq);
            assert_eq!(before, None, "an order is there twice: {record:?}");
        }
        if let Some(id) = record.command_id {
            let caused = self.commands.entry(id).or_insert((seq, seq - 1));
            assert_eq!(
                caused.1,
                seq - 1,
                "a command was carried out twice: {record:?}"
            );
            caused.1 = seq;
        }
    }

    /// How many events there are.
    pub fn events(&self) -> u64 {
        self.last_seq
    }

    /// Orders by the till's id, with the event that placed each.
    pub fn orders(&self) -> &HashMap<String, u64> {
        &self.orders
    }

    /// The last event that a command caused, if it caused any.
    pub fn caused_by(&self, id: CommandId) -> Option<u64> {
        self.commands.get(&id).map(|caused| caused.1)
    }

    /// How many commands of displays caused something.
    pub fn commands(&self) -> usize {
        self.commands.len()
    }
}
