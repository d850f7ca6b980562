//! Which item is meant: by its name, by another that the menu knows, or by a part of it that only one
//! has.

use kitchen::State;
use kitchen::menu::Item;

use super::Unclear;
use crate::lexicon::words::{Token, key, phrase};

/// The one that is meant.
pub(super) fn item<'a>(words: &[&str], state: &'a State) -> Result<&'a Item, Unclear> {
    let said = words.join(" ");
    if said.is_empty() {
        return Err(Unclear::NoItem);
    }
    let tokens = phrase(&said);
    let items = state.menu.as_deref().map_or(&[][..], |menu| &menu.items);
    let exact = |item: &&Item| names(item).any(|name| key(&name) == key(&tokens));
    if let Some(item) = items.iter().find(exact) {
        return Ok(item);
    }
    let part = |item: &&Item| names(item).any(|name| has(&name, &tokens));
    let mut found = items.iter().filter(part);
    match (found.next(), found.next()) {
        (Some(item), None) => Ok(item),
        (Some(one), Some(other)) => Err(Unclear::WhichItem(
            one.name.to_string(),
            other.name.to_string(),
        )),
        (None, _) => Err(Unclear::UnknownItem(said)),
    }
}

/// Everything it is called.
fn names(item: &Item) -> impl Iterator<Item = Vec<Token>> {
    let others = item.spoken.iter().map(String::as_str);
    let all = [&*item.name, &*item.kitchen_name].into_iter().chain(others);
    all.map(phrase)
}

/// Whether every word said is one of the name's.
fn has(name: &[Token], said: &[Token]) -> bool {
    said.iter()
        .all(|said| name.iter().any(|word| word.stem == said.stem))
}
