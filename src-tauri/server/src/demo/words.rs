//! What guests say and are called, all made up.

/// First names, as they stand on a takeout bag.
pub(super) const NAMES: &[&str] = &[
    "Ana", "Ben", "Chloe", "Dev", "Emma", "Farid", "Grace", "Hugo", "Ines", "Jamal", "Kira", "Leo",
    "Maya", "Noah", "Olga", "Priya", "Quinn", "Rosa", "Sam", "Tomás", "Uma", "Viktor", "Wen",
    "Zoë",
];

/// Streets of a town that is not there.
pub(super) const STREETS: &[&str] = &[
    "Alder Street",
    "Bakery Lane",
    "Canal Road",
    "Dock Street",
    "Elm Avenue",
    "Foundry Row",
    "Garden Walk",
    "Harbour View",
];

/// Notes that make sense for any dish.
pub(super) const NOTES: &[&str] = &[
    "cut in half",
    "sauce on the side",
    "extra hot please",
    "for sharing",
    "not too salty",
    "plate it last",
    "extra napkins",
    "birthday, candle on top",
];

/// Notes on a whole order.
pub(super) const ORDER_NOTES: &[&str] = &[
    "all together please",
    "guest in a hurry",
    "high chair at the table",
    "regular, says hi",
    "please ring twice",
];

/// What must not be in it.
pub(super) const ALLERGIES: &[&str] = &["peanut", "gluten", "milk", "egg", "sesame", "shellfish"];

/// Why orders are cancelled.
pub(super) const REASONS: &[&str] = &[
    "guest left",
    "ordered twice",
    "wrong table",
    "took too long",
];
