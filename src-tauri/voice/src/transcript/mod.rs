//! What was said, by item. No IO, no clock.
//!
//! Events come in any order and late: an item is made on first sight of any event that names it,
//! as the item before another, too. Words of a guest may come after the whole reply (REALTIME.md
//! 6.1); they still stand before it.

mod said;
#[cfg(test)]
mod tests;

pub use said::{Said, Who};

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use realtime::event::{Place, PlacedItem, ServerEvent};
use realtime::item::{Body, Item, Role};

use crate::limits::{SAID, UNKNOWN_KINDS};
use said::Entry;

/// See the module's words.
#[derive(Debug, Default)]
pub struct Transcript {
    entries: HashMap<Arc<str>, Entry>,
    /// Their ids in the order of the conversation.
    order: VecDeque<Arc<str>>,
    unknown: BTreeMap<String, u64>,
    unknown_beyond: u64,
}

impl Transcript {
    /// What was said, the oldest first.
    pub fn said(&self) -> Vec<Said> {
        let known = self.order.iter();
        known
            .filter_map(|id| self.entries.get(id)?.shown(id))
            .collect()
    }

    /// Events that are not known here, by their type, and how often they came. The kinds beyond
    /// [`UNKNOWN_KINDS`] are counted together, under the last name.
    pub fn unknown(&self) -> impl Iterator<Item = (&str, u64)> {
        let named = self.unknown.iter().map(|(kind, count)| (&**kind, *count));
        let beyond = (self.unknown_beyond > 0).then_some(("…", self.unknown_beyond));
        named.chain(beyond)
    }

    /// Nothing more comes of what was begun: its session is gone.
    pub fn end(&mut self) {
        for entry in self.entries.values_mut() {
            entry.over = true;
        }
    }

    /// Another order begins.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
    }

    /// Takes an event, whatever it is.
    pub fn handle(&mut self, event: &ServerEvent) {
        match event {
            ServerEvent::InputCommitted(committed) => {
                self.follow(&committed.item_id, committed.previous_item_id.as_deref());
                self.guest(&committed.item_id);
            }
            ServerEvent::SpeechStarted { item_id, .. }
            | ServerEvent::SpeechStopped { item_id, .. }
            | ServerEvent::TimeoutTriggered { item_id, .. }
            | ServerEvent::TranscriptSegment { item_id, .. } => {
                self.guest(item_id);
            }
            ServerEvent::TranscriptDelta(delta) => {
                if let Some(entry) = self.guest(&delta.item_id) {
                    entry.add(delta.content_index, &delta.delta);
                }
            }
            ServerEvent::TranscriptCompleted(all) => {
                if let Some(entry) = self.guest(&all.item_id) {
                    entry.set(all.content_index, &all.transcript, all.logprobs.as_ref());
                }
            }
            ServerEvent::TranscriptFailed(failed) => {
                if let Some(entry) = self.guest(&failed.item_id) {
                    (entry.over, entry.failed) = (true, true);
                }
            }
            ServerEvent::ItemAdded(placed) | ServerEvent::ItemCreated(placed) => {
                self.place(placed, false);
            }
            ServerEvent::ItemDone(placed) => self.place(placed, true),
            ServerEvent::ItemRetrieved { item } => self.item(item, false),
            ServerEvent::OutputItemAdded(output) => self.item(&output.item, false),
            ServerEvent::OutputItemDone(output) => self.item(&output.item, true),
            ServerEvent::ItemTruncated { item_id, .. } => {
                // The host forgets its words then; we do not.
                if let Some(entry) = self.entry(item_id) {
                    entry.over = true;
                }
            }
            ServerEvent::ResponseDone { response } => {
                for item in &response.output {
                    self.item(item, true);
                }
            }
            ServerEvent::Other { kind, .. } => self.count(kind),
            event => self.reply(event),
        }
    }

    /// The words of a reply.
    fn reply(&mut self, event: &ServerEvent) {
        let (place, piece, all) = match event {
            ServerEvent::OutputTextDelta { place, delta }
            | ServerEvent::OutputTranscriptDelta { place, delta } => (place, Some(delta), None),
            ServerEvent::OutputTextDone { place, text } => (place, None, Some(text)),
            ServerEvent::OutputTranscriptDone { place, transcript } => {
                (place, None, Some(transcript))
            }
            ServerEvent::ContentPartAdded { place, .. }
            | ServerEvent::ContentPartDone { place, .. } => (place, None, None),
            _ => return,
        };
        let Place { item_id, .. } = place;
        let part = place.content_index.unwrap_or_default();
        let Some(entry) = self.entry(item_id) else {
            return;
        };
        entry.who = Some(Who::House);
        if let Some(piece) = piece {
            entry.add(part, piece);
        }
        if let Some(all) = all {
            entry.set(part, all, None);
        }
    }

    fn place(&mut self, placed: &PlacedItem, whole: bool) {
        if let Some(id) = &placed.item.id {
            self.follow(id, placed.previous_item_id.as_deref());
        }
        self.item(&placed.item, whole);
    }

    /// What an item says of itself.
    fn item(&mut self, item: &Item, whole: bool) {
        let (Some(id), Body::Message(message)) = (&item.id, &item.body) else {
            return;
        };
        let who = match message.role {
            Role::User => Who::Guest,
            Role::Assistant => Who::House,
            Role::System | Role::Other(_) => return,
        };
        let text = item.text();
        if let Some(entry) = self.entry(id) {
            entry.who = Some(who);
            entry.fill(&text);
            // A guest's item is whole before its words are there.
            entry.over |= whole && who == Who::House;
        }
    }

    fn guest(&mut self, id: &str) -> Option<&mut Entry> {
        let entry = self.entry(id)?;
        entry.who = Some(Who::Guest);
        Some(entry)
    }

    /// The entry of that id; a new one stands at the end. `None` where there is no id.
    fn entry(&mut self, id: &str) -> Option<&mut Entry> {
        if id.is_empty() {
            return None;
        }
        if !self.entries.contains_key(id) {
            let at = self.order.len();
            self.insert(id, at);
        }
        self.entries.get_mut(id)
    }

    /// Puts an item that is not known yet behind another, which is made if it is not known, either.
    fn follow(&mut self, id: &str, previous: Option<&str>) {
        let Some(previous) = previous.filter(|previous| !previous.is_empty()) else {
            return;
        };
        let place = |order: &VecDeque<Arc<str>>, id: &str| order.iter().position(|at| &**at == id);
        match (place(&self.order, previous), place(&self.order, id)) {
            (Some(before), None) => self.insert(id, before + 1),
            (None, Some(at)) => self.insert(previous, at),
            (None, None) => {
                let at = self.order.len();
                self.insert(previous, at);
                self.entry(id);
            }
            (Some(_), Some(_)) => {}
        }
    }

    fn insert(&mut self, id: &str, at: usize) {
        if id.is_empty() {
            return;
        }
        let id: Arc<str> = id.into();
        self.order.insert(at.min(self.order.len()), id.clone());
        self.entries.insert(id, Entry::default());
        if self.order.len() > SAID
            && let Some(oldest) = self.order.pop_front()
        {
            self.entries.remove(&oldest);
        }
    }

    fn count(&mut self, kind: &str) {
        let kind: String = kind.chars().take(64).collect();
        if self.unknown.len() < UNKNOWN_KINDS || self.unknown.contains_key(&kind) {
            *self.unknown.entry(kind).or_default() += 1;
        } else {
            self.unknown_beyond += 1;
        }
    }
}
