//! What is said of a guest: his table, his name, and whether he eats here.

use kitchen::{
    ServiceKind,
    cart::{ForWhom, tools::SetOrderDetails},
};

/// That it was noted; nothing where a guest has only said yes to it.
pub(super) fn noted(asked: &SetOrderDetails) -> Option<String> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let words = words(asked.service, said(&asked.table), said(&asked.name))?;
    Some(capital(&words))
}

/// For whom the order is, where anybody said.
pub(super) fn read_back(whom: &ForWhom) -> Option<String> {
    let table = whom.table.clone();
    let table = table.filter(|_| whom.kind() == Some(ServiceKind::DineIn));
    let words = words(whom.kind(), table, whom.name.clone())?;
    Some(capital(&words))
}

/// What of it may have been misheard.
pub(super) fn doubted(whom: &ForWhom) -> Option<String> {
    let words = words(whom.service, whom.table.clone(), whom.name.clone());
    words.filter(|_| whom.unsure)
}

/// It is right.
pub(super) fn sure() -> SetOrderDetails {
    SetOrderDetails {
        unsure: Some(false),
        ..SetOrderDetails::default()
    }
}

/// "table 12, for Anna", "to go".
fn words(
    service: Option<ServiceKind>,
    table: Option<String>,
    name: Option<String>,
) -> Option<String> {
    let way = match service {
        Some(ServiceKind::DineIn) if table.is_none() => Some("for here".to_owned()),
        Some(ServiceKind::Takeout) => Some("to go".to_owned()),
        _ => None,
    };
    let table = table.map(|table| format!("table {table}"));
    let name = name.map(|name| format!("for {name}"));
    let all: Vec<String> = [way, table, name].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}
