//! Two readings of one page: the double's forms against the shapes that the protocol's own crate
//! was written by. Neither was made from the other.

use super::{
    forms::{EVENT_RULE, SECRET_RULE, SESSION_RULE},
    rules::{Rule, check},
};
use serde_json::{Map, Value};

/// A file of shapes.
macro_rules! shapes {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!(
            "../../../realtime/tests/shapes/",
            $name,
            ".json"
        )))
        .unwrap()
    };
}

/// Shapes that the page leaves open and the two read in two ways.
const READ_OTHERWISE: &[&str] = &["detection without its type", "prompted"];

/// Fields whose faults are no faults of form: the session's state decides, or this host of its own
/// offers less than the provider.
const NOT_OF_FORM: &[&str] = &[
    "session.type",
    "session.model",
    "session.prompt",
    "session.tool_choice.name",
    "session.tools[0].type",
    "session.tools[0].name",
    "session.tools[0].parameters",
    "session.tools[1].name",
    "session.audio.input.transcription.model",
    "session.audio.input.transcription.keywords",
    "session.audio.input.transcription.delay",
    "session.audio.input.turn_detection.type",
    "session.audio.output.voice",
    "audio",
    "item_id",
    "item.id",
    "item.call_id",
    "item.content[0].type",
    "item.content[0].audio",
    "previous_item_id",
    "response.tool_choice.name",
    "response.input[0].id",
    "response.input[0].content",
];

#[test]
fn every_event_session_and_request_of_the_shapes_is_taken() {
    let all: [(Map<String, Value>, &Rule); 3] = [
        (shapes!("client_events"), &EVENT_RULE),
        (shapes!("session_updates"), &SESSION_RULE),
        (shapes!("secret_requests"), &SECRET_RULE),
    ];
    let refused = all.iter().flat_map(|(shapes, rule)| {
        let refused = shapes.iter().filter_map(|(name, shape)| {
            let fault = check(rule, shape, "").err()?;
            Some((name.as_str(), fault))
        });
        refused.collect::<Vec<_>>()
    });
    let refused: Vec<_> = refused
        .filter(|(name, _)| !READ_OTHERWISE.contains(name))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn every_fault_of_form_is_found_with_its_code_and_its_field() {
    let faults: Vec<(Value, String, Option<String>)> = shapes!("faults");
    let is_of_form = |param: &Option<String>| {
        let param = param.as_deref().unwrap_or_default();
        !NOT_OF_FORM.contains(&param)
    };
    let of_form: Vec<_> = faults
        .iter()
        .filter(|(.., param)| is_of_form(param))
        .collect();
    assert!(of_form.len() > 40, "{}", of_form.len());
    for (event, code, param) in of_form {
        let fault = check(&EVENT_RULE, event, "").expect_err(&event.to_string());
        assert_eq!(
            (fault.code, &fault.param),
            (code.as_str(), param),
            "{event}"
        );
    }
}

/// The names of an event's fields, and of an error's.
fn fields(event: &Value) -> Vec<String> {
    let inside = |(name, value): (&String, &Value)| {
        let mut names = vec![name.clone()];
        if let ("error", Some(value)) = (name.as_str(), value.as_object()) {
            names.extend(value.keys().map(|inner| format!("{name}.{inner}")));
        }
        names
    };
    let mut names: Vec<_> = event.as_object().unwrap().iter().flat_map(inside).collect();
    names.sort();
    names
}

/// Every event that the double says has a shape there with the same fields.
pub(super) fn assert_known(event: &Value) {
    let shapes: Map<String, Value> = shapes!("server_events");
    let kind = &event["type"];
    let same = shapes.values().filter(|shape| shape["type"] == *kind);
    let mut known: Vec<_> = same.map(fields).collect();
    known.dedup();
    let mut found = fields(event);
    // Unlisted, and sent all the same (REALTIME, section 6).
    found.retain(|name| name != "obfuscation");
    assert!(
        known.contains(&found),
        "{kind} has {found:?}; there is {known:#?}"
    );
}
