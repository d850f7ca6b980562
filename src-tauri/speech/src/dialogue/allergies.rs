//! What is said of allergies: noted, read back, and where something contains one.

use super::{Dialogue, Turn, wording::list};
use kitchen::cart::{CartLine, tools::Call};

/// An allergen's id as a word.
fn spoken(allergen: &str) -> String {
    allergen.replace(['_', '-'], " ")
}

/// What is said of an allergy that comes after the order.
pub(super) fn too_late(placed: &str) -> String {
    format!("{placed} Please tell the staff at the counter about the allergy at once.")
}

/// What was ordered although somebody cannot bear it: of all lines where an allergy was just
/// noted, or else of those that the turn made or changed.
pub(super) fn contained(dialogue: &Dialogue, turn: &Turn) -> Option<String> {
    let mut all = false;
    let mut touched = Vec::new();
    for (call, result) in &turn.calls {
        all |= matches!(call, Call::NoteAllergies(_));
        touched.extend(
            result
                .iter()
                .flat_map(|answer| answer.lines.iter().cloned()),
        );
    }
    let lines = dialogue.cart.lines().iter();
    let mut found: Vec<String> = lines
        .filter(|line| all || touched.contains(&line.id))
        .flat_map(|line| in_line(dialogue, line))
        .collect();
    found.dedup();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    (!found.is_empty()).then(|| format!("Careful: {}.", list(&found, "and")))
}

/// The allergies that a line would do harm by: "Walnut Brownie contains tree nut".
fn in_line(dialogue: &Dialogue, line: &CartLine) -> Vec<String> {
    let menu = dialogue.lexicon.menu();
    let Some(item) = menu.item(&line.item) else {
        return Vec::new();
    };
    let harmful = dialogue.cart.harms(menu, line).into_iter();
    harmful
        .map(|allergen| format!("{} contains {}", item.name, spoken(allergen)))
        .collect()
}

/// That they were noted.
pub(super) fn noted(add: &[String]) -> String {
    format!("Noted for the kitchen: allergic to {}.", named(add))
}

/// All of them, where there are any.
pub(super) fn read_back(allergies: &[String]) -> Option<String> {
    (!allergies.is_empty()).then(|| format!("Allergic to {}.", named(allergies)))
}

/// Allergens in a row: "milk and tree nut".
pub(super) fn named(allergens: &[String]) -> String {
    let names: Vec<String> = allergens.iter().map(|one| spoken(one)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    list(&names, "and")
}
