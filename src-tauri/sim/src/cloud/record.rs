//! What the double was asked, for a test to look at.

use serde_json::Value;

/// A request by HTTP.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its method.
    pub method: String,
    /// Its path, with the query.
    pub path: String,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body; null where it was no JSON.
    pub body: Value,
    /// How it was answered.
    pub status: u16,
}

impl Asked {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A session, as far as it has come.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// What the client sent, in order.
    pub heard: Vec<Value>,
    /// What it was told, in order.
    pub said: Vec<Value>,
    /// How it ended; `None` while it goes on. A connection that broke is 1006.
    pub closed: Option<u16>,
}

impl Session {
    /// What the client sent of that type.
    pub fn heard_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.heard.iter().filter(move |event| event["type"] == kind)
    }

    /// What it was told of that type.
    pub fn said_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.said.iter().filter(move |event| event["type"] == kind)
    }

    /// The answers to function calls that the client gave: call id and output.
    pub fn answers(&self) -> Vec<(String, String)> {
        let items = self
            .heard_of("conversation.item.create")
            .map(|event| &event["item"]);
        let outputs = items.filter(|item| item["type"] == "function_call_output");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        outputs
            .map(|item| (text(&item["call_id"]), text(&item["output"])))
            .collect()
    }
}
