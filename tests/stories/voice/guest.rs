//! A guest at a counter of the house.

use crate::house::House;
use peer::{Event, Peer, Settings};
use scope::Scope;
use serde_json::{Value, json};
use sim::{
    PATIENCE,
    http::Client,
    voice::{Call, Talk},
};
use speech::sound::Clip;

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

/// A guest who talks by WebRTC.
pub struct Caller {
    peer: Peer,
    call: String,
    token: String,
    heard: Vec<i16>,
    // Ends the connection with the guest.
    _scope: Scope,
}

impl Caller {
    /// One with a counter's token, whose connection is open.
    pub async fn ring(house: &House) -> Self {
        let token = house.server.token("counter").await.unwrap();
        Self::with(house, token).await
    }

    /// One with that key.
    pub async fn with(house: &House, token: String) -> Self {
        let scope = Scope::root("caller");
        let offered = Peer::offer(&scope.handle(), &Settings::default())
            .await
            .unwrap();
        let mut client = Client::new(house.server.address(), token.clone());
        let answer = client
            .post_as(
                "/v1/realtime/calls",
                "application/sdp",
                offered.sdp().to_owned(),
            )
            .await
            .unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(answer.headers["content-type"], "application/sdp");
        let call = answer.headers["location"].to_str().unwrap().to_owned();
        assert!(call.starts_with("/v1/realtime/calls/rtc_"), "{call}");
        let sdp = std::str::from_utf8(&answer.body).unwrap();
        let mut peer = offered.answered(sdp).await.unwrap();
        let opened = tokio::time::timeout(PATIENCE, peer.events.next()).await;
        assert_eq!(opened.unwrap(), Some(Event::Open));
        Self {
            peer,
            call,
            token,
            heard: Vec::new(),
            _scope: scope,
        }
    }

    /// Every event up to the first of that type, which is the last. What sounds meanwhile is kept.
    pub async fn until(&mut self, kind: &str) -> Vec<Value> {
        let mut events: Vec<Value> = Vec::new();
        let hearing = async {
            loop {
                let event = tokio::select! {
                    event = self.peer.events.next() => event.expect("the call is over"),
                    frame = self.peer.sound.next() => {
                        self.heard.extend_from_slice(&frame.expect("no sound comes")[..]);
                        continue;
                    }
                };
                match event {
                    Event::Text(text) => events.push(serde_json::from_str(&text).unwrap()),
                    Event::Closed(closing) => panic!("{closing}"),
                    _ => continue,
                }
                if events.last().is_some_and(|event| event["type"] == kind) {
                    return;
                }
            }
        };
        let heard = tokio::time::timeout(PATIENCE, hearing).await;
        assert!(heard.is_ok(), "no {kind}: {:?}", sim::voice::kinds(&events));
        events
    }

    /// Says something by sound; it takes as long as it lasts.
    pub async fn speak(&mut self, clip: &Clip) {
        let clip = clip.at(peer::RATE).unwrap();
        self.peer.speaker.say(&clip.samples).await.unwrap();
        self.peer.speaker.finish();
    }

    /// Says something in writing, and asks for an answer.
    pub async fn type_in(&mut self, words: &str) {
        let create = json!({"type": "response.create"});
        for event in [sim::voice::typed(words), create] {
            self.peer.texts.send(&event.to_string()).await.unwrap();
        }
    }

    /// How loud what was heard was: its root mean square.
    pub fn loudness(&self) -> f64 {
        let squares = self.heard.iter().map(|sample| f64::from(*sample).powi(2));
        (squares.sum::<f64>() / self.heard.len().max(1) as f64).sqrt()
    }

    /// Says goodbye.
    pub async fn leave(self) {
        self.peer.connection.close("the guest leaves");
        self.peer.connection.closed().await;
    }

    /// Hangs up by HTTP, and sees the connection end.
    pub async fn hang_up(self, house: &House) {
        let mut client = Client::new(house.server.address(), self.token.clone());
        let path = format!("{}/hangup", self.call);
        let answer = client.post(&path, None, String::new()).await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        self.ended().await;
    }

    /// Sees the connection end, by the other side.
    pub async fn ended(mut self) {
        let ending = async {
            while let Some(event) = self.peer.events.next().await {
                if let Event::Closed(_) = event {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, ending).await.unwrap();
    }
}
