//! What the kitchen refuses.

use super::{Rig, Seen, post};
use kitchen::RefusalCode as Code;
use serde_json::{Value, json};

pub(super) async fn kitchen_work(seen: &mut Seen) {
    let rig = Rig::new().await;
    let lines = json!([{"item": "nachos"}, {"item": "coleslaw"}, {"item": "brownie"}]);
    let order = rig.place(json!({"lines": lines, "hold": [3]})).await;
    let id = &order["id"];
    let refused = async |command: Value| post(&rig, "/v1/commands", &command).await;
    let table = [
        (
            Code::LineHeld,
            json!({"type": "start_line", "order": id, "line": "3"}),
            "/line",
        ),
        (
            Code::UnknownLine,
            json!({"type": "start_line", "order": id, "line": "9"}),
            "/line",
        ),
        (
            Code::UnknownStation,
            json!({"type": "bump", "order": id, "station": "x"}),
            "/station",
        ),
        (
            Code::UnknownCourse,
            json!({"type": "fire_course", "order": id, "course": 9}),
            "/course",
        ),
        (
            Code::NothingToRecall,
            json!({"type": "recall", "order": id, "station": "cold"}),
            "",
        ),
    ];
    for (code, command, field) in table {
        seen.note(&refused(command).await, code.into(), field);
    }
    rig.command(json!({"type": "start_line", "order": id, "line": "2"}))
        .await;
    let hold = json!({"type": "hold_course", "order": id, "course": 2});
    seen.note(&refused(hold).await, Code::CourseStarted.into(), "/course");
    rig.command(json!({"type": "amend_order", "order": id, "void": ["2"]}))
        .await;
    let bump = json!({"type": "bump", "order": id, "station": "cold"});
    seen.note(&refused(bump).await, Code::ChangeNotAcknowledged.into(), "");
    let nobody = "0192f0c1-2345-7890-abcd-ef0123456789";
    let rush = json!({"type": "rush", "order": nobody, "on": true});
    seen.note(&refused(rush).await, Code::UnknownOrder.into(), "/order");
}

pub(super) async fn no_menu(seen: &mut Seen) {
    let rig = Rig::without_menu().await;
    let reply = post(&rig, "/v1/orders", &json!({"lines": [{"item": "brownie"}]})).await;
    seen.note(&reply, Code::NoMenu.into(), "");
}
