//! The one question that is open, and what may answer it.

use super::{Before, Dialogue, Turn, says};
use crate::{
    Cue,
    grammar::{Act, Parse, Say, Wanted},
    lexicon::Lexicon,
};
use kitchen::{
    State,
    cart::{Choice, Need},
};

/// The one question that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Whether there is anything else.
    Else,
    /// A choice that a line needs.
    Choice(Need),
    /// Which of several items was meant, or how many of the one.
    Which(Wanted),
    /// Whether what is marked as unsure is right: lines, and for whom the order is.
    Sure,
    /// Whether it was that what was said; nothing of it is done yet.
    Said {
        /// What was heard.
        words: String,
        /// What it would do.
        acts: Vec<Act>,
    },
    /// Whether the order may be placed as it was read back.
    Submit,
}

impl Dialogue {
    /// Sums a turn up: the next question, what is said, whether the order goes out.
    pub(super) fn finish(
        &mut self,
        state: &State,
        words: &[&str],
        parse: &Parse,
        before: &Before,
        mut turn: Turn,
    ) -> Turn {
        let asked = &before.asked;
        let says = |say: Say| parse.acts.contains(&Act::Say(say));
        let changed = turn
            .calls
            .iter()
            .any(|(call, result)| result.is_ok() && says::changes(call));
        let quiet = !changed && turn.refused.is_empty() && parse.leftover.is_empty();
        let yes = says(Say::Yes) || says(Say::Submit) || (says(Say::Done) && !says(Say::No));
        if *asked == Question::Submit && yes && quiet {
            return self.submit(turn);
        }
        let finishing = self.finishing
            || says(Say::Done)
            || says(Say::Submit)
            || (says(Say::No) && quiet && before.is_else() && only(parse, Say::No))
            || (*asked == Question::Submit && !says(Say::Clear) && !(says(Say::No) && quiet));
        let denied = *asked == Question::Submit && says(Say::No) && quiet;
        self.finishing = finishing && !denied && !says(Say::Clear);
        // What was asked before something is done stays asked for one turn: neither yes nor no is
        // no, and what was said now counts.
        let fresh = matches!(self.question, Question::Said { .. }) && self.question != *asked;
        if !fresh {
            self.question = self.next_question(state);
        }
        if let Question::Choice(need) = &self.question {
            turn.asks = Some(need.clone());
        }
        turn.says = says::turn(self, state, words, parse, &turn, asked);
        if !says(Say::Repeat) && !says(Say::Wait) {
            self.said.clone_from(&turn.says);
        }
        turn
    }

    fn submit(&mut self, mut turn: Turn) -> Turn {
        turn.wants_submit = true;
        turn.says = says::sending();
        self.said.clone_from(&turn.says);
        turn
    }

    /// What to ask next.
    pub(super) fn next_question(&self, state: &State) -> Question {
        if self.cart.whom().unsure || self.cart.lines().iter().any(|line| line.unsure) {
            return Question::Sure;
        }
        if let Some(wanted) = self.which.first() {
            return Question::Which(wanted.clone());
        }
        if let Some(need) = self.cart.need(state) {
            return Question::Choice(need);
        }
        if self.finishing && !self.cart.is_empty() {
            return Question::Submit;
        }
        Question::Else
    }
}

impl Before {
    /// Whether it was asked if there is anything else: not if something was offered.
    fn is_else(&self) -> bool {
        let one = |offered: &Wanted| offered.items.len() == 1;
        self.asked == Question::Else && !self.offered.as_ref().is_some_and(one)
    }
}

/// Whether nothing else was said.
fn only(parse: &Parse, say: Say) -> bool {
    parse.acts.iter().all(|act| *act == Act::Say(say))
}

/// What is likely to be said next.
pub(super) fn cue(question: &Question, lexicon: &Lexicon) -> Cue {
    let answers = match question {
        Question::Else => return Cue::Open,
        Question::Sure | Question::Said { .. } | Question::Submit => yes_or_no(),
        Question::Which(wanted) if wanted.items.len() == 1 => amounts(),
        Question::Which(wanted) => wanted
            .items
            .iter()
            .flat_map(|item| {
                let item = lexicon.item(*item);
                std::iter::once(item.name.to_string()).chain(item.spoken.iter().cloned())
            })
            .collect(),
        Question::Choice(need) => choices(need, lexicon),
    };
    let spoken = |answer: String| {
        let tokens = crate::lexicon::words::phrase(&answer);
        let words: Vec<String> = tokens.into_iter().map(|token| token.text).collect();
        words.join(" ")
    };
    let mut answers: Vec<String> = answers.into_iter().map(spoken).collect();
    answers.sort();
    answers.dedup();
    Cue::Answer(answers)
}

fn yes_or_no() -> Vec<String> {
    let words =
        "yes|yeah|yep|yes please|that's right|correct|no|nope|no thanks|that's wrong|send it";
    words.split('|').map(str::to_owned).collect()
}

fn amounts() -> Vec<String> {
    let words = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|a couple|\
        half a dozen|a dozen|just one|just two|one please|two please|three please|four please";
    words.split('|').map(str::to_owned).collect()
}

fn choices(need: &Need, lexicon: &Lexicon) -> Vec<String> {
    let menu = lexicon.menu();
    match &need.choice {
        Choice::Size => {
            let item = menu.item(&need.item);
            let sizes = item.into_iter().flat_map(|item| &item.sizes);
            sizes.map(|size| size.name.to_string()).collect()
        }
        Choice::Group(group) => {
            let group = menu.group(group);
            let modifiers = group.into_iter().flat_map(|group| &group.modifiers);
            modifiers
                .flat_map(|one| {
                    std::iter::once(one.name.to_string()).chain(one.spoken.iter().cloned())
                })
                .collect()
        }
    }
}
