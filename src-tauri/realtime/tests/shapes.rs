//! Every shape of REALTIME.md, sections 2, 4, 5 and 6, read and written again. The shapes are the
//! files beside, for whoever plays the other side to be checked against.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test that fails by unwrapping says where and why"
)]

use realtime::event::{ClientMessage, ServerEvent, ServerMessage};
use realtime::item::Item;
use realtime::secret::{Secret, SecretRequest};
use realtime::session::{Patch, SessionObject};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

fn shapes(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

fn written(shape: impl Serialize) -> Value {
    serde_json::to_value(shape).unwrap()
}

/// What is read tolerantly comes out as it went in.
fn comes_out_as_it_went_in<T: DeserializeOwned + Serialize>(text: &str) {
    for (name, shape) in shapes(text) {
        let read: T = serde_json::from_value(shape.clone()).unwrap();
        assert_eq!(written(read), shape, "{name}");
    }
}

#[test]
fn updates_of_a_session() {
    for (name, shape) in shapes(include_str!("shapes/session_updates.json")) {
        let patch = Patch::read(shape.clone(), "session");
        let patch = patch.unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert_eq!(written(patch), shape, "{name}");
    }
}

#[test]
fn sessions() {
    comes_out_as_it_went_in::<SessionObject>(include_str!("shapes/sessions.json"));
}

#[test]
fn token_requests() {
    for (name, shape) in shapes(include_str!("shapes/secret_requests.json")) {
        let request = SecretRequest::read(shape.clone()).unwrap();
        assert_eq!(written(request), shape, "{name}");
    }
}

#[test]
fn tokens() {
    comes_out_as_it_went_in::<Secret>(include_str!("shapes/secrets.json"));
}

#[test]
fn items() {
    comes_out_as_it_went_in::<Item>(include_str!("shapes/items.json"));
    comes_out_as_it_went_in::<Item>(include_str!("shapes/host_items.json"));
}

#[test]
fn client_events() {
    for (name, shape) in shapes(include_str!("shapes/client_events.json")) {
        let message = ClientMessage::read(&shape.to_string());
        let message = message.unwrap_or_else(|misread| panic!("{name}: {misread:?}"));
        let again: Value = serde_json::from_str(&message.to_json()).unwrap();
        assert_eq!(again, shape, "{name}");
    }
}

#[test]
fn server_events() {
    for (name, shape) in shapes(include_str!("shapes/server_events.json")) {
        let message = ServerMessage::read(&shape.to_string()).unwrap();
        let known = !matches!(message.event, ServerEvent::Other { .. });
        assert!(known, "{name} is not known");
        let again: Value = serde_json::from_str(&message.to_json()).unwrap();
        assert_eq!(again, shape, "{name}");
    }
}

#[test]
fn whatever_has_a_type_is_a_server_event() {
    for (name, shape) in shapes(include_str!("shapes/sparse_server_events.json")) {
        let message = ServerMessage::read(&shape.to_string());
        let message = message.unwrap_or_else(|no| panic!("{name}: {no}"));
        if let ServerEvent::Other { kind, .. } = &message.event {
            let unknown = ["dtmf", "nobody knows yet", "list of tools", "for a word"];
            assert!(
                unknown
                    .iter()
                    .any(|it| name.contains(it) || kind.contains(it)),
                "{name}"
            );
            let again: Value = serde_json::from_str(&message.to_json()).unwrap();
            assert_eq!(again, shape, "{name} is kept whole");
        }
    }
}

#[test]
fn what_has_no_type_is_none() {
    for text in [
        "",
        "7",
        "[]",
        "{}",
        "{\"type\":7}",
        "{\"type\":null}",
        "{\"type\"",
    ] {
        assert!(ServerMessage::read(text).is_err(), "{text}");
    }
}

#[test]
fn every_event_of_the_page_has_a_shape() {
    let page = include_str!("shapes/names.txt");
    let clients = shapes(include_str!("shapes/client_events.json"));
    let servers = shapes(include_str!("shapes/server_events.json"));
    let mut shown: Vec<&str> = clients
        .values()
        .chain(servers.values())
        .filter_map(|shape| shape["type"].as_str())
        .collect();
    shown.sort_unstable();
    shown.dedup();
    assert_eq!(shown, page.lines().collect::<Vec<_>>());
}
