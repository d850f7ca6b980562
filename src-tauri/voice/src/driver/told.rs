//! What a person does, what the app tells, and what becomes of the microphone.

use std::time::Instant;

use super::actor::{Actor, now};
use super::ear::Ear;
use super::handle::Message;
use crate::fault::Phase;
use crate::sound::{MicState, Sound};
use crate::turn::{CUT_OFF, Take};

impl<S: Sound> Actor<S> {
    pub(super) fn message(&mut self, message: Message) {
        let now = now();
        if message.is_of_a_finger() {
            self.stop_again();
        }
        match message {
            Message::Start => self.turn.start(now),
            Message::Rest => {
                self.free = None;
                self.turn.rest();
            }
            Message::Press => {
                // A take that is under way goes on, and ends with the button.
                self.free = None;
                self.turn.press(now);
            }
            Message::HandsFree(true) => self.go_free(now),
            Message::HandsFree(false) => self.end_free(None),
            Message::Release => self.release(now),
            Message::Interrupt => {
                self.free = None;
                self.turn.interrupt();
            }
            Message::SayAgain if self.turn.state().is_at_rest() => self.again.start(now),
            Message::SayAgain => {}
            Message::Reset => {
                self.ahead.forget();
                self.free = None;
                self.turn.reset(now);
            }
            Message::Cart(cart) => self.tell_cart(&cart),
            Message::Answered { call_id, output } => self.answered(&call_id, &output),
            Message::Tools(tools) => {
                self.wishes.tools = tools;
                self.ahead.forget();
            }
            Message::Forget => {
                self.end_free(None);
                self.transcript.clear();
                self.stop_again();
                self.again.forget();
                self.board.has_words = true;
            }
        }
    }

    pub(super) fn release(&mut self, now: Instant) {
        let (take, is_cut) = match &self.ear {
            Ear::Open(open) => (open.heard.take(), open.heard.is_cut),
            _ => (Take::Short, false),
        };
        let mic = self.mic.borrow().clone();
        // Why nothing was heard says more than that nothing was; and what lacks words in the
        // middle may mean something else.
        if !mic.is_usable() && (is_cut || take != Take::Sound) {
            self.turn.handle_deaf(mic.words());
        } else if is_cut {
            self.turn.handle_deaf(CUT_OFF);
        }
        self.turn.release(take, now);
    }

    /// A microphone that cannot be had ends the take; one that was lost may come back.
    pub(super) fn mic_changed(&mut self) {
        let mic = self.mic.borrow_and_update().clone();
        self.board.is_dirty = true;
        if !mic.is_usable() {
            self.board.note(Phase::Microphone, mic.words());
            if let Ear::Open(open) = &mut self.ear {
                open.heard.is_cut = true;
            }
            // Hands-free, nobody lets go.
            let was_free = self.free.take().is_some();
            if was_free || !matches!(mic, MicState::Lost { .. }) {
                self.turn.handle_deaf(mic.words());
            }
        }
    }
}
