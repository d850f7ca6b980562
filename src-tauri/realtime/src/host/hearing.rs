//! What the guest says: sound, and where a turn begins and ends in it.

use super::conversation::At;
use super::transcribing::Pending;
use super::{Host, Output, Recognise, Utterance};
use crate::error::{Code, Refusal};
use crate::event::{Committed, ServerEvent};
use crate::item::{Item, ItemStatus, Part, Role};
use crate::limits::{BUFFER_MAX, COMMIT_MIN, UTTERANCE_MAX};
use crate::session::Truncation;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// An item that is spoken has so many bytes before its words are known.
const SPOKEN_BYTES: usize = 256;

/// The guest's sound so far. Places in it are counted from its first sample.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// How much there was in all.
    position: Duration,
    /// Where what was not committed begins.
    mark: Duration,
    /// There was more than the buffer holds, and the client was told.
    overfull: bool,
    /// The guest is speaking, as far as anybody listens for that.
    pub(super) speaking: Option<Speaking>,
    /// What is being understood, by item.
    pub(super) transcripts: HashMap<String, Pending>,
}

/// The guest is speaking.
#[derive(Debug)]
pub(super) struct Speaking {
    /// The item that it will become.
    pub(super) item_id: String,
    from: Duration,
    /// When it is taken to have ended, whatever the detector says.
    pub(super) deadline: Instant,
    /// The words that the client was told already.
    pub(super) told: String,
}

impl Host {
    /// So much more sound came over the carrier (WebRTC; over WebSocket the host counts itself).
    pub fn handle_sound(&mut self, more: Duration) {
        if !self.closed {
            self.hearing.position += more;
        }
    }

    /// More sound in an event. Where the client says when a turn ends, it may not pile up for ever.
    ///
    /// # Errors
    /// What is too much was not heard. It is told once, for the rest of the turn follows.
    pub(super) fn hear(&mut self, more: Duration) -> Result<bool, Refusal> {
        let waits = match self.session.input.turn_detection {
            // What nobody commits, the detector forgets.
            Some(_) => Duration::ZERO,
            None => self.hearing.position.saturating_sub(self.hearing.mark),
        };
        if waits + more <= BUFFER_MAX {
            self.hearing.position += more;
            self.hearing.overfull = false;
            return Ok(true);
        }
        if std::mem::replace(&mut self.hearing.overfull, true) {
            return Ok(false);
        }
        let seconds = BUFFER_MAX.as_secs();
        let message = format!("The input buffer is full: {seconds} s. Commit or clear it.");
        Err(Refusal::of(Code::BufferFull, "audio", message))
    }

    /// Speech begins at this place of the sound, without what comes before it. Without effect
    /// where the client itself says when a turn ends.
    pub fn handle_speech_started(&mut self, at: Duration, now: Instant) {
        if self.closed {
            return;
        }
        self.notice(now);
        let Some(detection) = self.session.input.turn_detection else {
            return;
        };
        if self.hearing.speaking.is_some() {
            return;
        }
        self.quiet = None;
        let from = at.saturating_sub(detection.prefix_padding());
        let from = from.clamp(
            self.hearing.mark,
            self.hearing.position.max(self.hearing.mark),
        );
        let item_id = self.ids.next("item");
        self.send(ServerEvent::SpeechStarted {
            audio_start_ms: ms(from),
            item_id: item_id.clone(),
        });
        self.hearing.speaking = Some(Speaking {
            item_id,
            from,
            deadline: now + UTTERANCE_MAX,
            told: String::new(),
        });
        if detection.interrupts() {
            self.interrupt(now);
        }
    }

    /// Speech ends at this place of the sound: the turn is over.
    pub fn handle_speech_stopped(&mut self, at: Duration, now: Instant) {
        if self.closed {
            return;
        }
        self.notice(now);
        let Some(detection) = self.session.input.turn_detection else {
            return;
        };
        let Some(speaking) = self.hearing.speaking.take() else {
            return;
        };
        let to = at.clamp(speaking.from, self.hearing.position.max(speaking.from));
        self.send(ServerEvent::SpeechStopped {
            audio_end_ms: ms(to),
            item_id: speaking.item_id.clone(),
        });
        self.commit(speaking.item_id, speaking.from, to, speaking.told, now);
        if detection.creates_response() {
            self.respond_to_turn(now);
        }
    }

    /// The client says that the turn is over.
    pub(super) fn commit_by_client(&mut self, now: Instant) -> Result<(), Refusal> {
        let (mark, position) = (self.hearing.mark, self.hearing.position);
        let buffered = position.saturating_sub(mark);
        if buffered < COMMIT_MIN {
            let (least, has) = (COMMIT_MIN.as_millis(), buffered.as_millis());
            let message = format!(
                "Error committing input audio buffer: buffer too small. Expected at least \
                 {least}ms of audio, but buffer only has {has}ms of audio."
            );
            return Err(Refusal::new(Code::CommitEmpty, message));
        }
        if self.session.truncation == Truncation::Disabled
            && !self.conversation.has_room(SPOKEN_BYTES)
        {
            let message = "The conversation is full, and truncation is disabled.";
            return Err(Refusal::new(Code::ConversationFull, message));
        }
        self.quiet = None;
        let (item_id, from, told) = match self.hearing.speaking.take() {
            // It was announced under this id.
            Some(speaking) => (speaking.item_id, speaking.from, speaking.told),
            // A microphone may have been open for long: the oldest sound is gone.
            None => {
                let from = mark.max(position.saturating_sub(BUFFER_MAX));
                (self.ids.next("item"), from, String::new())
            }
        };
        self.commit(item_id, from, position, told, now);
        Ok(())
    }

    /// The client wants what it said so far forgotten.
    pub(super) fn clear_input(&mut self) {
        self.hearing.mark = self.hearing.position;
        self.hearing.speaking = None;
        self.outputs.push_back(Output::ForgetSound);
        self.send(ServerEvent::InputCleared {});
    }

    /// Other settings: nobody may be listening for speech any more.
    pub(super) fn settings_changed(&mut self, now: Instant) {
        if self.session.input.turn_detection.is_none() {
            self.hearing.speaking = None;
        }
        // Silence counts after an answer only.
        if self.quiet.is_some() {
            self.wait_for_quiet(Duration::ZERO, now);
        }
    }

    /// When a silence will be long enough to be a turn, `after` more sound of ours.
    pub(super) fn wait_for_quiet(&mut self, after: Duration, now: Instant) {
        let idle = self.session.input.turn_detection;
        let idle = idle.and_then(|detection| detection.idle_timeout());
        let busy = self.running.is_some() || self.hearing.speaking.is_some();
        self.quiet = match idle {
            Some(idle) if self.answers() && !busy => Some(now + after + idle),
            _ => None,
        };
    }

    /// The guest said nothing for long: that is a turn too, of silence.
    pub(super) fn fall_silent(&mut self, now: Instant) {
        self.quiet = None;
        self.unasked = true;
        let item_id = self.ids.next("item");
        let (from, to) = (self.hearing.mark, self.hearing.position);
        self.send(ServerEvent::TimeoutTriggered {
            audio_start_ms: ms(from),
            audio_end_ms: ms(to),
            item_id: item_id.clone(),
        });
        self.hearing.mark = to;
        self.place_spoken(&item_id, Some(String::new()));
        self.nothing_said(&item_id, to.saturating_sub(from));
        self.respond_to_turn(now);
    }

    fn commit(
        &mut self,
        item_id: String,
        from: Duration,
        to: Duration,
        told: String,
        now: Instant,
    ) {
        self.hearing.mark = self.hearing.mark.max(to);
        self.place_spoken(&item_id, None);
        if self.expect_transcript(&item_id, told, to.saturating_sub(from), now) {
            let sound = Utterance::Heard { from, to };
            self.outputs
                .push_back(Output::Recognise(Recognise { item_id, sound }));
        }
    }

    /// Puts what the guest says into the conversation, understood or not yet.
    fn place_spoken(&mut self, item_id: &str, transcript: Option<String>) {
        self.send(ServerEvent::InputCommitted(Committed {
            previous_item_id: self.conversation.last_id(),
            item_id: item_id.to_owned(),
        }));
        let part = Part::InputAudio {
            audio: None,
            transcript,
        };
        let mut item = Item::message(Role::User, vec![part]);
        item.id = Some(item_id.to_owned());
        item.status = Some(ItemStatus::Completed);
        self.place(item, At::End);
    }

    /// Ends an utterance that nobody ended.
    pub(super) fn end_utterance(&mut self, now: Instant) {
        let late = self.hearing.speaking.as_ref();
        if late.is_some_and(|speaking| speaking.deadline <= now) {
            self.handle_speech_stopped(self.hearing.position, now);
        }
    }
}

fn ms(place: Duration) -> u64 {
    // An hour of them is far below 2^64.
    place.as_millis() as u64
}
