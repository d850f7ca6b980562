//! What a provider's model is told of the menu: whole items, as many as its room has, and of the
//! rest that it is not told. Pure.

mod lines;
#[cfg(test)]
mod tests;

use kitchen::{ItemId, Menu, State, UnixMs, cart, menu::Item};
use lines::Tally;
use serde_json::{Value, json};
use std::{collections::HashSet, sync::Arc};

/// Instructions and tools together, in bytes of JSON, so that the session's echo fits a message of
/// 64 KiB (REALTIME, section 8).
pub(super) const BUDGET: usize = 40_000;

/// Of that, for the names of what is left out, where something is: some thirty names.
const NOTE_BYTES: usize = 1_000;

/// Between the house's instructions and the client's.
pub(super) const BEFORE_WISHES: &str = "\n\n";

/// How orders are taken here, whatever is on the menu.
const MANNERS: &str = "You take orders at a restaurant's counter. Be brief and friendly; answer in \
    the guest's language.\n\
    - Put what the guest asks for into the cart at once with the tools. Say only what their answers \
    say: never invent an item, a price, or that something was done.\n\
    - An answer's open question (a size, a choice) is asked next, one question at a time.\n\
    - Set unsure where you may have misheard, and ask.\n\
    - What is sold out or not on the menu cannot be had: say so and offer the nearest.\n\
    - When the guest is done, read the whole order back with its quantities. Only after a clear yes \
    call submit_order, and tell the order's number.\n\
    - You know nothing of allergens or of other orders: point to the staff.";

/// The instructions and tools of a session.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    /// How to take orders, and what there is.
    pub instructions: String,
    /// The tools, as the protocol declares them.
    pub tools: Value,
    /// What is on the menu as it was told, in its order.
    pub listed: Vec<ItemId>,
    /// What it was not told, with the name that a guest knows.
    pub left_out: Vec<(ItemId, Arc<str>)>,
}

/// Tells as much of the menu as `budget` bytes hold: what can be had first, by category; then what
/// is sold out. `wishes` are the client's own instructions, and stand at the end.
pub(super) fn tell(state: &State, now_ms: UnixMs, wishes: Option<&str>, budget: usize) -> Told {
    let Some(menu) = state.menu.as_deref() else {
        return render(&empty(), &[], &[], wishes);
    };
    let all = in_order(state, menu, now_ms);
    let bare = render(menu, &[], &[], wishes).bytes();
    let fits = |room: usize| {
        let mut tally = Tally::new(menu);
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        for &(item, had) in &all {
            if tally.take(item, had, room) {
                taken.push((item, had));
            } else {
                left.push(item);
            }
        }
        (taken, left)
    };
    let (mut taken, mut left) = fits(budget.saturating_sub(bare));
    if !left.is_empty() {
        (taken, left) = fits(budget.saturating_sub(bare + NOTE_BYTES));
    }
    loop {
        let told = render(menu, &taken, &left, wishes);
        // The tally adds up what rendering will come to; rendering has the last word.
        if told.bytes() <= budget || taken.is_empty() {
            return told;
        }
        left.extend(taken.pop().map(|(item, _)| item));
    }
}

impl Told {
    /// What instructions and tools come to, in bytes of JSON.
    pub fn bytes(&self) -> usize {
        json_bytes(&self.instructions) + self.tools.to_string().len()
    }
}

/// All items with whether they can be had: those that can first, each part by category.
fn in_order<'a>(state: &State, menu: &'a Menu, now_ms: UnixMs) -> Vec<(&'a Item, bool)> {
    let had = |item: &Item| {
        let said = state.availability.get(&item.id);
        said.map_or(item.available, |said| said.can_be_had(now_ms))
    };
    let mut all: Vec<_> = menu.items.iter().map(|item| (item, had(item))).collect();
    let place = |item: &Item| {
        menu.categories
            .iter()
            .position(|known| known.id == item.category)
    };
    all.sort_by_cached_key(|(item, had)| (!had, place(item)));
    all
}

fn render(menu: &Menu, taken: &[(&Item, bool)], left: &[&Item], wishes: Option<&str>) -> Told {
    let mut text = MANNERS.to_owned();
    if !taken.is_empty() {
        text.push_str(&lines::head(menu));
    }
    let mut category = None;
    for (item, _) in taken.iter().filter(|(_, had)| *had) {
        if category != Some(&item.category) {
            category = Some(&item.category);
            text.push_str(&lines::category(menu, item));
        }
        text.push_str(&lines::item(item));
    }
    let groups = used(menu, taken);
    let of_use = menu
        .modifier_groups
        .iter()
        .filter(|group| groups.contains(&group.id));
    for (index, group) in of_use.enumerate() {
        if index == 0 {
            text.push_str(lines::CHOICES);
        }
        text.push_str(&lines::group(group));
    }
    let sold_out = taken.iter().filter(|(_, had)| !had);
    for (index, (item, _)) in sold_out.enumerate() {
        if index == 0 {
            text.push_str(lines::SOLD_OUT);
        }
        text.push_str(&lines::sold_out(item));
    }
    if !left.is_empty() {
        text.push_str(&note(left));
    }
    if let Some(wishes) = wishes {
        text.push_str(BEFORE_WISHES);
        text.push_str(wishes);
    }
    Told {
        instructions: text,
        tools: tools(menu, taken, &groups),
        listed: taken.iter().map(|(item, _)| item.id.clone()).collect(),
        left_out: left
            .iter()
            .map(|item| (item.id.clone(), item.name.clone()))
            .collect(),
    }
}

/// What is left out, by name as far as there is room for names, and how much more.
fn note(left: &[&Item]) -> String {
    const HEAD: &str = "\n\nAlso on the menu, but not known to you; for these the guest may ask \
        staff for: ";
    // "; and 12345 more."
    let most = NOTE_BYTES - HEAD.len() - 24;
    let mut text = HEAD.to_owned();
    let (mut bytes, mut named) = (0, 0);
    for item in left {
        bytes += json_bytes(&item.name) + 2;
        if bytes > most {
            break;
        }
        if named > 0 {
            text.push_str("; ");
        }
        text.push_str(&item.name);
        named += 1;
    }
    match left.len() - named {
        0 => text.push('.'),
        more if named == 0 => text.push_str(&format!("{more} things.")),
        more => text.push_str(&format!("; and {more} more.")),
    }
    text
}

/// The groups that what can be had has choices of.
fn used(menu: &Menu, taken: &[(&Item, bool)]) -> HashSet<kitchen::GroupId> {
    let had = taken.iter().filter(|(_, had)| *had);
    let groups = had.flat_map(|(item, _)| menu.groups_of(item));
    groups.map(|group| group.id.clone()).collect()
}

/// The order server's tools, for a menu that has only what was told.
fn tools(menu: &Menu, taken: &[(&Item, bool)], groups: &HashSet<kitchen::GroupId>) -> Value {
    let had = taken.iter().filter(|(_, had)| *had);
    let items = had.map(|(item, _)| Item {
        available: true,
        ..(*item).clone()
    });
    let told = Menu {
        items: items.collect(),
        modifier_groups: menu
            .modifier_groups
            .iter()
            .filter(|group| groups.contains(&group.id))
            .cloned()
            .collect(),
        ..empty()
    };
    let state = State {
        menu: Some(Arc::new(told)),
        ..State::default()
    };
    let definitions = cart::definitions(&state, 0);
    let declared = definitions.into_iter().map(|tool| {
        json!({"type": "function", "name": tool.name, "description": tool.description,
            "parameters": tool.parameters})
    });
    Value::Array(declared.collect())
}

fn empty() -> Menu {
    Menu {
        schema: kitchen::menu::SCHEMA.into(),
        name: String::new(),
        currency: String::new(),
        language: String::new(),
        stations: Vec::new(),
        categories: Vec::new(),
        modifier_groups: Vec::new(),
        items: Vec::new(),
    }
}

/// The bytes of a text in JSON, without its quotes.
fn json_bytes(text: &str) -> usize {
    // Text can always be written.
    serde_json::to_string(text).map_or(usize::MAX, |json| json.len() - 2)
}
