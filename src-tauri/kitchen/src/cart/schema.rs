//! The tools as a model or a client is told of them: names, words, JSON schemas.

use super::allergens;
use crate::{State, UnixMs, limits};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A tool as the Realtime protocol declares it, without its `type`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToolDefinition {
    /// What it is called by.
    pub name: &'static str,
    /// When to call it.
    pub description: &'static str,
    /// JSON schema of its arguments.
    pub parameters: Value,
}

/// The tools for the menu as it stands: ids are enums. What is sold out is not among the
/// items; a call that names it all the same is refused with `item_unavailable`.
pub fn definitions(state: &State, now_ms: UnixMs) -> Vec<ToolDefinition> {
    let ids = Ids::of(state, now_ms);
    vec![
        add_item(&ids),
        change_item(&ids),
        remove_item(),
        clear_cart(),
        note_allergies(&ids),
        set_order_details(),
        read_back(),
        submit_order(),
    ]
}

fn add_item(ids: &Ids<'_>) -> ToolDefinition {
    ToolDefinition {
        name: "add_item",
        description: "Put an item into the cart as soon as the guest asks for it. Leave out \
            a size or choice that was not said: the answer's question names what to ask.",
        parameters: object(
            json!({
                "item": {"type": "string", "enum": ids.items},
                "quantity": quantity("How many."),
                "size": choice(&ids.sizes, "One of the item's sizes."),
                "modifiers": list(&ids.modifiers),
                "note": note(),
                "unsure": unsure(),
            }),
            &["item"],
        ),
    }
}

fn change_item(ids: &Ids<'_>) -> ToolDefinition {
    ToolDefinition {
        name: "change_item",
        description: "Change a line of the cart. What is left out stays. With item, the line \
            becomes that item and keeps the size and modifiers that it has too.",
        parameters: object(
            json!({
                "line": line(),
                "only": quantity("For how many of the line; the rest becomes its own line."),
                "item": {"type": "string", "enum": ids.items},
                "quantity": quantity("How many there are to be."),
                "size": choice(&ids.sizes, "One of the item's sizes."),
                "add_modifiers": list(&ids.modifiers),
                "remove_modifiers": list(&ids.modifiers),
                "note": note(),
                "unsure": unsure(),
            }),
            &["line"],
        ),
    }
}

fn remove_item() -> ToolDefinition {
    ToolDefinition {
        name: "remove_item",
        description: "Take a line out of the cart, or some of it.",
        parameters: object(
            json!({"line": line(), "quantity": quantity("How many of it; all if left out.")}),
            &["line"],
        ),
    }
}

fn clear_cart() -> ToolDefinition {
    ToolDefinition {
        name: "clear_cart",
        description: "Empty the cart when the guest starts over or cancels everything.",
        parameters: object(json!({}), &[]),
    }
}

fn note_allergies(ids: &Ids<'_>) -> ToolDefinition {
    ToolDefinition {
        name: "note_allergies",
        description: "Note an allergy or intolerance as soon as a guest names one, even before \
            an item. It goes to the kitchen with every line; repeat it to the guest.",
        parameters: object(
            json!({
                "add": allergies(&ids.allergens),
                "remove": allergies(&ids.allergens),
            }),
            &["add"],
        ),
    }
}

fn set_order_details() -> ToolDefinition {
    ToolDefinition {
        name: "set_order_details",
        description: "Note the guest's name, the table, or whether it is eaten here or taken \
            away, as soon as it is said. What is left out stays; an empty text takes it back.",
        parameters: object(
            json!({
                "service": {"type": "string", "enum": ["dine_in", "takeout"]},
                "table": whom("The table's number, as on its sign: 12, B4."),
                "name": whom("The name to call."),
                "unsure": unsure(),
            }),
            &[],
        ),
    }
}

fn read_back() -> ToolDefinition {
    ToolDefinition {
        name: "read_back",
        description: "Get the whole cart, to read it to the guest.",
        parameters: object(json!({}), &[]),
    }
}

fn submit_order() -> ToolDefinition {
    ToolDefinition {
        name: "submit_order",
        description: "Place the order. Only once no question is open, the whole order was \
            read back with its quantities, and the guest said yes to it.",
        parameters: object(
            json!({"confirmed": {"type": "boolean", "enum": [true]}}),
            &["confirmed"],
        ),
    }
}

struct Ids<'a> {
    items: Vec<String>,
    sizes: BTreeSet<String>,
    modifiers: BTreeSet<String>,
    allergens: BTreeSet<&'a str>,
}

impl<'a> Ids<'a> {
    fn of(state: &'a State, now_ms: UnixMs) -> Self {
        let menu = state.menu.as_deref();
        let all = || menu.into_iter().flat_map(|menu| &menu.items);
        let groups = menu.into_iter().flat_map(|menu| &menu.modifier_groups);
        let modifiers = || groups.clone().flat_map(|group| &group.modifiers);
        Self {
            items: all()
                .filter(|item| state.availability_of(&item.id, now_ms).0)
                .map(|item| item.id.to_string())
                .collect(),
            sizes: all()
                .flat_map(|item| &item.sizes)
                .map(|size| size.id.to_string())
                .collect(),
            modifiers: modifiers()
                .map(|modifier| modifier.id.to_string())
                .collect(),
            allergens: menu.map(allergens).unwrap_or_default(),
        }
    }
}

fn object(mut properties: Value, required: &[&str]) -> Value {
    // What has nothing to choose from is not there: an empty enum is refused as a schema.
    if let Some(properties) = properties.as_object_mut() {
        properties.retain(|_, schema| !chooses_nothing(schema));
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn chooses_nothing(schema: &Value) -> bool {
    let ids = schema.get("enum").or(schema.pointer("/items/enum"));
    ids.and_then(Value::as_array).is_some_and(Vec::is_empty)
}

fn quantity(what: &str) -> Value {
    let (least, most) = (limits::QUANTITY.start(), limits::QUANTITY.end());
    json!({"type": "integer", "minimum": least, "maximum": most, "description": what})
}

fn choice(ids: &BTreeSet<String>, what: &str) -> Value {
    json!({"type": "string", "enum": ids, "description": what})
}

fn list(ids: &BTreeSet<String>) -> Value {
    let items = json!({"type": "string", "enum": ids});
    json!({"type": "array", "items": items, "maxItems": limits::MODIFIERS, "uniqueItems": true})
}

/// Allergens of the menu by their ids, and any other in the guest's own words.
fn allergies(known: &BTreeSet<&str>) -> Value {
    let own = json!({"type": "string", "minLength": 1, "maxLength": limits::NAME_CHARS});
    let one = match known.is_empty() {
        true => own,
        false => json!({"anyOf": [{"type": "string", "enum": known}, own]}),
    };
    json!({"type": "array", "items": one, "maxItems": limits::ALLERGIES})
}

fn line() -> Value {
    json!({"type": "string", "description": "The line's id in the cart, like line_1."})
}

fn note() -> Value {
    let what = "The guest's own words, only for what no modifier says.";
    json!({"type": "string", "maxLength": limits::NOTE_CHARS, "description": what})
}

fn whom(what: &str) -> Value {
    json!({"type": "string", "maxLength": limits::NAME_CHARS, "description": what})
}

fn unsure() -> Value {
    let what = "True if it may have been misheard; false once the guest has said yes to it.";
    json!({"type": "boolean", "description": what})
}
