//! Strict reading of the items that a client sends.

use super::{Body, FunctionCall, FunctionCallOutput, Item, ItemStatus, Message, Part, Role};
use crate::error::Refusal;
use crate::limits::{APPEND_CHARS, ITEM_ID_CHARS, PARTS};
use crate::read::{self, Object, list, missing, one_of, string, string_up_to};
use crate::response::InputItem;
use serde_json::Value;

const STATUSES: &[(&str, ItemStatus)] = &[
    ("completed", ItemStatus::Completed),
    ("incomplete", ItemStatus::Incomplete),
    ("in_progress", ItemStatus::InProgress),
];

/// The item at `path`.
pub(crate) fn item(value: Value, path: &str) -> Result<Item, Refusal> {
    match item_or_reference(value, path)? {
        InputItem::Item(item) => Ok(*item),
        InputItem::Reference { .. } => Err(Refusal::value(
            format!("{path}.type"),
            "An 'item_reference' can only be part of a response's input.",
        )),
    }
}

/// The item at `path`, or what refers to one.
pub(crate) fn item_or_reference(value: Value, path: &str) -> Result<InputItem, Refusal> {
    let mut object = Object::of(value, path)?;
    let kind = object.required("type", string)?;
    let id = object.optional("id", id)?;
    if kind == "item_reference" {
        object.finish()?;
        let id = id.ok_or_else(|| missing(format!("{path}.id")))?;
        return Ok(InputItem::Reference { id });
    }
    let said = object.optional("object", one_of(&[("realtime.item", ())]))?;
    let status = object.optional("status", one_of(STATUSES))?;
    let body = match kind.as_str() {
        "message" => message(&mut object)?,
        "function_call" => Body::FunctionCall(FunctionCall {
            // The provider makes one up where it is absent; so does the host.
            call_id: object.optional("call_id", id_text)?.unwrap_or_default(),
            name: object.required("name", string)?,
            arguments: object.required("arguments", string)?,
        }),
        "function_call_output" => Body::FunctionCallOutput(FunctionCallOutput {
            call_id: object.required("call_id", id_text)?,
            output: object.required("output", string)?,
        }),
        other => {
            let supported = "'message', 'function_call', 'function_call_output'";
            let message = read::not_among(other, supported);
            return Err(Refusal::value(object.path("type"), message));
        }
    };
    object.finish()?;
    Ok(InputItem::Item(Box::new(Item {
        id,
        object: said.map(|()| "realtime.item".to_owned()),
        status,
        body,
    })))
}

/// An id that a client chose.
pub(crate) fn id(value: Value, path: &str) -> Result<String, Refusal> {
    let id = id_text(value, path)?;
    if id.is_empty() {
        return Err(Refusal::value(path, "An id cannot be empty."));
    }
    Ok(id)
}

fn id_text(value: Value, path: &str) -> Result<String, Refusal> {
    string_up_to(ITEM_ID_CHARS)(value, path)
}

fn message(object: &mut Object) -> Result<Body, Refusal> {
    let role = object.required("role", |value, path| {
        let roles = &[("user", 0), ("assistant", 1), ("system", 2)];
        Ok(match one_of(roles)(value, path)? {
            0 => Role::User,
            1 => Role::Assistant,
            _ => Role::System,
        })
    })?;
    let content = object.required(
        "content",
        list(PARTS, |value, path| part(value, path, &role)),
    )?;
    Ok(Body::Message(Message { role, content }))
}

/// A part, which must be one that its role can say: assistant sound cannot be made by a client.
fn part(value: Value, path: &str, role: &Role) -> Result<Part, Refusal> {
    let mut object = Object::of(value, path)?;
    let kind = object.required("type", string)?;
    let part = match (kind.as_str(), role) {
        ("input_text", Role::User | Role::System) => Part::InputText {
            text: object.required("text", string)?,
        },
        ("input_audio", Role::User) => Part::InputAudio {
            audio: Some(object.required("audio", string_up_to(APPEND_CHARS))?),
            transcript: object.optional("transcript", string)?,
        },
        ("input_image", Role::User) => Part::InputImage {
            image_url: object.required("image_url", string)?,
            detail: object.optional("detail", string)?,
        },
        ("output_text", Role::Assistant) => Part::OutputText {
            text: object.required("text", string)?,
        },
        (other, role) => {
            let supported = match role {
                Role::User => "'input_text', 'input_audio', 'input_image'",
                Role::Assistant => "'output_text'",
                Role::System | Role::Other(_) => "'input_text'",
            };
            let message = read::not_among(other, supported);
            return Err(Refusal::value(object.path("type"), message));
        }
    };
    object.finish()?;
    Ok(part)
}
