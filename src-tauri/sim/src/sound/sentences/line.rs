//! One line of an order, in a guest's words.

use super::Question;
use kitchen::{
    Menu,
    menu::{Item, Modifier, ModifierGroup, ModifierKind, Size},
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use speech::trial::Line;

/// How many of one thing are ordered, as often as each stands here.
const QUANTITIES: [u32; 16] = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6];

/// Their names.
const NUMBERS: [&str; 7] = ["no", "one", "two", "three", "four", "five", "six"];

/// Sizes that are vessels: one has a bowl *of* soup.
const VESSELS: [&str; 8] = [
    "cup", "bowl", "glass", "bottle", "pint", "pot", "jug", "slice",
];

/// What something is and not what it comes with: no guest says "with medium rare".
const STATES: [&str; 14] = [
    "rare",
    "medium",
    "well",
    "plain",
    "hot",
    "mild",
    "spicy",
    "over",
    "poached",
    "scrambled",
    "sunny",
    "toasted",
    "dry",
    "sweet",
];

/// Optional modifiers of one line: more are no sentence.
const EXTRAS: usize = 2;

/// How likely a guest wants something of an optional group.
const EXTRA: f64 = 0.35;

/// A line that can be ordered as it is: its words and what must come of them.
pub(super) fn made(menu: &Menu, item: &Item, chance: &mut StdRng) -> (String, Line) {
    let size = item.sizes.choose(chance);
    let mut quantity = QUANTITIES.choose(chance).copied().unwrap_or(1);
    if size.is_some_and(counts) {
        // "Two six piece wings" is said by nobody.
        quantity = 1;
    }
    let mut words = vec![named(menu, item, size, quantity, chance)];
    let (mut modifiers, mut extras) = (Vec::new(), 0);
    for group in menu.groups_of(item) {
        let wanted = match group.min {
            0 if extras < EXTRAS && chance.random_bool(EXTRA) => 1,
            0 => 0,
            required => required as usize,
        };
        extras += usize::from(group.min == 0 && wanted > 0);
        for modifier in group.modifiers.sample(chance, wanted) {
            words.push(wanted_as(group, modifier, chance));
            modifiers.push(modifier.id.to_string());
        }
    }
    modifiers.sort();
    let line = Line {
        item: item.id.to_string(),
        quantity,
        size: size.map(|size| size.id.to_string()),
        modifiers,
    };
    (words.join(" "), line)
}

/// The questions that an order of `item` can leave open. Sizes that count are none: as an answer they
/// would be taken for quantities.
pub(super) fn questions<'a>(menu: &'a Menu, item: &'a Item) -> impl Iterator<Item = Question<'a>> {
    let can_be_asked = !item.sizes.is_empty() && !item.sizes.iter().any(counts);
    let sizes = can_be_asked.then_some(Question::Size(item));
    let required = menu.groups_of(item).filter(|group| group.min == 1);
    sizes.into_iter().chain(required.map(Question::Group))
}

/// One of `item` with the first of every choice but that which `question` asks for.
pub(super) fn leaving_open(menu: &Menu, item: &Item, question: &Question<'_>) -> (String, Line) {
    let size = item.sizes.first();
    let size = size.filter(|_| !matches!(question, Question::Size(_)));
    let name = item.name.to_string();
    let mut words = vec![match size.map(|size| size.name.to_lowercase()) {
        Some(size) if VESSELS.contains(&&*size) => format!("one {size} of {name}"),
        Some(size) if size.contains(' ') => format!("{size} {name}"),
        Some(size) => format!("one {size} {name}"),
        None => format!("one {name}"),
    }];
    let mut modifiers = Vec::new();
    for group in menu.groups_of(item).filter(|group| group.min == 1) {
        let asked = matches!(question, Question::Group(asked) if asked.id == group.id);
        if let Some(first) = group.modifiers.first().filter(|_| !asked) {
            words.push(first.name.to_string());
            modifiers.push(first.id.to_string());
        }
    }
    let line = Line {
        item: item.id.to_string(),
        quantity: 1,
        size: size.map(|size| size.id.to_string()),
        modifiers,
    };
    (words.join(" "), line)
}

/// Whether a size is a number of pieces.
fn counts(size: &Size) -> bool {
    let first = size.name.split(' ').next().unwrap_or_default();
    size.name.contains(' ') && !first.eq_ignore_ascii_case("extra")
}

/// The item with its size and quantity.
fn named(
    menu: &Menu,
    item: &Item,
    size: Option<&Size>,
    quantity: u32,
    chance: &mut StdRng,
) -> String {
    let name = name(menu, item, chance);
    let many = quantity > 1;
    let size = size.map(|size| size.name.to_lowercase());
    match size {
        Some(size) if size.contains(' ') => format!("{size} {name}"),
        Some(size) if VESSELS.contains(&&*size) => {
            let vessel = if many { plural(&size) } else { size };
            format!("{} of {name}", counted(quantity, &vessel, chance))
        }
        Some(size) => {
            let name = if many { plural(&name) } else { name };
            counted(quantity, &format!("{size} {name}"), chance)
        }
        // What is always many is counted in orders.
        None if is_plural(&name) => {
            let orders = if many { "orders" } else { "order" };
            format!("{} of {name}", counted(quantity, orders, chance))
        }
        None => {
            let name = if many { plural(&name) } else { name };
            counted(quantity, &name, chance)
        }
    }
}

/// The item's name, or another that is only its.
fn name(menu: &Menu, item: &Item, chance: &mut StdRng) -> String {
    let own = item.spoken.iter().filter(|alias| {
        let modifiers = menu
            .modifier_groups
            .iter()
            .flat_map(|group| &group.modifiers);
        let others = menu.items.iter().filter(|other| other.id != item.id);
        let is = |text: &str| text.eq_ignore_ascii_case(alias);
        // "Two slice of pies" is said by nobody, either.
        !is(&plural(&item.name))
            && !alias.contains(" of ")
            && !modifiers
                .flat_map(|m| m.spoken.iter().map(String::as_str).chain([&*m.name]))
                .any(is)
            && !others
                .flat_map(|o| o.spoken.iter().map(String::as_str).chain([&*o.name]))
                .any(is)
    });
    let own: Vec<&String> = own.collect();
    match own.choose(chance) {
        Some(alias) if chance.random_bool(0.35) && !is_plural(alias) => (*alias).clone(),
        _ => item.name.to_string(),
    }
}

fn counted(quantity: u32, what: &str, chance: &mut StdRng) -> String {
    match NUMBERS.get(quantity as usize) {
        Some(_) if quantity == 1 && chance.random_bool(0.7) => {
            let vowel = what.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
            format!("{} {what}", if vowel { "an" } else { "a" })
        }
        Some(number) => format!("{number} {what}"),
        None => format!("{quantity} {what}"),
    }
}

fn wanted_as(group: &ModifierGroup, modifier: &Modifier, chance: &mut StdRng) -> String {
    let name = &modifier.name;
    let first = name.split(' ').next().unwrap_or_default().to_lowercase();
    let ways: &[&str] = match modifier.kind {
        ModifierKind::Add => &["with", "add", "extra"],
        ModifierKind::Remove => &["no", "without", "hold the"],
        ModifierKind::Choice if STATES.contains(&&*first) => &[""],
        // Two choices of one group need a word between them.
        ModifierKind::Choice if group.min > 1 => &["with"],
        ModifierKind::Choice => &["with", "with", ""],
    };
    let way = ways.choose(chance).copied().unwrap_or_default();
    format!("{way} {name}").trim().to_owned()
}

fn is_plural(name: &str) -> bool {
    name.ends_with('s') && !name.ends_with("ss")
}

/// More than one of it, as English mostly has it.
fn plural(name: &str) -> String {
    let inside = name.rsplit_once(' ').map_or("", |(before, _)| before);
    let already = is_plural(name) || inside.ends_with('s') || inside.ends_with(" and");
    if already {
        return name.to_owned();
    }
    let ending = if ["s", "x", "ch", "sh"].iter().any(|end| name.ends_with(end)) {
        "es"
    } else {
        "s"
    };
    format!("{name}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_many() {
        for (one, many) in [
            ("Fish Taco", "Fish Tacos"),
            ("BLT Sandwich", "BLT Sandwiches"),
            ("Onion Rings", "Onion Rings"),
            ("Fish and Chips", "Fish and Chips"),
            ("Mac and Cheese", "Mac and Cheese"),
            ("Eggs Benedict", "Eggs Benedict"),
            ("glass", "glasses"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
