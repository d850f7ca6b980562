//! Commands that speak of what an order does not have.

use super::{Provoked, amending, of_order, provoked, with_order};
use crate::RefusalCode;
use crate::tests::kitchen::NOBODY;
use serde_json::{Value, json};

pub(super) fn provoke(code: RefusalCode) -> Provoked {
    let (kitchen, id) = with_order();
    match code {
        RefusalCode::UnknownOrder => provoked(
            kitchen,
            of_order(json!(NOBODY)).map(|command| (command, "/order")),
        ),
        RefusalCode::UnknownLine => {
            let bump = |station: Option<&str>, line: &str| json!({"type": "bump", "order": id, "station": station, "lines": [line]});
            let start = json!({"type": "start_line", "order": id, "line": "4"});
            provoked(
                kitchen,
                [
                    (start, "/line"),
                    (
                        json!({"type": "start_line", "order": id, "line": "2", "station": "grill"}),
                        "/station",
                    ),
                    (bump(Some("cold"), "4"), "/lines/0"),
                    (bump(Some("grill"), "2"), "/lines/0"),
                    (bump(None, "4"), "/lines/0"),
                    (
                        json!({"type": "recall", "order": id, "lines": ["x"]}),
                        "/lines/0",
                    ),
                    (amending(id, json!({"void": ["1", "4"]})), "/void/1"),
                    (
                        amending(id, json!({"change": [{"line": "4"}]})),
                        "/change/0/line",
                    ),
                ],
            )
        }
        RefusalCode::UnknownStation => {
            let at = |mut command: Value| {
                command["order"] = json!(id);
                command["station"] = "sushi".into();
                (command, "/station")
            };
            provoked(
                kitchen,
                [
                    at(json!({"type": "start_line", "line": "1"})),
                    at(json!({"type": "bump"})),
                    at(json!({"type": "recall"})),
                    at(json!({"type": "acknowledge_change"})),
                ],
            )
        }
        RefusalCode::UnknownCourse => provoked(
            kitchen,
            ["fire_course", "hold_course"]
                .map(|of| (json!({"type": of, "order": id, "course": 4}), "/course")),
        ),
        _ => {
            let nothing = json!({"add": [], "change": [], "void": []});
            provoked(
                kitchen,
                [(amending(id, json!({})), ""), (amending(id, nothing), "")],
            )
        }
    }
}
