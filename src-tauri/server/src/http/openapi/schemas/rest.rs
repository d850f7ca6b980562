//! Commands, stations, reports, health, and what went wrong.

use super::{count, flag, id, instant, list, object, of, whole_object, words};
use kitchen::RefusalCode;
use serde_json::{Value, json};
use wire::ErrorCode;

/// The commands of PROTOCOL, section 4, with the fields each needs.
const COMMANDS: &[(&str, &[&str], &[&str])] = &[
    ("place_order", &["order"], &[]),
    (
        "amend_order",
        &["order"],
        &["add", "change", "void", "note"],
    ),
    ("cancel_order", &["order"], &["reason"]),
    ("start_line", &["order", "line"], &["station"]),
    ("bump", &["order"], &["station", "lines"]),
    ("recall", &["order"], &["station", "lines"]),
    ("fire_course", &["order", "course"], &[]),
    ("hold_course", &["order", "course"], &[]),
    ("rush", &["order", "on"], &[]),
    ("acknowledge_change", &["order", "station"], &[]),
    (
        "set_availability",
        &["item", "available"],
        &["until", "remaining"],
    ),
];

pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("Command", command()),
        ("CommandRequest", command_request()),
        (
            "CommandAnswer",
            object(
                &["seq", "replayed"],
                json!({
                    "seq": count("The last event it caused, or of the log where it caused none."),
                    "replayed": flag("It was done before, under the same id or key."),
                    "order": of("Order"),
                }),
            ),
        ),
        (
            "StationList",
            whole_object(json!({
                "stations": list(whole_object(json!({
                    "id": id("As in the menu."),
                    "name": id("As the bar shows it."),
                    "open_tickets": count("Orders with something to do there."),
                })), "In the menu's order."),
            })),
        ),
        ("TicketTimes", ticket_times()),
        ("Health", whole_object(json!({"status": {"const": "ok"}}))),
        ("Problem", problem()),
    ]
}

fn command() -> Value {
    let each = COMMANDS.iter().map(|(kind, required, optional)| {
        let mut fields: serde_json::Map<String, Value> = required
            .iter()
            .chain(*optional)
            .map(|name| ((*name).to_owned(), field(kind, name)))
            .collect();
        fields.insert("type".to_owned(), json!({"const": kind}));
        let required: Vec<&str> = ["type"]
            .into_iter()
            .chain(required.iter().copied())
            .collect();
        object(&required, Value::Object(fields))
    });
    json!({
        "description": "A kitchen command, tagged by `type`.",
        "oneOf": each.collect::<Vec<_>>(),
        "discriminator": {"propertyName": "type"},
    })
}

fn field(command: &str, name: &str) -> Value {
    let nullable =
        |kind: &str, description: &str| json!({"type": [kind, "null"], "description": description});
    match (command, name) {
        ("place_order", "order") => of("OrderRequest"),
        (_, "order") => json!({"type": "string", "format": "uuid", "description": "Which order."}),
        (_, "station") if command == "acknowledge_change" => id("Which station."),
        (_, "station") => nullable("string", "Which station; the pass if `null`."),
        (_, "line") => id("Which line."),
        (_, "lines") => json!({"type": ["array", "null"], "items": id("A line."),
                               "description": "Which lines; all there are if `null`."}),
        (_, "course") => super::whole(1, 20, "Which course."),
        (_, "on" | "available") => flag("Whether."),
        (_, "item") => id("Which item."),
        (_, "reason") => nullable("string", "Why."),
        ("amend_order", name) => {
            json!({"$ref": format!("#/components/schemas/Amendment/properties/{name}")})
        }
        (_, name) => {
            json!({"$ref": format!("#/components/schemas/AvailabilityRequest/properties/{name}")})
        }
    }
}

fn command_request() -> Value {
    json!({"anyOf": [
        of("Command"),
        object(&["body"], json!({
            "id": {"type": "string", "format": "uuid",
                   "description": "Chosen by the client: the same id has one effect."},
            "body": of("Command"),
        })),
    ]})
}

fn ticket_times() -> Value {
    let ms = |description| count(description);
    let row = whole_object(json!({
        "key": id("Which hour (its beginning), station or item."),
        "count": count("How many."),
        "p50_ms": ms("Half took no longer. In milliseconds."),
        "p90_ms": ms("Nine of ten took no longer. In milliseconds."),
        "max_ms": ms("None took longer. In milliseconds."),
    }));
    whole_object(json!({
        "from": instant("Tickets done from then on."),
        "to": instant("Tickets done before then."),
        "by": words(&["hour", "station", "item"], "What is told apart."),
        "rows": list(row, "By key."),
    }))
}

fn problem() -> Value {
    let codes = ErrorCode::OWN.iter().map(|code| code.as_str());
    let codes: Vec<&str> = codes
        .chain(RefusalCode::ALL.iter().map(|code| code.as_str()))
        .collect();
    let fault = whole_object(json!({
        "pointer": id("A JSON pointer into the body."),
        "message": id("What is wrong there."),
    }));
    object(
        &["type", "title", "status", "detail", "code"],
        json!({
            "type": {"type": "string", "format": "uri",
                     "description": "`urn:heard:problem:` and the code."},
            "title": id("The code, as a person reads it."),
            "status": count("The HTTP status."),
            "detail": id("What is wrong, as a person reads it."),
            "code": words(&codes, "What is wrong, to match on. Stable."),
            "field": id("A JSON pointer into the body, or into the query's parameters as an \
                         object, where one field is at fault."),
            "errors": list(fault, "Every fault, where there may be several."),
        }),
    )
}
