//! Everything that a host can say, as types.

use super::payload::*;
use crate::error::ErrorBody;
use crate::item::Item;
use crate::response::Response;
use crate::session::SessionObject;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a host can say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ServerEvent {
    /// The first event: the settings in effect.
    #[serde(rename = "session.created")]
    SessionCreated {
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        session: Box<SessionObject>,
    },
    /// All settings, after an update.
    #[serde(rename = "session.updated")]
    SessionUpdated {
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        session: Box<SessionObject>,
    },
    /// A conversation began; hosts of today do not say so.
    #[serde(rename = "conversation.created")]
    ConversationCreated {
        /// Its id.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        conversation: Value,
    },
    /// An item is there, perhaps not whole yet.
    #[serde(rename = "conversation.item.added")]
    ItemAdded(PlacedItem),
    /// An item is whole, or will not become so.
    #[serde(rename = "conversation.item.done")]
    ItemDone(PlacedItem),
    /// The beta's name of [`ServerEvent::ItemAdded`]; to be ignored.
    #[serde(rename = "conversation.item.created")]
    ItemCreated(PlacedItem),
    /// An item as it is now.
    #[serde(rename = "conversation.item.retrieved")]
    ItemRetrieved {
        /// It.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item: Item,
    },
    /// An item is forgotten.
    #[serde(rename = "conversation.item.deleted")]
    ItemDeleted {
        /// Which.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
    },
    /// The rest of an item was not heard, and its words are forgotten.
    #[serde(rename = "conversation.item.truncated")]
    ItemTruncated {
        /// Which.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
        /// Which part.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        content_index: u32,
        /// How much was heard, in ms.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        audio_end_ms: u64,
    },
    /// A piece of what a guest said.
    #[serde(rename = "conversation.item.input_audio_transcription.delta")]
    TranscriptDelta(TranscriptDelta),
    /// All that a guest said.
    #[serde(rename = "conversation.item.input_audio_transcription.completed")]
    TranscriptCompleted(TranscriptCompleted),
    /// Nothing was understood.
    #[serde(rename = "conversation.item.input_audio_transcription.failed")]
    TranscriptFailed(TranscriptFailed),
    /// Who said what; only some models.
    #[serde(rename = "conversation.item.input_audio_transcription.segment")]
    TranscriptSegment {
        /// The item it belongs to.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
        /// The rest.
        #[serde(flatten)]
        rest: Map<String, Value>,
    },
    /// The sound became a turn.
    #[serde(rename = "input_audio_buffer.committed")]
    InputCommitted(Committed),
    /// The sound is forgotten.
    #[serde(rename = "input_audio_buffer.cleared")]
    InputCleared {},
    /// The guest began to speak.
    #[serde(rename = "input_audio_buffer.speech_started")]
    SpeechStarted {
        /// Where in all the sound, with what comes before the speech, in ms.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        audio_start_ms: u64,
        /// The item it will become.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
    },
    /// The guest stopped.
    #[serde(rename = "input_audio_buffer.speech_stopped")]
    SpeechStopped {
        /// Where in all the sound, in ms.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        audio_end_ms: u64,
        /// The item it becomes.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
    },
    /// The guest said nothing for long; a turn of silence follows.
    #[serde(rename = "input_audio_buffer.timeout_triggered")]
    TimeoutTriggered {
        /// Where the silence began, in ms.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        audio_start_ms: u64,
        /// Where it was enough, in ms.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        audio_end_ms: u64,
        /// The item it becomes.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
    },
    /// The engine is heard (WebRTC).
    #[serde(rename = "output_audio_buffer.started")]
    OutputStarted {
        /// The response.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response_id: Option<String>,
    },
    /// All was heard (WebRTC).
    #[serde(rename = "output_audio_buffer.stopped")]
    OutputStopped {
        /// The response.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response_id: Option<String>,
    },
    /// The rest will not be heard (WebRTC).
    #[serde(rename = "output_audio_buffer.cleared")]
    OutputCleared {
        /// The response.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response_id: Option<String>,
    },
    /// A response began.
    #[serde(rename = "response.created")]
    ResponseCreated {
        /// It.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        response: Box<Response>,
    },
    /// A response ended, however.
    #[serde(rename = "response.done")]
    ResponseDone {
        /// It.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        response: Box<Response>,
    },
    /// A response has another item.
    #[serde(rename = "response.output_item.added")]
    OutputItemAdded(OutputItem),
    /// An item is whole, or will not become so.
    #[serde(rename = "response.output_item.done")]
    OutputItemDone(OutputItem),
    /// A message has another part.
    #[serde(rename = "response.content_part.added")]
    ContentPartAdded {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The part, empty.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        part: ContentPart,
    },
    /// A part is whole, or will not become so.
    #[serde(rename = "response.content_part.done")]
    ContentPartDone {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The part.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        part: ContentPart,
    },
    /// More words.
    #[serde(rename = "response.output_text.delta")]
    OutputTextDelta {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        delta: String,
    },
    /// All words.
    #[serde(rename = "response.output_text.done")]
    OutputTextDone {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        text: String,
    },
    /// More sound (WebSocket).
    #[serde(rename = "response.output_audio.delta")]
    OutputAudioDelta {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// It, in base64.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        delta: String,
    },
    /// That was all sound.
    #[serde(rename = "response.output_audio.done")]
    OutputAudioDone {
        /// Where.
        #[serde(flatten)]
        place: Place,
    },
    /// More words of the sound.
    #[serde(rename = "response.output_audio_transcript.delta")]
    OutputTranscriptDelta {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        delta: String,
    },
    /// All words of the sound.
    #[serde(rename = "response.output_audio_transcript.done")]
    OutputTranscriptDone {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        transcript: String,
    },
    /// More of a call's arguments.
    #[serde(rename = "response.function_call_arguments.delta")]
    FunctionArgumentsDelta {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        delta: String,
    },
    /// All of a call's arguments.
    #[serde(rename = "response.function_call_arguments.done")]
    FunctionArgumentsDone {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// The tool.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        name: String,
        /// JSON, as text.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        arguments: String,
    },
    /// More of the arguments of a call that the host carries out.
    #[serde(rename = "response.mcp_call_arguments.delta")]
    McpArgumentsDelta {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        delta: String,
    },
    /// All of them.
    #[serde(rename = "response.mcp_call_arguments.done")]
    McpArgumentsDone {
        /// Where.
        #[serde(flatten)]
        place: Place,
        /// JSON, as text.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        arguments: String,
    },
    /// The host carries out a call.
    #[serde(rename = "response.mcp_call.in_progress")]
    McpInProgress {
        /// Which of the response's items.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        output_index: u32,
        /// The item.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
    },
    /// The host has carried it out.
    #[serde(rename = "response.mcp_call.completed")]
    McpCompleted {
        /// Which of the response's items.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        output_index: u32,
        /// The item.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
    },
    /// The host could not.
    #[serde(rename = "response.mcp_call.failed")]
    McpFailed {
        /// Which of the response's items.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        output_index: u32,
        /// The item.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        item_id: String,
    },
    /// How far the host's bounds are.
    #[serde(rename = "rate_limits.updated")]
    RateLimitsUpdated {
        /// They.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        rate_limits: Vec<RateLimit>,
    },
    /// Something was refused, or went wrong.
    #[serde(rename = "error")]
    Error {
        /// What.
        #[serde(default, deserialize_with = "crate::lenient::or_default")]
        error: ErrorBody,
    },
    /// An event that is not known here, whole but for its id.
    #[serde(untagged)]
    Other {
        /// Its type.
        #[serde(rename = "type")]
        kind: String,
        /// All else in it.
        #[serde(flatten)]
        raw: Map<String, Value>,
    },
}
