//! The books of a whole log: every order and every command in it, each once.

use kitchen::{CommandId, Event, EventRecord};
use std::collections::HashMap;

/// What the log says.
#[derive(Default)]
pub struct Books {
    last_seq: u64,
    /// By the till's id: the event that placed it.
    orders: HashMap<String, u64>,
    /// By the command's id: the first and the last event that it caused.
    commands: HashMap<CommandId, (u64, u64)>,
}

impl Books {
    /// Enters the next event. Fails where a number is missing, and where an order or a command is
    /// there twice.
    pub fn enter(&mut self, record: &EventRecord) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use kitchen::OrderId;
    use uuid::Uuid;

    /// Events `seqs`, each caused by the command of that number.
    fn entered(caused: &[(u64, u128)]) -> Books {
        let mut books = Books::default();
        for (seq, command) in caused {
            books.enter(&EventRecord {
                seq: *seq,
                at_ms: 0,
                by: "test".into(),
                command_id: Some(CommandId(Uuid::from_u128(*command))),
                body: Event::OrderReady {
                    order: OrderId(Uuid::nil()),
                },
            });
        }
        books
    }

    #[test]
    fn a_command_may_cause_events_that_follow_each_other() {
        let books = entered(&[(1, 7), (2, 7), (3, 8)]);
        assert_eq!((books.events(), books.commands()), (3, 2));
        assert_eq!(books.caused_by(CommandId(Uuid::from_u128(7))), Some(2));
    }

    #[test]
    #[should_panic(expected = "a command was carried out twice")]
    fn a_command_that_comes_again_later_is_noticed() {
        entered(&[(1, 7), (2, 8), (3, 7)]);
    }

    #[test]
    #[should_panic(expected = "the log has a gap")]
    fn a_missing_number_is_noticed() {
        entered(&[(1, 7), (3, 8)]);
    }
}
