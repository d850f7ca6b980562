//! Made-up content for the tests.

use store::{Answer, Append, ClosedOrder, Command, Event, NewToken, RestaurantId, Snapshot};

pub fn restaurant(name: &str) -> RestaurantId {
    RestaurantId::new(name).unwrap()
}

pub fn event(seq: u64) -> Event {
    Event {
        seq,
        at_ms: 1_700_000_000_000 + seq as i64,
        version: 1,
        by: "pos".to_owned(),
        command_id: seq.is_multiple_of(2).then(|| format!("c:{seq}")),
        body: format!(r#"{{"type":"order_placed","n":{seq},"name":"Zoë's 🍔"}}"#),
    }
}

pub fn events(seqs: std::ops::RangeInclusive<u64>) -> Vec<Event> {
    seqs.map(event).collect()
}

pub fn command(id: &str, seq: u64) -> Command {
    Command {
        id: id.to_owned(),
        body_hash: [seq as u8; 32],
        answer: Answer::Done { seq },
    }
}

pub fn closed(order: &str, placed_seq: u64, closed_at_ms: i64, state: &str) -> ClosedOrder {
    ClosedOrder {
        order: order.to_owned(),
        placed_seq,
        placed_at_ms: closed_at_ms - 500,
        closed_at_ms,
        state: state.to_owned(),
        body: format!(r#"{{"id":"{order}"}}"#),
    }
}

pub fn snapshot(seq: u64, version: u16) -> Snapshot {
    Snapshot {
        seq,
        version,
        body: format!("state {version} after {seq}").into_bytes(),
    }
}

pub fn token(name: &str, hash: u8) -> NewToken {
    NewToken {
        role: "pos".to_owned(),
        name: name.to_owned(),
        restaurant: restaurant("main"),
        hash: [hash; 32],
        created_at_ms: 1_700_000_000_000,
    }
}

pub fn append(name: &str) -> Append {
    Append::new(restaurant(name))
}

/// An append of the events with these numbers.
pub fn appending(name: &str, seqs: std::ops::RangeInclusive<u64>) -> Append {
    Append {
        events: events(seqs),
        ..append(name)
    }
}
