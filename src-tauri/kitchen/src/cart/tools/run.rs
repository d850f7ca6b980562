//! Carrying a call out on a cart: whole, or refused as HTTP refuses it.

use super::{
    super::{Cart, CartLine, Need},
    AddItem, Call, NoteAllergies, RemoveItem, SetOrderDetails,
    change::change,
};
use crate::{
    ItemId, LineId, Menu, ModifierId, Refusal, RefusalCode, ServiceKind, State, UnixMs,
    decide::{
        check,
        lines::{self, Taken},
        no_menu, place,
    },
    limits,
    order::same_allergy,
};
use serde_json::Value;

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
        Call::NoteAllergies(asked) => note_allergies(&mut after, asked)?,
        Call::SetOrderDetails(asked) => set_details(&mut after, asked)?,
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

fn note_allergies(cart: &mut Cart, asked: &NoteAllergies) -> Result<Vec<LineId>, Refusal> {
    let taken_back = |known: &String| asked.remove.iter().any(|gone| same_allergy(gone, known));
    let mut all = cart.allergies.clone();
    all.retain(|known| !taken_back(known));
    all.extend(asked.add.iter().cloned());
    cart.allergies = check::allergies(&all, "/add")?;
    Ok(Vec::new())
}

fn set_details(cart: &mut Cart, asked: &SetOrderDetails) -> Result<Vec<LineId>, Refusal> {
    check::text(asked.table.as_deref(), limits::NAME_CHARS, "/table")?;
    check::text(asked.name.as_deref(), limits::NAME_CHARS, "/name")?;
    let whom = &mut cart.whom;
    if let Some(table) = &asked.table {
        whom.table = text(Some(table));
        if whom.table.is_some() && whom.service.is_some() {
            whom.service = Some(ServiceKind::DineIn);
        }
    }
    if let Some(name) = &asked.name {
        whom.name = text(Some(name));
    }
    whom.service = asked.service.or(whom.service);
    whom.unsure = asked.unsure.unwrap_or(whom.unsure);
    whom.doubt_only_what_is_said();
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
    if cart.whom.unsure {
        let for_whom = "Ask first whether the table or name is right.";
        return open(for_whom.to_owned());
    }
    if !confirmed {
        return open("Read the order back and ask the guest first.".to_owned());
    }
    Ok(Vec::new())
}

pub(super) fn sorted(mut modifiers: Vec<ModifierId>) -> Vec<ModifierId> {
    modifiers.sort();
    modifiers.dedup();
    modifiers
}

pub(super) fn text(said: Option<&str>) -> Option<String> {
    let said = said?.trim();
    (!said.is_empty()).then(|| said.to_owned())
}
