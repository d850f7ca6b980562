//! Commands that mostly make sense.

use super::order_of;
use crate::tests::kitchen::NOBODY;
use crate::tests::model::{Asked, Edit, ITEMS, NO_ITEM, Op, STATIONS};
use crate::{AmendOrder, Command, ItemId, LineEdit, LineId, LineRequest, OrderId, StationId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn quantity() -> impl Strategy<Value = u32> {
    prop_oneof![20 => 1u32..4, 1 => Just(0), 1 => Just(100)]
}

fn course() -> impl Strategy<Value = u8> {
    prop_oneof![20 => 1u8..4, 1 => Just(0), 1 => Just(21)]
}

/// Indices that are mostly below `len`.
fn index(len: usize) -> impl Strategy<Value = usize> {
    prop_oneof![30 => 0..len, 1 => Just(len)]
}

fn asked() -> impl Strategy<Value = Asked> {
    let course = prop_oneof![4 => Just(None), 1 => course().prop_map(Some)];
    (
        index(ITEMS.len()),
        quantity(),
        course,
        proptest::bool::weighted(0.2),
    )
        .prop_map(|(item, quantity, course, allergy)| Asked {
            item,
            quantity,
            course,
            allergy,
        })
}

fn edit() -> impl Strategy<Value = Edit> {
    (0..4usize, quantity(), any::<bool>()).prop_map(|(line, quantity, allergy)| Edit {
        line,
        quantity,
        allergy,
    })
}

/// Two orders, so that there is something to do, and then up to `most` commands.
pub(super) fn ops(most: usize) -> impl Strategy<Value = Vec<Op>> {
    let line = (0..ITEMS.len(), 1u32..3, proptest::bool::weighted(0.2));
    let line = line.prop_map(|(item, quantity, allergy)| Asked {
        item,
        quantity,
        course: None,
        allergy,
    });
    let place = (vec(line, 2..4), vec(1u8..4, 0..2));
    let place = place.prop_map(|(lines, hold)| Op::Place { lines, hold });
    (vec(place, 2), vec(op(), 1..most)).prop_map(|(mut ops, more)| {
        ops.extend(more);
        ops
    })
}

fn op() -> impl Strategy<Value = Op> {
    // Most is done to the first two: what needs several steps happens seldom enough.
    let order = || prop_oneof![15 => 0..2usize, 3 => Just(2), 1 => Just(9)];
    let line = || prop_oneof![15 => 0..3usize, 1 => Just(9)];
    let lines = || option::weighted(0.3, vec(line(), 0..3));
    let station = || index(STATIONS.len());
    let place = (vec(asked(), 0..4), vec(course(), 0..2))
        .prop_map(|(lines, hold)| Op::Place { lines, hold });
    let amend = (
        order(),
        vec(asked(), 0..2),
        option::of(edit()),
        vec(line(), 0..2),
    )
        .prop_map(|(order, add, change, void)| Op::Amend {
            order,
            add,
            change,
            void,
        });
    prop_oneof![
        4 => place,
        4 => amend,
        1 => order().prop_map(|order| Op::Cancel { order }),
        3 => (order(), line(), option::of(station()))
            .prop_map(|(order, line, station)| Op::Start { order, line, station }),
        8 => (order(), option::weighted(0.8, station()), lines())
            .prop_map(|(order, station, lines)| Op::Bump { order, station, lines }),
        4 => (order(), option::weighted(0.6, station()), lines())
            .prop_map(|(order, station, lines)| Op::Recall { order, station, lines }),
        2 => (order(), course()).prop_map(|(order, course)| Op::Fire { order, course }),
        2 => (order(), course()).prop_map(|(order, course)| Op::Hold { order, course }),
        1 => (order(), any::<bool>()).prop_map(|(order, on)| Op::Rush { order, on }),
        4 => (order(), station()).prop_map(|(order, station)| Op::Heard { order, station }),
        2 => (index(ITEMS.len()), any::<bool>(), option::of(0u32..4))
            .prop_map(|(item, available, remaining)| Op::Say { item, available, remaining }),
    ]
}

/// The command that an operation stands for.
pub(super) fn command(op: &Op, ids: &[OrderId]) -> Command {
    let order = |index: &usize| ids.get(*index).copied().unwrap_or(nobody());
    let line = |index: &usize| LineId::from((index + 1).to_string().as_str());
    let lines =
        |lines: &Option<Vec<usize>>| lines.as_ref().map(|lines| lines.iter().map(line).collect());
    let station = |index: usize| StationId::from(STATIONS.get(index).copied().unwrap_or("sushi"));
    match op {
        Op::Place { lines, hold } => {
            let lines = lines.iter().map(request).collect();
            Command::PlaceOrder {
                order: order_of(lines, hold.clone()),
            }
        }
        Op::Amend {
            order: of,
            add,
            change,
            void,
        } => Command::AmendOrder {
            order: order(of),
            amend: AmendOrder {
                add: add.iter().map(request).collect(),
                change: change.iter().map(line_edit).collect(),
                void: void.iter().map(line).collect(),
                note: None,
            },
        },
        Op::Cancel { order: of } => Command::CancelOrder {
            order: order(of),
            reason: None,
        },
        Op::Start {
            order: of,
            line: index,
            station: at,
        } => Command::StartLine {
            order: order(of),
            line: line(index),
            station: at.map(station),
        },
        Op::Bump {
            order: of,
            station: at,
            lines: of_them,
        } => Command::Bump {
            order: order(of),
            station: at.map(station),
            lines: lines(of_them),
        },
        Op::Recall {
            order: of,
            station: at,
            lines: of_them,
        } => Command::Recall {
            order: order(of),
            station: at.map(station),
            lines: lines(of_them),
        },
        Op::Fire { order: of, course } => Command::FireCourse {
            order: order(of),
            course: *course,
        },
        Op::Hold { order: of, course } => Command::HoldCourse {
            order: order(of),
            course: *course,
        },
        Op::Rush { order: of, on } => Command::Rush {
            order: order(of),
            on: *on,
        },
        Op::Heard {
            order: of,
            station: at,
        } => Command::AcknowledgeChange {
            order: order(of),
            station: station(*at),
        },
        Op::Say {
            item: index,
            available,
            remaining,
        } => Command::SetAvailability {
            item: item(*index),
            available: *available,
            until_ms: None,
            remaining: *remaining,
        },
    }
}

fn nobody() -> OrderId {
    NOBODY.parse().unwrap()
}

fn item(index: usize) -> ItemId {
    ITEMS.get(index).map_or(NO_ITEM, |(id, ..)| id).into()
}

fn allergies(allergy: bool) -> Vec<String> {
    if allergy {
        vec!["peanut".into()]
    } else {
        vec![]
    }
}

fn request(asked: &Asked) -> LineRequest {
    LineRequest {
        item: item(asked.item),
        quantity: asked.quantity,
        size: None,
        modifiers: vec![],
        note: None,
        allergies: allergies(asked.allergy),
        course: asked.course,
        seat: None,
    }
}

fn line_edit(edit: &Edit) -> LineEdit {
    LineEdit {
        line: LineId::from((edit.line + 1).to_string().as_str()),
        quantity: Some(edit.quantity),
        size: None,
        modifiers: None,
        note: None,
        allergies: Some(allergies(edit.allergy)),
    }
}
