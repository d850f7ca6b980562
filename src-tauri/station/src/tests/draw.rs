//! Refusals and unsent bumps, as a place shows them.

use super::kitchen::{BEGAN_MS, Kitchen, board, live};
use crate::draw::Painter;
use crate::press::NotKept;
use kitchen::{Command, CommandId, RefusalCode};
use link::{LinkStatus, OutboxEntry, Phase, Picture, RefusedCommand, Replica};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;
use wire::ErrorCode;
use wire::view::{LinkState, LinkView, Place};

fn picture(kitchen: &Kitchen, outbox: &[Value], refused: &[(Value, RefusalCode)]) -> Picture {
    let body = |value: &Value| Arc::new(serde_json::from_value::<Command>(value.clone()).unwrap());
    let id = |number: usize| CommandId(Uuid::from_u128(number as u128));
    let entry = |(number, value): (usize, &Value)| OutboxEntry {
        id: id(number),
        body: body(value),
        made_at_ms: BEGAN_MS,
        sent: false,
        acked_seq: None,
    };
    let refusal = |(number, (value, code)): (usize, &(Value, RefusalCode))| RefusedCommand {
        id: id(number),
        body: body(value),
        made_at_ms: BEGAN_MS,
        code: ErrorCode::Refused(*code),
        message: "in the server's words".to_owned(),
        field: None,
    };
    Picture {
        status: LinkStatus {
            phase: Phase::Live,
            since: Instant::now(),
            last_heard: None,
            next_try: None,
            reason: None,
            attempts: 0,
        },
        replica: Some(Replica {
            epoch: "e".into(),
            state: kitchen.state.clone(),
        }),
        outbox: Arc::new(outbox.iter().enumerate().map(entry).collect()),
        refused: Arc::new(refused.iter().enumerate().map(refusal).collect()),
        server_time_offset_ms: 0,
        restaurant: None,
        update_available: None,
        history: Arc::default(),
        set_aside: None,
    }
}

fn away() -> LinkView {
    LinkView {
        state: LinkState::Stale,
        ..live()
    }
}

fn bump(order: &str, station: Value) -> Value {
    json!({"type": "bump", "order": order, "station": station})
}

#[test]
fn a_bump_is_shown_at_once_and_as_saved_while_the_server_is_away() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    let picture = picture(&kitchen, &[bump(&order, json!("grill"))], &[]);
    let mut painter = Painter::new(away());
    assert!(painter.look(&picture, away(), kitchen.now_ms));
    let screen = painter.paint(Some(&board("grill")));
    assert!(screen.tickets.is_empty());
    assert_eq!(screen.gone[0].order, order);
    assert!(screen.gone[0].saved);

    assert!(painter.look(&picture, live(), kitchen.now_ms));
    let screen = painter.paint(Some(&board("grill")));
    assert!(!screen.gone[0].saved, "it is on its way");
    assert!(
        !painter.look(&picture, live(), kitchen.now_ms),
        "nothing new"
    );
}

#[test]
fn a_refused_bump_says_why_where_it_was_made() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "ribeye", "modifiers": ["rare", "side-fries"]}]));
    let code = RefusalCode::ChangeNotAcknowledged;
    let picture = picture(&kitchen, &[], &[(bump(&order, json!("grill")), code)]);
    let mut painter = Painter::new(live());
    painter.look(&picture, live(), kitchen.now_ms);
    let grill = painter.paint(Some(&board("grill")));
    let words = grill.tickets[0].refused.as_deref();
    assert_eq!(words, Some("It was changed. Press Heard first."));
    assert_eq!(painter.paint(Some(&board("fry"))).tickets[0].refused, None);
    assert_eq!(painter.paint(Some(&Place::Expo)).strips[0].refused, None);
    assert!(painter.outdated_refusals().is_empty());
}

#[test]
fn what_concerns_a_whole_order_is_refused_at_the_pass() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    let hold = json!({"type": "hold_course", "order": order, "course": 2});
    let picture = picture(&kitchen, &[], &[(hold, RefusalCode::CourseStarted)]);
    let mut painter = Painter::new(live());
    painter.look(&picture, live(), kitchen.now_ms);
    let pass = painter.paint(Some(&Place::Expo));
    assert_eq!(
        pass.strips[0].refused.as_deref(),
        Some("Somebody has begun it.")
    );
    assert_eq!(
        painter.paint(Some(&board("grill"))).tickets[0].refused,
        None
    );
}

#[test]
fn a_refusal_that_no_place_shows_is_outdated_once_the_picture_is_live() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    kitchen.bump(&order, Some("grill"));
    let code = RefusalCode::OrderClosed;
    let picture = picture(&kitchen, &[], &[(bump(&order, json!("grill")), code)]);
    let mut painter = Painter::new(away());
    painter.look(&picture, away(), kitchen.now_ms);
    assert!(
        painter.outdated_refusals().is_empty(),
        "the picture may be old"
    );
    painter.look(&picture, live(), kitchen.now_ms);
    assert_eq!(painter.outdated_refusals(), [picture.refused[0].id]);
}

#[test]
fn what_could_not_be_kept_is_said_until_it_is_read() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    let picture = picture(&kitchen, &[], &[]);
    let mut painter = Painter::new(live());
    painter.look(&picture, live(), kitchen.now_ms);
    let grill = Some(kitchen::StationId::from("grill"));
    let id = order.parse().unwrap();
    painter.not_kept(NotKept {
        station: grill.clone(),
        order: id,
        words: "This screen could not save it.",
    });
    assert!(
        painter.look(&picture, live(), kitchen.now_ms),
        "it is to be shown"
    );
    let shown = |painter: &Painter| {
        painter
            .paint(Some(&board("grill")))
            .tickets
            .remove(0)
            .refused
    };
    assert_eq!(
        shown(&painter).as_deref(),
        Some("This screen could not save it.")
    );
    painter.read(grill.as_ref(), id);
    assert_eq!(shown(&painter), None);
}

#[test]
fn a_window_that_nobody_placed_shows_the_first_station() {
    let mut painter = Painter::new(away());
    let nowhere = painter.paint(None);
    assert_eq!(nowhere.place, board(""));
    assert_eq!(nowhere.title, "");
    let kitchen = Kitchen::open();
    painter.look(&picture(&kitchen, &[], &[]), live(), kitchen.now_ms);
    assert_eq!(painter.paint(None).place, board("grill"));
    assert_eq!(painter.paint(Some(&Place::Expo)).title, "Expo");
}
