//! A spoken yes that sends: as sure as a finger, or none at all.
//!
//! It counts only for the order that stood on the screen, checked and whole, before anybody began
//! to speak; only if all that was said is a yes, and surely heard. Anything else leaves the order
//! where it is, and one tap sends it.

use super::desk::{Desk, Placing, Tapped};
use super::draft::{Draft, Kitchen, TapError};

/// Words of which a yes is made. What has any other word in it is more than a yes, or less.
const YES: [&str; 12] = [
    "yes", "yeah", "yep", "yup", "correct", "right", "exactly", "perfect", "okay", "ok", "sure",
    "send",
];
/// Words that may stand beside them.
const BESIDE: [&str; 9] = [
    "please", "thanks", "thank", "you", "it", "that's", "that", "is", "all",
];

/// What stood on the screen when somebody began to speak.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Read {
    /// No order that could be sent as it was.
    #[default]
    Nothing,
    /// This one: checked, whole, and with nothing in it that may have been misheard.
    Order(Box<Draft>),
    /// One that has been sent since.
    Sent,
}

/// What a guest said last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// The words, as they were understood.
    pub text: String,
    /// Some of them may have been misheard, or more may come.
    pub is_unsure: bool,
}

/// What a yes came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Yes {
    /// The order goes out.
    Sends(Placing),
    /// A finger was faster: it has been sent.
    Sent,
    /// It is none, or not of this order.
    No,
}

impl Said {
    /// Whether all of it is a yes.
    pub fn is_yes(&self) -> bool {
        let letters = |letter: char| !letter.is_alphanumeric() && letter != '\'';
        let text = self.text.to_lowercase();
        let mut words = text.split(letters).filter(|word| !word.is_empty());
        let is_plain = words
            .clone()
            .all(|word| YES.contains(&word) || BESIDE.contains(&word));
        !self.is_unsure && is_plain && words.any(|word| YES.contains(&word))
    }
}

impl Desk {
    /// Nobody speaks: the order stands on the screen as it is now.
    pub fn read(&mut self, kitchen: Kitchen<'_>) {
        self.read = match self.blocked(kitchen, true) {
            None => Read::Order(Box::new(self.kept.draft.clone())),
            Some(_) => Read::Nothing,
        };
    }

    /// Sends the order, if what was said is a yes to it.
    ///
    /// # Errors
    /// As a tap on Send.
    pub fn yes(&mut self, tapped: Tapped<'_>, said: &Said) -> Result<Yes, TapError> {
        if !said.is_yes() {
            return Ok(Yes::No);
        }
        match &self.read {
            Read::Sent => Ok(Yes::Sent),
            Read::Order(draft) if **draft == self.kept.draft => {
                let placing = self.send(tapped)?;
                Ok(placing.map_or(Yes::No, Yes::Sends))
            }
            Read::Order(_) | Read::Nothing => Ok(Yes::No),
        }
    }

    /// The order in the making is sent: a yes to it is answered for.
    pub(super) fn was_read(&mut self) {
        let is_it = matches!(&self.read, Read::Order(draft) if **draft == self.kept.draft);
        self.read = match is_it {
            true => Read::Sent,
            false => Read::Nothing,
        };
    }
}
