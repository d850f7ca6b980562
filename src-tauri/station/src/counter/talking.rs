//! What a counter and the voice have to do with each other.

use super::consent::Yes;
use super::desk::{Desk, Placing, Tapped};
use super::view::Spoken;
use super::voice::{self, Heard, NotRun, Saying};
use super::{Counters, World};
use crate::press::Press;
use ::voice::{TurnShown, VoiceAsk, VoicePicture};
use kitchen::LineId;
use kitchen::cart::tools::Call;
use serde_json::{Value, json};
use wire::view::{Screen, TalkView, Tap};

impl Counters {
    /// A counter is looked at, or none.
    pub fn want(&mut self, shown: Option<&str>, world: World<'_>) {
        self.is_shown = shown.is_some();
        if let Some(shown) = shown.filter(|shown| self.desks.contains_key(*shown)) {
            self.turn_voice_to(shown, world);
        }
        let settings = self.settings_of(&self.talks_at);
        let is_wanted = shown.is_some() && settings.voice;
        let is_new = is_wanted && !self.talk.is_wanted();
        let cart = is_new.then(|| cart(self, world));
        self.talk
            .want(is_wanted, settings.microphone.as_deref(), cart);
    }

    /// Takes in what the voice has for us.
    pub fn hear(&mut self, heard: Heard, world: World<'_>) {
        self.changed = true;
        match heard {
            Heard::News => {
                self.note_speech(world);
                self.read(world);
            }
            Heard::Moved => {
                let cart = cart(self, world);
                self.talk.moved(cart);
            }
            Heard::Microphones(listed) => {
                let named = listed.microphones.into_iter();
                self.microphones = named.map(|found| (found.id, found.name)).collect();
            }
            Heard::Ask(VoiceAsk::Call {
                call_id,
                name,
                arguments,
            }) => self.call(call_id, &name, &arguments, world),
        }
    }

    /// Tells the voice what a finger did at a counter, if that is the voice's affair.
    pub(super) fn tell_voice(&mut self, counter: &str, tap: &Tap, world: World<'_>) {
        let saying = match tap {
            Tap::Press => {
                self.turn_voice_to(counter, world);
                Saying::Press
            }
            Tap::Release => Saying::Release,
            Tap::Hush => Saying::Hush,
            Tap::HandsFree { on } => {
                self.turn_voice_to(counter, world);
                Saying::HandsFree(*on)
            }
            Tap::SayAgain => Saying::SayAgain,
            Tap::ResetVoice => Saying::Reset,
            _ => return,
        };
        if counter == self.talks_at {
            self.talk.say(saying);
        }
    }

    /// Tells the voice that the order at a counter is another one now.
    pub(super) fn tell_cart(&mut self, counter: &str, is_sent: bool, world: World<'_>) {
        if counter != self.talks_at {
            return;
        }
        self.talk.say(Saying::Cart(cart(self, world)));
        if is_sent {
            self.talk.say(Saying::Forget);
        }
    }

    /// Adds what is said, and how loud it is.
    pub(super) fn show_talk(&self, screen: &mut Screen, counter: &str) {
        let picture = self.talk.picture().filter(|_| counter == self.talks_at);
        let Some(picture) = picture else {
            screen.talk = Some(Box::new(TalkView::default()));
            return;
        };
        let is_guest = self.settings_of(counter).is_guest();
        let doubts = self.desks.get(counter);
        let doubts = doubts.is_some_and(|desk| desk.kept.draft.doubted() > 0);
        screen.talk = Some(Box::new(voice::talk(&picture, doubts, is_guest)));
        screen.meter = Some(voice::meter(&picture));
    }

    /// What the voice has for the order at a counter.
    pub(super) fn spoken_at(&self, counter: &str) -> Spoken {
        let picture = self.talk.picture().filter(|_| counter == self.talks_at);
        let spoken = picture.map(|picture| Spoken {
            is_there: true,
            live: voice::live_words(&picture).to_owned(),
            again: picture.again,
        });
        spoken.unwrap_or_default()
    }

    /// Whoever speaks, or is answered, has not gone.
    fn note_speech(&mut self, world: World<'_>) {
        let picture = self.talk.picture();
        let is_talk = |picture: &VoicePicture| match picture.turn {
            TurnShown::Understanding | TurnShown::Speaking => true,
            // Hands-free, the microphone is open before anybody speaks.
            TurnShown::Recording => !picture.hands_free,
            _ => false,
        };
        if picture.as_ref().is_some_and(is_talk)
            && let Some(desk) = self.desks.get_mut(&self.talks_at)
        {
            desk.stirs(world.at, world.now_ms);
        }
    }

    /// One voice serves all counters of a device, one at a time.
    fn turn_voice_to(&mut self, counter: &str, world: World<'_>) {
        if self.talks_at != counter {
            counter.clone_into(&mut self.talks_at);
            self.talk.say(Saying::Forget);
            self.talk.say(Saying::Cart(cart(self, world)));
        }
    }

    /// Carries a call out, once.
    fn call(&mut self, id: String, name: &str, arguments: &str, world: World<'_>) {
        if let Some(known) = self.answers.of(&id).cloned() {
            return self.talk.say(Saying::Answered(id, known));
        }
        let unsure = self.talk.picture();
        let unsure = unsure.as_ref().map(voice::unsure_words).unwrap_or_default();
        let counter = self.talks_at.clone();
        let outcome = Call::read(name, arguments).map_err(NotRun::from);
        let outcome = outcome.and_then(|call| match call {
            Call::SubmitOrder { .. } => self.spoken_yes(&counter, world),
            _ => {
                let answer = self
                    .spoken_to(&counter)?
                    .call(world.kitchen(), &call, &unsure)?;
                Ok((answer.lines, None))
            }
        });
        tracing::info!(tool = name, is_done = outcome.is_ok(), "the voice called");
        let (outcome, place) = match outcome {
            Ok((lines, place)) => (Ok(lines), place),
            Err(no) => (Err(no), None),
        };
        let answer = voice::ran(outcome, &cart(self, world));
        self.answers.keep(id.clone(), answer.clone());
        self.talk.say(Saying::Answered(id, answer));
        if place.is_some() {
            self.talk.say(Saying::Forget);
        }
        let batch = self.shelf.changed();
        batch
            .place
            .extend(place.map(|(id, order)| Press::Place { id, order }));
        self.start_write();
    }

    /// The voice holds a yes for one to the order.
    fn spoken_yes(
        &mut self,
        counter: &str,
        world: World<'_>,
    ) -> Result<(Vec<LineId>, Option<Placing>), NotRun> {
        let settings = self.settings_of(counter);
        let picture = self.talk.picture().filter(|_| settings.spoken_yes);
        let said = picture.as_ref().map(voice::last_said).unwrap_or_default();
        let tapped = Tapped {
            kitchen: world.kitchen(),
            at: world.at,
            is_guest: settings.is_guest(),
        };
        let desk = self.spoken_to(counter)?;
        match desk.yes(tapped, &said) {
            Ok(Yes::Sends(placing)) => Ok((Vec::new(), Some(placing))),
            Ok(Yes::Sent) => Err(NotRun::Sent),
            Ok(Yes::No) => {
                let submit = Call::SubmitOrder { confirmed: true };
                desk.call(world.kitchen(), &submit, &[])?;
                Err(NotRun::TapSends)
            }
            Err(why) => Err(NotRun::Unread(why.to_string())),
        }
    }

    fn spoken_to(&mut self, counter: &str) -> Result<&mut Desk, NotRun> {
        let desk = self.desks.get_mut(counter);
        desk.ok_or_else(|| NotRun::Unread("There is no order.".to_owned()))
    }

    /// What stands on the screen is what a yes is said to: until somebody begins to speak.
    pub(super) fn read(&mut self, world: World<'_>) {
        let picture = self.talk.picture();
        let is_quiet = |picture: &VoicePicture| {
            let turn = &picture.turn;
            !matches!(turn, TurnShown::Recording | TurnShown::Understanding)
        };
        if picture.as_ref().is_some_and(is_quiet)
            && let Some(desk) = self.desks.get_mut(&self.talks_at)
        {
            desk.read(world.kitchen());
        }
    }
}

/// The order at the voice's counter, as a session is told of it.
fn cart(counters: &Counters, world: World<'_>) -> Value {
    let desk = counters.desks.get(&counters.talks_at);
    desk.map_or_else(
        || json!({}),
        |desk| desk.kept.draft.cart.to_json(world.state),
    )
}
