//! What the client says.

use super::conversation::At;
use super::pace::Verdict;
use super::{Carrier, Host, Output, Recognise, Utterance};
use crate::error::{Code, Refusal};
use crate::event::{ClientEvent, ClientMessage, Misread, PlacedItem, ServerEvent};
use crate::item::{Body, Item, ItemStatus, Part};
use crate::limits::EVENTS_REFUSED;
use crate::session::{Patch, SessionKind, Truncation};
use std::time::{Duration, Instant};

impl Host {
    /// The client sent this text.
    pub fn handle_client(&mut self, text: &str, now: Instant) {
        if self.closed {
            return;
        }
        let read = ClientMessage::read(text);
        let sound = matches!(
            read.as_ref().map(|message| &message.event),
            Ok(ClientEvent::InputAudioAppend { .. })
        );
        // Sound comes at its own pace, and its buffer has its own bound.
        if !sound && !self.pass(now) {
            return;
        }
        match read {
            Err(Misread { event_id, refusal }) => self.refuse(&refusal, event_id),
            Ok(message) => {
                // Silence that streams in keeps nobody's session alive where we listen for speech.
                if !sound || self.session.input.turn_detection.is_none() {
                    self.notice(now);
                }
                if let Err(refusal) = self.carry_out(message.event, now) {
                    self.refuse(&refusal, message.event_id);
                }
            }
        }
    }

    /// The client sent bytes that are no text.
    pub fn handle_binary(&mut self, now: Instant) {
        if self.closed || !self.pass(now) {
            return;
        }
        let refusal = Refusal::new(Code::InvalidEvent, "Events are text, not binary frames.");
        self.refuse(&refusal, None);
    }

    /// Counts an event. Says whether it may be carried out.
    fn pass(&mut self, now: Instant) -> bool {
        match self.pace.count(now) {
            Verdict::Pass => true,
            Verdict::Refuse => {
                let refusal = Refusal::new(Code::RateLimit, "Too many events in too short a time.");
                self.refuse(&refusal, None);
                false
            }
            Verdict::End => {
                let message = format!("{EVENTS_REFUSED} events in a row were too many.");
                let refusal = Refusal::new(Code::RateLimit, message);
                self.close(1008, "too many events", Some(refusal), now);
                false
            }
        }
    }

    fn carry_out(&mut self, event: ClientEvent, now: Instant) -> Result<(), Refusal> {
        match event {
            ClientEvent::SessionUpdate { session } => self.update(&session, now),
            ClientEvent::InputAudioAppend { audio } => self.append(audio),
            ClientEvent::InputAudioCommit {} => self.commit_by_client(now),
            ClientEvent::InputAudioClear {} => {
                self.clear_input();
                Ok(())
            }
            ClientEvent::OutputAudioClear {} => self.clear_output(now),
            ClientEvent::ItemCreate {
                previous_item_id,
                item,
            } => self.create_item(previous_item_id.as_deref(), *item, now),
            ClientEvent::ItemRetrieve { item_id } => {
                let item = self.conversation.get(&item_id).cloned();
                let item = item.ok_or_else(|| no_item(Code::RetrieveNoItem, &item_id))?;
                self.send(ServerEvent::ItemRetrieved { item });
                Ok(())
            }
            ClientEvent::ItemDelete { item_id } => {
                if !self.conversation.remove(&item_id) {
                    return Err(no_item(Code::DeleteNoItem, &item_id));
                }
                self.send(ServerEvent::ItemDeleted { item_id });
                Ok(())
            }
            ClientEvent::ItemTruncate {
                item_id,
                content_index,
                audio_end_ms,
            } => {
                let end = Duration::from_millis(audio_end_ms);
                self.conversation.truncate(&item_id, content_index, end)?;
                self.send(ServerEvent::ItemTruncated {
                    item_id,
                    content_index,
                    audio_end_ms,
                });
                Ok(())
            }
            ClientEvent::ResponseCreate { response } => {
                self.begin_response(response.map(|it| *it).unwrap_or_default(), now)
            }
            ClientEvent::ResponseCancel { response_id } => {
                self.cancel_by_client(response_id.as_deref(), now)
            }
        }
    }

    fn update(&mut self, patch: &Patch, now: Instant) -> Result<(), Refusal> {
        let standing = Some(self.standing());
        let merged = self
            .session
            .merged(patch, &self.capabilities, standing, "session")?;
        let changed = merged != self.session;
        self.session = merged;
        if changed {
            self.settings_changed(now);
            self.outputs.push_back(Output::Settings);
        }
        let session = Box::new(self.session_object());
        self.send(ServerEvent::SessionUpdated { session });
        Ok(())
    }

    fn create_item(
        &mut self,
        previous: Option<&str>,
        mut item: Item,
        now: Instant,
    ) -> Result<(), Refusal> {
        let at = match previous {
            None => At::End,
            Some("root") => At::Front,
            Some(id) => At::After(id),
        };
        let given = self.take_sound(&mut item)?;
        let keep_all = self.session.truncation == Truncation::Disabled;
        self.conversation.check(&item, at, keep_all)?;
        if let Body::FunctionCall(call) = &mut item.body
            && call.call_id.is_empty()
        {
            call.call_id = self.ids.next("call");
        }
        let id = item.id.take().unwrap_or_else(|| self.ids.next("item"));
        item.id = Some(id.clone());
        // What a client says of it has no effect (REALTIME.md 5): it is there, so it is whole.
        item.status = Some(ItemStatus::Completed);
        self.place(item, at);
        if let Some(bytes) = given {
            let format = self.session.input.format;
            let sounds = format.duration(bytes.len());
            let sound = Utterance::Given { format, bytes };
            if self.expect_transcript(&id, String::new(), sounds, now) {
                let item_id = id;
                self.outputs
                    .push_back(Output::Recognise(Recognise { item_id, sound }));
            }
        }
        Ok(())
    }

    /// Adds an item that is whole, and says so.
    pub(super) fn place(&mut self, mut item: Item, at: At<'_>) {
        item.object = Some("realtime.item".to_owned());
        let previous_item_id = self.conversation.add(item.clone(), at);
        let placed = PlacedItem {
            previous_item_id,
            item,
        };
        self.send(ServerEvent::ItemAdded(placed.clone()));
        self.send(ServerEvent::ItemDone(placed));
    }

    /// Takes the sound out of an item, which keeps its words alone. There is none where the
    /// client says itself what was spoken.
    fn take_sound(&self, item: &mut Item) -> Result<Option<Vec<u8>>, Refusal> {
        let Body::Message(message) = &mut item.body else {
            return Ok(None);
        };
        let format = self.session.input.format;
        let mut sound = None;
        for (n, part) in message.content.iter_mut().enumerate() {
            let path = format!("item.content[{n}]");
            match part {
                Part::InputAudio { audio, transcript } => {
                    let audio = audio.take().unwrap_or_default();
                    let path = format!("{path}.audio");
                    let bytes = crate::event::decode(&audio, &path)?;
                    whole_samples(format, &bytes, &path)?;
                    if transcript.is_none() {
                        sound.get_or_insert_with(Vec::new).extend(bytes);
                    }
                }
                Part::InputImage { .. } if !self.capabilities.images => {
                    let message = "This host does not look at pictures.";
                    return Err(Refusal::value(format!("{path}.type"), message));
                }
                _ => {}
            }
        }
        Ok(sound)
    }

    /// Sound in an event.
    fn append(&mut self, bytes: Vec<u8>) -> Result<(), Refusal> {
        if self.carrier == Carrier::WebRtc {
            let message = "Over WebRTC sound comes on its track, not in events.";
            return Err(Refusal::value("type", message));
        }
        let format = self.session.input.format;
        whole_samples(format, &bytes, "audio")?;
        let heard = self.hear(format.duration(bytes.len()))?;
        if heard && !bytes.is_empty() {
            self.outputs.push_back(Output::Sound { format, bytes });
        }
        Ok(())
    }

    /// Whether answers are given in this session at all.
    pub(super) fn answers(&self) -> bool {
        self.session.kind == SessionKind::Realtime
    }
}

fn no_item(code: Code, id: &str) -> Refusal {
    let short: String = id.chars().take(64).collect();
    let message = format!("The item with id '{short}' does not exist.");
    Refusal::of(code, "item_id", message)
}

fn whole_samples(format: crate::session::Format, bytes: &[u8], path: &str) -> Result<(), Refusal> {
    if bytes.len().is_multiple_of(format.sample_bytes()) {
        return Ok(());
    }
    let message = format!("Invalid '{path}': half a sample at its end.");
    Err(Refusal::value(path, message))
}
