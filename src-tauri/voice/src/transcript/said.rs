//! One thing that was said, as it comes in pieces.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use realtime::limits::PARTS;
use serde_json::Value;

use crate::limits::SAID_CHARS;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever held the button.
    Guest,
    /// The program.
    House,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The item's id, unique in the transcript.
    pub key: Arc<str>,
    /// Who said it.
    pub who: Who,
    /// The words so far.
    pub text: String,
    /// Bytes of `text` that may have been misheard; in order, none touching another.
    pub unsure: Vec<Range<usize>>,
    /// Whether more of it may come.
    pub live: bool,
    /// Whether it could not be made out.
    pub failed: bool,
}

/// The least probability of a word that counts as heard: below even odds it is a guess.
const SURE: f64 = 0.5;

/// An item as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) who: Option<Who>,
    parts: BTreeMap<u32, Part>,
    /// Nothing more will come.
    pub(super) over: bool,
    pub(super) failed: bool,
}

#[derive(Debug, Default)]
struct Part {
    text: String,
    unsure: Vec<Range<usize>>,
    /// It is whole: pieces that come later are late.
    whole: bool,
}

impl Entry {
    /// Another piece of a part; too late where the part is whole.
    pub(super) fn add(&mut self, part: u32, piece: &str) {
        let Some(part) = self.part(part) else { return };
        if !part.whole {
            part.text.push_str(piece);
            cut(&mut part.text);
        }
    }

    /// All of a part, whatever came before.
    pub(super) fn set(&mut self, part: u32, text: &str, logprobs: Option<&Value>) {
        let Some(part) = self.part(part) else { return };
        text.clone_into(&mut part.text);
        cut(&mut part.text);
        part.unsure = logprobs.map_or_else(Vec::new, |probs| unsure(&part.text, probs));
        part.whole = true;
    }

    /// What an item says of itself where nothing better is known.
    pub(super) fn fill(&mut self, text: &str) {
        if self.parts.values().all(|part| part.text.is_empty()) && !text.is_empty() {
            self.set(0, text, None);
        }
    }

    /// Whether all parts that there are are whole, and there is one.
    pub(super) fn is_whole(&self) -> bool {
        !self.parts.is_empty() && self.parts.values().all(|part| part.whole)
    }

    pub(super) fn shown(&self, key: &Arc<str>) -> Option<Said> {
        let who = self.who?;
        let (mut text, mut spans) = (String::new(), Vec::new());
        for part in self.parts.values().filter(|part| !part.text.is_empty()) {
            if !text.is_empty() {
                text.push(' ');
            }
            let at = text.len();
            spans.extend(
                part.unsure
                    .iter()
                    .map(|span| at + span.start..at + span.end),
            );
            text.push_str(&part.text);
        }
        let is_heard = who == Who::Guest && self.is_whole();
        let live = !self.over && !is_heard;
        // What was said without words is shown only while words may come, or did not.
        let shows = !text.is_empty() || self.failed || (live && who == Who::Guest);
        shows.then(|| Said {
            key: key.clone(),
            who,
            text,
            unsure: spans,
            live,
            failed: self.failed,
        })
    }

    fn part(&mut self, index: u32) -> Option<&mut Part> {
        let known = self.parts.len() < PARTS || self.parts.contains_key(&index);
        known.then(|| self.parts.entry(index).or_default())
    }
}

/// Shortens to [`SAID_CHARS`].
fn cut(text: &mut String) {
    // Bytes are never fewer than characters, so the count is made only where it is near.
    if text.len() > SAID_CHARS
        && let Some((end, _)) = text.char_indices().nth(SAID_CHARS)
    {
        text.truncate(end);
    }
}

/// The words of which the host says that they are a guess: `[{"token", "logprob"}]`, tokens in
/// order. Tokens that are not those of the text say nothing of it.
fn unsure(text: &str, logprobs: &Value) -> Vec<Range<usize>> {
    let (mut spans, mut at): (Vec<Range<usize>>, usize) = (Vec::new(), 0);
    for token in logprobs.as_array().into_iter().flatten() {
        let (word, logprob) = (token["token"].as_str(), token["logprob"].as_f64());
        let (Some(word), Some(logprob)) = (word, logprob) else {
            return Vec::new();
        };
        if !text.get(at..).is_some_and(|rest| rest.starts_with(word)) {
            return Vec::new();
        }
        let leading = word.len() - word.trim_start().len();
        let (start, end) = (at + leading, at + word.len());
        at = end;
        if logprob.exp() >= SURE || start == end {
            continue;
        }
        match spans.last_mut() {
            // The pieces of one word, and words beside each other, are one span.
            Some(last) if text[last.end..start].trim().is_empty() => last.end = end,
            _ => spans.push(start..end),
        }
    }
    spans
}
