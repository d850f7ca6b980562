//! The items of a response: announced, made, concluded; one at a time.

use super::Host;
use super::conversation::At;
use super::end::End;
use crate::event::{OutputItem, Place, PlacedItem, ServerEvent};
use crate::item::{Body, FunctionCall, Item, ItemStatus, McpCall, Role};
use crate::limits::OUTPUT_ITEMS;
use std::time::{Duration, Instant};

/// An item that is being made.
#[derive(Debug)]
pub(super) struct Open {
    /// Where it is, without a part.
    pub(super) place: Place,
    pub(super) what: Making,
}

/// What is being made.
#[derive(Debug)]
pub(super) enum Making {
    /// Words, with the sound so far.
    Message { text: String, sound: Duration },
    /// A call that the client is to carry out.
    Call(FunctionCall),
    /// A call that the host carries out.
    Tool(McpCall),
}

impl Host {
    /// What is being made.
    pub(super) fn making(&mut self) -> Option<&mut Making> {
        let open = self.running.as_mut()?.open.as_mut()?;
        Some(&mut open.what)
    }

    /// Opens an item; what was open is whole. Says where it is, or nothing if the response is
    /// full and therefore over.
    pub(super) fn open_item(&mut self, what: Making, now: Instant) -> Option<Place> {
        self.close_open(true);
        let running = self.running.as_ref()?;
        if running.output.len() >= OUTPUT_ITEMS {
            self.stop_full(now);
            return None;
        }
        // At most `OUTPUT_ITEMS`.
        let output_index = running.output.len() as u32;
        let response_id = running.id.clone();
        let item_id = self.ids.next("item");
        let body = match &what {
            Making::Message { .. } => Item::message(Role::Assistant, Vec::new()).body,
            Making::Call(call) => Body::FunctionCall(call.clone()),
            Making::Tool(call) => Body::McpCall(call.clone()),
        };
        let item = said_item(&item_id, ItemStatus::InProgress, body);
        self.send(ServerEvent::OutputItemAdded(OutputItem {
            response_id: response_id.clone(),
            output_index,
            item: item.clone(),
        }));
        if self.in_conversation() {
            let previous_item_id = self.conversation.add(item.clone(), At::End);
            self.send(ServerEvent::ItemAdded(PlacedItem {
                previous_item_id,
                item,
            }));
        }
        let place = Place {
            response_id,
            item_id,
            output_index,
            content_index: None,
            call_id: None,
        };
        if let Some(running) = &mut self.running {
            let place = place.clone();
            running.open = Some(Open { place, what });
        }
        Some(place)
    }

    /// Tells that the open item, if there is one, is whole or will not become so.
    pub(super) fn close_open(&mut self, whole: bool) {
        let open = self.running.as_mut().and_then(|it| it.open.take());
        let Some(Open { place, what }) = open else {
            return;
        };
        let status = if whole {
            ItemStatus::Completed
        } else {
            ItemStatus::Incomplete
        };
        let mut sounded = Duration::ZERO;
        let body = match what {
            Making::Message { text, sound } => {
                sounded = sound;
                self.close_message(&place, text)
            }
            Making::Call(call) => Body::FunctionCall(call),
            Making::Tool(call) => Body::McpCall(self.close_tool(&place, call)),
        };
        let item = said_item(&place.item_id, status, body);
        if self.in_conversation()
            && self
                .conversation
                .replace(&place.item_id, item.clone(), sounded)
        {
            self.send(ServerEvent::ItemDone(PlacedItem {
                previous_item_id: self.conversation.before(&place.item_id),
                item: item.clone(),
            }));
        }
        self.send(ServerEvent::OutputItemDone(OutputItem {
            response_id: place.response_id,
            output_index: place.output_index,
            item: item.clone(),
        }));
        if let Some(running) = &mut self.running {
            running.output.push(item);
        }
    }

    /// The response has become as large as it may.
    pub(super) fn stop_full(&mut self, now: Instant) {
        self.drop_answer();
        self.finish(End::Incomplete("max_output_tokens"), now);
    }

    fn in_conversation(&self) -> bool {
        let running = self.running.as_ref();
        running.is_some_and(|running| running.in_conversation)
    }
}

fn said_item(id: &str, status: ItemStatus, body: Body) -> Item {
    Item {
        id: Some(id.to_owned()),
        object: Some("realtime.item".to_owned()),
        status: Some(status),
        body,
    }
}
