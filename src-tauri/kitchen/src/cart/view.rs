//! A cart as tools answer with it: whole, with the question that is open.

use super::{Cart, CartLine, Choice, Need};
use crate::{Menu, State, menu::Item};
use serde_json::{Value, json};

impl Cart {
    /// The whole cart as JSON: `lines` (each with `ready`), how many lines were ever `made`, `total` of what could be sent in
    /// minor units, the guests' `allergies`, `for` whom it is, and the open `question` with its
    /// choices.
    pub fn to_json(&self, state: &State) -> Value {
        let Some(menu) = state.menu.as_deref() else {
            return json!({"lines": [], "made": self.made, "total": 0, "allergies": self.allergies,
                "for": self.whom, "question": null});
        };
        let total = self.total(state);
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|line| line_json(line, menu))
            .collect();
        let question = self.need(state).map(|need| question_json(&need, menu));
        let allergies = &self.allergies;
        json!({"lines": lines, "made": self.made, "total": total, "allergies": allergies,
            "for": self.whom, "question": question})
    }

    /// What could be sent costs, in minor units.
    pub fn total(&self, state: &State) -> i64 {
        let Some(menu) = state.menu.as_deref() else {
            return 0;
        };
        self.sendable(state)
            .filter_map(|line| Some(line.unit_price(menu)? * i64::from(line.quantity)))
            .sum()
    }
}

fn line_json(line: &CartLine, menu: &Menu) -> Value {
    let need = line.need(menu);
    json!({
        "id": line.id,
        "item": line.item,
        "name": menu.item(&line.item).map(|item| item.name.clone()),
        "quantity": line.quantity,
        "size": line.size,
        "modifiers": line.modifiers,
        "note": line.note,
        "unsure": line.unsure,
        "ready": need.is_none() && !line.unsure,
        "needs": need.as_ref().map(|need| need.choice.as_str()),
    })
}

fn question_json(need: &Need, menu: &Menu) -> Value {
    let choices = menu.item(&need.item).map(|item| choices(need, item, menu));
    json!({
        "line": need.line,
        "item": need.item,
        "need": need.choice.as_str(),
        "choices": choices.unwrap_or_default(),
    })
}

fn choices(need: &Need, item: &Item, menu: &Menu) -> Vec<Value> {
    match &need.choice {
        Choice::Size => item
            .sizes
            .iter()
            .map(|size| json!({"id": size.id, "name": size.name}))
            .collect(),
        Choice::Group(group) => menu
            .group(group)
            .into_iter()
            .flat_map(|group| &group.modifiers)
            .map(|modifier| json!({"id": modifier.id, "name": modifier.name}))
            .collect(),
    }
}
