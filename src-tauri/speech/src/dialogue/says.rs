//! What is said back: short, with every quantity in it.

use super::{Dialogue, Placed, Question, Turn};
use crate::grammar::{Act, Denial, Denied, Parse, Say};
use kitchen::{
    State,
    cart::{
        CartLine, Choice, Need,
        tools::{AddItem, Call},
    },
    menu::{Item, ModifierKind},
};

/// Whether a call changes the cart.
pub(super) fn changes(call: &Call) -> bool {
    !matches!(call, Call::ReadBack {} | Call::SubmitOrder { .. })
}

/// Everything that is said at the end of a turn.
pub(super) fn turn(
    dialogue: &Dialogue,
    state: &State,
    words: &[&str],
    parse: &Parse,
    turn: &Turn,
    asked: &Question,
) -> String {
    let said = |say: Say| parse.acts.contains(&Act::Say(say));
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(turn.refused.iter().map(|refused| refused.message.clone()));
    sentences.extend(done(dialogue, turn));
    for act in &parse.acts {
        match act {
            Act::Say(Say::Inquire(item)) => sentences.push(inquiry(dialogue, state, *item)),
            Act::Nowhere(denied) if denied.why == Denial::Absent => {
                sentences.push(format!("There is no {} in your order.", denied.words));
            }
            _ => {}
        }
    }
    if parse.acts.is_empty() {
        sentences.push("Sorry, I did not understand that.".to_owned());
    } else if !parse.leftover.is_empty() {
        let lost: Vec<&str> = parse
            .leftover
            .iter()
            .filter_map(|word| words.get(*word))
            .copied()
            .collect();
        sentences.push(format!("I did not understand \"{}\".", lost.join(" ")));
    }
    if said(Say::Recite) {
        sentences.push(recital(dialogue));
    }
    if said(Say::Wait) {
        sentences.push("Take your time.".to_owned());
    }
    let question = question(dialogue);
    if said(Say::No) && *asked == Question::Submit && parse.acts.len() == 1 {
        sentences.push("What would you like to change?".to_owned());
    } else {
        sentences.push(question);
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

/// What is said once the order is placed.
pub(super) fn placed(placed: Placed) -> String {
    match placed.number {
        Some(number) => format!("Thank you. Your order number is {number}."),
        None => "Thank you. Your order is placed.".to_owned(),
    }
}

/// What is said to who talks on after that.
pub(super) fn placed_already(placed: Placed) -> String {
    match placed.number {
        Some(number) => format!("Your order is placed. Its number is {number}."),
        None => "Your order is placed. Thank you.".to_owned(),
    }
}

/// What is said while the order is being placed.
pub(super) fn sending() -> String {
    "Thank you, sending your order.".to_owned()
}

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

/// What an item cannot be had with.
pub(super) fn denied(name: &str, denied: &Denied) -> String {
    let words = &denied.words;
    match denied.why {
        Denial::Size => format!("{name} does not come as {words}."),
        Denial::TooMany => format!("{name} cannot have {words} on top of that."),
        _ => format!("Sorry, {name} cannot be had with {words}."),
    }
}

/// What the turn's calls have done.
fn done(dialogue: &Dialogue, turn: &Turn) -> Option<String> {
    let mut added: Vec<String> = Vec::new();
    let mut other: Vec<String> = Vec::new();
    for (call, result) in &turn.calls {
        let Ok(answer) = result else { continue };
        let line = answer.lines.last().and_then(|id| dialogue.cart.line(id));
        match (call, line) {
            (Call::AddItem(call), Some(line)) => added.push(added_line(dialogue, call, line)),
            (Call::ChangeItem(call), Some(line))
                if call.unsure != Some(false) || call.quantity.is_some() =>
            {
                other.push(sentence(&describe(dialogue, line)));
            }
            (Call::RemoveItem(_), _) => other.push("Took it off.".to_owned()),
            (Call::ClearCart {}, _) if dialogue.cart.is_empty() => {
                other.push("Your order is empty.".to_owned())
            }
            _ => {}
        }
    }
    other.dedup();
    if !added.is_empty() {
        let added: Vec<&str> = added.iter().map(String::as_str).collect();
        other.insert(0, sentence(&list(&added, "and")));
    }
    (!other.is_empty()).then(|| other.join(" "))
}

fn added_line(dialogue: &Dialogue, call: &AddItem, line: &CartLine) -> String {
    let mut shown = line.clone();
    shown.quantity = call.quantity;
    let text = describe(dialogue, &shown);
    match line.quantity == call.quantity {
        true => text,
        false => format!("{text}, that makes {}", number(line.quantity)),
    }
}

/// The whole order in words.
pub(super) fn recital(dialogue: &Dialogue) -> String {
    let lines: Vec<String> = dialogue
        .cart
        .lines()
        .iter()
        .map(|line| describe(dialogue, line))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    match lines[..] {
        [] => "You have nothing yet.".to_owned(),
        _ => format!("You have {}.", list(&lines, "and")),
    }
}

/// What is asked now.
pub(super) fn question(dialogue: &Dialogue) -> String {
    match &dialogue.question {
        Question::Else if dialogue.cart.is_empty() => "What would you like?".to_owned(),
        Question::Else => "Anything else?".to_owned(),
        Question::Choice(need) => choice(dialogue, need),
        Question::Which(wanted) => {
            let names: Vec<&str> = wanted
                .items
                .iter()
                .map(|item| &*dialogue.lexicon.item(*item).name)
                .collect();
            format!("Which {}: {}?", wanted.words, list(&names, "or"))
        }
        Question::Sure => {
            let lines = dialogue.cart.lines().iter().filter(|line| line.unsure);
            let lines: Vec<String> = lines.map(|line| describe(dialogue, line)).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            format!("Did you say {}?", list(&lines, "and"))
        }
        Question::Said { words, .. } => format!("Did you say \"{words}\"?"),
        Question::Submit => format!("{} Shall I send it?", recital(dialogue)),
    }
}

fn choice(dialogue: &Dialogue, need: &Need) -> String {
    let menu = dialogue.lexicon.menu();
    let Some(item) = menu.item(&need.item) else {
        return String::new();
    };
    match &need.choice {
        Choice::Size => {
            let names: Vec<String> = item
                .sizes
                .iter()
                .map(|size| size.name.to_lowercase())
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("Which size for the {}: {}?", item.name, list(&names, "or"))
        }
        Choice::Group(id) => {
            let Some(group) = menu.group(id) else {
                return String::new();
            };
            let names: Vec<&str> = group.modifiers.iter().map(|one| &*one.name).collect();
            let title = group.name.to_lowercase();
            format!(
                "Which {title} for the {}: {}?",
                item.name,
                list(&names, "or")
            )
        }
    }
}

fn inquiry(dialogue: &Dialogue, state: &State, item: u16) -> String {
    let item = dialogue.lexicon.item(item);
    // Whether it is sold out until later is for the order to find out; this is the menu's word.
    let said = state.availability.get(&item.id);
    let had = said.map_or(item.available, |said| {
        said.available && said.remaining != Some(0)
    });
    match had {
        true => format!("Yes, we have {}.", item.name),
        false => format!("Sorry, {} is sold out.", item.name),
    }
}

/// A line in words: "two large lemonades with no ice".
fn describe(dialogue: &Dialogue, line: &CartLine) -> String {
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

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", chars.as_str())
}

/// "a, b and c".
fn list(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
    }
}

fn plural(name: &str) -> String {
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

fn number(value: u32) -> String {
    const ONES: [&str; 20] = [
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    match (value / 10, value % 10) {
        (0 | 1, _) => ONES[value as usize].to_owned(),
        (tens @ 2..=9, 0) => TENS[tens as usize].to_owned(),
        (tens @ 2..=9, ones) => format!("{} {}", TENS[tens as usize], ONES[ones as usize]),
        _ => value.to_string(),
    }
}
