//! The menu, `heard.menu/1` (PROTOCOL, section 3), and what is said of its items.

use super::{
    count, flag, id, instant_or_null, list, money, object, of, text, whole, whole_object,
    whole_or_null, words,
};
use kitchen::{limits, menu};
use serde_json::{Value, json};

pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    let remaining = || {
        whole_or_null(
            0,
            limits::REMAINING,
            "How many are left; not counted if `null`.",
        )
    };
    let until =
        || instant_or_null("Until when it cannot be had; until someone says otherwise if `null`.");
    vec![
        ("Menu", whole_menu()),
        (
            "Station",
            whole_object(json!({"id": id("Unique in the menu."), "name": name()})),
        ),
        (
            "Category",
            object(
                &["id", "name"],
                json!({
                    "id": id("Unique in the menu."),
                    "name": name(),
                    "course": whole(*limits::COURSE.start(), *limits::COURSE.end(),
                                    "When its items are wanted if nobody says."),
                }),
            ),
        ),
        ("ModifierGroup", group()),
        ("Modifier", modifier()),
        ("Item", item()),
        (
            "Size",
            whole_object(json!({
                "id": id("Unique in its item."),
                "name": name(),
                "price": money("Of the item in this size."),
            })),
        ),
        (
            "AvailabilityRequest",
            object(
                &["available"],
                json!({
                    "available": flag("Whether it can be had."),
                    "until": until(),
                    "remaining": remaining(),
                }),
            ),
        ),
        (
            "Availability",
            whole_object(json!({
                "item": id("Which item."),
                "available": flag("Whether it can be had."),
                "until": until(),
                "remaining": remaining(),
            })),
        ),
    ]
}

fn whole_menu() -> Value {
    let each = limits::MENU_ENTRIES;
    let bounded = |items: &str, description: &str| {
        let mut schema = list(of(items), description);
        schema["maxItems"] = json!(each);
        schema
    };
    object(
        &[
            "schema",
            "name",
            "stations",
            "categories",
            "modifier_groups",
            "items",
        ],
        json!({
            "schema": {"const": menu::SCHEMA},
            "name": name(),
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "default": "USD",
                         "description": "ISO 4217, for printing prices."},
            "language": {"type": "string", "default": "en",
                         "description": "BCP 47, the language it is spoken in."},
            "stations": bounded("Station", "Who makes things."),
            "categories": bounded("Category", "What things are grouped under."),
            "modifier_groups": bounded("ModifierGroup", "How things can be had."),
            "items": bounded("Item", "What can be had."),
        }),
    )
}

fn group() -> Value {
    whole_object(json!({
        "id": id("Unique in the menu."),
        "name": name(),
        "min": count("At least so many; 1 makes it a required choice."),
        "max": count("At most so many."),
        "modifiers": list(of("Modifier"), "What there is to choose."),
    }))
}

fn modifier() -> Value {
    object(
        &["id", "name", "kind"],
        json!({
            "id": id("Unique in the menu."),
            "name": name(),
            "kind": words(&["add", "remove", "choice"], "What it does."),
            "price": money("Added to the item's price."),
            "spoken": spoken(),
            "allergens": allergens("What it brings in."),
        }),
    )
}

fn item() -> Value {
    object(
        &[
            "id",
            "name",
            "kitchen_name",
            "category",
            "stations",
            "prep_seconds",
        ],
        json!({
            "id": id("Unique in the menu."),
            "name": name(),
            "kitchen_name": text(limits::KITCHEN_NAME_CHARS, "As a cook reads it."),
            "category": id("A category's id."),
            "price": money("Needed where there are no sizes."),
            "sizes": list(of("Size"), "In which sizes, each with its whole price."),
            "stations": list(id("A station's id."), "Who makes it."),
            "prep_seconds": count("How long that takes."),
            "allergens": allergens("What is in it."),
            "modifier_groups": list(id("A group's id."), "How it can be had."),
            "spoken": spoken(),
            "available": {"type": "boolean", "default": true,
                          "description": "Whether it can be had, until someone says otherwise."},
        }),
    )
}

fn name() -> Value {
    text(limits::NAME_CHARS, "As a person reads it.")
}

fn spoken() -> Value {
    list(
        text(limits::NAME_CHARS, "A way to say it."),
        "Other ways to say it.",
    )
}

fn allergens(description: &str) -> Value {
    list(text(limits::NAME_CHARS, "An allergen."), description)
}
