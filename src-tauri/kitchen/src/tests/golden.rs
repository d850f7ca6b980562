//! Golden files: a log with every type of event, and the snapshot it has folded to since it
//! was written. They never change: what was once recorded keeps its meaning, and a display
//! of another build folds to the same bytes.

use super::kitchen::{Kitchen, type_of};
use super::sound;
use crate::menu::SCHEMA;
use crate::{Event, EventRecord, Menu, State};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// Set to 1, a test run writes the golden files that are missing, and no others.
const WRITE: &str = "HEARD_WRITE_GOLDEN";

struct Golden {
    events: Vec<EventRecord>,
    /// The same as they stand in the file.
    written: Vec<Value>,
    snapshot: Vec<u8>,
}

/// The files of the first version of events. Read once, so that tests that run side by side
/// do not both write them.
static V1: LazyLock<Golden> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/v1");
    let (events, snapshot) = (folder.join("events.json"), folder.join("snapshot.json"));
    if std::env::var(WRITE).is_ok_and(|set| set == "1") {
        write_missing(&events, &snapshot);
    }
    let read = |path: &PathBuf| match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{}: {error}; {WRITE}=1 writes it", path.display()),
    };
    let bytes = read(&events);
    Golden {
        events: serde_json::from_slice(&bytes).unwrap(),
        written: serde_json::from_slice(&bytes).unwrap(),
        snapshot: read(&snapshot),
    }
});

fn write_missing(events: &Path, snapshot: &Path) {
    if !events.exists() {
        let records: Vec<String> = evening()
            .iter()
            .map(|record| serde_json::to_string(record).unwrap())
            .collect();
        fs::write(events, format!("[\n{}\n]\n", records.join(",\n"))).unwrap();
    }
    if !snapshot.exists() {
        let records: Vec<EventRecord> = serde_json::from_slice(&fs::read(events).unwrap()).unwrap();
        fs::write(snapshot, fold(&records).snapshot().unwrap()).unwrap();
    }
}

fn fold(records: &[EventRecord]) -> State {
    let mut state = State::default();
    records
        .iter()
        .for_each(|record| state.apply(record).unwrap());
    state
}

/// The type of an event as PROTOCOL names it. A new one does not compile until it stands
/// here, and then the golden log has to show it.
fn name(event: &Event) -> &'static str {
    match event {
        Event::OrderPlaced { .. } => "order_placed",
        Event::OrderAmended { .. } => "order_amended",
        Event::OrderCancelled { .. } => "order_cancelled",
        Event::LineStarted { .. } => "line_started",
        Event::LinesBumped { .. } => "lines_bumped",
        Event::LinesRecalled { .. } => "lines_recalled",
        Event::CourseFired { .. } => "course_fired",
        Event::CourseHeld { .. } => "course_held",
        Event::OrderRushed { .. } => "order_rushed",
        Event::ChangeAcknowledged { .. } => "change_acknowledged",
        Event::OrderReady { .. } => "order_ready",
        Event::OrderCompleted { .. } => "order_completed",
        Event::AvailabilityChanged { .. } => "availability_changed",
        Event::MenuReplaced { .. } => "menu_replaced",
    }
}

/// How many types [`name`] knows.
const TYPES: usize = 14;

#[test]
fn an_old_log_folds_to_the_bytes_it_always_did() {
    let state = fold(&V1.events);
    sound::check(&state);
    let folded = String::from_utf8(state.snapshot().unwrap()).unwrap();
    assert_eq!(folded, std::str::from_utf8(&V1.snapshot).unwrap());
}

#[test]
fn an_old_snapshot_is_read_as_the_state_it_was() {
    let read = State::from_snapshot(&V1.snapshot).unwrap();
    assert_eq!(read, fold(&V1.events));
    assert_eq!(read.snapshot().unwrap(), V1.snapshot);
}

#[test]
fn old_events_are_written_as_they_stand() {
    for (record, written) in V1.events.iter().zip(&V1.written) {
        assert_eq!(serde_json::to_value(record).unwrap(), *written);
        assert_eq!(type_of(&record.body), name(&record.body));
    }
}

#[test]
fn the_golden_log_shows_every_type_of_event() {
    let shown: BTreeSet<&str> = V1.events.iter().map(|record| name(&record.body)).collect();
    assert_eq!(shown.len(), TYPES, "{shown:?}");
}

fn menu() -> Arc<Menu> {
    let menu = json!({
        "schema": SCHEMA, "name": "Golden Spoon", "currency": "EUR", "language": "de",
        "stations": [{"id": "grill", "name": "Grill"}, {"id": "cold", "name": "Kalt"}],
        "categories": [
            {"id": "mains", "name": "Hauptgang", "course": 2}, {"id": "soups", "name": "Suppen"}],
        "modifier_groups": [
            {"id": "doneness", "name": "Garstufe", "min": 1, "max": 1, "modifiers": [
                {"id": "rare", "name": "blutig", "kind": "choice"},
                {"id": "medium", "name": "medium", "kind": "choice"}]},
            {"id": "build", "name": "Dazu", "min": 0, "max": 3, "modifiers": [
                {"id": "butter", "name": "Kräuterbutter", "kind": "add", "price": 150,
                    "spoken": ["Butter"], "allergens": ["milk"]},
                {"id": "no-salad", "name": "Salat", "kind": "remove", "price": -50}]}],
        "items": [
            {"id": "steak", "name": "Rumpsteak", "kitchen_name": "Rumpsteak", "category": "mains",
                "price": 2400, "stations": ["grill", "cold"], "prep_seconds": 720,
                "allergens": ["milk"], "modifier_groups": ["doneness", "build"],
                "spoken": ["Steak"]},
            {"id": "soup", "name": "Zwiebelsuppe", "kitchen_name": "Zwiebelsuppe",
                "category": "soups", "price": 0, "stations": ["grill"], "prep_seconds": 240,
                "sizes": [{"id": "cup", "name": "Tasse", "price": 500},
                    {"id": "bowl", "name": "Teller", "price": 750}]},
            {"id": "bread", "name": "Brot", "kitchen_name": "Brot", "category": "soups",
                "price": 200, "stations": ["cold"], "prep_seconds": 30, "available": false}]
    });
    Arc::new(Menu::read(&menu).unwrap())
}

/// An evening in which everything happens once. Decided by the code of the day it was
/// written; what counts is the file.
fn evening() -> Vec<EventRecord> {
    let mut kitchen = Kitchen::with(&menu());
    kitchen.does(
        json!({"type": "set_availability", "item": "bread", "available": true, "remaining": 3}),
    );
    kitchen.does(
        json!({"type": "set_availability", "item": "soup", "available": false,
        "until_ms": kitchen.now_ms + 60_000}),
    );
    kitchen.now_ms += 60_000;
    let table = kitchen.place_order(json!({
        "external_id": "pos-8841", "source": "pos", "service": {"type": "dine_in", "table": "12"},
        "note": "Geburtstag", "hold": [2], "lines": [
            {"item": "soup", "size": "bowl", "quantity": 2, "seat": 1},
            {"item": "steak", "modifiers": ["medium", "butter", "no-salad"], "note": "in Streifen",
                "allergies": ["peanut"], "seat": 2}]}));
    let of = |order: &crate::OrderId, command: Value| {
        let mut command = command;
        command["order"] = json!(order);
        command
    };
    // A table that is served whole, and comes back once at a station and once at the pass.
    kitchen.does(of(&table, json!({"type": "start_line", "line": "1"})));
    kitchen.bump(table, Some("grill"));
    kitchen.does(of(&table, json!({"type": "recall", "station": "grill"})));
    kitchen.does(of(&table, json!({"type": "rush", "on": true})));
    kitchen.bump(table, Some("grill"));
    kitchen.does(of(&table, json!({"type": "fire_course", "course": 2})));
    kitchen.does(of(&table, json!({"type": "hold_course", "course": 2})));
    kitchen.does(of(&table, json!({"type": "fire_course", "course": 2})));
    kitchen.does(of(
        &table,
        json!({"type": "amend_order", "note": null,
        "change": [{"line": "2", "quantity": 2, "modifiers": ["rare"], "note": null,
            "allergies": ["peanut", "milk"]}],
        "add": [{"item": "bread"}, {"item": "soup", "size": "cup"}]}),
    ));
    kitchen.does(of(&table, json!({"type": "amend_order", "void": ["4"]})));
    for station in ["grill", "cold"] {
        kitchen.does(of(
            &table,
            json!({"type": "acknowledge_change", "station": station}),
        ));
        kitchen.bump(table, Some(station));
    }
    kitchen.bump(table, None);
    kitchen.does(of(
        &table,
        json!({"type": "recall", "station": null, "lines": ["2"]}),
    ));

    // The next day: one that is cancelled, one with every line voided, one half done and
    // changed, one complete with a void that nobody has Heard.
    kitchen.day += 1;
    let services = [
        json!({"type": "delivery", "name": "Meier", "address": "Hauptstraße 1"}),
        json!({"type": "takeout", "name": "Schmidt"}),
        json!({"type": "drive_thru", "lane": "2"}),
        json!({"type": "dine_in"}),
    ];
    let [cancelled, voided, half, unheard] = services.map(|service| {
        let promised = kitchen.now_ms + 1_800_000;
        kitchen.place_order(
            json!({"source": "phone", "service": service, "promised_at_ms": promised,
            "lines": [{"item": "steak", "modifiers": ["rare"]}, {"item": "soup", "size": "cup"}]}),
        )
    });
    kitchen.does(of(
        &cancelled,
        json!({"type": "cancel_order", "reason": "nicht abgeholt"}),
    ));
    kitchen.does(of(
        &cancelled,
        json!({"type": "acknowledge_change", "station": "cold"}),
    ));
    kitchen.does(of(
        &voided,
        json!({"type": "amend_order", "void": ["1", "2"]}),
    ));
    kitchen.does(of(
        &half,
        json!({"type": "bump", "station": "grill", "lines": ["1"]}),
    ));
    kitchen.does(of(
        &half,
        json!({"type": "bump", "station": null, "lines": ["2"]}),
    ));
    kitchen.does(of(
        &half,
        json!({"type": "amend_order",
        "change": [{"line": "1", "quantity": 3, "modifiers": ["medium"], "allergies": ["soy"]}]}),
    ));
    kitchen.does(of(
        &unheard,
        json!({"type": "bump", "station": null, "lines": ["2"]}),
    ));
    kitchen.does(of(&unheard, json!({"type": "amend_order", "void": ["1"]})));
    kitchen.log
}
