//! A cart meets another menu than the one it was filled by.

use super::{Cart, CartLine};
use crate::{ItemId, LineId, Menu, decide::lines, limits};
use std::collections::BTreeSet;

/// What was taken out of a cart because the menu knows it no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mended {
    /// A line: its item is not on the menu any more.
    Gone {
        /// Which item it was.
        item: ItemId,
    },
    /// A line's size, or some of its modifiers.
    Changed {
        /// Which line.
        line: LineId,
        /// Of which item.
        item: ItemId,
    },
}

impl Cart {
    /// Makes the cart one that the tools could have filled by this menu: whoever kept it may
    /// have kept it for long, or wrongly. Allergies stay as they were said. Says what was taken out, in the order of the lines.
    pub fn mend(&mut self, menu: &Menu) -> Vec<Mended> {
        self.allergies.truncate(limits::ALLERGIES);
        self.whom.mend();
        let mut mended = Vec::new();
        let mut ids = BTreeSet::new();
        let lines = std::mem::take(&mut self.lines);
        for mut line in lines.into_iter().take(limits::LINES) {
            let known = ids.insert(line.id.clone());
            match menu.item(&line.item).filter(|_| known) {
                None => mended.push(Mended::Gone { item: line.item }),
                Some(item) => {
                    if mend_line(&mut line, menu, item) {
                        let (line, item) = (line.id.clone(), line.item.clone());
                        mended.push(Mended::Changed { line, item });
                    }
                    self.lines.push(line);
                }
            }
        }
        // A number that was used is never used again, whatever the count says.
        let used = |line: &CartLine| line.id.as_str().strip_prefix("line_")?.parse().ok();
        let last: Option<u32> = self.lines.iter().filter_map(used).max();
        self.made = self.made.max(last.unwrap_or_default());
        mended
    }
}

/// Says whether the line was changed.
fn mend_line(line: &mut CartLine, menu: &Menu, item: &crate::menu::Item) -> bool {
    let before = line.clone();
    let (least, most) = limits::QUANTITY.into_inner();
    line.quantity = line.quantity.clamp(least, most);
    if line.size.is_some() && lines::size(item, line.size.as_ref(), "").is_err() {
        line.size = None;
    }
    let mut kept = Vec::new();
    for id in std::mem::take(&mut line.modifiers) {
        kept.push(id);
        if lines::so_far(menu, item, &kept, "").is_err() {
            kept.pop();
        }
    }
    kept.sort();
    kept.dedup();
    line.modifiers = kept;
    let note = line.note.take();
    line.note = note.filter(|note| note.chars().count() <= limits::NOTE_CHARS);
    *line != before
}
