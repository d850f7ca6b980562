//! Orders whose guests have gone, and those whose guests seem to.

use super::super::left::{Aside, LEFT_AFTER};
use super::{Sight, readback};
use crate::counter::draft::Draft;
use crate::counter::sum;
use wire::view::{AsideView, LeavingView};

/// The order that is about to be put away.
pub fn leaving(sight: &Sight<'_>) -> Option<LeavingView> {
    let stirred = sight.desk.stirred.filter(|stirred| stirred.is_warned)?;
    let after = i64::try_from(LEFT_AFTER.as_millis()).unwrap_or(0);
    Some(LeavingView {
        title: "Are you still there?".to_owned(),
        words: "Your order is put away in".to_owned(),
        keep: "Keep my order".to_owned(),
        until_ms: stirred.at_ms + after,
    })
}

/// The orders that were put away, the newest first.
pub fn aside(sight: &Sight<'_>) -> Vec<AsideView> {
    let can_return = sight.desk.kept.draft.is_blank();
    let view = |aside: &Aside| {
        let total = sum::so_far(&aside.draft, sight.kitchen).total;
        AsideView {
            key: aside.key.clone(),
            at_ms: aside.at_ms,
            items: in_short(sight, &aside.draft),
            who: who(&aside.draft),
            total: sight.money().sum(total),
            can_return,
        }
    };
    sight.desk.kept.aside.iter().rev().map(view).collect()
}

/// "2 Cheeseburger, Lemonade".
fn in_short(sight: &Sight<'_>, draft: &Draft) -> String {
    let name = |line: &kitchen::cart::CartLine| {
        let name = &sight.menu()?.item(&line.item)?.name;
        Some(readback::quantity(line, name))
    };
    let lines: Vec<String> = draft.cart.lines().iter().filter_map(name).collect();
    lines.join(", ")
}

fn who(draft: &Draft) -> Option<String> {
    let whom = draft.cart.whom();
    let table = whom.table.as_ref().map(|table| format!("Table {table}"));
    let all: Vec<String> = table.into_iter().chain(whom.name.clone()).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
