//! Calls over WebRTC: past this server with a token, and through it.

use super::{site::Site, waiter};
use peer::{Event, Peer, Settings};
use scope::Scope;
use serde_json::{Value, json};
use sim::{
    PATIENCE,
    cloud::Setup,
    http::{Answer, Client},
};
use std::net::SocketAddr;

/// A guest's telephone, so to say.
struct Phone {
    peer: Peer,
    scope: Scope,
    heard: Vec<Value>,
}

impl Phone {
    /// Calls where `key` is good.
    async fn call(address: SocketAddr, key: &str, session: Option<Value>) -> (Self, Answer) {
        let scope = Scope::root("phone");
        let offered = Peer::offer(&scope.handle(), &Settings::default())
            .await
            .unwrap();
        let mut client = Client::new(address, key);
        let (kind, body) = match session {
            None => ("application/sdp".to_owned(), offered.sdp().to_owned()),
            Some(session) => form(offered.sdp(), &session),
        };
        let headers = [("content-type", kind.as_str())];
        let path = "/v1/realtime/calls";
        let answer = client
            .request(hyper::Method::POST, path, &headers, body.into())
            .await
            .unwrap();
        assert_eq!(answer.status, 201, "{:?}", answer.json());
        let sdp = String::from_utf8(answer.body.to_vec()).unwrap();
        let peer = offered.answered(&sdp).await.unwrap();
        let mut phone = Self {
            peer,
            scope,
            heard: Vec::new(),
        };
        assert_eq!(phone.event().await, Event::Open);
        (phone, answer)
    }

    async fn event(&mut self) -> Event {
        let event = tokio::time::timeout(PATIENCE, self.peer.events.next()).await;
        event
            .unwrap_or_else(|_| panic!("nothing came after {:#?}", self.heard))
            .unwrap()
    }

    async fn say(&self, event: Value) {
        self.peer.texts.send(&event.to_string()).await.unwrap();
    }

    async fn ask(&self, words: &str) {
        self.say(
            json!({"type": "conversation.item.create", "item": {"type": "message",
            "role": "user", "content": [{"type": "input_text", "text": words}]}}),
        )
        .await;
        self.say(json!({"type": "response.create"})).await;
    }

    async fn until(&mut self, kind: &str) -> Value {
        loop {
            match self.event().await {
                Event::Text(text) => {
                    let event: Value = serde_json::from_str(&text).unwrap();
                    self.heard.push(event.clone());
                    if event["type"] == kind {
                        return event;
                    }
                }
                Event::Closed(closing) => panic!("{closing:?} after {:#?}", self.heard),
                _ => {}
            }
        }
    }

    async fn go(self) {
        self.peer.connection.close("done");
        self.peer.connection.closed().await;
        assert!(self.scope.close(PATIENCE).await.is_clean());
    }
}

fn form(sdp: &str, session: &Value) -> (String, String) {
    let part = |name: &str, body: &str| {
        format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{body}\r\n")
    };
    let (sdp, session) = (part("sdp", sdp), part("session", &session.to_string()));
    (
        "multipart/form-data; boundary=part".to_owned(),
        format!("{sdp}{session}--part--\r\n"),
    )
}

#[tokio::test]
async fn a_tokens_holder_calls_where_the_server_says() {
    let mut site = Site::open(Setup::default()).await;
    let said = site.mint(json!({})).await.json();
    let token = said["value"].as_str().unwrap().to_owned();
    let url = said["heard"]["calls_url"].as_str().unwrap().to_owned();
    assert!(url.contains(&site.provider.address().to_string()));
    let (mut phone, _) = Phone::call(site.provider.address(), &token, None).await;
    let created = phone.until("session.created").await;
    assert_eq!(created["session"]["tools"][0]["name"], "add_item");
    phone.ask("hello").await;
    phone.until("output_audio_buffer.started").await;
    // It has said all before it has been heard.
    phone.until("response.done").await;
    phone.until("output_audio_buffer.stopped").await;
    phone.go().await;
    site.close().await;
}

#[tokio::test]
async fn an_order_is_placed_in_a_call_that_this_server_hands_on() {
    let mut site = Site::open(Setup {
        model: waiter(),
        ..Setup::default()
    })
    .await;
    let session = json!({"type": "realtime", "output_modalities": ["text"]});
    let address = site.house.server.address();
    let (mut phone, answer) = Phone::call(address, &site.counter_token, Some(session)).await;
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    phone.ask("two large lemonades").await;
    phone.until("response.output_text.done").await;
    phone.until("response.done").await;
    assert_eq!(
        phone.until("response.output_text.done").await["text"],
        "Two large lemonades. Is that right?"
    );
    phone.until("response.done").await;
    phone.ask("yes").await;
    phone.until("response.done").await;
    phone.until("response.output_text.done").await;
    let orders = site.orders().await;
    assert_eq!(orders.len(), 1);
    assert_eq!(
        (&orders[0]["source"], &orders[0]["lines"][0]["quantity"]),
        (&json!("voice"), &json!(2))
    );
    assert_eq!(site.provider.calls().len(), 1);
    let hung_up = site
        .counter
        .post(&format!("{location}/hangup"), None, "")
        .await
        .unwrap();
    assert_eq!(hung_up.status, 200);
    site.provider.until(|all| all[0].closed.is_some()).await;
    assert!(site.provider.calls().is_empty());
    phone.go().await;
    site.close().await;
}

#[tokio::test]
async fn a_call_that_its_guest_ends_leaves_nothing() {
    let mut site = Site::open(Setup::default()).await;
    // A token's holder may come by this server, too.
    let token = site.mint(json!({})).await.json()["value"]
        .as_str()
        .unwrap()
        .to_owned();
    let (mut phone, _) = Phone::call(site.house.server.address(), &token, None).await;
    phone.until("session.created").await;
    phone.go().await;
    site.provider.until(|all| all[0].closed.is_some()).await;
    site.close().await;
}
