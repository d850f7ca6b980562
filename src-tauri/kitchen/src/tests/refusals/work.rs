//! Commands that come at the wrong time.

use super::{Provoked, amending, of_order, provoked, with_order};
use crate::RefusalCode;
use serde_json::{Value, json};

pub(super) fn provoke(code: RefusalCode) -> Provoked {
    let (mut kitchen, id) = with_order();
    match code {
        RefusalCode::OrderClosed => {
            kitchen.does(json!({"type": "cancel_order", "order": id}));
            // Cancelling twice and saying Heard are right at any time.
            let refused = |command: &Value| {
                !matches!(
                    command["type"].as_str(),
                    Some("cancel_order" | "acknowledge_change")
                )
            };
            let late = of_order(json!(id)).into_iter().filter(refused);
            let mut commands: Vec<_> = late.map(|command| (command, "")).collect();
            let completed = kitchen.place(json!([{"item": "brownie"}]));
            kitchen.bump(completed, None);
            commands.push((json!({"type": "cancel_order", "order": completed}), ""));
            Provoked { kitchen, commands }
        }
        RefusalCode::LineClosed => {
            kitchen.does(amending(id, json!({"void": ["2"]})));
            kitchen.does(json!({"type": "bump", "order": id, "lines": ["1"]}));
            let start = |line: &str| json!({"type": "start_line", "order": id, "line": line});
            let bump = |station: Option<&str>| json!({"type": "bump", "order": id, "station": station, "lines": ["2"]});
            let change =
                |line: &str| amending(id, json!({"change": [{"line": line, "quantity": 2}]}));
            let edit = json!({"line": "3", "quantity": 2});
            let twice = json!({"change": [edit, edit]});
            let void_and_change = json!({"void": ["3"], "change": [{"line": "3", "quantity": 2}]});
            provoked(
                kitchen,
                [
                    (start("1"), "/line"),
                    (start("2"), "/line"),
                    (bump(Some("cold")), "/lines/0"),
                    (bump(None), "/lines/0"),
                    (change("1"), "/change/0/line"),
                    (change("2"), "/change/0/line"),
                    (amending(id, void_and_change), "/change/0/line"),
                    (amending(id, json!({"void": ["1"]})), "/void/0"),
                    (amending(id, twice), "/change/1/line"),
                ],
            )
        }
        RefusalCode::LineHeld => provoked(
            kitchen,
            [
                (
                    json!({"type": "start_line", "order": id, "line": "3"}),
                    "/line",
                ),
                (
                    json!({"type": "bump", "order": id, "station": "sweet"}),
                    "/order",
                ),
                (
                    json!({"type": "bump", "order": id, "station": "sweet", "lines": ["3"]}),
                    "/lines/0",
                ),
                (
                    json!({"type": "bump", "order": id, "lines": ["3"]}),
                    "/lines/0",
                ),
            ],
        ),
        RefusalCode::CourseStarted => {
            kitchen.does(json!({"type": "start_line", "order": id, "line": "1"}));
            provoked(
                kitchen,
                [(
                    json!({"type": "hold_course", "order": id, "course": 1}),
                    "/course",
                )],
            )
        }
        RefusalCode::ChangeNotAcknowledged => {
            kitchen.does(amending(id, json!({"void": ["2"]})));
            provoked(
                kitchen,
                [(json!({"type": "bump", "order": id, "station": "cold"}), "")],
            )
        }
        _ => provoked(
            kitchen,
            [
                (json!({"type": "recall", "order": id}), ""),
                (
                    json!({"type": "recall", "order": id, "station": "cold"}),
                    "",
                ),
                (
                    json!({"type": "recall", "order": id, "station": "cold", "lines": ["1"]}),
                    "",
                ),
            ],
        ),
    }
}
