//! The naive kitchen's menu, and its commands.

use crate::Menu;
use crate::menu::SCHEMA;
use serde_json::json;
use std::sync::Arc;

/// Items with their course and stations. [`NO_ITEM`] is none of them.
pub(in crate::tests) const ITEMS: [(&str, u8, &[&str]); 6] = [
    ("toast", 1, &["grill"]),
    ("nachos", 1, &["grill", "cold"]),
    ("slaw", 2, &["cold"]),
    ("rings", 2, &["fry"]),
    ("melt", 2, &["cold", "grill", "fry"]),
    ("pie", 3, &["sweet"]),
];
pub(in crate::tests) const NO_ITEM: &str = "sushi";
pub(in crate::tests) const STATIONS: [&str; 4] = ["grill", "fry", "cold", "sweet"];

/// The menu of these items.
pub(in crate::tests) fn menu() -> Arc<Menu> {
    let named = |id: &str| json!({"id": id, "name": id});
    let items = ITEMS.map(|(id, course, stations)| {
        json!({"id": id, "name": id, "kitchen_name": id, "category": format!("course-{course}"),
            "price": 100, "prep_seconds": 60, "stations": stations})
    });
    let categories = [1, 2, 3].map(|course| {
        let id = format!("course-{course}");
        json!({"id": id, "name": id, "course": course})
    });
    let menu = json!({"schema": SCHEMA, "name": "Corner", "stations": STATIONS.map(named),
        "categories": categories, "modifier_groups": [], "items": items});
    Arc::new(Menu::read(&menu).unwrap())
}

/// A line asked for. Indices past the end of a list stand for what is not there.
#[derive(Debug, Clone)]
pub(in crate::tests) struct Asked {
    pub(in crate::tests) item: usize,
    pub(in crate::tests) quantity: u32,
    pub(in crate::tests) course: Option<u8>,
    pub(in crate::tests) allergy: bool,
}

/// A command, by indices of orders, lines, stations and items.
#[derive(Debug, Clone)]
pub(in crate::tests) enum Op {
    Place {
        lines: Vec<Asked>,
        hold: Vec<u8>,
    },
    Amend {
        order: usize,
        add: Vec<Asked>,
        change: Option<Edit>,
        void: Vec<usize>,
    },
    Cancel {
        order: usize,
    },
    Start {
        order: usize,
        line: usize,
        station: Option<usize>,
    },
    Bump {
        order: usize,
        station: Option<usize>,
        lines: Option<Vec<usize>>,
    },
    Recall {
        order: usize,
        station: Option<usize>,
        lines: Option<Vec<usize>>,
    },
    Fire {
        order: usize,
        course: u8,
    },
    Hold {
        order: usize,
        course: u8,
    },
    Rush {
        order: usize,
        on: bool,
    },
    Heard {
        order: usize,
        station: usize,
    },
    Say {
        item: usize,
        available: bool,
        remaining: Option<u32>,
    },
}

/// A change of one line.
#[derive(Debug, Clone)]
pub(in crate::tests) struct Edit {
    pub(in crate::tests) line: usize,
    pub(in crate::tests) quantity: u32,
    pub(in crate::tests) allergy: bool,
}
