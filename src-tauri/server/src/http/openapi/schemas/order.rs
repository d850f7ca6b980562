//! Orders, as posted and as answered, and how they change.

use super::{
    count, flag, id, instant, instant_or_null, list, money, object, of, text, text_or_null, whole,
    whole_object, whole_or_null, words,
};
use kitchen::limits;
use serde_json::{Value, json};

const SOURCES: &[&str] = &["pos", "voice", "phone", "counter", "online", "kiosk"];
const ORDER_STATES: &[&str] = &["open", "ready", "completed", "cancelled"];
const LINE_STATES: &[&str] = &["held", "queued", "started", "ready", "served", "voided"];

pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("OrderRequest", order_request()),
        ("LineRequest", line_request()),
        ("Service", service()),
        ("Order", order()),
        ("Line", line()),
        (
            "OrderPage",
            whole_object(json!({
                "orders": list(of("Order"), "The newest last."),
                "next_cursor": {"type": ["string", "null"],
                                "description": "The `cursor` of the next page."},
            })),
        ),
        ("Amendment", amendment()),
        ("LineEdit", line_edit()),
        (
            "Cancellation",
            object(
                &[],
                json!({
                    "reason": text_or_null(limits::NOTE_CHARS, "Why, if anyone says."),
                }),
            ),
        ),
    ]
}

fn order_request() -> Value {
    let lines = json!({"type": "array", "items": of("LineRequest"), "minItems": 1,
                       "maxItems": limits::LINES, "description": "What is asked for."});
    let mut source = words(SOURCES, "Where it comes from.");
    source["default"] = json!("pos");
    object(
        &["lines"],
        json!({
            "external_id": text_or_null(limits::NAME_CHARS, "The till's own id of it."),
            "source": source,
            "service": of("Service"),
            "promised_at": instant_or_null("When the guest was told it would be there."),
            "note": text_or_null(limits::NOTE_CHARS, "For everyone who makes it."),
            "lines": lines,
            "hold": list(course(), "Courses that wait until they are fired."),
        }),
    )
}

fn line_request() -> Value {
    let mut quantity = quantity();
    quantity["default"] = json!(1);
    let mut seat = whole_or_null(*limits::SEAT.start(), *limits::SEAT.end(), "For whom.");
    seat["default"] = Value::Null;
    let said = "When it is wanted; the category's course if not said.";
    let course = whole_or_null(*limits::COURSE.start(), *limits::COURSE.end(), said);
    object(
        &["item"],
        json!({
            "item": id("Which item of the menu."),
            "quantity": quantity,
            "size": {"type": ["string", "null"],
                     "description": "Which size, where the item has sizes."},
            "modifiers": modifiers(),
            "note": text_or_null(limits::NOTE_CHARS, "The guest's words."),
            "allergies": allergies(),
            "course": course,
            "seat": seat,
        }),
    )
}

fn service() -> Value {
    let name = |description| text_or_null(limits::NAME_CHARS, description);
    let of_type = |kind: &str, fields: Value| {
        let mut schema = object(&["type"], fields);
        schema["properties"]["type"] = json!({"const": kind});
        schema
    };
    let address = text_or_null(limits::ADDRESS_CHARS, "Where.");
    json!({
        "description": "How it reaches its guest; to a table if not said.",
        "oneOf": [
            of_type(
                "dine_in",
                json!({"table": name("Which table."), "name": name("Who is called.")}),
            ),
            of_type("takeout", json!({"name": name("Who picks it up.")})),
            of_type("delivery", json!({"name": name("To whom."), "address": address})),
            of_type("drive_thru", json!({"lane": name("Which lane.")})),
        ],
        "discriminator": {"propertyName": "type"},
    })
}

fn order() -> Value {
    let uuid = json!({"type": "string", "format": "uuid",
                      "description": "A UUID of version 7, made by the server."});
    whole_object(json!({
        "id": uuid,
        "number": count("Short, and unique in its restaurant and business day."),
        "external_id": {"type": ["string", "null"], "description": "The till's own id of it."},
        "source": words(SOURCES, "Where it came from."),
        "service": of("Service"),
        "state": words(ORDER_STATES, "Where it stands as a whole."),
        "rush": flag("In a hurry."),
        "promised_at": instant_or_null("When the guest was told it would be there."),
        "placed_at": instant("When it was placed."),
        "ready_at": instant_or_null("Since when every line is done."),
        "closed_at": instant_or_null("When it was completed or cancelled."),
        "cancel_reason": {"type": ["string", "null"], "description": "Why it was cancelled."},
        "seq": count("The event that placed it."),
        "note": {"type": ["string", "null"], "description": "For everyone who makes it."},
        "lines": list(of("Line"), "In the order they were asked for; voided ones stay."),
        "total": money("Of all lines that are not voided."),
    }))
}

fn line() -> Value {
    whole_object(json!({
        "id": id("Unique in the order, and never used again."),
        "item": id("Which item."),
        "name": id("As a guest reads it."),
        "kitchen_name": text(limits::KITCHEN_NAME_CHARS, "As a cook reads it."),
        "quantity": quantity(),
        "size": {"type": ["string", "null"], "description": "Which size."},
        "modifiers": modifiers(),
        "note": {"type": ["string", "null"], "description": "The guest's words."},
        "allergies": allergies(),
        "course": course(),
        "seat": whole_or_null(*limits::SEAT.start(), *limits::SEAT.end(), "For whom."),
        "state": words(LINE_STATES, "Where it stands as a whole."),
        "station_states": {
            "type": "object",
            "additionalProperties": words(LINE_STATES, "Where it stands there."),
            "description": "Where it stands at each station, by the station's id.",
        },
        "unit_price": money("Of one, with its size and modifiers."),
        "price": money("Of the whole line."),
    }))
}

fn amendment() -> Value {
    object(
        &[],
        json!({
            "add": list(of("LineRequest"), "New lines."),
            "change": list(of("LineEdit"), "Changed lines."),
            "void": list(id("A line."), "Lines that are not wanted any more."),
            "note": text_or_null(limits::NOTE_CHARS, "The order's note, if it changes."),
        }),
    )
}

fn line_edit() -> Value {
    object(
        &["line"],
        json!({
            "line": id("Which line."),
            "quantity": quantity(),
            "size": {"type": ["string", "null"], "description": "Which size now."},
            "modifiers": modifiers(),
            "note": text_or_null(limits::NOTE_CHARS, "The note now."),
            "allergies": allergies(),
        }),
    )
}

fn quantity() -> Value {
    whole(
        *limits::QUANTITY.start(),
        *limits::QUANTITY.end(),
        "How many.",
    )
}

fn course() -> Value {
    whole(
        *limits::COURSE.start(),
        *limits::COURSE.end(),
        "When it is wanted.",
    )
}

fn modifiers() -> Value {
    let mut schema = list(id("A modifier of the menu."), "How.");
    schema["maxItems"] = json!(limits::MODIFIERS);
    schema
}

fn allergies() -> Value {
    let allergy = text(limits::NAME_CHARS, "An allergy.");
    let mut schema = list(allergy, "What must not be in it.");
    schema["maxItems"] = json!(limits::ALLERGIES);
    schema
}
