//! What a schema allows, in few words.

use super::{items, text};
use serde_json::Value;

/// What a value looks like, in few words.
pub(super) fn shape(schema: &Value) -> String {
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
        kind => text(kind).to_owned(),
    };
    let mut shape = kind;
    let mut add = |part: String| {
        if !shape.is_empty() {
            shape.push_str(", ");
        }
        shape.push_str(&part);
    };
    let words: Vec<String> = items(&schema["enum"])
        .map(|word| format!("`{}`", text(word)))
        .collect();
    if !words.is_empty() {
        add(words.join(" "));
    }
    if let Some(word) = schema["const"].as_str() {
        add(format!("`{word}`"));
    }
    if let Some(format) = schema["format"].as_str() {
        add(format.to_owned());
    }
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        add(format!("{least} to {most}"));
    }
    if let Some(most) = schema["maxLength"].as_u64() {
        add(format!("at most {most} characters"));
    }
    if let Some(most) = schema["maxItems"].as_u64() {
        add(format!("at most {most}"));
    }
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        add(format!(
            "default `{}`",
            default.as_str().map_or(default.to_string(), str::to_owned)
        ));
    }
    shape
}
