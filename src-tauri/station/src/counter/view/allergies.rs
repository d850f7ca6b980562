//! What the guests cannot bear, as it stands on the order.

use super::{Sight, count};
use crate::print;
use kitchen::cart::{self, CartLine};
use kitchen::menu::Menu;
use kitchen::{limits, same_allergy};
use std::collections::BTreeSet;
use wire::view::{AllergiesView, AllergyChoice};

/// What is noted, and what there is to note: the menu's own first.
pub fn allergies(sight: &Sight<'_>) -> AllergiesView {
    let noted = sight.desk.kept.draft.cart.allergies();
    let known = sight.menu().map(cart::allergens).unwrap_or_default();
    let is_noted = |id: &str| noted.iter().any(|said| same_allergy(said, id));
    let by_menu = known.iter().map(|id| choice(id, is_noted(id)));
    let is_own = |said: &&String| !known.iter().any(|id| same_allergy(said, id));
    let own = noted.iter().filter(is_own).map(|said| choice(said, true));
    AllergiesView {
        noted: noted.iter().map(|said| print::allergy(said)).collect(),
        choices: by_menu.chain(own).collect(),
        chars: count(limits::NAME_CHARS),
    }
}

/// What of a line its guests cannot bear, in capitals.
pub fn contained(sight: &Sight<'_>, menu: &Menu, line: &CartLine) -> Vec<String> {
    let harms: BTreeSet<&str> = sight.desk.kept.draft.cart.harms(menu, line);
    harms.into_iter().map(print::allergy).collect()
}

/// Allergies in the middle of a sentence: "milk, tree nut".
pub fn in_words(allergies: &[String]) -> String {
    let words: Vec<String> = allergies.iter().map(|said| word(said)).collect();
    words.join(", ")
}

fn choice(id: &str, noted: bool) -> AllergyChoice {
    AllergyChoice {
        id: id.to_owned(),
        name: word(id),
        noted,
    }
}

/// An allergen's id as a word; a guest's own word stays as it was said.
fn word(id: &str) -> String {
    id.replace('_', " ")
}
