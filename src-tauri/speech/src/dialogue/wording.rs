//! Lines, numbers, lists and prices in words.

use super::Dialogue;
use crate::model::number_words;
use kitchen::{
    Menu,
    cart::CartLine,
    menu::{Item, ModifierKind},
};

/// Currencies without a smaller unit (ISO 4217, exponent 0), as far as menus are made in them.
const WHOLE: &[&str] = &["JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF"];

/// An amount in minor units, as it is read out: "$12.50", "12.50 SEK".
pub(super) fn money(menu: &Menu, minor: i64) -> String {
    let amount = match WHOLE.contains(&&*menu.currency) {
        true => minor.to_string(),
        false => format!("{}.{:02}", minor / 100, minor % 100),
    };
    let amount = amount.strip_suffix(".00").unwrap_or(&amount);
    match &*menu.currency {
        "USD" | "CAD" | "AUD" | "NZD" => format!("${amount}"),
        "EUR" => format!("€{amount}"),
        "GBP" => format!("£{amount}"),
        "JPY" => format!("¥{amount}"),
        other => format!("{amount} {other}"),
    }
}

/// A line in words: "two large lemonades with no ice".
pub(super) fn describe(dialogue: &Dialogue, line: &CartLine) -> String {
    let menu = dialogue.lexicon.menu();
    let Some(item) = menu.item(&line.item) else {
        return line.item.to_string();
    };
    let size = line
        .size
        .as_ref()
        .and_then(|size| item.sizes.iter().find(|known| known.id == *size));
    let size = size
        .map(|size| format!("{} ", size.name.to_lowercase()))
        .unwrap_or_default();
    let name = match line.quantity {
        1 => item.name.to_string(),
        _ => plural(&item.name),
    };
    let mut text = format!("{} {size}{name}", number(line.quantity));
    let modifiers = modifiers(dialogue, item, line);
    if !modifiers.is_empty() {
        let modifiers: Vec<&str> = modifiers.iter().map(String::as_str).collect();
        text = format!("{text} with {}", list(&modifiers, "and"));
    }
    text
}

fn modifiers(dialogue: &Dialogue, item: &Item, line: &CartLine) -> Vec<String> {
    let offered = dialogue
        .lexicon
        .menu()
        .groups_of(item)
        .flat_map(|group| &group.modifiers);
    offered
        .filter(|one| line.modifiers.contains(&one.id))
        .map(|one| match one.kind {
            ModifierKind::Remove if !one.name.to_lowercase().starts_with("no ") => {
                format!("no {}", one.name)
            }
            _ => one.name.to_string(),
        })
        .collect()
}

/// A sentence of its own.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", chars.as_str())
}

/// "a, b and c".
pub(super) fn list(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// More than one of it.
pub(super) fn plural(name: &str) -> String {
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if ends(&["ch", "sh", "x", "ss"]) {
        return format!("{name}es");
    }
    if ends(&["s"]) {
        return name.to_owned();
    }
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}

/// A count in words; past a hundred, which no line holds, in digits.
pub(super) fn number(value: u32) -> String {
    match value {
        0 => "no".to_owned(),
        1..=99 => number_words(value).join(" "),
        _ => value.to_string(),
    }
}
