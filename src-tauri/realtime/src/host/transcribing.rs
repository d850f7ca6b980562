//! What was understood of what the guest said. It is told by item, beside every response.

use super::Host;
use super::replying::json_size;
use crate::error::Code;
use crate::event::{
    ServerEvent, TranscriptCompleted, TranscriptDelta, TranscriptError, TranscriptFailed, Usage,
};
use crate::limits::{ITEM_BYTES, TRANSCRIPT_WITHIN, TRANSCRIPTS};
use std::time::{Duration, Instant};

/// A transcript that is waited for.
#[derive(Debug)]
pub(super) struct Pending {
    /// When it has failed.
    pub(super) deadline: Instant,
    /// The client wants to know.
    tell: bool,
    told: String,
    sounds: Duration,
}

impl Host {
    /// What has been understood so far of what the guest is saying. Told only where it continues
    /// what was told, for a delta cannot be taken back.
    pub fn handle_partial(&mut self, words: &str) {
        if self.closed || self.session.input.transcription.is_none() {
            return;
        }
        let Some(speaking) = &mut self.hearing.speaking else {
            return;
        };
        let Some(delta) = words.strip_prefix(speaking.told.as_str()) else {
            return;
        };
        if delta.is_empty() || json_size(words) > ITEM_BYTES / 2 {
            return;
        }
        let (item_id, delta) = (speaking.item_id.clone(), delta.to_owned());
        speaking.told.push_str(&delta);
        self.send(transcript_delta(item_id, delta));
    }

    /// What the guest said, or why that is not known (in words for a person).
    pub fn handle_transcript(&mut self, item_id: &str, outcome: Result<&str, &str>, now: Instant) {
        if self.closed {
            return;
        }
        // Late, or for an item that is gone.
        let Some(pending) = self.hearing.transcripts.remove(item_id) else {
            return;
        };
        match outcome {
            // It would not fit the item that it is the text of.
            Ok(words) if json_size(words) > ITEM_BYTES / 2 => {
                self.not_understood(item_id, "It is too long.", &pending);
            }
            Ok(words) => self.understood(item_id, words, &pending),
            Err(why) => self.not_understood(item_id, why, &pending),
        }
        self.transcript_settled(item_id, now);
    }

    fn understood(&mut self, item_id: &str, words: &str, pending: &Pending) {
        self.conversation.transcribe(item_id, words);
        if !pending.tell {
            return;
        }
        if let Some(rest) = words.strip_prefix(pending.told.as_str())
            && !rest.is_empty()
        {
            self.send(transcript_delta(item_id.to_owned(), rest.to_owned()));
        }
        self.tell_transcript(item_id, words, pending.sounds);
    }

    fn tell_transcript(&mut self, item_id: &str, words: &str, sounds: Duration) {
        let seconds = sounds.as_secs_f64();
        self.send(ServerEvent::TranscriptCompleted(TranscriptCompleted {
            item_id: item_id.to_owned(),
            content_index: 0,
            transcript: words.to_owned(),
            usage: Some(Usage::Duration { seconds }),
            languages: None,
            logprobs: None,
        }));
    }

    fn not_understood(&mut self, item_id: &str, why: &str, pending: &Pending) {
        if !pending.tell {
            return;
        }
        self.send(ServerEvent::TranscriptFailed(TranscriptFailed {
            item_id: item_id.to_owned(),
            content_index: 0,
            error: TranscriptError {
                kind: Code::TranscriptionFailed.kind().to_owned(),
                code: Some(Code::TranscriptionFailed.as_str().to_owned()),
                message: why.to_owned(),
                param: None,
            },
        }));
    }

    /// A turn of silence is understood at once.
    pub(super) fn nothing_said(&mut self, item_id: &str, sounds: Duration) {
        if self.session.input.transcription.is_some() {
            self.tell_transcript(item_id, "", sounds);
        }
    }

    /// Begins to wait for a transcript. Where too many are waited for already, this one has
    /// failed; says whether it is worth recognising. `told` is what the client was told already.
    pub(super) fn expect_transcript(
        &mut self,
        item_id: &str,
        told: String,
        sounds: Duration,
        now: Instant,
    ) -> bool {
        let pending = Pending {
            deadline: now + TRANSCRIPT_WITHIN,
            tell: self.session.input.transcription.is_some(),
            told,
            sounds,
        };
        if self.hearing.transcripts.len() >= TRANSCRIPTS {
            self.not_understood(item_id, "Too much is being understood already.", &pending);
            return false;
        }
        self.hearing.transcripts.insert(item_id.to_owned(), pending);
        true
    }

    /// Gives up what was not understood in time.
    pub(super) fn give_up_transcripts(&mut self, now: Instant) {
        let pending = self.hearing.transcripts.iter();
        let mut late: Vec<_> = pending
            .filter(|(_, pending)| pending.deadline <= now)
            .map(|(item_id, pending)| (pending.deadline, item_id.clone()))
            .collect();
        // In one order, whatever the map's.
        late.sort();
        for (_, item_id) in late {
            self.handle_transcript(&item_id, Err("It took too long."), now);
        }
    }
}

fn transcript_delta(item_id: String, delta: String) -> ServerEvent {
    ServerEvent::TranscriptDelta(TranscriptDelta {
        item_id,
        content_index: 0,
        delta,
        logprobs: None,
    })
}
