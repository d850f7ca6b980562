//! A guest who says nothing for `idle_timeout_ms`: that is a turn, too (REALTIME, sections 4 and 6).

use super::Talk;
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

impl Talk {
    /// The model has spoken, and it is the guest's turn.
    pub(super) fn await_guest(&mut self, now: Instant) {
        let detection = &self.session["audio"]["input"]["turn_detection"];
        let idle = detection["idle_timeout_ms"].as_u64();
        let busy = self.reply.is_some() || self.playing.is_some() || self.speech.is_some();
        self.quiet = idle
            .filter(|_| !busy)
            .map(|ms| now + Duration::from_millis(ms));
    }

    /// The guest said nothing for so long: a turn of silence, and a response to it.
    pub(super) fn fall_silent(&mut self, now: Instant) {
        self.quiet = None;
        let item = self.id("item");
        let (from, to) = self.ear.uncommitted_ms();
        let fields = json!({"audio_start_ms": from, "audio_end_ms": to, "item_id": item});
        self.say("input_audio_buffer.timeout_triggered", fields);
        self.take_turn(&item);
        // There is none that is active, or it would not be quiet.
        let _ = self.create_response(None, now);
    }
}
