//! What we say: settings, items, and whatever else, each with an id that says what it was for.

use std::borrow::Cow;

use realtime::event::{ClientEvent, ClientMessage};
use realtime::item::{Body, FunctionCallOutput, Item, Part, Role};

use super::config::{Config, Size};
use super::{News, Output, Session, Take};

impl Session {
    pub(super) fn ask_for_settings(&mut self, size: Size) {
        let session = Box::new(self.wishes.patch(size));
        self.config = Config::Asked(size);
        self.send("update", ClientEvent::SessionUpdate { session });
    }

    pub(super) fn configured(&mut self) {
        self.created_by = None;
        if self.config != Config::Done {
            self.config = Config::Done;
            // Told before anybody can speak: what is said next is said of this cart.
            self.send_cart();
            self.tell(News::Configured);
        }
    }

    pub(super) fn cleared(&mut self) {
        self.take = Take::Open;
        self.tell(News::Cleared);
    }

    pub(super) fn send_cart(&mut self) {
        if let Some(text) = self.cart.clone() {
            let item = Item::message(Role::System, vec![Part::InputText { text }]);
            self.send_item(item);
        }
    }

    pub(super) fn send_output(&mut self, call_id: String, output: String) {
        let output = FunctionCallOutput { call_id, output };
        self.send_item(Item::from(Body::FunctionCallOutput(output)));
    }

    pub(super) fn send_item(&mut self, item: Item) {
        let item = Box::new(item);
        let previous_item_id = None;
        self.send(
            "item",
            ClientEvent::ItemCreate {
                previous_item_id,
                item,
            },
        );
    }

    pub(super) fn delete(&mut self, item_id: String) {
        self.send("delete", ClientEvent::ItemDelete { item_id });
    }

    /// Sends an event whose id says what it was for; errors echo it.
    pub(super) fn send(&mut self, purpose: &str, event: ClientEvent) -> String {
        self.events += 1;
        let id = format!("{purpose}_{}", self.events);
        let message = ClientMessage {
            event_id: Some(id.clone()),
            event,
        };
        self.outputs.push_back(Output::Send(message.to_json()));
        id
    }

    pub(super) fn tell(&mut self, news: News) {
        self.outputs.push_back(Output::News(news));
    }

    pub(super) fn note(&mut self, words: impl Into<Cow<'static, str>>) {
        self.tell(News::Note(words.into()));
    }
}
