//! Made-up carts: what is said of a cart can only be understood where there is one.

use crate::grammar::{Context, Known};
use crate::lexicon::{Index, Lexicon};
use std::collections::BTreeSet;

/// Carts that are tried: each costs a parse of every short reading that makes no sense. These many
/// hold all the ways in which items of the demonstration menu can be changed.
const CARTS: usize = 8;

/// Quantity of the lines of the made-up cart: more than one, so that some of it can be changed or
/// taken off.
const SOME: u32 = 3;

/// Carts with a line of each item. In the first the last item was spoken of last; in the others
/// one that can be changed in ways that those before it cannot.
pub fn carts(lexicon: &Lexicon) -> Vec<Context> {
    let all = 0..lexicon.menu().items.len();
    let index = |at: usize| Index::try_from(at).unwrap_or(Index::MAX);
    let lines: Vec<Known> = all.clone().map(|at| line(lexicon, index(at))).collect();
    // An item's sizes are a group of their own: `None`.
    let ways = |at: usize| -> BTreeSet<Option<Index>> {
        let groups = lexicon.groups_of(index(at)).iter().copied().map(Some);
        let sizes = (!lexicon.item(index(at)).sizes.is_empty()).then_some(None);
        groups.chain(sizes).collect()
    };
    let cart = |last: Option<usize>| Context {
        recent: all
            .clone()
            .filter(|at| Some(*at) != last)
            .chain(last)
            .collect(),
        lines: lines.clone(),
        ..Context::default()
    };
    let mut known = all.clone().last().map(ways).unwrap_or_default();
    let mut carts = vec![cart(None)];
    while carts.len() < CARTS {
        let new = |at: &usize| ways(*at).difference(&known).count();
        let Some(next) = all.clone().max_by_key(new).filter(|at| new(at) > 0) else {
            break;
        };
        known.extend(ways(next));
        carts.push(cart(Some(next)));
    }
    carts
}

/// A line with every choice made: what is open on a line would count against all that is said of
/// it.
fn line(lexicon: &Lexicon, item: Index) -> Known {
    let first_of = |group: &Index| {
        let least = Index::try_from(lexicon.group(*group).min).unwrap_or(Index::MAX);
        let group = *group;
        (0..least).map(move |modifier| (group, modifier))
    };
    let has_sizes = !lexicon.item(item).sizes.is_empty();
    Known {
        item,
        quantity: SOME,
        size: has_sizes.then_some(0),
        modifiers: lexicon.groups_of(item).iter().flat_map(first_of).collect(),
    }
}
