//! What comes over the connection, from the microphone and from the app, and what the session makes
//! of it.

use std::time::Instant;

use peer::{By, Closing, Event, Frame, Mark};
use realtime::event::ServerMessage;
use serde_json::{Value, json};

use super::VoiceAsk;
use super::actor::{Actor, Link, now};
use super::ear::Ear;
use super::free::Change;
use super::live::Came;
use crate::fault::{Fault, Phase};
use crate::session::News;
use crate::sound::Sound;

/// Frames from before somebody was seen to speak that belong to what he says: 600 ms, for it takes
/// up to 200 to see it, and a word begins softly.
const BEFORE: usize = 30;

impl<S: Sound> Actor<S> {
    pub(super) async fn came(&mut self, came: Came) {
        let now = now();
        match came {
            Came::Sound(frame) => {
                if let Link::Live(live) = &self.link
                    && live.session.is_audible()
                {
                    self.again.hear(&frame);
                    // What lies between two replies is silence.
                    if !self.again.is_sounding() {
                        self.sound.say(&frame);
                    }
                }
            }
            Came::Event(Event::Text(text)) => self.text(&text, now),
            Came::Event(Event::Binary(bytes)) => {
                let what = format!("{bytes} bytes came that are no event");
                self.board.note(Phase::Session, what);
            }
            Came::Event(Event::Drained(mark)) => self.drained(mark),
            // It was told when the connection was made.
            Came::Event(Event::Open) => {}
            Came::Event(Event::Closed(closing)) => self.closed(&closing, now),
        }
    }

    fn text(&mut self, text: &str, now: Instant) {
        let Link::Live(live) = &mut self.link else {
            return;
        };
        match ServerMessage::read(text) {
            Ok(message) => {
                self.transcript.handle(&message.event);
                self.board.has_words = true;
                live.session.handle(&message.event, now);
                let (round_trip, counts) = (live.session.round_trip(), live.sound.counts());
                self.board.measured(round_trip, counts);
            }
            Err(error) => self
                .board
                .note(Phase::Session, format!("no event: {error}")),
        }
    }

    /// All that was said up to this mark has left.
    fn drained(&mut self, passed: Mark) {
        if let Ear::Trailing { mark, .. } = self.ear
            && mark <= passed
        {
            self.ear = Ear::Closed;
            if let Link::Live(live) = &mut self.link {
                live.session.commit();
            }
        }
    }

    fn closed(&mut self, closing: &Closing, now: Instant) {
        self.ended_by = Some(closing.by.as_str());
        tracing::info!(%closing, "a voice session ended");
        self.board.note(Phase::Session, closing.to_string());
        let words = match closing.by {
            By::Peer => "The voice server ended the session.",
            By::Lost => "The network for voice was lost.",
            By::Us | By::Deadline => "The voice connection broke.",
        };
        self.turn
            .handle_fault(Fault::passing(Phase::Session, words), now);
    }

    /// A frame of the microphone, or its end.
    pub(super) async fn frame(&mut self, frame: Option<Frame>) {
        let Link::Live(live) = &mut self.link else {
            return;
        };
        match (std::mem::take(&mut self.ear), frame) {
            (Ear::Open(mut open), Some(frame)) => {
                let now = now();
                let free = self.free.as_mut().filter(|_| !open.is_ending);
                let change = free.and_then(|free| free.hear(&frame));
                if change == Some(Change::Started) {
                    // What was heard before is nobody's.
                    live.session.begin_take(now);
                    self.turn.handle_heard(now);
                }
                let is_quiet = self.free.as_ref().is_some_and(|free| free.is_quiet());
                let counts = live.session.takes_sound() && !is_quiet;
                open.frame(frame, counts, &live.speaker).await;
                if is_quiet {
                    open.keep(BEFORE);
                }
                self.ear = Ear::Open(open);
                if change == Some(Change::Stopped) {
                    self.release(now);
                }
            }
            (Ear::Open(open), None) if open.is_ending => {
                self.ear = open.finish(&live.speaker).await;
            }
            (Ear::Open(open), None) => {
                // It ended by itself while it was wanted.
                self.ear = Ear::Open(open);
                let words = self.sound.mic().borrow().words();
                self.turn.handle_deaf(words);
            }
            (other, _) => self.ear = other,
        }
    }

    pub(super) fn send(&mut self, text: String) {
        let Link::Live(live) = &mut self.link else {
            return;
        };
        if live.send(text).is_err() {
            let fault = Fault::passing(Phase::Session, "The voice server takes nothing any more.");
            self.turn.handle_fault(fault, now());
        }
    }

    pub(super) fn news(&mut self, news: News) {
        let now = now();
        match news {
            News::Configured => {
                self.board
                    .note(Phase::Configuration, "the session has our settings");
                self.turn.handle_configured(now);
            }
            // What was held goes out with the next frame, or at the take's end.
            News::Cleared => {}
            News::Committed => {
                self.board.turned();
                self.turn.handle_committed(now);
            }
            News::Words(any) => self.turn.handle_words(any, now),
            News::Call {
                call_id,
                name,
                arguments,
            } => {
                self.turn.handle_calling(now);
                self.ask(call_id, name, arguments);
            }
            News::Speaking => {
                self.stop_again();
                self.turn.handle_speaking(now);
            }
            News::Over => self.turn.handle_over(),
            News::NotAnswered(words) => self.turn.handle_not_answered(words),
            News::Note(what) => self.board.note(Phase::Session, what),
            News::Rested => {
                self.ended_by = Some("host");
                self.turn.handle_rested(now);
            }
            News::Fault(fault) => {
                self.ended_by = Some("host");
                self.turn.handle_fault(fault, now);
            }
        }
    }

    fn ask(&mut self, call_id: String, name: String, arguments: String) {
        // Whoever is asked knows the words that it is asked for.
        self.board.hurry(now());
        self.show();
        let id = call_id.clone();
        let asked = self.asks.try_send(VoiceAsk::Call {
            call_id,
            name,
            arguments,
        });
        if asked.is_err() {
            self.board.note(Phase::Session, "the app takes no calls");
            let message = "The counter does not answer.";
            let failure = json!({"ok": false, "error": {"code": "not_now", "message": message}});
            self.answered(&id, &failure);
        }
    }

    pub(super) fn answered(&mut self, call_id: &str, output: &Value) {
        // The host hears of the cart by the answer itself; the next session does not.
        if let Some(cart) = output.get("cart").filter(|cart| cart.is_object()) {
            self.cart = Some(kitchen::cart::told(cart));
        }
        if let Link::Live(live) = &mut self.link {
            live.session.answered(call_id, output.to_string());
        }
    }

    pub(super) fn tell_cart(&mut self, cart: &Value) {
        let text = kitchen::cart::told(cart);
        if self.cart.as_ref() != Some(&text) {
            if let Link::Live(live) = &mut self.link {
                live.session.tell_cart(text.clone());
            }
            // What was said of the order before is not true of this one.
            self.stop_again();
            self.again.forget();
            self.cart = Some(text);
        }
    }
}
