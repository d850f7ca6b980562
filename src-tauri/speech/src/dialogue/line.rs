//! From what a guest wants of a line to calls on the cart.

use super::{Dialogue, Refused, Turn, act::Floor, sorry};
use crate::grammar::{Change, Denial, Denied, Wanted};
use kitchen::{
    ItemId, LineId, ModifierId, RefusalCode, SizeId,
    cart::tools::{self, AddItem, Call, ChangeItem},
};

impl Dialogue {
    pub(super) fn add(
        &mut self,
        floor: &Floor<'_>,
        wanted: &Wanted,
        turn: &mut Turn,
        touched: &mut Vec<LineId>,
    ) {
        let can = |item: &u16| {
            let id = &self.lexicon.item(*item).id;
            floor.state.availability_of(id, floor.now_ms).0
        };
        let mut had = wanted.items.clone();
        if had.len() > 1 {
            had.retain(can);
        }
        if had.len() > 1 || (wanted.vague && had.iter().all(can)) {
            let items = had;
            self.which.push(Wanted {
                items,
                ..wanted.clone()
            });
            return;
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
        let whole = Call::AddItem(call.clone());
        let mut cart = self.cart.clone();
        let possible = tools::run(&mut cart, floor.state, floor.now_ms, &whole).is_ok();
        for denied in wanted.denied.iter().filter(|_| possible) {
            // What cannot be had is asked for as it was said, so that the tool refuses it.
            let mut asked = call.clone();
            match denied.why {
                Denial::Size => asked.size = Some(SizeId::from(denied.words.as_str())),
                _ => asked.modifiers.extend(self.denied_ids(denied)),
            }
            self.deny(floor, Call::AddItem(asked), &id, denied, turn);
        }
        if !self.call(floor, Call::AddItem(call), Some(id), turn, touched) {
            self.offer_instead(floor, item, wanted, turn);
        }
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
        if denied.why == Denial::Several {
            turn.refused.push(self.several(item, denied));
            return;
        }
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
            message: sorry::denied(name, denied),
        });
        if result.is_err() {
            turn.calls.push((call, result));
        }
    }

    pub(super) fn change(
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
}
