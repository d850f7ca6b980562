//! Which forms the sizes of items give: "large" is said "big", and twelve are a dozen.

use super::{
    FormKind, Lexicon,
    forms::{add, once},
    words,
};
use kitchen::Menu;
use std::sync::Arc;

/// Sizes that are said in other words, too.
const SIZES: &[(&str, &[&str])] = &[
    ("small", &["little", "sm", "smaller"]),
    ("medium", &["regular", "mid", "med", "normal", "middle"]),
    ("regular", &["medium", "normal", "standard"]),
    (
        "large",
        &["big", "lg", "larger", "bigger", "biggest", "largest"],
    ),
    ("extra large", &["xl", "x large", "biggest", "largest"]),
    ("kids", &["child", "childs", "childrens", "kid size"]),
    ("single", &["one shot"]),
    ("half", &["half size", "half portion", "half order"]),
    (
        "full",
        &["full size", "full portion", "whole", "full order"],
    ),
];

/// Adds those of all items.
pub(super) fn fill(lexicon: &mut Lexicon, menu: &Arc<Menu>) {
    for (index, item) in (0..).zip(&menu.items) {
        for (size, of) in (0..).zip(&item.sizes) {
            lexicon.form(&of.name, FormKind::Size(index, size));
            let tokens = words::phrase(&of.name);
            let mut said = vec![tokens.clone(), words::phrase(of.id.as_str())];
            if let Some((first, rest)) = tokens.split_first().filter(|(_, rest)| !rest.is_empty()) {
                let alike = item.sizes.iter().filter(|other| {
                    words::phrase(&other.name).first().map(|token| &token.stem) == Some(&first.stem)
                });
                if alike.count() == 1 {
                    said.push(vec![first.clone()]);
                }
                let start = &tokens[..tokens.len() - 1];
                let begins = item.sizes.iter().filter(|other| {
                    words::key(&words::phrase(&other.name)).starts_with(&words::key(start))
                });
                if start.len() > 1 && begins.count() == 1 {
                    // "A two liter coke" of "2 liter bottle".
                    said.push(start.to_vec());
                }
                if rest.len() == 1 && rest[0].text == "size" {
                    said.push(vec![first.clone()]);
                }
            }
            for (name, others) in SIZES {
                let names = |other: &str| {
                    let key = words::key(&words::phrase(other));
                    item.sizes
                        .iter()
                        .any(|size| words::key(&words::phrase(&size.name)) == key)
                };
                if words::key(&tokens) == words::key(&words::phrase(name)) {
                    let free = others.iter().filter(|other| !names(other));
                    said.extend(free.map(|other| words::phrase(other)));
                }
            }
            if let Some(dozen) = tokens.first().and_then(|token| dozens(&token.stem)) {
                said.push(words::phrase(dozen));
            }
            for tokens in said {
                add(lexicon, &tokens, |entry| {
                    once(&mut entry.sizes, (index, size))
                });
            }
        }
    }
}

/// How a count is said by the dozen.
fn dozens(count: &str) -> Option<&'static str> {
    match count {
        "6" => Some("half dozen"),
        "12" => Some("dozen"),
        "24" => Some("two dozen"),
        _ => None,
    }
}
