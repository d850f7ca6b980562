//! What the model does: a test writes it down, step by step.

use serde_json::Value;
use std::{sync::Arc, time::Duration};

/// One thing that the model does in a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Says it: as sound with a transcript, or as text, as the response's modality is.
    Say(String),
    /// Calls a function.
    Call {
        /// Its name.
        name: String,
        /// Its arguments.
        arguments: Value,
    },
    /// Takes its time.
    Wait(Duration),
    /// Never goes on; only a cancellation ends the response.
    Hang,
    /// Fails with that code: `response.done` says so, and no `error` does (REALTIME, section 6.2).
    Fail(String),
    /// Ends before it is done, for that reason.
    Stop(String),
    /// Sends an event as it is, one that nobody knows, say.
    Raw(Value),
}

impl Step {
    /// Says something.
    pub fn say(words: impl Into<String>) -> Self {
        Self::Say(words.into())
    }

    /// Calls a function.
    pub fn call(name: impl Into<String>, arguments: Value) -> Self {
        Self::Call {
            name: name.into(),
            arguments,
        }
    }
}

/// What the model knows when a response begins.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Responses that this session has had before.
    pub responses: usize,
    /// The conversation.
    pub items: &'a [Value],
    /// The session's configuration.
    pub session: &'a Value,
}

impl Moment<'_> {
    /// What the guest said last, in text or as it was transcribed.
    pub fn said(&self) -> &str {
        let spoken = |item: &'_ &Value| item["role"] == "user";
        let last = self.items.iter().rev().find(spoken);
        let content = last.and_then(|item| item["content"].get(0));
        let words =
            content.and_then(|content| content["text"].as_str().or(content["transcript"].as_str()));
        words.unwrap_or_default()
    }

    /// The last answer to a function call, if it is the last item.
    pub fn answer(&self) -> Option<&str> {
        self.items.last().and_then(|item| item["output"].as_str())
    }
}

/// Decides what to do in a response.
pub type Model = Arc<dyn Fn(Moment<'_>) -> Vec<Step> + Send + Sync>;

/// A model that does the same in every session: in its first response the first of these, and so
/// on; after the last it only says "OK."
pub fn script(replies: impl IntoIterator<Item = Vec<Step>>) -> Model {
    let replies: Vec<_> = replies.into_iter().collect();
    Arc::new(move |moment| {
        let reply = replies.get(moment.responses).cloned();
        reply.unwrap_or_else(|| vec![Step::say("OK.")])
    })
}

/// What becomes of speech that is to be transcribed.
#[derive(Debug, Clone, PartialEq)]
pub enum Transcript {
    /// It is heard as these words, before the reply.
    Before(String),
    /// It is heard as these words, after the whole reply (REALTIME, section 6.1).
    After(String),
    /// It cannot be heard.
    Failed,
}
