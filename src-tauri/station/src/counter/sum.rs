//! What an order comes to so far.

use super::draft::{Draft, Kitchen};

/// What an order comes to so far: of lines that wait for no answer and can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many of everything.
    pub items: u32,
    /// In minor units.
    pub total: i64,
    /// How long the slowest takes to make, in ms.
    pub takes_ms: Option<i64>,
}

/// Adds an order up.
pub fn so_far(draft: &Draft, kitchen: Kitchen<'_>) -> Sum {
    let mut sum = Sum::default();
    let Some(menu) = kitchen.state.menu.as_deref() else {
        return sum;
    };
    let short = draft.cart.short(kitchen.state, kitchen.now_ms);
    for line in draft.cart.lines() {
        let is_short = short.iter().any(|short| short.line == line.id);
        let Some(item) = menu.item(&line.item).filter(|_| !is_short) else {
            continue;
        };
        let takes_ms = i64::from(item.prep_seconds) * 1_000;
        sum.takes_ms = sum.takes_ms.max(Some(takes_ms));
        if line.need(menu).is_some() {
            continue;
        }
        if let Some(price) = line.unit_price(menu) {
            sum.items = sum.items.saturating_add(line.quantity);
            let price = price.saturating_mul(i64::from(line.quantity));
            sum.total = sum.total.saturating_add(price);
        }
    }
    sum
}
