//! A client of the realtime endpoint over WebSocket, as little of one as a story needs.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sim::PATIENCE;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// The close code of a connection that ended without one (RFC 6455, section 7.1.5).
const NO_CODE: u16 = 1006;

pub struct Guest {
    ws: WebSocketStream<TcpStream>,
    /// Everything that was heard, in order.
    pub heard: Vec<Value>,
}

impl Guest {
    /// Comes with a key in the header.
    pub async fn come(address: SocketAddr, key: &str) -> Self {
        let bearer = format!("Bearer {key}");
        Self::with(
            address,
            "?model=gpt-realtime-2.1",
            ("authorization", &bearer),
        )
        .await
    }

    /// Comes as a page does, with its key in the subprotocol.
    pub async fn come_by_protocol(address: SocketAddr, key: &str) -> Self {
        let protocols = format!("realtime, openai-insecure-api-key.{key}");
        Self::with(address, "", ("sec-websocket-protocol", &protocols)).await
    }

    async fn with(address: SocketAddr, query: &str, header: (&'static str, &str)) -> Self {
        let url = format!("ws://{address}/v1/realtime{query}");
        let mut request = url.into_client_request().unwrap();
        let value = HeaderValue::from_str(header.1).unwrap();
        request.headers_mut().insert(header.0, value);
        let stream = TcpStream::connect(address).await.unwrap();
        let opened = tokio_tungstenite::client_async(request, stream).await;
        Self {
            ws: opened.unwrap().0,
            heard: Vec::new(),
        }
    }

    pub async fn say(&mut self, event: Value) {
        self.ws
            .send(Message::text(event.to_string()))
            .await
            .unwrap();
    }

    /// Says something in text and wants an answer.
    pub async fn ask(&mut self, words: &str) {
        self.say(
            json!({"type": "conversation.item.create", "item": {"type": "message",
            "role": "user", "content": [{"type": "input_text", "text": words}]}}),
        )
        .await;
        self.say(json!({"type": "response.create"})).await;
    }

    pub async fn binary(&mut self) {
        self.ws.send(Message::binary(vec![1])).await.unwrap();
    }

    /// The next event, or the code that the server closed with.
    pub async fn next(&mut self) -> Result<Value, u16> {
        let next = async {
            loop {
                match self.ws.next().await {
                    Some(Ok(Message::Text(text))) => return Ok(text),
                    Some(Ok(Message::Close(frame))) => {
                        return Err(frame.map_or(NO_CODE, |frame| frame.code.into()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(NO_CODE),
                }
            }
        };
        let next = tokio::time::timeout(PATIENCE, next).await;
        let text = next.unwrap_or_else(|_| panic!("nothing came after {:#?}", self.heard))?;
        let event: Value = serde_json::from_str(&text).unwrap();
        self.heard.push(event.clone());
        Ok(event)
    }

    /// Hears until an event of that type comes.
    pub async fn until(&mut self, kind: &str) -> Value {
        loop {
            let next = self.next().await;
            let event =
                next.unwrap_or_else(|code| panic!("closed with {code} after {:#?}", self.heard));
            if event["type"] == kind {
                return event;
            }
        }
    }

    /// Hears until the server closes; the last error and the code.
    pub async fn until_closed(&mut self) -> (Value, u16) {
        let code = loop {
            if let Err(code) = self.next().await {
                break code;
            }
        };
        let error = self
            .heard
            .iter()
            .rev()
            .find(|event| event["type"] == "error");
        (
            error
                .map(|event| event["error"].clone())
                .unwrap_or_default(),
            code,
        )
    }

    /// Goes in order.
    pub async fn go(mut self) {
        self.ws.close(None).await.unwrap();
        self.until_closed().await;
    }

    /// What was heard of that type.
    pub fn heard_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.heard.iter().filter(move |event| event["type"] == kind)
    }
}
