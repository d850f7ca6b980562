//! The engine's answer, made into items and events in the order of REALTIME.md 6.1 and 7.5.

use super::end::End;
use super::making::Making;
use super::responding::Waits;
use super::{Carrier, Host, Reply};
use crate::event::{ContentPart, Place, ServerEvent, encode};
use crate::item::{Body, Item, Part, Role};
use crate::limits::{DELTA_BYTES, ITEM_BYTES, REPLY_WITHIN};
use crate::session::Modality;
use std::time::{Duration, Instant};

impl Host {
    /// A piece of the engine's answer. What comes for a response that is over is not heard.
    pub fn handle_reply(&mut self, response_id: &str, reply: Reply, now: Instant) {
        if self.closed {
            return;
        }
        let Some(running) = &mut self.running else {
            return;
        };
        if running.id != response_id || !matches!(running.waits, Waits::Reply { .. }) {
            return;
        }
        running.waits = Waits::Reply {
            deadline: now + REPLY_WITHIN,
        };
        match reply {
            Reply::Text(words) => self.say(&words, now),
            Reply::Sound(bytes) => self.sound(&bytes, now),
            Reply::Playing(more) => self.play(more, now),
            Reply::Call { name, arguments } => self.call(name, arguments, now),
            Reply::ToolStarted { name, arguments } => self.start_tool(name, arguments, now),
            Reply::ToolEnded(outcome) => self.end_tool(outcome),
            Reply::Done => self.finish(End::Completed, now),
            Reply::Incomplete(reason) => self.finish(End::Incomplete(reason), now),
            Reply::Failed { code, message } => self.finish(End::Failed { code, message }, now),
        }
    }

    fn say(&mut self, words: &str, now: Instant) {
        if words.is_empty() {
            return;
        }
        let Some(place) = self.open_message(now) else {
            return;
        };
        let modality = self.modality();
        let Some(Making::Message { text, .. }) = self.making() else {
            return;
        };
        if json_size(text) + json_size(words) > ITEM_BYTES {
            self.stop_full(now);
            return;
        }
        text.push_str(words);
        let delta = words.to_owned();
        self.send(match modality {
            Modality::Text => ServerEvent::OutputTextDelta { place, delta },
            Modality::Audio => ServerEvent::OutputTranscriptDelta { place, delta },
        });
    }

    fn sound(&mut self, bytes: &[u8], now: Instant) {
        let carries = self.carrier == Carrier::WebSocket && self.modality() == Modality::Audio;
        if bytes.is_empty() || !carries {
            return;
        }
        let Some(place) = self.open_message(now) else {
            return;
        };
        if let Some(running) = &self.running {
            let sounds = running.format.duration(bytes.len());
            self.sounded(sounds);
        }
        for piece in bytes.chunks(DELTA_BYTES) {
            self.send(ServerEvent::OutputAudioDelta {
                place: place.clone(),
                delta: encode(piece),
            });
        }
    }

    fn play(&mut self, more: Duration, now: Instant) {
        let carries = self.carrier == Carrier::WebRtc && self.modality() == Modality::Audio;
        if more.is_zero() || !carries {
            return;
        }
        let Some(place) = self.open_message(now) else {
            return;
        };
        self.sounded(more);
        self.playing_more(place.response_id, place.item_id, more, now);
    }

    fn modality(&self) -> Modality {
        let running = self.running.as_ref();
        running.map_or(self.session.modality, |running| running.modality)
    }

    fn sounded(&mut self, more: Duration) {
        self.spoke = true;
        if let Some(running) = &mut self.running {
            running.sound += more;
        }
        if let Some(Making::Message { sound, .. }) = self.making() {
            *sound += more;
        }
    }

    /// Opens a message, if none is open. Says where it is, or nothing if the response is full and
    /// therefore over.
    fn open_message(&mut self, now: Instant) -> Option<Place> {
        if let Some(open) = self.running.as_ref()?.open.as_ref()
            && matches!(open.what, Making::Message { .. })
        {
            return Some(first_part(&open.place));
        }
        let text = String::new();
        let sound = Duration::ZERO;
        let place = self.open_item(Making::Message { text, sound }, now)?;
        let place = first_part(&place);
        let part = match self.modality() {
            Modality::Text => ContentPart::Text {
                text: String::new(),
            },
            Modality::Audio => ContentPart::Audio {
                transcript: String::new(),
            },
        };
        self.send(ServerEvent::ContentPartAdded {
            place: place.clone(),
            part,
        });
        Some(place)
    }

    /// Tells that a message is all there, and gives it.
    pub(super) fn close_message(&mut self, place: &Place, text: String) -> Body {
        let place = first_part(place);
        let (said, part) = match self.modality() {
            Modality::Text => {
                self.send(ServerEvent::OutputTextDone {
                    place: place.clone(),
                    text: text.clone(),
                });
                (
                    Part::OutputText { text: text.clone() },
                    ContentPart::Text { text },
                )
            }
            Modality::Audio => {
                let transcript = text;
                self.send(ServerEvent::OutputAudioDone {
                    place: place.clone(),
                });
                self.send(ServerEvent::OutputTranscriptDone {
                    place: place.clone(),
                    transcript: transcript.clone(),
                });
                (
                    Part::OutputAudio {
                        transcript: Some(transcript.clone()),
                    },
                    ContentPart::Audio { transcript },
                )
            }
        };
        self.send(ServerEvent::ContentPartDone { place, part });
        Item::message(Role::Assistant, vec![said]).body
    }
}

/// The first part of an item, and the only one of a message of ours.
fn first_part(place: &Place) -> Place {
    Place {
        content_index: Some(0),
        ..place.clone()
    }
}

/// The bytes of a text as JSON, for that is how large it gets.
pub(super) fn json_size(text: &str) -> usize {
    serde_json::to_string(text).map_or(0, |json| json.len())
}
