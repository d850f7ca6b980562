//! What was said in a session, in order, up to a bound. When it is full the oldest goes, or the
//! newest is refused where the session says so.

use crate::error::{Code, Refusal};
use crate::item::{Body, FunctionCall, Item, ItemStatus, Message, Part, Role};
use crate::limits::{CONVERSATION_BYTES, CONVERSATION_ITEMS, ITEM_BYTES};
use std::collections::HashMap;
use std::time::Duration;

/// See the module's words.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    /// The ids in order; at most [`CONVERSATION_ITEMS`], so that inserting may search it.
    order: Vec<String>,
    entries: HashMap<String, Entry>,
    /// The calls that the client is to answer, by their own ids.
    calls: HashMap<String, Call>,
    bytes: usize,
}

#[derive(Debug)]
struct Call {
    item_id: String,
    answered: bool,
}

#[derive(Debug)]
struct Entry {
    item: Item,
    bytes: usize,
    /// The engine has not been asked about it.
    fresh: bool,
    /// How long it sounds, where the engine spoke it.
    sound: Duration,
}

/// Where an item goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At<'a> {
    End,
    Front,
    After(&'a str),
}

impl Conversation {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.entries.contains_key(id)
    }

    pub(super) fn get(&self, id: &str) -> Option<&Item> {
        self.entries.get(id).map(|entry| &entry.item)
    }

    pub(super) fn last_id(&self) -> Option<String> {
        self.order.last().cloned()
    }

    /// Whether the client may add this. Nothing is added.
    pub(super) fn check(&self, item: &Item, at: At<'_>, keep_all: bool) -> Result<(), Refusal> {
        if let Some(id) = &item.id
            && self.contains(id)
        {
            let message = format!("There is an item with the id '{id}' already.");
            return Err(Refusal::value("item.id", message));
        }
        if let At::After(id) = at
            && !self.contains(id)
        {
            let message = format!("There is no item with the id '{id}' to come after.");
            return Err(Refusal::value("previous_item_id", message));
        }
        let bytes = size(item);
        if bytes > ITEM_BYTES {
            let message = format!("An item has at most {ITEM_BYTES} bytes, this one {bytes}.");
            return Err(Refusal::of(Code::StringAboveMax, "item", message));
        }
        match &item.body {
            Body::FunctionCall(call) if self.calls.contains_key(&call.call_id) => {
                let message = "There is a call of this id already.";
                return Err(Refusal::value("item.call_id", message));
            }
            Body::FunctionCallOutput(output) => match self.calls.get(&output.call_id) {
                None => {
                    let message = format!(
                        "Tool call ID '{}' not found in conversation.",
                        output.call_id
                    );
                    return Err(Refusal::of(Code::CallNotFound, "item.call_id", message));
                }
                Some(call) if call.answered => {
                    let message = "This call was answered already.";
                    return Err(Refusal::value("item.call_id", message));
                }
                Some(_) => {}
            },
            _ => {}
        }
        if keep_all && !self.has_room(bytes) {
            let message = "The conversation is full, and truncation is disabled.";
            return Err(Refusal::new(Code::ConversationFull, message));
        }
        Ok(())
    }

    /// Whether an item of so many bytes fits without another's going.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        self.order.len() < CONVERSATION_ITEMS && self.bytes + bytes <= CONVERSATION_BYTES
    }

    /// Adds an item that has an id. Says which is before it.
    pub(super) fn add(&mut self, item: Item, at: At<'_>) -> Option<String> {
        let bytes = size(&item);
        while !self.order.is_empty() && !self.has_room(bytes) {
            let oldest = self.order.remove(0);
            self.forget(&oldest);
        }
        let place = match at {
            At::End => self.order.len(),
            At::Front => 0,
            // What it was to come after may just have gone, being the oldest.
            At::After(id) => {
                let found = self.order.iter().position(|other| other == id);
                found.map_or(0, |place| place + 1)
            }
        };
        let id = item.id.clone().unwrap_or_default();
        let fresh = match &item.body {
            Body::Message(message) => message.role != Role::Assistant,
            Body::FunctionCallOutput(_) => true,
            Body::FunctionCall(_) | Body::McpCall(_) | Body::Other(_) => false,
        };
        match &item.body {
            Body::FunctionCall(call) => {
                let call_id = call.call_id.clone();
                let item_id = id.clone();
                let answered = false;
                self.calls.insert(call_id, Call { item_id, answered });
            }
            Body::FunctionCallOutput(output) => {
                if let Some(call) = self.calls.get_mut(&output.call_id) {
                    call.answered = true;
                }
            }
            _ => {}
        }
        self.bytes += bytes;
        self.order.insert(place, id.clone());
        let entry = Entry {
            item,
            bytes,
            fresh,
            sound: Duration::ZERO,
        };
        self.entries.insert(id, entry);
        place
            .checked_sub(1)
            .and_then(|before| self.order.get(before).cloned())
    }

    /// Which item is before this one.
    pub(super) fn before(&self, id: &str) -> Option<String> {
        let place = self.order.iter().position(|other| other == id)?;
        self.order.get(place.checked_sub(1)?).cloned()
    }

    /// Puts another in an item's place. Says whether it is still there.
    pub(super) fn replace(&mut self, id: &str, item: Item, sound: Duration) -> bool {
        let Some(entry) = self.entries.get_mut(id) else {
            return false;
        };
        let bytes = size(&item);
        self.bytes = self.bytes - entry.bytes + bytes;
        entry.item = item;
        entry.bytes = bytes;
        entry.sound = sound;
        true
    }

    /// Writes down what a spoken item says.
    pub(super) fn transcribe(&mut self, id: &str, words: &str) {
        let Some(entry) = self.entries.get_mut(id) else {
            return;
        };
        let Body::Message(message) = &mut entry.item.body else {
            return;
        };
        let spoken = message.content.iter_mut().find_map(|part| match part {
            Part::InputAudio { transcript, .. } => Some(transcript),
            _ => None,
        });
        if let Some(transcript) = spoken {
            *transcript = Some(words.to_owned());
        }
        let bytes = size(&entry.item);
        self.bytes = self.bytes - entry.bytes + bytes;
        entry.bytes = bytes;
    }

    /// Removes an item. Says whether there was one.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        if !self.contains(id) {
            return false;
        }
        self.order.retain(|other| other != id);
        self.forget(id);
        true
    }

    /// Forgets what of a spoken item was not heard.
    pub(super) fn truncate(
        &mut self,
        id: &str,
        content_index: u32,
        audio_end: Duration,
    ) -> Result<(), Refusal> {
        let Some(entry) = self.entries.get_mut(id) else {
            let message = format!("Error truncating item: there is no item with the id '{id}'.");
            return Err(Refusal::of(Code::TruncateNoItem, "item_id", message));
        };
        if entry.item.status == Some(ItemStatus::InProgress) {
            let message = "An item can be truncated once its response has ended.";
            return Err(Refusal::value("item_id", message));
        }
        let spoken = match &mut entry.item.body {
            Body::Message(Message { role, content }) if *role == Role::Assistant => content
                .iter_mut()
                .enumerate()
                .find_map(|(n, part)| match part {
                    Part::OutputAudio { transcript } => Some((n, transcript)),
                    _ => None,
                }),
            _ => None,
        };
        let Some((place, transcript)) = spoken else {
            let message = "Only model output audio messages can be truncated.";
            return Err(Refusal::value("item_id", message));
        };
        if place != content_index as usize {
            let message = "There is no audio at this index.";
            return Err(Refusal::value("content_index", message));
        }
        if audio_end > entry.sound {
            let (has, wanted) = (entry.sound.as_millis(), audio_end.as_millis());
            let message = format!("Audio content of {has}ms is already shorter than {wanted}ms");
            return Err(Refusal::value("audio_end_ms", message));
        }
        *transcript = None;
        entry.sound = audio_end;
        let bytes = size(&entry.item);
        self.bytes = self.bytes - entry.bytes + bytes;
        entry.bytes = bytes;
        Ok(())
    }

    /// The call of that id.
    pub(super) fn call(&self, call_id: &str) -> Option<&FunctionCall> {
        let call = self.calls.get(call_id)?;
        match &self.get(&call.item_id)?.body {
            Body::FunctionCall(call) => Some(call),
            _ => None,
        }
    }

    /// What the engine was not asked about yet, in order.
    pub(super) fn fresh(&self) -> Vec<Item> {
        let entries = self.order.iter().filter_map(|id| self.entries.get(id));
        entries
            .filter(|entry| entry.fresh)
            .map(|entry| entry.item.clone())
            .collect()
    }

    /// The engine is being asked about all there is.
    pub(super) fn all_asked(&mut self) {
        for entry in self.entries.values_mut() {
            entry.fresh = false;
        }
    }

    fn forget(&mut self, id: &str) {
        let Some(entry) = self.entries.remove(id) else {
            return;
        };
        self.bytes -= entry.bytes;
        if let Body::FunctionCall(call) = entry.item.body {
            self.calls.remove(&call.call_id);
        }
    }
}

/// The bytes of an item as JSON, without its sound, which is not kept.
fn size(item: &Item) -> usize {
    serde_json::to_vec(item).map_or(0, |json| json.len())
}
