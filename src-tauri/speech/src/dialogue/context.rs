//! What an utterance is read in: the cart as the grammar counts it, and what was asked.

use super::{Dialogue, Question};
use crate::{
    grammar::{self, Asked, Context, Known, Parse, Slot},
    lexicon::Index,
};
use kitchen::{
    ItemId, LineId,
    cart::{CartLine, Choice, Need},
};

impl Dialogue {
    /// What the next utterance is read in.
    pub fn context(&self) -> Context {
        let lines: Vec<(LineId, Known)> = self.known_lines();
        let place = |id: &LineId| lines.iter().position(|(known, _)| known == id);
        let asked = match &self.question {
            Question::Choice(need) => match (place(&need.line), self.slot(need)) {
                (Some(line), Some(slot)) => Asked::Choice { line, slot },
                _ => Asked::Else,
            },
            Question::Which(wanted) => Asked::Which(wanted.clone()),
            Question::Sure | Question::Said { .. } => Asked::Sure,
            Question::Submit => Asked::Submit,
            Question::Else => Asked::Else,
        };
        Context {
            recent: self.recent.iter().filter_map(place).collect(),
            asked,
            offered: self.offered.clone(),
            lines: lines.into_iter().map(|(_, known)| known).collect(),
        }
    }

    pub(super) fn parse(&self, words: &[&str]) -> Parse {
        grammar::parse(&self.lexicon, words.iter().copied(), &self.context())
    }

    /// The cart's lines that the lexicon knows; a menu that was replaced may have lost some.
    pub(super) fn known_lines(&self) -> Vec<(LineId, Known)> {
        let known = |line: &CartLine| -> Option<(LineId, Known)> {
            let item = self.item_index(&line.item)?;
            let of = self.lexicon.item(item);
            let size = line.size.as_ref();
            let size = size.and_then(|size| of.sizes.iter().position(|known| known.id == *size));
            let modifiers = line
                .modifiers
                .iter()
                .filter_map(|id| self.lexicon.modifier_index(item, id));
            let known = Known {
                item,
                quantity: line.quantity,
                size: size.and_then(|size| Index::try_from(size).ok()),
                modifiers: modifiers.collect(),
            };
            Some((line.id.clone(), known))
        };
        self.cart.lines().iter().filter_map(known).collect()
    }

    fn item_index(&self, id: &ItemId) -> Option<Index> {
        self.lexicon.item_index(id)
    }

    fn slot(&self, need: &Need) -> Option<Slot> {
        match &need.choice {
            Choice::Size => Some(Slot::Size),
            Choice::Group(id) => {
                let item = self.item_index(&need.item)?;
                let groups = self.lexicon.groups_of(item);
                let group = groups
                    .iter()
                    .find(|group| self.lexicon.group(**group).id == *id)?;
                Some(Slot::Group(*group))
            }
        }
    }
}
