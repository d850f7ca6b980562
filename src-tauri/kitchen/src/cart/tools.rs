//! The tools that fill a cart: what can be called, and what comes of it.

use super::{Cart, CartLine, Need};
use crate::{
    ItemId, LineId, Menu, ModifierId, Refusal, RefusalCode, SizeId, State, UnixMs,
    decide::{
        check,
        lines::{self, Taken},
        no_menu, place,
    },
    limits,
    menu::Item,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One call of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "arguments", rename_all = "snake_case")]
pub enum Call {
    /// Puts a line into the cart.
    AddItem(AddItem),
    /// Changes a line.
    ChangeItem(ChangeItem),
    /// Takes a line out, or some of it.
    RemoveItem(RemoveItem),
    /// Takes everything out.
    ClearCart {},
    /// Says what is in the cart; changes nothing.
    ReadBack {},
    /// Places the order. The cart is only checked here; whoever runs the tools places it.
    SubmitOrder {
        /// That the guest has heard the order and said yes.
        confirmed: bool,
    },
}

/// A line as it is asked for. It may lack its size and required choices: they are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddItem {
    /// Which.
    pub item: ItemId,
    /// How many.
    #[serde(default = "one")]
    pub quantity: u32,
    /// Which size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeId>,
    /// How.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ModifierId>,
    /// The guest's words for what no modifier says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it may have been misheard.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unsure: bool,
}

/// What becomes of a line. What is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeItem {
    /// Which line.
    pub line: LineId,
    /// For how many of it; the rest stays as it is, as a line of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<u32>,
    /// Another item instead: the size and modifiers that it has too stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// How many there are to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Which size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeId>,
    /// What to add.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_modifiers: Vec<ModifierId>,
    /// What to take back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove_modifiers: Vec<ModifierId>,
    /// The guest's words; an empty text takes them back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it may have been misheard; `false` once the guest has said yes to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<bool>,
}

impl ChangeItem {
    /// A change of that line that changes nothing yet.
    pub fn of(line: LineId) -> Self {
        Self {
            line,
            only: None,
            item: None,
            quantity: None,
            size: None,
            add_modifiers: Vec::new(),
            remove_modifiers: Vec::new(),
            note: None,
            unsure: None,
        }
    }
}

/// What to take out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveItem {
    /// Which line.
    pub line: LineId,
    /// How many of it; all if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
}

fn one() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// Why a call could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No tool of that name.
    #[error("there is no tool \"{0}\"")]
    UnknownTool(String),
    /// Arguments that are not what the tool's schema says.
    #[error("{0}")]
    Arguments(#[from] serde_json::Error),
}

/// What a call did.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The lines that it made or changed.
    pub lines: Vec<LineId>,
    /// The question that is open now.
    pub need: Option<Need>,
    /// The whole cart, as [`Cart::to_json`] gives it.
    pub cart: Value,
}

impl Call {
    /// The names of all tools.
    pub const NAMES: [&'static str; 6] = [
        "add_item",
        "change_item",
        "remove_item",
        "clear_cart",
        "read_back",
        "submit_order",
    ];

    /// Reads a call as a client or a model makes it. Empty arguments are an empty object.
    ///
    /// # Errors
    /// Another tool, or arguments that its schema does not allow.
    pub fn read(name: &str, arguments: &str) -> Result<Self, CallError> {
        if !Self::NAMES.contains(&name) {
            return Err(CallError::UnknownTool(name.to_owned()));
        }
        let arguments: Value = match arguments.trim() {
            "" => Value::Object(serde_json::Map::new()),
            text => serde_json::from_str(text)?,
        };
        let call = serde_json::json!({"name": name, "arguments": arguments});
        Ok(serde_json::from_value(call)?)
    }

    /// The tool's name.
    pub fn name(&self) -> &'static str {
        let index = match self {
            Self::AddItem(_) => 0,
            Self::ChangeItem(_) => 1,
            Self::RemoveItem(_) => 2,
            Self::ClearCart {} => 3,
            Self::ReadBack {} => 4,
            Self::SubmitOrder { .. } => 5,
        };
        Self::NAMES[index]
    }

    /// The arguments as JSON.
    pub fn arguments(&self) -> Value {
        let mut whole = serde_json::to_value(self).unwrap_or(Value::Null);
        whole["arguments"].take()
    }
}

/// Carries a call out on the cart, whole or not at all.
///
/// # Errors
/// A [`Refusal`] as HTTP gives it, with a pointer into the arguments. What a line still
/// waits for is no refusal, but the answer's open question; only `submit_order` minds.
pub fn run(cart: &mut Cart, state: &State, now_ms: UnixMs, call: &Call) -> Result<Answer, Refusal> {
    let menu = state.menu.as_deref().ok_or_else(no_menu)?;
    let mut after = cart.clone();
    let lines = match call {
        Call::AddItem(asked) => add(&mut after, menu, asked)?,
        Call::ChangeItem(asked) => change(&mut after, menu, asked)?,
        Call::RemoveItem(asked) => remove(&mut after, asked)?,
        Call::ClearCart {} => {
            after.lines.clear();
            Vec::new()
        }
        Call::ReadBack {} => Vec::new(),
        Call::SubmitOrder { confirmed } => submit(&after, state, *confirmed)?,
    };
    if matches!(call, Call::SubmitOrder { .. }) {
        can_be_had(&after.lines, state, now_ms)?;
    } else {
        // What sold out since it was said must not keep the guest from changing the rest.
        let touched = lines.iter().filter_map(|id| after.line(id));
        let items: Vec<&ItemId> = touched.map(|line| &line.item).collect();
        let same = after
            .lines
            .iter()
            .filter(|line| items.contains(&&line.item));
        can_be_had(same, state, now_ms)?;
    }
    *cart = after;
    Ok(Answer {
        lines,
        need: cart.need(state),
        cart: cart.to_json(state),
    })
}

fn can_be_had<'a>(
    lines: impl IntoIterator<Item = &'a CartLine>,
    state: &State,
    now_ms: UnixMs,
) -> Result<(), Refusal> {
    let mut taken = Taken::default();
    for line in lines {
        taken.add(&line.item, line.quantity, "");
    }
    taken.take(state, now_ms).map(drop)
}

fn add(cart: &mut Cart, menu: &Menu, asked: &AddItem) -> Result<Vec<LineId>, Refusal> {
    let item = lines::item(menu, &asked.item, "")?;
    check::quantity(asked.quantity, "/quantity")?;
    check::text(asked.note.as_deref(), limits::NOTE_CHARS, "/note")?;
    if asked.size.is_some() {
        lines::size(item, asked.size.as_ref(), "/size")?;
    }
    let modifiers = sorted(asked.modifiers.clone());
    lines::so_far(menu, item, &modifiers, "/modifiers")?;
    let line = CartLine {
        id: LineId::from(""),
        item: item.id.clone(),
        quantity: asked.quantity,
        size: asked.size.clone(),
        modifiers,
        note: text(asked.note.as_deref()),
        unsure: asked.unsure,
    };
    if line.choice(menu, item).is_none() {
        // Said twice, it is the same dish twice: one line on the ticket.
        if let Some(known) = cart.lines.iter_mut().find(|known| known.same_dish(&line)) {
            let quantity = known.quantity + line.quantity;
            check::quantity(quantity, "/quantity")?;
            known.quantity = quantity;
            return Ok(vec![known.id.clone()]);
        }
    }
    if cart.lines.len() >= limits::LINES {
        return Err(place::too_many_lines(""));
    }
    let id = cart.next_id();
    cart.lines.push(CartLine {
        id: id.clone(),
        ..line
    });
    Ok(vec![id])
}

fn change(cart: &mut Cart, menu: &Menu, asked: &ChangeItem) -> Result<Vec<LineId>, Refusal> {
    let index = cart.index(&asked.line)?;
    let before = cart.lines[index].clone();
    let mut line = changed(&before, menu, asked)?;
    let Some(only) = asked.only.filter(|only| *only < before.quantity) else {
        if let Some(only) = asked.only.filter(|only| *only > before.quantity) {
            let message = format!("There are only {}, not {only}.", before.quantity);
            let code = RefusalCode::QuantityOutOfRange;
            return Err(Refusal::at(code, "/only", message));
        }
        let id = line.id.clone();
        cart.lines[index] = line;
        return Ok(vec![id]);
    };
    check::quantity(only, "/only")?;
    if cart.lines.len() >= limits::LINES {
        return Err(place::too_many_lines(""));
    }
    line.id = cart.next_id();
    line.quantity = asked.quantity.unwrap_or(only);
    cart.lines[index].quantity -= only;
    let ids = vec![before.id, line.id.clone()];
    cart.lines.insert(index + 1, line);
    Ok(ids)
}

/// The line after the change, as if all of it were meant.
fn changed(before: &CartLine, menu: &Menu, asked: &ChangeItem) -> Result<CartLine, Refusal> {
    let mut line = before.clone();
    let mut item = lines::item(menu, &line.item, "")?;
    if let Some(id) = asked.item.as_ref().filter(|id| **id != line.item) {
        let other = lines::item(menu, id, "")?;
        carry_over(&mut line, menu, item, other);
        item = other;
    }
    if let Some(quantity) = asked.quantity {
        check::quantity(quantity, "/quantity")?;
        line.quantity = quantity;
    }
    if asked.size.is_some() {
        lines::size(item, asked.size.as_ref(), "/size")?;
        line.size.clone_from(&asked.size);
    }
    line.modifiers
        .retain(|known| !asked.remove_modifiers.contains(known));
    // What is asked for is checked where it stands in the arguments; then the whole.
    lines::so_far(menu, item, &asked.add_modifiers, "/add_modifiers")?;
    line.modifiers.extend(asked.add_modifiers.iter().cloned());
    line.modifiers = sorted(line.modifiers);
    lines::so_far(menu, item, &line.modifiers, "/add_modifiers")?;
    if let Some(note) = &asked.note {
        check::text(Some(note), limits::NOTE_CHARS, "/note")?;
        line.note = text(Some(note));
    }
    line.unsure = asked.unsure.unwrap_or(line.unsure);
    Ok(line)
}

/// Makes `line` one of `other`, with what both have: a size by id or name, a modifier by id
/// or by kind and name.
fn carry_over(line: &mut CartLine, menu: &Menu, item: &Item, other: &Item) {
    let size = line.size.take();
    let named = item
        .sizes
        .iter()
        .find(|known| Some(&known.id) == size.as_ref());
    line.size = other
        .sizes
        .iter()
        .find(|new| named.is_some_and(|old| old.id == new.id || old.name == new.name))
        .map(|new| new.id.clone());
    let mut kept: Vec<ModifierId> = Vec::new();
    for id in &line.modifiers {
        let old = menu.groups_of(item).flat_map(|group| &group.modifiers);
        let Some(old) = old.into_iter().find(|known| known.id == *id) else {
            continue;
        };
        let offered = || menu.groups_of(other).flat_map(|group| &group.modifiers);
        let same = offered().find(|new| new.id == old.id);
        let like = || offered().find(|new| new.kind == old.kind && new.name == old.name);
        let Some(new) = same.or_else(like) else {
            continue;
        };
        kept.push(new.id.clone());
        if lines::so_far(menu, other, &kept, "").is_err() {
            kept.pop();
        }
    }
    line.modifiers = sorted(kept);
    line.item = other.id.clone();
}

fn remove(cart: &mut Cart, asked: &RemoveItem) -> Result<Vec<LineId>, Refusal> {
    let index = cart.index(&asked.line)?;
    let line = &mut cart.lines[index];
    match asked.quantity {
        Some(0) => {
            check::quantity(0, "/quantity")?;
        }
        Some(some) if some < line.quantity => line.quantity -= some,
        Some(some) if some > line.quantity => {
            let message = format!("There are only {}, not {some}.", line.quantity);
            let code = RefusalCode::QuantityOutOfRange;
            return Err(Refusal::at(code, "/quantity", message));
        }
        _ => {
            cart.lines.remove(index);
        }
    }
    Ok(Vec::new())
}

fn submit(cart: &Cart, state: &State, confirmed: bool) -> Result<Vec<LineId>, Refusal> {
    if cart.is_empty() {
        let message = "There is nothing to order yet.";
        return Err(Refusal::new(RefusalCode::NoLines, message));
    }
    let open = |what: String| Err(Refusal::new(RefusalCode::ChoiceRequired, what));
    if let Some(need) = cart.need(state) {
        let (line, what) = (&need.line, need.choice.as_str());
        return open(format!("{} of {line} still needs its {what}.", need.item));
    }
    if let Some(line) = cart.lines.iter().find(|line| line.unsure) {
        return open(format!(
            "Ask first whether {} ({}) is right.",
            line.id, line.item
        ));
    }
    if !confirmed {
        return open("Read the order back and ask the guest first.".to_owned());
    }
    Ok(Vec::new())
}

fn sorted(mut modifiers: Vec<ModifierId>) -> Vec<ModifierId> {
    modifiers.sort();
    modifiers.dedup();
    modifiers
}

fn text(said: Option<&str>) -> Option<String> {
    let said = said?.trim();
    (!said.is_empty()).then(|| said.to_owned())
}
