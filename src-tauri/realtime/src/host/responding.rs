//! A response from its question to its end. There is one at a time, and each that was created is
//! told to be done, once.

use super::end::End;
use super::making::Open;
use super::{Carrier, Host, Output};
use crate::error::{Code, Refusal};
use crate::event::{RateLimit, ServerEvent};
use crate::item::Item;
use crate::limits::{EVENTS_BURST, REPLY_WITHIN};
use crate::response::{
    ConversationChoice, Response, ResponseAudio, ResponseOptions, ResponseStatus, ResponseVoice,
    StatusDetails,
};
use crate::session::{self, MaxTokens, Metadata, Modality, Voice};
use serde_json::json;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// The response that runs.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) id: String,
    pub(super) modality: Modality,
    pub(super) format: session::Format,
    pub(super) voice: Voice,
    pub(super) max_output_tokens: MaxTokens,
    pub(super) metadata: Option<Metadata>,
    /// What comes of it is part of the conversation.
    pub(super) in_conversation: bool,
    pub(super) waits: Waits,
    /// What came of it so far, whole.
    pub(super) output: Vec<Item>,
    /// What is being made.
    pub(super) open: Option<Open>,
    /// How long it sounds so far.
    pub(super) sound: Duration,
}

/// What a response waits for.
#[derive(Debug)]
pub(super) enum Waits {
    /// What the guest said is not understood yet.
    Transcripts {
        of: HashSet<String>,
        options: Box<ResponseOptions>,
        deadline: Instant,
    },
    /// The engine's next piece.
    Reply { deadline: Instant },
}

impl Waits {
    pub(super) fn deadline(&self) -> Instant {
        match self {
            Self::Transcripts { deadline, .. } | Self::Reply { deadline } => *deadline,
        }
    }
}

impl Host {
    /// Begins a response for the client.
    pub(super) fn begin_response(
        &mut self,
        options: ResponseOptions,
        now: Instant,
    ) -> Result<(), Refusal> {
        if let Some(running) = &self.running {
            let message = format!(
                "Conversation already has an active response in progress: {}. Wait until the \
                 response is finished before creating a new one.",
                running.id
            );
            return Err(Refusal::new(Code::ActiveResponse, message));
        }
        self.check_options(&options)?;
        self.quiet = None;
        let output = &self.session.output;
        let voice = options.audio.clone().unwrap_or_default().output;
        let running = Running {
            id: self.ids.next("resp"),
            modality: options.modality.unwrap_or(self.session.modality),
            format: voice.format.unwrap_or(output.format),
            voice: voice.voice.unwrap_or_else(|| output.voice.clone()),
            max_output_tokens: options
                .max_output_tokens
                .unwrap_or(self.session.max_output_tokens),
            metadata: options.metadata.clone(),
            in_conversation: options.conversation != Some(ConversationChoice::None),
            waits: Waits::Reply {
                deadline: now + REPLY_WITHIN,
            },
            output: Vec::new(),
            open: None,
            sound: Duration::ZERO,
        };
        let response = self.response_object(&running, ResponseStatus::InProgress, None);
        self.running = Some(running);
        self.send(ServerEvent::ResponseCreated {
            response: Box::new(response),
        });
        self.ask_or_wait(options, now);
        Ok(())
    }

    /// A turn is over: it is answered, now or when what runs is done.
    pub(super) fn respond_to_turn(&mut self, now: Instant) {
        if !self.answers() {
            return;
        }
        if self.running.is_some() {
            self.again = true;
        } else {
            // The session's own options were checked when they were set.
            let _ = self.begin_response(ResponseOptions::default(), now);
        }
    }

    pub(super) fn cancel_by_client(
        &mut self,
        response_id: Option<&str>,
        now: Instant,
    ) -> Result<(), Refusal> {
        let running = self.running.as_ref();
        let meant = running.filter(|it| response_id.is_none_or(|id| id == it.id));
        if meant.is_none() {
            let message = "Cancellation failed: no active response found";
            return Err(Refusal::new(Code::CancelNotActive, message));
        }
        self.cancel("client_cancelled", now);
        Ok(())
    }

    /// The guest began to speak: whoever speaks stops.
    pub(super) fn interrupt(&mut self, now: Instant) {
        self.again = false;
        self.cancel("turn_detected", now);
        if self.carrier == Carrier::WebRtc {
            self.silence(now);
        }
    }

    fn cancel(&mut self, reason: &'static str, now: Instant) {
        self.drop_answer();
        self.finish(End::Cancelled(reason), now);
    }

    /// The engine took too long, or a transcript that was waited for did.
    pub(super) fn give_up_response(&mut self, now: Instant) {
        let late = self.running.as_ref();
        if late.is_none_or(|running| running.waits.deadline() > now) {
            return;
        }
        self.drop_answer();
        let code = Code::ReplyTimeout.as_str().to_owned();
        let message = "There was no answer in time.".to_owned();
        self.finish(End::Failed { code, message }, now);
    }

    /// The session ends: so does what runs.
    pub(super) fn stop_for_good(&mut self, error: Option<&Refusal>, now: Instant) {
        let end = match error {
            None => End::Cancelled("client_cancelled"),
            Some(error) => End::Failed {
                code: error.code.as_str().to_owned(),
                message: error.message.clone(),
            },
        };
        self.drop_answer();
        self.finish(end, now);
        self.again = false;
    }

    /// Wants nothing more of the engine for what runs.
    pub(super) fn drop_answer(&mut self) {
        if let Some(Running {
            id,
            waits: Waits::Reply { .. },
            ..
        }) = &self.running
        {
            let response_id = id.clone();
            self.outputs.push_back(Output::Drop { response_id });
        }
    }

    /// The one way in which a response ends.
    pub(super) fn finish(&mut self, end: End, now: Instant) {
        self.close_open(end == End::Completed);
        let Some(running) = self.running.take() else {
            return;
        };
        let (status, details) = end.says();
        let response = self.response_object(&running, status, details);
        self.send(ServerEvent::ResponseDone {
            response: Box::new(response),
        });
        let (remaining, reset_seconds) = self.pace.left(now);
        self.send(ServerEvent::RateLimitsUpdated {
            rate_limits: vec![RateLimit {
                name: "requests".to_owned(),
                limit: u64::from(EVENTS_BURST),
                remaining: u64::from(remaining),
                reset_seconds,
            }],
        });
        self.generated(&running.id, now);
        if std::mem::take(&mut self.again) {
            self.respond_to_turn(now);
        } else {
            self.wait_for_quiet(running.sound, now);
        }
    }

    fn response_object(
        &self,
        running: &Running,
        status: ResponseStatus,
        status_details: Option<StatusDetails>,
    ) -> Response {
        // Nothing is counted in tokens here; but clients add them up.
        let usage = json!({"total_tokens": 0, "input_tokens": 0, "output_tokens": 0});
        let done = status != ResponseStatus::InProgress;
        let output = ResponseVoice {
            format: Some(running.format),
            voice: Some(running.voice.clone()),
        };
        Response {
            id: running.id.clone(),
            object: "realtime.response".to_owned(),
            status: Some(status),
            status_details,
            output: running.output.clone(),
            conversation_id: running
                .in_conversation
                .then(|| self.conversation_id.clone()),
            output_modalities: vec![running.modality],
            max_output_tokens: Some(running.max_output_tokens),
            audio: Some(ResponseAudio { output }),
            usage: done.then_some(usage),
            metadata: running.metadata.clone(),
        }
    }
}
