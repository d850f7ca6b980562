//! What the engine is asked, and when: once all that was said is understood.

use super::responding::Waits;
use super::{Ask, Host, Output};
use crate::error::{Code, Refusal};
use crate::item::Item;
use crate::limits::{CONVERSATION_BYTES, REPLY_WITHIN, TRANSCRIPT_WITHIN};
use crate::response::{InputItem, ResponseOptions};
use crate::session::{self, Modality};
use std::collections::HashSet;
use std::time::Instant;

impl Host {
    /// Whether a response can be given so.
    pub(super) fn check_options(&self, options: &ResponseOptions) -> Result<(), Refusal> {
        if !self.answers() {
            let message = "A transcription session gives no answers.";
            return Err(Refusal::value("type", message));
        }
        if options.modality == Some(Modality::Audio) && !self.capabilities.speaks {
            let message = "This host does not speak: use ['text'].";
            return Err(Refusal::value("response.output_modalities", message));
        }
        let output = options.audio.clone().unwrap_or_default().output;
        if let Some(format) = output.format
            && !self.capabilities.formats.contains(&format)
        {
            let message = "This host does not write this format.";
            return Err(Refusal::value("response.audio.output.format", message));
        }
        if let Some(voice) = &output.voice {
            let path = "response.audio.output.voice";
            session::check_voice(voice, &self.capabilities, path)?;
            if self.spoke && *voice != self.session.output.voice {
                let message = "The voice cannot be changed once it was heard.";
                return Err(Refusal::of(Code::CannotUpdateVoice, path, message));
            }
        }
        if let Some(choice) = &options.tool_choice {
            let tools = options.tools.as_ref().unwrap_or(&self.session.tools);
            session::check_tool_choice(choice, tools, "response.tool_choice")?;
        }
        self.check_input(options.input.as_deref().unwrap_or_default())?;
        let bytes = serde_json::to_vec(options).map_or(usize::MAX, |json| json.len());
        if bytes > CONVERSATION_BYTES {
            let message = format!("A response is given at most {CONVERSATION_BYTES} bytes.");
            return Err(Refusal::of(Code::StringAboveMax, "response", message));
        }
        Ok(())
    }

    fn check_input(&self, input: &[InputItem]) -> Result<(), Refusal> {
        for (n, item) in input.iter().enumerate() {
            let path = format!("response.input[{n}]");
            match item {
                InputItem::Reference { id } if !self.conversation.contains(id) => {
                    let message = "There is no item of this id.";
                    return Err(Refusal::value(format!("{path}.id"), message));
                }
                InputItem::Item(item) if item.has_unread_sound() => {
                    let message = "Sound is recognised in items of the conversation only: create \
                        one and refer to it.";
                    return Err(Refusal::value(format!("{path}.content"), message));
                }
                InputItem::Reference { .. } | InputItem::Item(_) => {}
            }
        }
        Ok(())
    }

    /// Asks the engine, or waits until all that was said is understood.
    pub(super) fn ask_or_wait(&mut self, options: ResponseOptions, now: Instant) {
        let of: HashSet<_> = self.hearing.transcripts.keys().cloned().collect();
        if of.is_empty() || options.input.is_some() {
            self.ask(options, now);
        } else if let Some(running) = &mut self.running {
            running.waits = Waits::Transcripts {
                of,
                options: Box::new(options),
                deadline: now + TRANSCRIPT_WITHIN,
            };
        }
    }

    /// A transcript is there, or never will be.
    pub(super) fn transcript_settled(&mut self, item_id: &str, now: Instant) {
        let Some(running) = &mut self.running else {
            return;
        };
        let Waits::Transcripts { of, options, .. } = &mut running.waits else {
            return;
        };
        of.remove(item_id);
        if of.is_empty() {
            let options = std::mem::take(&mut **options);
            self.ask(options, now);
        }
    }

    fn ask(&mut self, options: ResponseOptions, now: Instant) {
        let own_input = options.input.is_some();
        let items = match options.input {
            Some(input) => self.own_input(input),
            None => self.conversation.fresh(),
        };
        let Some(running) = &mut self.running else {
            return;
        };
        running.waits = Waits::Reply {
            deadline: now + REPLY_WITHIN,
        };
        let ask = Ask {
            response_id: running.id.clone(),
            items,
            own_input,
            in_conversation: running.in_conversation,
            instructions: options
                .instructions
                .unwrap_or_else(|| self.session.instructions.clone()),
            tools: options.tools.unwrap_or_else(|| self.session.tools.clone()),
            tool_choice: options
                .tool_choice
                .unwrap_or_else(|| self.session.tool_choice.clone()),
            modality: running.modality,
            format: running.format,
            voice: running.voice.clone(),
            speed: self.session.output.speed,
            max_output_tokens: running.max_output_tokens,
            metadata: running.metadata.clone(),
        };
        if running.in_conversation && !own_input {
            self.conversation.all_asked();
        }
        self.outputs.push_back(Output::Ask(Box::new(ask)));
    }

    fn own_input(&self, input: Vec<InputItem>) -> Vec<Item> {
        let items = input.into_iter().filter_map(|item| match item {
            InputItem::Item(item) => Some(*item),
            InputItem::Reference { id } => self.conversation.get(&id).cloned(),
        });
        items.collect()
    }
}
