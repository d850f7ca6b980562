//! A guest at a counter of the house.

use crate::house::House;
use serde_json::{Value, json};
use sim::voice::{Call, Talk, caller::Caller};

/// A guest who talks by WebSocket.
pub struct Guest {
    pub talk: Talk,
    pub token: String,
}

impl Guest {
    /// One with a counter's token, who reads the answers.
    pub async fn sit_down(house: &House) -> Self {
        let token = house.server.token("counter").await.unwrap();
        Self::with(house, token).await
    }

    /// One with that key.
    pub async fn with(house: &House, token: String) -> Self {
        let call = Call::new(house.server.address(), &token);
        let talk = Talk::open(&call).await.unwrap();
        let mut guest = Self { talk, token };
        let events = guest.talk.until("session.created").await.unwrap();
        assert_eq!(events.len(), 1, "{events:?}");
        guest.update(json!({"output_modalities": ["text"]})).await;
        guest
    }

    /// Changes the session's settings.
    pub async fn update(&mut self, mut settings: Value) -> Value {
        settings["type"] = json!("realtime");
        let update = json!({"type": "session.update", "session": settings});
        self.talk.say(&update).await.unwrap();
        let mut events = self.talk.until("session.updated").await.unwrap();
        events.pop().unwrap()["session"].take()
    }

    /// Says something in writing, and hears the answer.
    pub async fn turn(&mut self, words: &str) -> Vec<Value> {
        self.talk.turn(words).await.unwrap()
    }

    /// Asks for an answer, and hears it.
    pub async fn respond(&mut self) -> Vec<Value> {
        let create = json!({"type": "response.create"});
        self.talk.say(&create).await.unwrap();
        self.talk.until("response.done").await.unwrap()
    }

    /// Says what came of a call, and hears the answer.
    pub async fn answer(&mut self, call: &Value, output: Value) -> Vec<Value> {
        let item = json!({
            "type": "function_call_output",
            "call_id": call["call_id"],
            "output": output.to_string(),
        });
        let create = json!({"type": "conversation.item.create", "item": item});
        self.talk.say(&create).await.unwrap();
        self.respond().await
    }
}

/// The call among events that the client is to carry out.
pub fn call(events: &[Value]) -> Option<Value> {
    let done = events
        .iter()
        .filter(|event| event["type"] == "response.output_item.done");
    let mut items = done.map(|event| &event["item"]);
    items.find(|item| item["type"] == "function_call").cloned()
}

/// A guest with a counter's token who talks by WebRTC.
pub async fn ring(house: &House) -> Caller {
    let token = house.server.token("counter").await.unwrap();
    Caller::ring(house.server.address(), &token).await.unwrap()
}
