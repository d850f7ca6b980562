//! What cannot be had, and what is offered in its place.

use super::{Dialogue, Refused, act::Floor, sorry};
use crate::{
    dialogue::Turn,
    grammar::{Denial, Denied, Wanted},
};
use kitchen::{ItemId, Refusal, RefusalCode, SizeId, menu::Item};

impl Dialogue {
    pub(super) fn refused(
        &self,
        floor: &Floor<'_>,
        item: Option<ItemId>,
        refusal: &Refusal,
    ) -> Refused {
        let mut message = refusal.message.clone();
        if refusal.code == RefusalCode::ItemUnavailable {
            let others = item
                .as_ref()
                .map(|item| self.instead_of(floor, item))
                .unwrap_or_default();
            message = sorry::sold_out(&message, &self.names(&others));
        }
        Refused {
            item,
            code: refusal.code,
            message,
        }
    }

    /// What can be had of the same category, the nearest in name first, then what comes in the same
    /// ways.
    fn instead_of(&self, floor: &Floor<'_>, id: &ItemId) -> Vec<u16> {
        /// As many as are offered for something unknown.
        const OFFERED: usize = 2;
        let Some(index) = self.lexicon.item_index(id) else {
            return Vec::new();
        };
        let item = self.lexicon.item(index);
        let near = self
            .lexicon
            .near(&crate::lexicon::words::phrase(&item.name));
        let mut all: Vec<u16> = (0..)
            .zip(&self.lexicon.menu().items)
            .map(|(index, _)| index)
            .filter(|other| self.lexicon.item(*other).category == item.category)
            .collect();
        let sizes = |item: &Item| -> Vec<SizeId> {
            item.sizes.iter().map(|size| size.id.clone()).collect()
        };
        all.sort_by_key(|other| {
            let other_item = self.lexicon.item(*other);
            let place = near.iter().position(|near| near == other);
            let same_sizes = sizes(other_item) == sizes(item);
            let same_groups = other_item.modifier_groups == item.modifier_groups;
            let unlike = u8::from(!same_sizes) + u8::from(!same_groups);
            (place.unwrap_or(near.len()), unlike)
        });
        let had = |other: &u16| {
            let other = &self.lexicon.item(*other).id;
            *other != *id && floor.state.availability_of(other, floor.now_ms).0
        };
        all.into_iter().filter(had).take(OFFERED).collect()
    }

    /// "With milk", where there are several: it has to be said which.
    pub(super) fn several(&self, item: &ItemId, denied: &Denied) -> Refused {
        let name = |(group, modifier): &(u16, u16)| &*self.lexicon.modifier(*group, *modifier).name;
        let names: Vec<&str> = denied.modifiers.iter().map(name).collect();
        let of = self.lexicon.menu().item(item).map_or("", |item| &item.name);
        Refused {
            item: Some(item.clone()),
            code: RefusalCode::ChoiceRequired,
            message: sorry::several(of, &denied.words, &names),
        }
    }

    /// Something that is not on the menu.
    pub(super) fn unknown(&mut self, floor: &Floor<'_>, words: &str, near: &[u16]) -> Refused {
        let had = |item: &u16| {
            let id = &self.lexicon.item(*item).id;
            floor.state.availability_of(id, floor.now_ms).0
        };
        let near: Vec<u16> = near.iter().copied().filter(had).collect();
        let message = sorry::not_on_menu(words, &self.names(&near));
        self.offer(near, None);
        Refused {
            item: None,
            code: RefusalCode::UnknownItem,
            message,
        }
    }

    /// What may be taken in place of an item that could not be had as it was wanted.
    pub(super) fn offer_instead(
        &mut self,
        floor: &Floor<'_>,
        item: u16,
        wanted: &Wanted,
        turn: &Turn,
    ) {
        match turn.refused.last().map(|refused| refused.code) {
            Some(RefusalCode::ItemUnavailable) => {
                let id = self.lexicon.item(item).id.clone();
                let others = self.instead_of(floor, &id);
                self.offer(others, Some(wanted.quantity));
            }
            Some(RefusalCode::QuantityOutOfRange) => {
                self.offered = Some(Wanted {
                    quantity: 1,
                    vague: true,
                    denied: Vec::new(),
                    ..wanted.clone()
                });
            }
            _ => {}
        }
    }

    /// What was asked about may be taken next.
    pub(super) fn offer_asked(&mut self, floor: &Floor<'_>, item: u16) {
        let id = &self.lexicon.item(item).id;
        if floor.state.availability_of(id, floor.now_ms).0 {
            self.offer(vec![item], None);
        }
    }

    fn offer(&mut self, items: Vec<u16>, quantity: Option<u32>) {
        self.offered = (!items.is_empty()).then(|| Wanted {
            items,
            words: "one".to_owned(),
            quantity: quantity.unwrap_or(1),
            vague: false,
            size: None,
            modifiers: Vec::new(),
            loose: Vec::new(),
            denied: Vec::new(),
        });
    }

    fn names(&self, items: &[u16]) -> Vec<&str> {
        let name = |item: &u16| &*self.lexicon.item(*item).name;
        items.iter().map(name).collect()
    }

    pub(super) fn nowhere(&self, denied: &Denied) -> Option<Refused> {
        let (code, message) = match denied.why {
            // Nothing was refused: what is not there cannot be taken out.
            Denial::Absent => return None,
            Denial::Unknown => (RefusalCode::UnknownModifier, sorry::no_such(&denied.words)),
            _ => (
                RefusalCode::ModifierNotOffered,
                sorry::not_for_any(&denied.words),
            ),
        };
        Some(Refused {
            item: None,
            code,
            message,
        })
    }
}
