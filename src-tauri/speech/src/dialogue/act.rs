//! From acts to calls on the cart.

use super::{Dialogue, Question, Turn, whom};
use crate::grammar::{Act, Parse, Say};
use kitchen::{
    ItemId, LineId, State, UnixMs,
    cart::tools::{self, Call, ChangeItem, NoteAllergies, RemoveItem},
};

/// Where a turn is carried out.
pub(super) struct Floor<'a> {
    pub state: &'a State,
    pub now_ms: UnixMs,
    /// Whether the words are to be trusted.
    pub sure: bool,
    /// The lines as the acts count them.
    pub lines: Vec<LineId>,
}

/// Carries out all acts of a parse.
pub(super) fn carry_out(
    dialogue: &mut Dialogue,
    state: &State,
    now_ms: UnixMs,
    words: &[&str],
    parse: &Parse,
    sure: bool,
    turn: &mut Turn,
) {
    if !sure && parse.acts.iter().any(is_final) {
        // What cannot be marked on a line is asked for before it is done.
        dialogue.question = Question::Said {
            words: words.join(" "),
            acts: parse.acts.clone(),
        };
        return;
    }
    let floor = Floor {
        state,
        now_ms,
        sure,
        lines: dialogue
            .known_lines()
            .into_iter()
            .map(|(id, _)| id)
            .collect(),
    };
    let undo = parse.acts.contains(&Act::Say(Say::Undo));
    if !matches!(dialogue.question, Question::Sure) && !undo && parse.acts.iter().any(changes) {
        dialogue.before = Some(dialogue.cart.clone());
    }
    if let Question::Which(_) = dialogue.question {
        // The grammar gives it back, answered or not, unless it is not wanted any more.
        if !dialogue.which.is_empty() {
            dialogue.which.remove(0);
        }
    }
    let mut touched = Vec::new();
    for act in &parse.acts {
        dialogue.act(&floor, act, turn, &mut touched);
    }
    touched.retain(|id| dialogue.cart.line(id).is_some());
    if !touched.is_empty() {
        dialogue.recent = touched;
    }
}

/// Whether an act may change the cart.
fn changes(act: &Act) -> bool {
    match act {
        Act::Add(_) | Act::Change(_) | Act::Remove { .. } | Act::For(_) => true,
        Act::Say(say) => *say == Say::Clear,
        Act::Unknown { .. } | Act::Nowhere(_) | Act::Allergic(_) | Act::Leave => false,
    }
}

/// Whether an act leaves nothing that could be marked as unsure and taken back.
fn is_final(act: &Act) -> bool {
    match act {
        Act::Remove { .. } | Act::Say(Say::Clear | Say::Undo) => true,
        Act::For(details) => details.service.is_some(),
        _ => false,
    }
}

impl Dialogue {
    fn act(&mut self, floor: &Floor<'_>, act: &Act, turn: &mut Turn, touched: &mut Vec<LineId>) {
        match act {
            Act::Add(wanted) => self.add(floor, wanted, turn, touched),
            Act::Change(change) => self.change(floor, change, turn, touched),
            Act::Remove { line, quantity } => {
                let Some(line) = floor.lines.get(*line).cloned() else {
                    return;
                };
                let item = self.cart.line(&line).map(|line| line.item.clone());
                let quantity = *quantity;
                self.call(
                    floor,
                    Call::RemoveItem(RemoveItem { line, quantity }),
                    item,
                    turn,
                    touched,
                );
            }
            Act::Unknown { words, near } => turn.refused.push(self.unknown(floor, words, near)),
            Act::Nowhere(denied) => turn.refused.extend(self.nowhere(denied)),
            // It was taken from what is open already.
            Act::Leave => {}
            Act::Allergic(allergies) => {
                let add = allergies.clone();
                let remove = Vec::new();
                let call = Call::NoteAllergies(NoteAllergies { add, remove });
                self.call(floor, call, None, turn, touched);
            }
            Act::For(details) => {
                let mut details = details.clone();
                // What is said surely counts, whatever was heard before.
                details.unsure = Some(!floor.sure);
                self.call(floor, Call::SetOrderDetails(details), None, turn, touched);
            }
            Act::Say(say) => self.said(floor, *say, turn, touched),
        }
    }

    /// Calls a tool and keeps what came of it. Answers whether it was carried out.
    pub(super) fn call(
        &mut self,
        floor: &Floor<'_>,
        call: Call,
        item: Option<ItemId>,
        turn: &mut Turn,
        touched: &mut Vec<LineId>,
    ) -> bool {
        let before = self.cart.clone();
        let result = tools::run(&mut self.cart, floor.state, floor.now_ms, &call);
        let done = result.is_ok();
        match &result {
            Ok(answer) => touched.extend(answer.lines.iter().cloned()),
            Err(refusal) => turn.refused.push(self.refused(floor, item, refusal)),
        }
        if done {
            self.trail.push((call.clone(), before));
        }
        turn.calls.push((call, result));
        done
    }

    fn said(&mut self, floor: &Floor<'_>, say: Say, turn: &mut Turn, touched: &mut Vec<LineId>) {
        match (say, self.question.clone()) {
            (Say::Yes, Question::Sure) => self.make_sure(floor, turn, touched),
            (Say::Yes, Question::Said { acts, .. }) => {
                self.question = Question::Else;
                for act in &acts {
                    self.act(floor, act, turn, touched);
                }
            }
            (Say::No, Question::Said { .. }) => self.question = Question::Else,
            (Say::Clear, _) => {
                self.which.clear();
                self.call(floor, Call::ClearCart {}, None, turn, touched);
            }
            (Say::Recite, _) => {
                self.call(floor, Call::ReadBack {}, None, turn, touched);
            }
            (Say::Inquire(item), _) => self.offer_asked(floor, item),
            (Say::Undo, _) => self.restore(floor.state, floor.now_ms, turn),
            _ => {}
        }
    }

    /// What was marked as unsure is right.
    fn make_sure(&mut self, floor: &Floor<'_>, turn: &mut Turn, touched: &mut Vec<LineId>) {
        let unsure: Vec<LineId> = self
            .cart
            .lines()
            .iter()
            .filter(|line| line.unsure)
            .map(|line| line.id.clone())
            .collect();
        for line in unsure {
            let mut call = ChangeItem::of(line);
            call.unsure = Some(false);
            self.call(floor, Call::ChangeItem(call), None, turn, touched);
        }
        if self.cart.whom().unsure {
            let sure = Call::SetOrderDetails(whom::sure());
            self.call(floor, sure, None, turn, touched);
        }
    }
}
