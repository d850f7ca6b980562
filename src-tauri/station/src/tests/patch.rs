//! Patches: applied to the old screen, they give the new one.

use super::apply::apply;
use super::kitchen::{BEGAN_MS, Kitchen, board};
use crate::patch::{Change, diff};
use ::kitchen::{LineId, OrderId, StationId, decide};
use proptest::prelude::*;
use serde_json::json;
use sim::load::Orders;
use wire::view::{Patch, Place, Screen};

fn patch(old: &Screen, new: &Screen) -> Patch {
    match diff(old, new) {
        Change::Patch(patch) => *patch,
        other => panic!("{other:?}"),
    }
}

/// A thing that may happen to a kitchen, by numbers that choose whom it happens to.
#[derive(Debug, Clone, Copy)]
enum Step {
    Place,
    Bump(usize),
    Serve(usize),
    Recall(usize),
    Rush(usize),
    Void(usize),
    Cancel(usize),
    Heard(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let order = || 0..40_usize;
    let step = prop_oneof![
        4 => Just(Step::Place),
        3 => order().prop_map(Step::Bump),
        1 => order().prop_map(Step::Serve),
        1 => order().prop_map(Step::Recall),
        1 => order().prop_map(Step::Rush),
        1 => order().prop_map(Step::Void),
        1 => order().prop_map(Step::Cancel),
        1 => order().prop_map(Step::Heard),
    ];
    prop::collection::vec(step, 1..40)
}

fn take(kitchen: &mut Kitchen, orders: &mut Orders, step: Step) {
    use ::kitchen::Command;
    let known: Vec<OrderId> = kitchen.state.orders.keys().copied().collect();
    let chosen = |index: usize| known.get(index % known.len().max(1)).copied();
    let grill = StationId::from("grill");
    let command = match step {
        Step::Place => Some(Command::PlaceOrder {
            order: orders.order(),
        }),
        Step::Bump(index) => chosen(index).map(|order| Command::Bump {
            order,
            station: Some(grill),
            lines: None,
        }),
        Step::Serve(index) => chosen(index).map(|order| Command::Bump {
            order,
            station: None,
            lines: None,
        }),
        Step::Recall(index) => chosen(index).map(|order| Command::Recall {
            order,
            station: Some(grill),
            lines: None,
        }),
        Step::Rush(index) => chosen(index).map(|order| Command::Rush { order, on: true }),
        Step::Void(index) => chosen(index).map(|order| Command::AmendOrder {
            order,
            amend: ::kitchen::AmendOrder {
                void: vec![LineId::from("1")],
                ..Default::default()
            },
        }),
        Step::Cancel(index) => chosen(index).map(|order| Command::CancelOrder {
            order,
            reason: None,
        }),
        Step::Heard(index) => chosen(index).map(|order| Command::AcknowledgeChange {
            order,
            station: grill,
        }),
    };
    let moment = ::kitchen::Moment {
        now_ms: kitchen.now_ms,
        day: 20_251_009,
        order_id: OrderId(uuid::Uuid::nil()),
    };
    // What is refused does not happen, and is no matter here.
    if let Some(command) =
        command.filter(|command| decide(&kitchen.state, command, &moment).is_ok())
    {
        kitchen.carry_out(&command);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_patch_leads_from_any_screen_to_the_next(steps in steps(), stride in 1..6_usize) {
        let mut kitchen = Kitchen::open();
        let mut orders = Orders::demo(1, 1);
        let places = [board("grill"), board("fry"), Place::Expo];
        let mut shown = places.clone().map(|place| kitchen.screen(&place));
        for steps in steps.chunks(stride) {
            for step in steps {
                take(&mut kitchen, &mut orders, *step);
            }
            for (place, shown) in places.iter().zip(&mut shown) {
                let mut next = kitchen.screen(place);
                next.version = shown.version;
                match diff(shown, &next) {
                    Change::None => prop_assert_eq!(&*shown, &next),
                    Change::Screen => {}
                    Change::Patch(patch) => {
                        next.version += 1;
                        prop_assert_eq!(&apply(shown, *patch), &next);
                    }
                }
                *shown = next;
            }
        }
    }
}

#[test]
fn a_patch_says_no_more_than_what_changed() {
    let mut kitchen = Kitchen::open();
    let orders = [(); 3].map(|()| kitchen.place(json!([{"item": "kids-pasta"}])));
    let old = kitchen.at("grill");
    kitchen.does(json!({"type": "rush", "order": orders[1], "on": true}));
    let said = patch(&old, &kitchen.at("grill"));
    assert_eq!(said.tickets.len(), 1);
    assert_eq!(said.tickets[0].order, orders[1]);
    let only_ticket = Patch {
        version: 1,
        tickets: said.tickets.clone(),
        ..Patch::default()
    };
    assert_eq!(said, only_ticket);
}

#[test]
fn the_reading_order_is_said_only_where_it_cannot_be_found() {
    let mut kitchen = Kitchen::open();
    let first = kitchen.place(json!([{"item": "kids-pasta"}]));
    let second = kitchen.place(json!([{"item": "kids-pasta"}]));
    let both = kitchen.at("grill");
    kitchen.bump(&first, Some("grill"));
    let one = kitchen.at("grill");
    let left = patch(&both, &one);
    assert_eq!(left.removed, std::slice::from_ref(&first));
    assert_eq!(left.reading_order, None, "the rest stays as it was");

    kitchen.does(json!({"type": "recall", "order": first, "station": "grill"}));
    let back = patch(&one, &kitchen.at("grill"));
    assert_eq!(
        back.reading_order,
        Some(vec![first, second]),
        "it comes back to the front"
    );
}

#[test]
fn another_place_and_a_flood_are_a_whole_screen() {
    let mut kitchen = Kitchen::open();
    assert_eq!(
        diff(&kitchen.at("grill"), &kitchen.at("fry")),
        Change::Screen
    );
    for _ in 0..30 {
        kitchen.place(json!([{"item": "kids-pasta"}]));
    }
    let full = kitchen.at("grill");
    let orders: Vec<String> = full
        .tickets
        .iter()
        .map(|ticket| ticket.order.clone())
        .collect();
    for order in &orders[..29] {
        kitchen.bump(order, Some("grill"));
    }
    assert_eq!(diff(&full, &kitchen.at("grill")), Change::Screen);
}

#[test]
fn nothing_new_is_nothing_said() {
    let mut kitchen = Kitchen::open();
    kitchen.place(json!([{"item": "kids-pasta"}]));
    let screen = kitchen.at("grill");
    assert_eq!(diff(&screen, &screen), Change::None);
    assert_eq!(kitchen.now_ms, BEGAN_MS + 1_000);
}
