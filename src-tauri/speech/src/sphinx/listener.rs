//! One recogniser: it keeps the sound of an utterance, and works ahead in its pauses.

use super::decoder::LONGEST;
use super::lull::Lull;
use super::panel::Way;
use super::shop::Shop;
use super::verdict::verdict;
use crate::{Cue, HearError, Heard, Recogniser};
use std::sync::Arc;

/// A recogniser of one menu. It holds an utterance's sound and no decoder: those are lent for each decoding.
pub struct Listener {
    shop: Arc<Shop>,
    sound: Vec<i16>,
    /// Whether there was more than [`LONGEST`].
    cut: bool,
    lull: Lull,
    /// What was made of the sound up to the last pause.
    ahead: Option<Heard>,
}

impl Listener {
    /// One that has heard nothing.
    pub fn new(shop: Arc<Shop>) -> Self {
        Self {
            shop,
            sound: Vec::new(),
            cut: false,
            lull: Lull::default(),
            ahead: None,
        }
    }

    fn recognise(&self) -> Result<Heard, HearError> {
        self.shop.with(|panel| {
            let decodings = [
                panel.hear(&self.sound, Way::Phrases)?,
                panel.hear(&self.sound, Way::Words)?,
            ];
            Ok(verdict(&decodings, self.shop.sense()))
        })
    }
}

impl Recogniser for Listener {
    fn begin(&mut self, _: &Cue) {
        self.sound.clear();
        self.cut = false;
        self.lull = Lull::default();
        self.ahead = None;
    }

    fn feed(&mut self, sound: &[i16]) -> Option<String> {
        let room = LONGEST - self.sound.len();
        self.cut |= sound.len() > room;
        let sound = &sound[..sound.len().min(room)];
        self.sound.extend_from_slice(sound);
        if !self.lull.push(sound) {
            return None;
        }
        // A failure here is found again, and told, at the end.
        self.ahead = self.recognise().ok();
        let ahead = self.ahead.as_ref().filter(|heard| !heard.words.is_empty());
        ahead.map(Heard::text)
    }

    fn finish(&mut self) -> Result<Heard, HearError> {
        let mut heard = match self.ahead.take().filter(|_| self.lull.holds()) {
            Some(heard) => heard,
            None => self.recognise()?,
        };
        heard.sure &= !self.cut;
        self.begin(&Cue::Open);
        Ok(heard)
    }
}
