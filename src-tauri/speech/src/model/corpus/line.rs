//! A line of an order as it is said: how many, of which size, of what, and how.

use super::Corpus;
use crate::model::phrases::{Item, Modifier};
use kitchen::menu::ModifierKind;

/// The rules of `talk.txt` for numbers.
pub(super) const NUMBER: &str = "number";
/// What counts one and is no number: "another".
pub(super) const SINGLE: &str = "single";
/// What counts several and is no number: "a couple of".
pub(super) const SEVERAL: &str = "several";
/// Of one serving.
pub(super) const UNIT_ONE: &str = "unit-one";
/// Of several servings.
pub(super) const UNIT_MANY: &str = "unit-many";
/// Before something more.
pub(super) const ADDED: &str = "added";
/// Before something less.
pub(super) const REMOVED: &str = "removed";
/// Before a choice.
pub(super) const CHOICE: &str = "choice";
/// "two with no cilantro", said after "five fish tacos".
pub(super) const ONE_OF_THEM: &str = "one-of-them";

/// Modifiers of one line: more are no sentence.
const MODIFIERS: usize = 5;

impl<'a> Corpus<'a> {
    /// Says a line of the next item.
    pub(super) fn line(&mut self) {
        let item = self.next();
        let many = self.quantity();
        let way = self.chance.below(10);
        let size = item.sizes.get(self.chance.below(item.sizes.len().max(1)));
        match size {
            Some(size) if way < 6 => {
                self.phrase(size);
                if self.chance.of(8) {
                    self.said.push("of".to_owned());
                }
                self.name(item, many);
            }
            Some(size) if way < 8 => {
                self.name(item, many);
                if self.chance.of(15) {
                    self.said.push("a".to_owned());
                }
                self.phrase(size);
            }
            _ => {
                if self.chance.of(15) {
                    self.rule(if many { UNIT_MANY } else { UNIT_ONE });
                }
                self.name(item, many);
            }
        }
        self.modifiers(item);
        if many && self.chance.of(7) {
            self.rule(ONE_OF_THEM);
        }
    }

    /// Says how many, and answers whether that is more than one.
    fn quantity(&mut self) -> bool {
        match self.chance.below(20) {
            0..7 => {
                // The right one of the two is put before the next word when the sentence is done;
                // see `articles`.
                self.said.push("a".to_owned());
                false
            }
            7..9 => {
                self.said.push("one".to_owned());
                false
            }
            9..16 => {
                self.rule(NUMBER);
                self.said.last().is_some_and(|number| number != "one")
            }
            16 => {
                // Not "the" before several: it sounds like "two", and says nothing of how many.
                let many = self.chance.of(40);
                self.rule(if many { SEVERAL } else { SINGLE });
                many
            }
            _ => self.chance.of(super::SEVERAL),
        }
    }

    fn modifiers(&mut self, item: &'a Item) {
        let mut said = 0;
        for &group in &item.groups {
            let group = &self.phrases.groups[group];
            let often = if group.required { 60 } else { 18 };
            let mut again = often;
            while said < MODIFIERS && !group.modifiers.is_empty() && self.chance.of(again) {
                let modifier = &group.modifiers[self.chance.below(group.modifiers.len())];
                if said > 0 && self.chance.of(15) {
                    self.said.push("and".to_owned());
                }
                self.modifier(modifier);
                said += 1;
                again = if group.required { 0 } else { 20 };
            }
        }
    }

    /// Says a modifier with the words that add it, leave it out or choose it.
    pub(super) fn modifier(&mut self, modifier: &'a Modifier) {
        match modifier.kind {
            ModifierKind::Add => self.signed(ADDED, &modifier.ways),
            ModifierKind::Remove => self.signed(REMOVED, &modifier.ways),
            ModifierKind::Choice => {
                self.rule(CHOICE);
                self.phrase(&modifier.ways);
            }
        }
    }

    /// A phrase with the words that make it an extra or a refusal, mostly as one token: "no
    /// onions".
    fn signed(&mut self, sign: &str, of: &[String]) {
        let whole = self.chance.of(super::WHOLE);
        let before = self.said.len();
        self.rule(sign);
        self.phrase(of);
        if whole {
            self.join(before);
        }
    }
}
