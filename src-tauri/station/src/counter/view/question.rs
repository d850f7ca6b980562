//! The question that is open, with its answers as buttons.

use super::{Sight, in_sentence};
use kitchen::cart::{CartLine, Choice};
use kitchen::menu::{Item, Menu};
use wire::view::{ChoiceView, QuestionView};

/// The first open question, by line.
pub fn question(sight: &Sight<'_>) -> Option<QuestionView> {
    let menu = sight.menu()?;
    let cart = &sight.desk.kept.draft.cart;
    let short = cart.short(sight.kitchen.state, sight.kitchen.now_ms);
    // What cannot be had need not be asked for.
    let mut lines = cart.lines().iter();
    let need = lines.find_map(|line| {
        let is_short = short.iter().any(|short| short.line == line.id);
        line.need(menu).filter(|_| !is_short)
    })?;
    let item = menu.item(&need.item)?;
    let line = cart.line(&need.line)?;
    let of = which(sight, line, item);
    let (title, choices) = match &need.choice {
        Choice::Size if ordinal(sight, line).is_none() => {
            let name = in_sentence(&item.name);
            (format!("Which size {name}?"), sizes(sight, item))
        }
        Choice::Size => (format!("Which size{of}?"), sizes(sight, item)),
        Choice::Group(id) => {
            let group = in_sentence(&menu.group(id)?.name);
            (
                format!("Which {group}{of}?"),
                modifiers(sight, menu, line, id)?,
            )
        }
    };
    Some(QuestionView {
        line: need.line.to_string(),
        title,
        hint: match sight.spoken.is_there {
            true => "Say it or tap it",
            false => "Tap it",
        }
        .to_owned(),
        choices,
    })
}

/// " for the lemonade"; where there are several of it, " for the second lemonade".
fn which(sight: &Sight<'_>, line: &CartLine, item: &Item) -> String {
    let name = in_sentence(&item.name);
    match ordinal(sight, line) {
        Some(ordinal) => format!(" for the {ordinal} {name}"),
        None => format!(" for the {name}"),
    }
}

/// Which of several lines of one item it is, in words; `None` where it is the only one.
pub fn ordinal(sight: &Sight<'_>, line: &CartLine) -> Option<String> {
    let lines = sight.desk.kept.draft.cart.lines().iter();
    let same: Vec<&CartLine> = lines.filter(|other| other.item == line.item).collect();
    let at = same.iter().position(|other| other.id == line.id)?;
    const WORDS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    match same.len() {
        0 | 1 => None,
        _ => Some(match WORDS.get(at) {
            Some(word) => (*word).to_owned(),
            None => format!("{}th", at + 1),
        }),
    }
}

fn sizes(sight: &Sight<'_>, item: &Item) -> Vec<ChoiceView> {
    let money = sight.money();
    let choice = |size: &kitchen::menu::Size| ChoiceView {
        id: size.id.to_string(),
        label: size.name.to_string(),
        detail: Some(money.plain(size.price)),
        hit: is_said(&sight.spoken.live, &size.name, &[]),
        chosen: false,
    };
    item.sizes.iter().map(choice).collect()
}

fn modifiers(
    sight: &Sight<'_>,
    menu: &Menu,
    line: &CartLine,
    group: &kitchen::GroupId,
) -> Option<Vec<ChoiceView>> {
    let money = sight.money();
    let choice = |modifier: &kitchen::menu::Modifier| ChoiceView {
        id: modifier.id.to_string(),
        label: capital(&modifier.name),
        detail: money.added(modifier.price),
        hit: is_said(&sight.spoken.live, &modifier.name, &modifier.spoken),
        chosen: line.modifiers.contains(&modifier.id),
    };
    Some(menu.group(group)?.modifiers.iter().map(choice).collect())
}

/// Whether the words spoken now say a choice: its name, whole words of it, one after the other.
fn is_said(live: &str, name: &str, spoken: &[String]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let live = words(live);
    let mut names = std::iter::once(name).chain(spoken.iter().map(String::as_str));
    names.any(|name| {
        let name = words(name);
        !name.is_empty() && live.windows(name.len()).any(|said| said == name)
    })
}

/// "Medium rare": a button begins with a capital.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
