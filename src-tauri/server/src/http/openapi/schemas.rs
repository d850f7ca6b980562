//! The forms of bodies (JSON Schema 2020-12, as OpenAPI 3.1 has it).

mod menu;
mod order;
mod rest;
mod voice;

use serde_json::{Map, Value, json};

/// Every form that an operation names.
pub(super) fn schemas() -> Map<String, Value> {
    let all = [
        order::schemas(),
        menu::schemas(),
        rest::schemas(),
        voice::schemas(),
    ];
    all.into_iter()
        .flatten()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

/// A reference to another form.
fn of(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A list of another form.
fn list(items: Value, description: &str) -> Value {
    json!({"type": "array", "items": items, "description": description})
}

/// A text, of at most so many characters.
fn text(most: usize, description: &str) -> Value {
    json!({"type": "string", "maxLength": most, "description": description})
}

/// The same, or `null`.
fn text_or_null(most: usize, description: &str) -> Value {
    json!({"type": ["string", "null"], "maxLength": most, "description": description})
}

/// An id, as the menu has it.
fn id(description: &str) -> Value {
    json!({"type": "string", "description": description})
}

/// An instant.
fn instant(description: &str) -> Value {
    json!({"type": "string", "format": "date-time", "description": description})
}

/// An instant, or `null`.
fn instant_or_null(description: &str) -> Value {
    json!({"type": ["string", "null"], "format": "date-time", "description": description})
}

/// A whole number between bounds.
fn whole(least: impl Into<i64>, most: impl Into<i64>, description: &str) -> Value {
    let (least, most): (i64, i64) = (least.into(), most.into());
    json!({"type": "integer", "minimum": least, "maximum": most, "description": description})
}

/// The same, or `null`.
fn whole_or_null(least: impl Into<i64>, most: impl Into<i64>, description: &str) -> Value {
    let mut schema = whole(least, most, description);
    schema["type"] = json!(["integer", "null"]);
    schema
}

/// A count that has no bound of its own.
fn count(description: &str) -> Value {
    json!({"type": "integer", "minimum": 0, "description": description})
}

/// Money.
fn money(description: &str) -> Value {
    let description = format!("{description} In minor units (cents).");
    json!({"type": "integer", "description": description})
}

/// Yes or no.
fn flag(description: &str) -> Value {
    json!({"type": "boolean", "description": description})
}

/// One of several words.
fn words(words: &[&str], description: &str) -> Value {
    json!({"type": "string", "enum": words, "description": description})
}

/// An object whose fields are all there.
fn whole_object(properties: Value) -> Value {
    let names: Vec<String> = properties
        .as_object()
        .map(|fields| fields.keys().cloned().collect())
        .unwrap_or_default();
    json!({"type": "object", "required": names, "properties": properties})
}

/// An object of which only `required` must be there.
fn object(required: &[&str], properties: Value) -> Value {
    json!({"type": "object", "required": required, "properties": properties})
}
