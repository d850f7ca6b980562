//! Closed orders.

use super::Fresh;
use crate::made::*;
use std::ops::ControlFlow;
use store::{Append, CLOSED_ORDERS_MAX, ClosedOrder, Reader, Store, Writer};

fn open(fresh: &Fresh) -> (Box<dyn Store>, Box<dyn Writer>, Box<dyn Reader>) {
    let store = fresh.open();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    let reader = store.reader().unwrap();
    (store, writer, reader)
}

fn archive(orders: Vec<ClosedOrder>) -> Append {
    Append {
        closed: orders,
        ..append("main")
    }
}

pub fn orders_are_found_by_id_and_by_cursor(fresh: Fresh) {
    let (_store, mut writer, mut reader) = open(&fresh);
    let main = restaurant("main");
    let completed: Vec<_> = [1, 4, 6, 9]
        .map(|seq| closed(&format!("o{seq}"), seq, 10_000 - seq as i64, "completed"))
        .into();
    let cancelled = closed("o5", 5, 5_000, "cancelled");
    let mut closing = completed.clone();
    closing.reverse();
    closing.push(cancelled.clone());
    writer.commit(&[archive(closing)]).unwrap();

    assert_eq!(
        reader.closed_order(&main, "o6").unwrap(),
        Some(completed[2].clone())
    );
    assert_eq!(reader.closed_order(&main, "o7").unwrap(), None);
    assert_eq!(
        reader.closed_orders(&main, "cancelled", 0, 9).unwrap(),
        [cancelled]
    );
    let first = reader.closed_orders(&main, "completed", 0, 3).unwrap();
    assert_eq!(first, completed[..3]);
    let rest = reader
        .closed_orders(&main, "completed", first[2].placed_seq, 3)
        .unwrap();
    assert_eq!(rest, completed[3..]);
    assert_eq!(
        reader
            .closed_orders(&main, "completed", u64::MAX, 3)
            .unwrap(),
        []
    );
}

pub fn an_order_changes_in_place_and_leaves_when_it_is_reopened(fresh: Fresh) {
    let (_store, mut writer, mut reader) = open(&fresh);
    let main = restaurant("main");
    writer
        .commit(&[archive(vec![closed("o1", 1, 5_000, "completed")])])
        .unwrap();
    let changed = ClosedOrder {
        body: "{}".to_owned(),
        ..closed("o1", 1, 6_000, "cancelled")
    };
    writer.commit(&[archive(vec![changed.clone()])]).unwrap();
    assert_eq!(reader.closed_order(&main, "o1").unwrap(), Some(changed));
    assert_eq!(reader.closed_orders(&main, "completed", 0, 9).unwrap(), []);

    let reopened = vec!["o1".to_owned(), "never closed".to_owned()];
    writer
        .commit(&[Append {
            reopened: reopened.clone(),
            ..append("main")
        }])
        .unwrap();
    assert_eq!(reader.closed_order(&main, "o1").unwrap(), None);
    assert_eq!(reader.closed_orders(&main, "cancelled", 0, 9).unwrap(), []);

    // Reopened and closed again in one: it is closed.
    let again = closed("o1", 1, 7_000, "completed");
    writer
        .commit(&[Append {
            reopened,
            ..archive(vec![again.clone()])
        }])
        .unwrap();
    assert_eq!(reader.closed_order(&main, "o1").unwrap(), Some(again));
}

pub fn a_report_sees_what_was_closed_in_its_time(fresh: Fresh) {
    let (_store, mut writer, mut reader) = open(&fresh);
    let main = restaurant("main");
    let orders: Vec<_> = [(1, 4_000), (2, 3_000), (3, 1_000), (4, 2_000)]
        .map(|(n, at)| closed(&format!("o{n}"), n, at, "completed"))
        .into();
    writer.commit(&[archive(orders)]).unwrap();

    let mut seen = Vec::new();
    let mut upto = |most: usize, from, to| {
        seen.clear();
        reader
            .closed_between(&main, from, to, &mut |order| {
                seen.push(order.order);
                if seen.len() == most {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .unwrap();
        seen.join(" ")
    };
    assert_eq!(upto(9, i64::MIN, i64::MAX), "o3 o4 o2 o1");
    assert_eq!(upto(9, 2_000, 4_000), "o4 o2");
    assert_eq!(upto(1, 2_000, 4_000), "o4");
    assert_eq!(upto(9, 4_001, 9_000), "");
}

pub fn a_page_has_a_bound(fresh: Fresh) {
    let (_store, mut writer, mut reader) = open(&fresh);
    let orders = (1..=CLOSED_ORDERS_MAX as u64 + 1)
        .map(|seq| closed(&format!("o{seq}"), seq, 5_000, "completed"))
        .collect();
    writer.commit(&[archive(orders)]).unwrap();
    let page = reader
        .closed_orders(&restaurant("main"), "completed", 0, usize::MAX)
        .unwrap();
    assert_eq!(page.len(), CLOSED_ORDERS_MAX);
}
