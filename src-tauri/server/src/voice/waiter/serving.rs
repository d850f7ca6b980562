//! Everything that was said since the last question, taken in order.

use super::{
    Waiter,
    told::Told,
    tools::{self, Tools},
};
use kitchen::{State, cart::tools::Call};
use realtime::item::{Body, FunctionCall, Item, Part, Role};
use speech::{
    Heard,
    dialogue::{self, Question, Turn},
};
use std::collections::HashMap;

/// What came of everything that was said.
#[derive(Default)]
pub(super) struct Served {
    pub calls: Vec<tools::Called>,
    pub says: String,
    pub wants_submit: bool,
}

impl Served {
    /// The names of the calls that change the cart, or order it. Reading back is no more than words.
    pub fn changes(&self) -> impl Iterator<Item = &'static str> {
        let done = self.calls.iter().filter(|(_, outcome)| outcome.is_ok());
        let changes = done.filter(|(call, _)| !matches!(call, Call::ReadBack {}));
        let submit = Call::SubmitOrder { confirmed: true };
        let submit = self.wants_submit.then(|| submit.name());
        changes.map(|(call, _)| call.name()).chain(submit)
    }

    /// The last to be said is what counts; whoever seeds a session with what was said before wants
    /// one answer.
    pub fn add(&mut self, turn: Turn) {
        self.calls.extend(turn.calls);
        self.says = turn.says;
        self.wants_submit = turn.wants_submit;
    }
}

impl Waiter {
    /// Takes everything that was said since the last question, in order.
    pub(super) fn serve(
        &mut self,
        items: &[Item],
        tools: &Tools,
        heard: &mut HashMap<String, Heard>,
        calls: &HashMap<String, FunctionCall>,
    ) -> Served {
        let head = self.restaurant.head();
        let now_ms = self.app.clock.now_ms();
        let mut served = Served::default();
        let mut first = true;
        let mut told = Told::default();
        for item in items {
            match &item.body {
                Body::Message(message) if message.role == Role::System => {
                    told.by_message(&said(&message.content));
                }
                Body::Message(message) if message.role == Role::User => {
                    let Some(dialogue) = &mut self.dialogue else {
                        break;
                    };
                    told.settle(dialogue, &head);
                    let known = item.id.as_ref().and_then(|id| heard.remove(id));
                    let heard = known.unwrap_or_else(|| Heard::typed(&said(&message.content)));
                    // Only what a guest was asked can he confirm. Whoever tells a conversation
                    // again, after a lost connection, may have his order already.
                    let unasked = !first && *dialogue.question() == Question::Submit;
                    let before = unasked.then(|| dialogue.clone());
                    let turn = dialogue.hear(&head, now_ms, &heard);
                    match before.filter(|_| turn.wants_submit) {
                        Some(before) => *dialogue = before,
                        None => served.add(turn),
                    }
                    first = false;
                    self.withheld = None;
                }
                Body::FunctionCallOutput(output) => {
                    let call = calls.get(&output.call_id);
                    if let Some(call) = call.and_then(|call| tools.read(call)) {
                        self.answered(&head, &call, &output.output, &mut served);
                        told.by_output(&output.output);
                    }
                }
                _ => {}
            }
        }
        if let Some(dialogue) = &mut self.dialogue {
            told.settle(dialogue, &head);
        }
        if served.says.is_empty()
            && let Some(withheld) = self.withheld.take()
        {
            served.says = withheld;
        }
        if served.says.is_empty()
            && let Some(dialogue) = &self.dialogue
        {
            // Nobody said anything, and an answer is wanted: what is open is asked.
            served.says = dialogue.prompt().says;
        }
        served
    }

    /// The client has carried out one of its calls.
    fn answered(&mut self, state: &State, call: &Call, output: &str, served: &mut Served) {
        let Some(dialogue) = &mut self.dialogue else {
            return;
        };
        let now_ms = self.app.clock.now_ms();
        let outcome = tools::outcome(output);
        if let Call::SubmitOrder { .. } = call {
            let placed = outcome.map(|number| dialogue::Placed { number });
            served.add(dialogue.submitted(placed));
            self.withheld = None;
        } else {
            dialogue.answered(state, now_ms, call, outcome.is_err());
            if let Err(refusal) = outcome {
                self.withheld = None;
                served.says = refusal.message;
            }
        }
    }
}

/// The words of an item: as they were typed, or as they were written down.
fn said(content: &[Part]) -> String {
    let words = content.iter().filter_map(|part| match part {
        Part::InputText { text } => Some(text.as_str()),
        Part::InputAudio { transcript, .. } => transcript.as_deref(),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" ")
}
