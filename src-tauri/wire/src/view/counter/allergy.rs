//! What the guests of an order cannot bear: it stands on the order at once, and goes to the
//! kitchen with every line.

use serde::{Deserialize, Serialize};

/// The allergies of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AllergiesView {
    /// Those that are noted, as tickets print them: "PEANUT". In the order they were said.
    pub noted: Vec<String>,
    /// What can be noted and taken back by a finger: the menu's allergens, then other words of
    /// the guest.
    pub choices: Vec<AllergyChoice>,
    /// The longest word of a guest's own, in characters.
    pub chars: u32,
}

/// An allergy that can be noted or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AllergyChoice {
    /// To say in [`super::Tap::Allergy`].
    pub id: String,
    /// "tree nut".
    pub name: String,
    /// It is noted.
    pub noted: bool,
}
