//! Commands of any kind.

use super::order_of;
use crate::tests::model::{ITEMS, STATIONS};
use crate::{
    AmendOrder, Command, LineEdit, LineId, LineRequest, OrderId, OrderRequest, Service, StationId,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn any_order() -> impl Strategy<Value = OrderId> {
    let placed = (1u128..5).prop_map(|n| 0x0190_0000_0000_7000_8000_0000_0000_0000 + n);
    prop_oneof![9 => placed, 1 => any::<u128>()].prop_map(|id| OrderId(uuid::Uuid::from_u128(id)))
}

/// Words that are ids somewhere, and words that are none.
fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (1u32..6).prop_map(|n| n.to_string()),
        6 => proptest::sample::select(STATIONS.to_vec()).prop_map(str::to_owned),
        6 => proptest::sample::select(ITEMS.to_vec()).prop_map(|(id, ..)| id.to_owned()),
        1 => ".{0,300}",
    ]
}

fn any_line() -> impl Strategy<Value = LineId> {
    any_word().prop_map(|word| word.as_str().into())
}

fn any_request() -> impl Strategy<Value = LineRequest> {
    let small = prop_oneof![5 => 1u32..5, 1 => any::<u32>()];
    (
        (
            any_word(),
            small,
            option::weighted(0.1, any_word()),
            vec(any_word(), 0..2),
        ),
        (
            option::of(any_word()),
            vec(any_word(), 0..3),
            option::of(any::<u8>()),
            option::of(any::<u16>()),
        ),
    )
        .prop_map(
            |((item, quantity, size, modifiers), (note, allergies, course, seat))| LineRequest {
                item: item.as_str().into(),
                quantity,
                size: size.map(|size| size.as_str().into()),
                modifiers: modifiers.iter().map(|id| id.as_str().into()).collect(),
                note,
                allergies,
                course,
                seat,
            },
        )
}

fn any_edit() -> impl Strategy<Value = LineEdit> {
    let size = option::of(option::of(any_word()));
    let note = option::of(option::of(any_word()));
    (
        any_line(),
        option::of(any::<u32>()),
        size,
        note,
        option::of(vec(any_word(), 0..3)),
    )
        .prop_map(|(line, quantity, size, note, allergies)| LineEdit {
            line,
            quantity,
            size: size.map(|size| size.map(|size| size.as_str().into())),
            modifiers: None,
            note,
            allergies,
        })
}

fn any_place() -> impl Strategy<Value = Command> {
    let service = (option::of(any_word()), option::of(any_word()))
        .prop_map(|(name, address)| Service::Delivery { name, address });
    let orders = (
        vec(any_request(), 0..5),
        vec(any::<u8>(), 0..5),
        service,
        any::<Option<i64>>(),
    );
    (orders, option::of(any_word())).prop_map(|((lines, hold, service, promised_at_ms), note)| {
        let order = order_of(lines, hold);
        Command::PlaceOrder {
            order: OrderRequest {
                service,
                promised_at_ms,
                note,
                ..order
            },
        }
    })
}

pub(super) fn any_command() -> impl Strategy<Value = Command> {
    let station = || option::of(any_word().prop_map(|word| StationId::from(word.as_str())));
    let lines = || option::of(vec(any_line(), 0..4));
    let parts = (
        vec(any_request(), 0..3),
        vec(any_edit(), 0..3),
        vec(any_line(), 0..3),
        option::of(option::of(any_word())),
    );
    let amend = parts.prop_map(|(add, change, void, note)| AmendOrder {
        add,
        change,
        void,
        note,
    });
    prop_oneof![
        any_place(),
        (any_order(), amend).prop_map(|(order, amend)| Command::AmendOrder { order, amend }),
        (any_order(), option::of(any_word()))
            .prop_map(|(order, reason)| Command::CancelOrder { order, reason }),
        (any_order(), any_line(), station()).prop_map(|(order, line, station)| {
            Command::StartLine {
                order,
                line,
                station,
            }
        }),
        (any_order(), station(), lines()).prop_map(|(order, station, lines)| Command::Bump {
            order,
            station,
            lines
        }),
        (any_order(), station(), lines()).prop_map(|(order, station, lines)| Command::Recall {
            order,
            station,
            lines
        }),
        (any_order(), any::<u8>())
            .prop_map(|(order, course)| Command::FireCourse { order, course }),
        (any_order(), any::<u8>())
            .prop_map(|(order, course)| Command::HoldCourse { order, course }),
        (any_order(), any::<bool>()).prop_map(|(order, on)| Command::Rush { order, on }),
        (any_order(), any_word()).prop_map(|(order, station)| Command::AcknowledgeChange {
            order,
            station: station.as_str().into(),
        }),
        (
            any_word(),
            any::<bool>(),
            any::<Option<i64>>(),
            any::<Option<u32>>()
        )
            .prop_map(
                |(item, available, until_ms, remaining)| Command::SetAvailability {
                    item: item.as_str().into(),
                    available,
                    until_ms,
                    remaining,
                }
            ),
    ]
}
