//! What is pressed, or said, on a machine whose disk fails.

use super::kitchen::{Kitchen, board};
use super::nowhere::{Nowhere, config};
use crate::press::{Errand, NotKept, Press, Presses, Said, Trouble};
use kitchen::Command;
use link::{Link, system_clock};
use scope::Scope;
use serde_json::json;
use std::fs;
use std::time::Duration;
use tokio::sync::mpsc;

const WHY: &str = "This screen could not save it.";

#[tokio::test]
async fn who_pressed_or_said_what_cannot_be_kept_is_told() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.order(json!({"lines": [{"item": "kids-pasta"}]}));
    let order = order.parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let scope = Scope::root("presses");
    let config = config(folder.path(), None, system_clock());
    let (link, picture) = Link::start(&scope, config, Nowhere).unwrap();
    // No file takes the place of a folder.
    fs::create_dir(folder.path().join("outbox")).unwrap();
    let (trouble, mut told) = mpsc::channel(4);
    let presses = Presses::start(&scope, link, picture, trouble);
    let command = |command| Press::Command {
        place: board("grill"),
        command,
    };
    let bump = command(Command::Bump {
        order,
        station: Some("grill".into()),
        lines: None,
    });
    let sold_out = command(Command::SetAvailability {
        item: "grilled-salmon".into(),
        available: false,
        until_ms: None,
        remaining: None,
    });
    let note = Trouble::Press(NotKept {
        station: Some("grill".into()),
        order,
        words: WHY,
    });
    let said = Said {
        key: 7,
        lost: "Not done: 86 Grilled Salmon.".to_owned(),
    };
    let spoken = |press| Errand {
        press,
        said: Some(said.clone()),
    };

    // A finger's is told at the ticket.
    presses.push(bump.clone()).unwrap();
    assert_eq!(told.recv().await, Some(note.clone()));
    // A voice's there, and where it was said; one without a ticket only there.
    presses.push(spoken(bump)).unwrap();
    assert_eq!(told.recv().await, Some(note));
    assert_eq!(told.recv().await, Some(Trouble::Said(said.clone(), WHY)));
    presses.push(spoken(sold_out)).unwrap();
    assert_eq!(told.recv().await, Some(Trouble::Said(said.clone(), WHY)));
    // What is said and taken back: nothing of it is unsent, so it is a command of its own.
    let undo = Press::Undo {
        place: board("grill"),
        order,
    };
    presses.push(spoken(undo)).unwrap();
    assert!(matches!(told.recv().await, Some(Trouble::Press(_))));
    assert_eq!(told.recv().await, Some(Trouble::Said(said.clone(), WHY)));
    drop(presses);
    assert!(scope.close(Duration::from_secs(5)).await.is_clean());
}
