//! From acts to calls on the cart.

use super::{Dialogue, Question, Refused, Turn, says};
use crate::grammar::{Act, Change, Denial, Denied, Parse, Say, Wanted};
use kitchen::{
    ItemId, LineId, ModifierId, Refusal, RefusalCode, SizeId, State, UnixMs,
    cart::tools::{self, AddItem, Call, ChangeItem, RemoveItem},
};

/// Where a turn is carried out.
struct Floor<'a> {
    state: &'a State,
    now_ms: UnixMs,
    /// Whether the words are to be trusted.
    sure: bool,
    /// The lines as the acts count them.
    lines: Vec<LineId>,
}

/// Carries out all acts of a parse.
pub(super) fn carry_out(
    dialogue: &mut Dialogue,
    state: &State,
    now_ms: UnixMs,
    words: &[&str],
    parse: &Parse,
    sure: bool,
    turn: &mut Turn,
) {
    if !sure && parse.acts.iter().any(is_final) {
        // What cannot be marked on a line is asked for before it is done.
        dialogue.question = Question::Said {
            words: words.join(" "),
            acts: parse.acts.clone(),
        };
        return;
    }
    let floor = Floor {
        state,
        now_ms,
        sure,
        lines: dialogue
            .known_lines()
            .into_iter()
            .map(|(id, _)| id)
            .collect(),
    };
    let undo = parse.acts.contains(&Act::Say(Say::Undo));
    if !matches!(dialogue.question, Question::Sure) && !undo && parse.acts.iter().any(changes) {
        dialogue.before = Some(dialogue.cart.clone());
    }
    if let Question::Which(_) = dialogue.question {
        // The grammar gives it back, answered or not.
        let answered = parse.acts.iter().any(|act| matches!(act, Act::Add(_)));
        if answered && !dialogue.which.is_empty() {
            dialogue.which.remove(0);
        }
    }
    let mut touched = Vec::new();
    for act in &parse.acts {
        dialogue.act(&floor, act, turn, &mut touched);
    }
    touched.retain(|id| dialogue.cart.line(id).is_some());
    if !touched.is_empty() {
        dialogue.recent = touched;
    }
}

/// Whether an act may change the cart.
fn changes(act: &Act) -> bool {
    match act {
        Act::Add(_) | Act::Change(_) | Act::Remove { .. } => true,
        Act::Say(say) => *say == Say::Clear,
        Act::Unknown { .. } | Act::Nowhere(_) => false,
    }
}

/// Whether an act leaves no line that could be marked as unsure.
fn is_final(act: &Act) -> bool {
    matches!(act, Act::Remove { .. } | Act::Say(Say::Clear | Say::Undo))
}

impl Dialogue {
    fn act(&mut self, floor: &Floor<'_>, act: &Act, turn: &mut Turn, touched: &mut Vec<LineId>) {
        match act {
            Act::Add(wanted) => self.add(floor, wanted, turn, touched),
            Act::Change(change) => self.change(floor, change, turn, touched),
            Act::Remove { line, quantity } => {
                let Some(line) = floor.lines.get(*line).cloned() else {
                    return;
                };
                let item = self.cart.line(&line).map(|line| line.item.clone());
                let quantity = *quantity;
                self.call(
                    floor,
                    Call::RemoveItem(RemoveItem { line, quantity }),
                    item,
                    turn,
                    touched,
                );
            }
            Act::Unknown { words, near } => {
                let near: Vec<&str> = near
                    .iter()
                    .map(|item| self.lexicon.item(*item))
                    .filter(|item| floor.state.availability_of(&item.id, floor.now_ms).0)
                    .map(|item| &*item.name)
                    .collect();
                turn.refused.push(Refused {
                    item: None,
                    code: RefusalCode::UnknownItem,
                    message: says::not_on_menu(words, &near),
                });
            }
            Act::Nowhere(denied) => turn.refused.extend(self.nowhere(denied)),
            Act::Say(say) => self.said(floor, *say, turn, touched),
        }
    }

    /// Calls a tool and keeps what came of it. Answers whether it was carried out.
    fn call(
        &mut self,
        floor: &Floor<'_>,
        call: Call,
        item: Option<ItemId>,
        turn: &mut Turn,
        touched: &mut Vec<LineId>,
    ) -> bool {
        let before = self.cart.clone();
        let result = tools::run(&mut self.cart, floor.state, floor.now_ms, &call);
        let done = result.is_ok();
        match &result {
            Ok(answer) => touched.extend(answer.lines.iter().cloned()),
            Err(refusal) => turn.refused.push(self.refused(floor, item, refusal)),
        }
        if done {
            self.trail.push((call.clone(), before));
        }
        turn.calls.push((call, result));
        done
    }

    fn refused(&self, floor: &Floor<'_>, item: Option<ItemId>, refusal: &Refusal) -> Refused {
        let mut message = refusal.message.clone();
        if refusal.code == RefusalCode::ItemUnavailable {
            let others = item
                .as_ref()
                .map(|item| self.instead_of(floor, item))
                .unwrap_or_default();
            message = says::sold_out(&message, &others);
        }
        Refused {
            item,
            code: refusal.code,
            message,
        }
    }

    /// What can be had of the same category, the nearest in name first.
    fn instead_of(&self, floor: &Floor<'_>, id: &ItemId) -> Vec<&str> {
        /// As many as are offered for something unknown.
        const OFFERED: usize = 2;
        let menu = self.lexicon.menu();
        let Some(item) = menu.item(id) else {
            return Vec::new();
        };
        let near = self
            .lexicon
            .near(&crate::lexicon::words::phrase(&item.name));
        let near = near.into_iter().map(|index| self.lexicon.item(index));
        let category = || {
            menu.items
                .iter()
                .filter(|other| other.category == item.category)
        };
        let alike = near
            .filter(|other| other.category == item.category)
            .chain(category());
        let mut names: Vec<&str> = Vec::new();
        for other in alike {
            let had = floor.state.availability_of(&other.id, floor.now_ms).0;
            if had && other.id != *id && !names.contains(&&*other.name) && names.len() < OFFERED {
                names.push(&other.name);
            }
        }
        names
    }

    fn nowhere(&self, denied: &Denied) -> Option<Refused> {
        let (code, message) = match denied.why {
            // Nothing was refused: what is not there cannot be taken out.
            Denial::Absent => return None,
            Denial::Unknown => (RefusalCode::UnknownModifier, says::no_such(&denied.words)),
            _ => (
                RefusalCode::ModifierNotOffered,
                says::not_for_any(&denied.words),
            ),
        };
        Some(Refused {
            item: None,
            code,
            message,
        })
    }

    fn add(
        &mut self,
        floor: &Floor<'_>,
        wanted: &Wanted,
        turn: &mut Turn,
        touched: &mut Vec<LineId>,
    ) {
        let can = |item: &&u16| {
            floor
                .state
                .availability_of(&self.lexicon.item(**item).id, floor.now_ms)
                .0
        };
        let had: Vec<u16> = match wanted.items.len() {
            1 => wanted.items.clone(),
            _ => wanted.items.iter().filter(can).copied().collect(),
        };
        match had[..] {
            [] | [_] => {}
            _ => {
                let items = had;
                self.which.push(Wanted {
                    items,
                    ..wanted.clone()
                });
                return;
            }
        }
        let Some(item) = had.first().or(wanted.items.first()).copied() else {
            return;
        };
        let of = self.lexicon.item(item);
        let id = of.id.clone();
        let call = AddItem {
            item: id.clone(),
            quantity: wanted.quantity,
            size: wanted
                .size
                .and_then(|size| of.sizes.get(usize::from(size)))
                .map(|size| size.id.clone()),
            modifiers: self.ids(&wanted.modifiers),
            note: None,
            unsure: !floor.sure,
        };
        let possible = {
            let mut cart = self.cart.clone();
            tools::run(
                &mut cart,
                floor.state,
                floor.now_ms,
                &Call::AddItem(call.clone()),
            )
            .is_ok()
        };
        for denied in wanted.denied.iter().filter(|_| possible) {
            // What cannot be had is asked for as it was said, so that the tool refuses it.
            let mut asked = call.clone();
            match denied.why {
                Denial::Size => asked.size = Some(SizeId::from(denied.words.as_str())),
                _ => asked.modifiers.extend(self.denied_ids(denied)),
            }
            self.deny(floor, Call::AddItem(asked), &id, denied, turn);
        }
        self.call(floor, Call::AddItem(call), Some(id), turn, touched);
    }

    /// Makes a call that cannot succeed, and says why in the guest's words.
    fn deny(
        &mut self,
        floor: &Floor<'_>,
        call: Call,
        item: &ItemId,
        denied: &Denied,
        turn: &mut Turn,
    ) {
        let mut cart = self.cart.clone();
        let result = tools::run(&mut cart, floor.state, floor.now_ms, &call);
        let name = self.lexicon.menu().item(item).map_or("", |item| &item.name);
        let code = match &result {
            Err(refusal) => refusal.code,
            // The item has it after all, only not with what else was said.
            Ok(_) => RefusalCode::ModifierNotOffered,
        };
        turn.refused.push(Refused {
            item: Some(item.clone()),
            code,
            message: says::denied(name, denied),
        });
        if result.is_err() {
            turn.calls.push((call, result));
        }
    }

    fn change(
        &mut self,
        floor: &Floor<'_>,
        change: &Change,
        turn: &mut Turn,
        touched: &mut Vec<LineId>,
    ) {
        let Some(id) = floor.lines.get(change.line).cloned() else {
            return;
        };
        let Some(line) = self.cart.line(&id) else {
            return;
        };
        let (old, was_unsure) = (line.item.clone(), line.unsure);
        let item = change
            .item
            .map_or(old, |item| self.lexicon.item(item).id.clone());
        let index = change.item.or_else(|| self.lexicon.item_index(&item));
        let mut call = ChangeItem::of(id);
        call.only = change.only;
        call.item = change.item.map(|_| item.clone());
        call.quantity = change.quantity;
        let sizes = index.map(|index| &self.lexicon.item(index).sizes);
        call.size = change
            .size
            .and_then(|size| sizes?.get(usize::from(size)))
            .map(|size| size.id.clone());
        call.add_modifiers = self.ids(&change.add);
        call.remove_modifiers = self.ids(&change.take);
        if !floor.sure || was_unsure {
            call.unsure = Some(!floor.sure);
        }
        for denied in &change.denied {
            let mut asked = call.clone();
            match denied.why {
                Denial::Size => asked.size = Some(SizeId::from(denied.words.as_str())),
                _ => asked.add_modifiers.extend(self.denied_ids(denied)),
            }
            self.deny(floor, Call::ChangeItem(asked), &item, denied, turn);
        }
        let plain = ChangeItem::of(call.line.clone());
        if call != plain {
            self.call(floor, Call::ChangeItem(call), Some(item), turn, touched);
        } else if change.denied.is_empty() {
            touched.push(call.line);
        }
    }

    /// The modifiers that were denied; what is on no menu goes by its words.
    fn denied_ids(&self, denied: &Denied) -> Vec<ModifierId> {
        match denied.modifiers[..] {
            [] => vec![ModifierId::from(denied.words.as_str())],
            _ => self.ids(&denied.modifiers),
        }
    }

    fn ids(&self, modifiers: &[(u16, u16)]) -> Vec<ModifierId> {
        modifiers
            .iter()
            .map(|(group, modifier)| self.lexicon.modifier(*group, *modifier).id.clone())
            .collect()
    }

    fn said(&mut self, floor: &Floor<'_>, say: Say, turn: &mut Turn, touched: &mut Vec<LineId>) {
        match (say, self.question.clone()) {
            (Say::Yes, Question::Sure) => self.make_sure(floor, turn, touched),
            (Say::Yes, Question::Said { acts, .. }) => {
                self.question = Question::Else;
                for act in &acts {
                    self.act(floor, act, turn, touched);
                }
            }
            (Say::No, Question::Said { .. }) => self.question = Question::Else,
            (Say::Clear, _) => {
                self.which.clear();
                self.call(floor, Call::ClearCart {}, None, turn, touched);
            }
            (Say::Recite, _) => {
                self.call(floor, Call::ReadBack {}, None, turn, touched);
            }
            (Say::Undo, _) => self.restore(floor.state, floor.now_ms, turn),
            _ => {}
        }
    }

    /// What was marked as unsure is right.
    fn make_sure(&mut self, floor: &Floor<'_>, turn: &mut Turn, touched: &mut Vec<LineId>) {
        let unsure: Vec<LineId> = self
            .cart
            .lines()
            .iter()
            .filter(|line| line.unsure)
            .map(|line| line.id.clone())
            .collect();
        for line in unsure {
            let mut call = ChangeItem::of(line);
            call.unsure = Some(false);
            self.call(floor, Call::ChangeItem(call), None, turn, touched);
        }
    }
}
