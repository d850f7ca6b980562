//! What becomes of what was heard.

use super::ears::Take;
use super::plan::undo_of;
use super::strip::{Due, Stage};
use super::{At, Spoken};
use crate::counter::World;
use crate::press::{Errand, Press, Said};
use crate::scene::station_of;
use link::Now;
use speech::board::ear::{Verdict, verdict};
use speech::board::{Board, Wish};

impl Spoken {
    /// Shows what was heard at a board, and what will come of it.
    pub(super) fn heard(&mut self, at: &At, heard: Take, world: World<'_>, now: Now) {
        let overheard = match heard {
            Take::Heard(overheard) => overheard,
            Take::Failed => return self.refuse("That could not be heard.".to_owned(), now),
            Take::Empty => return self.refuse(self.nothing_heard(), now),
        };
        let station = station_of(&at.place);
        let board = Board {
            state: world.state,
            station: station.as_ref(),
        };
        let verdict = verdict(&overheard, board);
        tracing::info!(kind = kind(&verdict), "a command was spoken");
        match verdict {
            Verdict::Nothing => self.refuse("Not understood. Nothing is done.".to_owned(), now),
            Verdict::Unclear { said, why } => {
                self.strips
                    .show(said, sentence(&why.to_string()), Stage::Refusing, now);
            }
            Verdict::Wanted {
                said,
                wish: Wish::Tell(says),
                ..
            } => {
                let says = match world.is_live {
                    true => says,
                    false => format!("{says}, as last heard"),
                };
                self.strips.show(said, says, Stage::Telling, now);
            }
            Verdict::Wanted {
                said,
                wish: Wish::Do { command, shown },
                is_sure,
            } => match undo_of(world.state, &command, world.now_ms) {
                Err(useless) => {
                    let says = format!("{shown}: {}", useless.0);
                    self.strips.show(said, says, Stage::Refusing, now);
                }
                Ok(_) => {
                    let stage = match is_sure {
                        true => Stage::Doing(command),
                        false => Stage::Asking(command),
                    };
                    self.strips.show(said, shown, stage, now);
                }
            },
        }
    }

    /// Does something now, if something would come of it: what was shown may be old by a breath.
    pub(super) fn act(&mut self, due: Due, world: World<'_>, now: Now) -> Option<Errand> {
        self.changed = true;
        let place = self.at.as_ref()?.place.clone();
        let Due {
            said,
            says,
            command,
        } = due;
        match undo_of(world.state, &command, world.now_ms) {
            Err(useless) => {
                let says = format!("{says}: {}", useless.0);
                self.strips.show(said, says, Stage::Refusing, now);
                None
            }
            Ok(undo) => {
                let lost = format!("Not done: {says}.");
                let key = self.strips.show(said, says, Stage::Done(undo), now);
                Some(Errand {
                    press: Press::Command { place, command },
                    said: Some(Said { key, lost }),
                })
            }
        }
    }

    /// What was said, and shown as done, cannot be kept on this machine: whoever said it reads why.
    pub fn lost(&mut self, said: &Said, why: &str, now: Now) {
        self.changed = true;
        let says = format!("{} {why}", said.lost);
        self.strips.lose(said.key, says, now);
    }

    fn nothing_heard(&self) -> String {
        let mic = self.line.as_ref().map(|line| line.mic.borrow().clone());
        match mic {
            Some(mic) if !mic.is_usable() => mic.words().into_owned(),
            _ => "Didn't hear anything. Hold while you speak.".to_owned(),
        }
    }
}

/// With a capital to begin with.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

/// For the log, which never has what was said.
fn kind(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Nothing => "nothing",
        Verdict::Unclear { .. } => "unclear",
        Verdict::Wanted { is_sure: true, .. } => "sure",
        Verdict::Wanted { is_sure: false, .. } => "unsure",
    }
}
