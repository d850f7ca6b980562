//! Commands as they are said, on the demo menu and a few orders.

use super::*;
use kitchen::menu::{COPPER_PAN, Menu};
use kitchen::{EventRecord, Moment, OrderId, decide};
use serde_json::{Value, json};
use std::sync::Arc;

fn id(number: u32) -> OrderId {
    let id = format!("01900000-0000-7000-8000-{number:012}");
    serde_json::from_value(id.into()).unwrap()
}

/// A kitchen that is told things.
struct Told {
    state: State,
    placed: u32,
}

impl Told {
    /// Order 1 of table 5, with a course on hold; 2 of table 9; 3 for Maria; 4 of table 1.
    fn new() -> Self {
        let mut told = Self {
            state: State::default(),
            placed: 0,
        };
        let menu = Arc::new(Menu::parse(COPPER_PAN).unwrap());
        told.tell(&Command::ReplaceMenu { menu });
        told.place(
            json!({"type": "dine_in", "table": "5"}),
            json!([{"item": "fries", "size": "small", "quantity": 3},
                   {"item": "tomato-soup", "size": "cup", "course": 4}]),
        );
        told.place(
            json!({"type": "dine_in", "table": "9"}),
            json!([{"item": "fries", "size": "large", "quantity": 2}, {"item": "onion-rings"}]),
        );
        told.place(
            json!({"type": "takeout", "name": "Maria"}),
            json!([{"item": "onion-rings", "quantity": 2}]),
        );
        told.place(
            json!({"type": "dine_in", "table": "B4"}),
            json!([{"item": "onion-rings"}]),
        );
        told
    }

    fn place(&mut self, service: Value, lines: Value) {
        let order = json!({"type": "place_order",
            "order": {"source": "pos", "service": service, "lines": lines, "hold": [4]}});
        self.tell(&serde_json::from_value(order).unwrap());
    }

    fn tell(&mut self, command: &Command) {
        self.placed += 1;
        let moment = Moment {
            now_ms: 1_760_000_000_000,
            day: 20_251_009,
            order_id: id(self.placed),
        };
        for body in decide(&self.state, command, &moment).unwrap() {
            let seq = self.state.seq + 1;
            let record = EventRecord {
                seq,
                at_ms: moment.now_ms,
                by: "test".into(),
                command_id: None,
                body,
            };
            self.state.apply(&record).unwrap();
        }
    }

    /// What is shown of what was understood, at the pass.
    fn hear(&self, said: &str) -> String {
        let board = Board {
            state: &self.state,
            station: None,
        };
        match understand(said, board) {
            Ok(Wish::Do { shown, .. } | Wish::Tell(shown)) => shown,
            Err(unclear) => format!("! {unclear}"),
        }
    }
}

#[test]
fn commands_are_understood_as_they_are_called() {
    let told = Told::new();
    for (said, shown) in [
        ("bump table five", "Bump order 1, table 5"),
        ("Bump order number two, please.", "Bump order 2, table 9"),
        ("bump nine", "Bump order 2, table 9"),
        ("bump maria", "Bump order 3, Maria"),
        ("bump table b four", "Bump order 4, table B4"),
        ("rush order three", "Rush order 3, Maria"),
        ("no rush on order three", "No rush for order 3, Maria"),
        ("rush off table nine", "No rush for order 2, table 9"),
        (
            "fire course four table five",
            "Fire course 4 of order 1, table 5",
        ),
        (
            "fire the fourth course for table five",
            "Fire course 4 of order 1, table 5",
        ),
        ("fire table five", "Fire course 4 of order 1, table 5"),
        (
            "hold course two table nine",
            "Hold course 2 of order 2, table 9",
        ),
        ("eighty-six the salmon", "86 Grilled Salmon"),
        ("86 onion rings", "86 Onion Rings"),
        ("the grilled salmon is back", "Grilled Salmon is back"),
        ("un 86 the salmon", "Grilled Salmon is back"),
        ("how many fries all day", "5 French Fries all day"),
        ("onion rings all day", "4 Onion Rings all day"),
        ("how many tomato soups", "0 Tomato Soup all day, 1 on hold"),
    ] {
        assert_eq!(told.hear(said), shown, "{said}");
    }
}

#[test]
fn what_is_not_clear_is_asked_back() {
    let mut told = Told::new();
    for (said, answer) in [
        ("", "! Say bump, recall, rush, fire, hold, 86 or how many."),
        (
            "two fish tacos",
            "! Say bump, recall, rush, fire, hold, 86 or how many.",
        ),
        ("bump", "! Which order? Say table or order, and its number."),
        (
            "bump table",
            "! Which order? Say table or order, and its number.",
        ),
        ("bump table twelve", "! There is no table 12 here."),
        ("bump order eighty six", "! There is no order 86 here."),
        ("recall order two", "! There is no order 2 here."),
        (
            "fire table nine",
            "! No course of order 2, table 9 can be fired.",
        ),
        ("86", "! Which item?"),
        ("86 the unicorn", "! \"unicorn\" is not on the menu."),
        ("86 the taco", "! Fish Taco or Carnitas Taco?"),
    ] {
        assert_eq!(told.hear(said), answer, "{said}");
    }
    // Table 1 and order 1; a second order of table 9.
    told.place(
        json!({"type": "dine_in", "table": "1"}),
        json!([{"item": "onion-rings"}]),
    );
    told.place(
        json!({"type": "dine_in", "table": "9"}),
        json!([{"item": "onion-rings"}]),
    );
    for (said, answer) in [
        (
            "bump one",
            "! order 1, table 5 or order 5, table 1? Say it with its order number.",
        ),
        (
            "bump table nine",
            "! order 2, table 9 or order 6, table 9? Say it with its order number.",
        ),
    ] {
        assert_eq!(told.hear(said), answer, "{said}");
    }
    assert_eq!(told.hear("bump table one"), "Bump order 5, table 1");
}

#[test]
fn the_last_of_a_table_is_recalled_when_it_was_bumped_here() {
    let mut told = Told::new();
    let order = |told: &Told, number: u32| {
        let mut all = told.state.orders.values();
        all.find(|order| order.number == number).unwrap().id
    };
    for _ in 0..2 {
        told.place(
            json!({"type": "dine_in", "table": "9"}),
            json!([{"item": "onion-rings"}]),
        );
    }
    for number in [2, 5] {
        let (order, station, lines) = (order(&told, number), None, None);
        told.tell(&Command::Bump {
            order,
            station,
            lines,
        });
    }
    assert_eq!(told.hear("recall table nine"), "Recall order 5, table 9");
    assert_eq!(told.hear("recall two"), "Recall order 2, table 9");
}

#[test]
fn a_wish_is_a_command_of_the_board_it_was_said_to() {
    let told = Told::new();
    let station = StationId::from("fry");
    let board = Board {
        state: &told.state,
        station: Some(&station),
    };
    let order = told.state.orders.values().next().unwrap().id;
    let Ok(Wish::Do { command, .. }) = understand("bump table five", board) else {
        panic!("it is not understood");
    };
    let wanted = Command::Bump {
        order,
        station: Some(station.clone()),
        lines: None,
    };
    assert_eq!(command, wanted);
}

#[test]
fn numbers_are_called_in_many_ways() {
    for (said, value) in [
        ("five", Some(5)),
        ("207", Some(207)),
        ("two oh seven", Some(207)),
        ("two hundred seven", Some(207)),
        ("twenty one", Some(21)),
        ("one twenty three", Some(123)),
        ("one two three", Some(123)),
        ("ten", Some(10)),
        ("twelve hundred", Some(1_200)),
        ("four forty", Some(440)),
        ("to oh ate", Some(208)),
        ("salmon", None),
        ("", None),
        (
            "nine nine nine nine nine nine nine nine nine nine nine",
            None,
        ),
    ] {
        let words: Vec<&str> = said.split_whitespace().collect();
        assert_eq!(number(&words), value, "{said}");
    }
}
