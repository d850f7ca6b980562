//! What is said back: short, with every quantity in it.

use super::{
    Dialogue, Placed, Question, Turn, allergies, whom,
    wording::{describe, list, money, number, plural, sentence},
};
use crate::grammar::{Act, Denial, Parse, Say, Wanted};
use kitchen::{
    State,
    cart::{
        CartLine, Choice, Need,
        tools::{AddItem, Call},
    },
    menu::Item,
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
            Act::Leave => sentences.push("All right, without that.".to_owned()),
            Act::Say(Say::Inquire(item)) => sentences.push(inquiry(dialogue, state, *item)),
            Act::Nowhere(denied) if denied.why == Denial::Absent => {
                sentences.push(format!("There is no {} in your order.", denied.words));
            }
            _ => {}
        }
    }
    // "Hello" carries nothing that could be misunderstood.
    let carries = !parse.content.is_empty() || !parse.leftover.is_empty();
    if parse.acts.is_empty() && (carries || words.is_empty()) {
        sentences.push("Sorry, I did not understand that.".to_owned());
    } else if !parse.leftover.is_empty() {
        let lost: Vec<&str> = parse
            .leftover
            .iter()
            .filter_map(|word| words.get(*word))
            .map(|word| word.trim_matches(|of: char| !of.is_alphanumeric()))
            .collect();
        sentences.push(format!("I did not understand \"{}\".", lost.join(" ")));
    }
    if parse.cut {
        sentences.push("That was a lot at once, and I lost the end of it.".to_owned());
    }
    sentences.extend(allergies::contained(dialogue, turn));
    if said(Say::Total) {
        sentences.push(total(dialogue, state));
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
            (Call::NoteAllergies(noted), _) => other.push(allergies::noted(&noted.add)),
            (Call::SetOrderDetails(asked), _) => other.extend(whom::noted(asked)),
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
    let text = match lines[..] {
        [] => "You have nothing yet.".to_owned(),
        _ => format!("You have {}.", list(&lines, "and")),
    };
    let more = [
        whom::read_back(dialogue.cart.whom()),
        allergies::read_back(dialogue.cart.allergies()),
    ];
    let all = std::iter::once(text).chain(more.into_iter().flatten());
    all.collect::<Vec<_>>().join(" ")
}

/// What it all costs.
fn total(dialogue: &Dialogue, state: &State) -> String {
    let menu = dialogue.lexicon.menu();
    if dialogue.cart.is_empty() {
        return recital(dialogue);
    }
    let amount = money(menu, dialogue.cart.total(state));
    let all = dialogue.cart.sendable(state).count() == dialogue.cart.lines().len();
    match all {
        true => format!("That is {amount}."),
        false => format!("That is {amount} so far, without what is still open."),
    }
}

/// What is asked now.
pub(super) fn question(dialogue: &Dialogue) -> String {
    match &dialogue.question {
        Question::Else if offered(dialogue).is_some() => offered(dialogue).unwrap_or_default(),
        Question::Else if dialogue.cart.is_empty() => "What would you like?".to_owned(),
        Question::Else => "Anything else?".to_owned(),
        Question::Choice(need) => choice(dialogue, need),
        Question::Which(wanted) if wanted.items.len() == 1 => how_many(dialogue, wanted),
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
            let mut unsure: Vec<String> = lines.map(|line| describe(dialogue, line)).collect();
            unsure.extend(whom::doubted(dialogue.cart.whom()));
            let unsure: Vec<&str> = unsure.iter().map(String::as_str).collect();
            format!("Did you say {}?", list(&unsure, "and"))
        }
        Question::Said { words, .. } => format!("Did you say \"{words}\"?"),
        Question::Submit => format!("{} Shall I send it?", recital(dialogue)),
    }
}

fn how_many(dialogue: &Dialogue, wanted: &Wanted) -> String {
    let item = wanted
        .items
        .first()
        .map(|item| dialogue.lexicon.item(*item));
    item.map_or_else(String::new, |item| {
        format!("How many {}?", plural(&item.name))
    })
}

/// What is asked where one thing was offered.
fn offered(dialogue: &Dialogue) -> Option<String> {
    let offered = dialogue.offered.as_ref();
    let offered = offered.filter(|offered| offered.items.len() == 1)?;
    Some(match offered.vague {
        true => how_many(dialogue, offered),
        false => "Would you like that?".to_owned(),
    })
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
    if !had {
        return format!("Sorry, {} is sold out.", item.name);
    }
    let menu = dialogue.lexicon.menu();
    let price = match price(item) {
        (least, most) if least == most => money(menu, least),
        (least, most) => format!("{} to {}", money(menu, least), money(menu, most)),
    };
    let mut text = format!("Yes, we have {}, at {price}.", item.name);
    if !item.allergens.is_empty() && !dialogue.cart.allergies().is_empty() {
        text = format!("{text} It contains {}.", allergies::named(&item.allergens));
    }
    text
}

/// The least and the most that one costs, in minor units, without its modifiers.
fn price(item: &Item) -> (i64, i64) {
    let sizes = || item.sizes.iter().map(|size| size.price);
    match (sizes().min(), sizes().max()) {
        (Some(least), Some(most)) => (least, most),
        _ => (item.price, item.price),
    }
}
