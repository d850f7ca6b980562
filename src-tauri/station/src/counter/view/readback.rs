//! The order in words, to be read to the guest before it is sent.

use super::super::doubt::{Doubt, WHO};
use super::allergies::in_words;
use super::lines::modifiers;
use super::{Sight, in_sentence, kind_name, question::ordinal};
use ::voice::picture::Again;
use kitchen::cart::CartLine;
use kitchen::menu::{Item, Menu};
use wire::view::{
    CheckView, ModifierKindView, ReadbackView, SayAgainView, ServiceKind, SpokenSpan,
};

/// The read-back; `None` while there is nothing to read, or something cannot be had.
pub fn readback(sight: &Sight<'_>) -> Option<ReadbackView> {
    let menu = sight.menu()?;
    let draft = &sight.desk.kept.draft;
    let cart = &draft.cart;
    let is_short = !cart
        .short(sight.kitchen.state, sight.kitchen.now_ms)
        .is_empty();
    if cart.is_empty() || is_short || !draft.refused.is_empty() {
        return None;
    }
    let mut script = vec![strong(format!("{}.", for_whom(sight)))];
    for line in cart.lines() {
        let item = menu.item(&line.item)?;
        script.push(plain(" "));
        sentence(menu, item, line, &mut script);
    }
    if !cart.allergies().is_empty() {
        // It goes to the kitchen with every line, so whoever sends must have seen it.
        script.push(plain(" "));
        script.push(strong(format!("Allergy: {}.", in_words(cart.allergies()))));
    }
    Some(ReadbackView {
        title: match sight.is_guest() {
            true => "Is this right?",
            false => "Read it back",
        }
        .to_owned(),
        script,
        checks: checks(sight, menu),
        say: match sight.spoken.again {
            Again::Nothing => SayAgainView::Nothing,
            Again::Kept => SayAgainView::Ready,
            Again::Sounding => SayAgainView::Sounding,
        },
    })
}

fn for_whom(sight: &Sight<'_>) -> String {
    let draft = &sight.desk.kept.draft;
    let kind = kind_name(draft.kind());
    let whom = draft.cart.whom();
    let table = whom.table.as_ref();
    let table = table.filter(|_| draft.kind() == ServiceKind::DineIn);
    let table = table.map_or_else(String::new, |table| format!(", table {table}"));
    let name = whom.name.as_ref();
    let name = name.map_or_else(String::new, |name| format!(" for {name}"));
    format!("{kind}{table}{name}")
}

/// "2 large French fries, add cheese, no onions."
fn sentence(menu: &Menu, item: &Item, line: &CartLine, script: &mut Vec<SpokenSpan>) {
    let mut lead = String::new();
    if line.quantity > 1 {
        lead.push_str(&format!("{} ", line.quantity));
    }
    let size = item
        .sizes
        .iter()
        .find(|size| Some(&size.id) == line.size.as_ref());
    if let Some(size) = size {
        lead.push_str(&format!("{} ", size.name));
    }
    lead.push_str(&match lead.is_empty() {
        true => item.name.to_string(),
        false => in_sentence(&item.name),
    });
    script.push(plain(lead));
    for modifier in modifiers(menu, item, line, &[]) {
        script.push(plain(", "));
        script.push(match modifier.kind {
            ModifierKindView::Add => plain(format!("add {}", modifier.text)),
            ModifierKindView::Remove => strong(format!("no {}", modifier.text)),
            ModifierKindView::Choice => plain(modifier.text),
            ModifierKindView::Swap => strong(modifier.text),
        });
    }
    if let Some(note) = &line.note {
        script.push(plain(format!(", {note}")));
    }
    script.push(plain("."));
}

/// One row for every doubt.
fn checks(sight: &Sight<'_>, menu: &Menu) -> Vec<CheckView> {
    let doubts = sight.desk.kept.draft.all_doubts();
    let check = |(line, doubt): (&CartLine, Doubt)| {
        let item = menu.item(&line.item)?;
        let name = in_sentence(&item.name);
        let whose = match ordinal(sight, line) {
            Some(ordinal) => format!("the {ordinal} {name}"),
            None => format!("the {name}"),
        };
        let (word, rest) = match &doubt {
            Doubt::Item => (quantity(line, &item.name), "?".to_owned()),
            Doubt::Size => {
                let size = item
                    .sizes
                    .iter()
                    .find(|size| Some(&size.id) == line.size.as_ref());
                (size?.name.to_string(), format!(" for {whose}?"))
            }
            Doubt::Modifier(id) => {
                let modifiers = modifiers(menu, item, line, &[]);
                let modifier = modifiers
                    .into_iter()
                    .find(|known| known.id == id.as_str())?;
                let word = match modifier.kind {
                    ModifierKindView::Remove => format!("no {}", modifier.text),
                    _ => modifier.text,
                };
                (word, format!(" on {whose}?"))
            }
        };
        Some(CheckView {
            key: doubt.key(&line.id),
            word,
            rest,
        })
    };
    doubts.filter_map(check).chain(whom_check(sight)).collect()
}

/// For whom it is, where that may have been misheard.
fn whom_check(sight: &Sight<'_>) -> Option<CheckView> {
    let draft = &sight.desk.kept.draft;
    let whom = draft.cart.whom();
    let table = whom.table.as_ref().map(|table| format!("table {table}"));
    let all: Vec<String> = table.into_iter().chain(whom.name.clone()).collect();
    let word = match all.is_empty() {
        true => kind_name(draft.kind()).to_owned(),
        false => all.join(", "),
    };
    whom.unsure.then(|| CheckView {
        key: WHO.to_owned(),
        word,
        rest: "?".to_owned(),
    })
}

/// "2 Cheeseburger".
pub(super) fn quantity(line: &CartLine, name: &str) -> String {
    match line.quantity {
        1 => name.to_owned(),
        many => format!("{many} {name}"),
    }
}

fn plain(text: impl Into<String>) -> SpokenSpan {
    SpokenSpan {
        text: text.into(),
        strong: false,
    }
}

fn strong(text: impl Into<String>) -> SpokenSpan {
    SpokenSpan {
        text: text.into(),
        strong: true,
    }
}
