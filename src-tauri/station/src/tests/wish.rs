//! What a press means, where it was made.

use super::kitchen::board;
use crate::wish::{Wish, WishError, unsent_bump, unsent_orders, wish};
use kitchen::{Command, CommandId, OrderId};
use link::OutboxEntry;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;
use wire::view::{Intent, Place};

const ORDER: &str = "01900000-0000-7000-8000-000000000001";

fn order() -> OrderId {
    ORDER.parse().unwrap()
}

/// The command that a press at `place` becomes.
fn command(place: &Place, intent: Value) -> Value {
    let intent: Intent = serde_json::from_value(intent).unwrap();
    match wish(place, intent).unwrap() {
        Wish::Command(command) => serde_json::to_value(command).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn entry(number: u128, body: Value) -> OutboxEntry {
    OutboxEntry {
        id: CommandId(Uuid::from_u128(number)),
        body: Arc::new(serde_json::from_value::<Command>(body).unwrap()),
        made_at_ms: 0,
        sent: false,
        acked_seq: None,
    }
}

fn bump(station: Value) -> Value {
    json!({"type": "bump", "order": ORDER, "station": station, "lines": null})
}

#[test]
fn a_bump_is_of_the_place_it_was_made_at() {
    let press = json!({"type": "bump", "order": ORDER, "lines": null});
    assert_eq!(
        command(&board("grill"), press.clone()),
        bump(json!("grill"))
    );
    assert_eq!(command(&Place::Expo, press), bump(json!(null)));
    let lines = json!({"type": "bump", "order": ORDER, "lines": ["2"]});
    assert_eq!(command(&board("grill"), lines)["lines"], json!(["2"]));
}

#[test]
fn every_other_press_has_its_command() {
    let at = board("fry");
    let cases = [
        (
            json!({"type": "recall", "order": ORDER, "lines": ["1"]}),
            json!({"type": "recall", "order": ORDER, "station": "fry", "lines": ["1"]}),
        ),
        (
            json!({"type": "heard", "order": ORDER}),
            json!({"type": "acknowledge_change", "order": ORDER, "station": "fry"}),
        ),
        (
            json!({"type": "fire", "order": ORDER, "course": 2}),
            json!({"type": "fire_course", "order": ORDER, "course": 2}),
        ),
        (
            json!({"type": "hold", "order": ORDER, "course": 2}),
            json!({"type": "hold_course", "order": ORDER, "course": 2}),
        ),
        (
            json!({"type": "rush", "order": ORDER, "on": true}),
            json!({"type": "rush", "order": ORDER, "on": true}),
        ),
    ];
    for (press, expected) in cases {
        assert_eq!(command(&at, press), expected);
    }
    let own = |intent| wish(&at, intent);
    let order_text = ORDER.to_owned();
    let undo = Intent::Undo {
        order: order_text.clone(),
    };
    assert_eq!(own(undo), Ok(Wish::Undo(order())));
    let dismiss = Intent::Dismiss { order: order_text };
    assert_eq!(own(dismiss), Ok(Wish::Dismiss(order())));
    assert_eq!(own(Intent::TryNow), Ok(Wish::TryNow));
    let place = Place::Expo;
    assert_eq!(own(Intent::Turn { place }), Ok(Wish::Turn(Place::Expo)));
}

#[test]
fn what_cannot_be_meant_is_an_error() {
    let heard = |order: &str| Intent::Heard {
        order: order.to_owned(),
    };
    assert_eq!(
        wish(&Place::Expo, heard(ORDER)),
        Err(WishError::NotAtThePass)
    );
    let wrong = WishError::NoOrder("207".to_owned());
    assert_eq!(wish(&board("grill"), heard("207")), Err(wrong));
}

#[test]
fn only_the_last_bump_that_never_left_is_forgotten() {
    let grill = board("grill");
    let recall = json!({"type": "recall", "order": ORDER, "station": "grill"});
    let one = [entry(1, bump(json!("grill")))];
    assert_eq!(unsent_bump(&one, &grill, order()), Some(one[0].id));
    assert_eq!(
        unsent_bump(&one, &board("fry"), order()),
        None,
        "another's bump"
    );
    assert_eq!(unsent_bump(&one, &Place::Expo, order()), None);

    let sent = [OutboxEntry {
        sent: true,
        ..one[0].clone()
    }];
    assert_eq!(
        unsent_bump(&sent, &grill, order()),
        None,
        "the server may have it"
    );
    let undone = [one[0].clone(), entry(2, recall)];
    assert_eq!(
        unsent_bump(&undone, &grill, order()),
        None,
        "it was taken back already"
    );
    let twice = [one[0].clone(), entry(2, bump(json!("grill")))];
    assert_eq!(unsent_bump(&twice, &grill, order()), Some(twice[1].id));
}

#[test]
fn a_bump_is_saved_here_until_the_server_has_it() {
    let here = [entry(1, bump(json!("grill")))];
    let orders: Vec<OrderId> = unsent_orders(&here, &board("grill")).collect();
    assert_eq!(orders, [order()]);
    assert_eq!(unsent_orders(&here, &board("fry")).count(), 0);
    let acked = [OutboxEntry {
        acked_seq: Some(7),
        ..here[0].clone()
    }];
    assert_eq!(unsent_orders(&acked, &board("grill")).count(), 0);
}
