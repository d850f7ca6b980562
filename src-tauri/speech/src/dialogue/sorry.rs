//! What is said of what cannot be had.

use super::wording::list;
use crate::grammar::{Denial, Denied};

/// Something that is not on the menu.
pub(super) fn not_on_menu(words: &str, near: &[&str]) -> String {
    match near {
        [] => format!("Sorry, we don't have {words}."),
        near => format!(
            "Sorry, we don't have {words}. We have {}.",
            list(near, "or")
        ),
    }
}

/// Something sold out.
pub(super) fn sold_out(message: &str, others: &[&str]) -> String {
    match others {
        [] => format!("Sorry, {}", lower_first(message)),
        others => format!(
            "Sorry, {} We have {}.",
            lower_first(message),
            list(others, "or")
        ),
    }
}

fn lower_first(message: &str) -> String {
    // Names begin a message; only "Only" and the like are no names.
    match message.strip_prefix("Only ") {
        Some(rest) => format!("only {rest}"),
        None => message.to_owned(),
    }
}

/// A modifier that nothing is called.
pub(super) fn no_such(words: &str) -> String {
    format!("Sorry, we don't have {words}.")
}

/// A modifier that no line in the cart takes.
pub(super) fn not_for_any(words: &str) -> String {
    format!("Nothing in your order comes with {words}.")
}

/// A modifier of which there are several.
pub(super) fn several(name: &str, words: &str, modifiers: &[&str]) -> String {
    format!("Which {words} for the {name}: {}?", list(modifiers, "or"))
}

/// What an item cannot be had with.
pub(super) fn denied(name: &str, denied: &Denied) -> String {
    let words = &denied.words;
    match denied.why {
        Denial::Size => format!("{name} does not come as {words}."),
        Denial::TooMany => format!("{name} cannot have {words} on top of that."),
        _ => format!("Sorry, {name} cannot be had with {words}."),
    }
}
