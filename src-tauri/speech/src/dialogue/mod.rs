//! The dialogue: from what was heard to calls on a cart, and what is said back.
//!
//! One per session, without IO or clock. It never changes the cart but by
//! [`kitchen::cart::tools::run`], so the cart is the fold of the calls it gives out.

mod act;
mod carry;
mod question;
mod says;

pub use question::Question;

use crate::{
    Cue, Heard,
    grammar::{self, Act, Asked, Context, Known, Parse, Say, Slot},
    lexicon::{Index, Lexicon},
};
use kitchen::{
    ItemId, LineId, Refusal, RefusalCode, State, UnixMs,
    cart::{
        Cart, CartLine, Choice, Need,
        tools::{Answer, Call},
    },
};
use std::sync::Arc;

/// One session's dialogue.
#[derive(Debug, Clone)]
pub struct Dialogue {
    lexicon: Arc<Lexicon>,
    cart: Cart,
    question: Question,
    /// The lines that were spoken of last.
    recent: Vec<LineId>,
    /// Items of which it still has to be asked which.
    which: Vec<grammar::Wanted>,
    /// The cart before the last turn that changed it.
    before: Option<Cart>,
    /// What was said last, to say it again.
    said: String,
    /// Whether the guest has said that it is all.
    finishing: bool,
    /// The order that was placed.
    placed: Option<Placed>,
    /// The calls of the last turn, each with the cart before it.
    trail: Vec<(Call, Cart)>,
}

/// An order that was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its number, where whoever placed it told one.
    pub number: Option<u32>,
}

/// What comes of one utterance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Turn {
    /// What was called on the cart, in order, and what came of it.
    pub calls: Vec<(Call, Result<Answer, Refusal>)>,
    /// What to say.
    pub says: String,
    /// The choice that is asked for, if it is one.
    pub asks: Option<Need>,
    /// What could not be had.
    pub refused: Vec<Refused>,
    /// Whether the order is to be placed now. Then call [`Dialogue::submitted`].
    pub wants_submit: bool,
}

/// Something that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which item; `None` where it is not on the menu.
    pub item: Option<ItemId>,
    /// Why.
    pub code: RefusalCode,
    /// As it is said.
    pub message: String,
}

impl Dialogue {
    /// A dialogue with an empty cart.
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self {
            lexicon,
            cart: Cart::default(),
            question: Question::Else,
            recent: Vec::new(),
            which: Vec::new(),
            before: None,
            said: String::new(),
            finishing: false,
            placed: None,
            trail: Vec::new(),
        }
    }

    /// The cart as it stands.
    pub fn cart(&self) -> &Cart {
        &self.cart
    }

    /// The lexicon it understands by.
    pub fn lexicon(&self) -> &Arc<Lexicon> {
        &self.lexicon
    }

    /// What is asked now.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The menu has changed: from now on it is understood by another lexicon.
    pub fn learn(&mut self, lexicon: Arc<Lexicon>) {
        self.lexicon = lexicon;
        self.which.clear();
        if matches!(self.question, Question::Which(_) | Question::Said { .. }) {
            self.question = Question::Else;
        }
    }

    /// Takes an utterance.
    pub fn hear(&mut self, state: &State, now_ms: UnixMs, heard: &Heard) -> Turn {
        let words: Vec<&str> = heard.words.iter().map(|word| word.text.as_str()).collect();
        self.trail.clear();
        let mut parse = self.parse(&words);
        if let Some(placed) = self.placed {
            if !parse
                .acts
                .iter()
                .any(|act| matches!(act, Act::Add(_) | Act::Unknown { .. }))
            {
                return Self::say_again_placed(placed);
            }
            // Another order begins.
            *self = Self::new(self.lexicon.clone());
            parse = self.parse(&words);
        }
        let mut turn = Turn::default();
        if matches!(self.question, Question::Sure) && parse.acts.contains(&Act::Say(Say::No)) {
            // What was misheard goes first; the rest is said of what is left.
            self.restore(state, now_ms, &mut turn);
            self.question = Question::Else;
            parse = self.parse(&words);
            let denial = parse.acts.iter().position(|act| *act == Act::Say(Say::No));
            denial.map(|at| parse.acts.remove(at));
        }
        if !heard.sure {
            self.distrust(&mut parse);
        }
        let asked = self.question.clone();
        act::carry_out(self, state, now_ms, &words, &parse, heard.sure, &mut turn);
        self.finish(state, &words, &parse, &asked, turn)
    }

    /// Asks what is open, where nobody said anything: a guest who has just come, say.
    pub fn prompt(&self) -> Turn {
        match self.placed {
            Some(placed) => Self::say_again_placed(placed),
            None => Turn {
                says: says::question(self),
                asks: match &self.question {
                    Question::Choice(need) => Some(need.clone()),
                    _ => None,
                },
                ..Turn::default()
            },
        }
    }

    /// What became of an order that a turn wanted placed, or why it was not.
    pub fn submitted(&mut self, placed: Result<Placed, Refusal>) -> Turn {
        let mut turn = Turn::default();
        match placed {
            Ok(placed) => {
                self.placed = Some(placed);
                self.question = Question::Else;
                turn.says = says::placed(placed);
            }
            Err(refusal) => {
                self.question = Question::Else;
                turn.says = format!("Your order was not placed. {}", refusal.message);
                turn.refused.push(Refused {
                    item: None,
                    code: refusal.code,
                    message: refusal.message,
                });
            }
        }
        self.said.clone_from(&turn.says);
        turn
    }

    /// What a client that owns the tools answered to a call of the last turn. Where it failed,
    /// the cart here is as if it had not been called.
    pub fn answered(&mut self, state: &State, now_ms: UnixMs, call: &Call, failed: bool) {
        let Some(at) = self.trail.iter().position(|(known, _)| known == call) else {
            return;
        };
        if !failed {
            return;
        }
        let mut later = self.trail.drain(at..);
        let Some((_, before)) = later.next() else {
            return;
        };
        let later: Vec<Call> = later.map(|(call, _)| call).collect();
        self.cart = before;
        for call in later {
            let before = self.cart.clone();
            if kitchen::cart::tools::run(&mut self.cart, state, now_ms, &call).is_ok() {
                self.trail.push((call, before));
            }
        }
        self.question = self.next_question(state);
    }

    /// What is likely to be said next, for the recogniser.
    pub fn cue(&self) -> Cue {
        question::cue(&self.question, &self.lexicon)
    }

    /// What the next utterance is read in.
    pub fn context(&self) -> Context {
        let lines: Vec<(LineId, Known)> = self.known_lines();
        let place = |id: &LineId| lines.iter().position(|(known, _)| known == id);
        let asked = match &self.question {
            Question::Choice(need) => match (place(&need.line), self.slot(need)) {
                (Some(line), Some(slot)) => Asked::Choice { line, slot },
                _ => Asked::Else,
            },
            Question::Which(wanted) => Asked::Which(wanted.clone()),
            Question::Sure | Question::Said { .. } => Asked::Sure,
            Question::Submit => Asked::Submit,
            Question::Else => Asked::Else,
        };
        Context {
            recent: self.recent.iter().filter_map(place).collect(),
            asked,
            lines: lines.into_iter().map(|(_, known)| known).collect(),
        }
    }

    /// A yes that may have been none answers no question: it is asked again.
    fn distrust(&self, parse: &mut Parse) {
        let asked = match self.question {
            Question::Sure | Question::Said { .. } => &[Say::Yes][..],
            Question::Submit => &[Say::Yes, Say::Submit, Say::Done],
            _ => &[],
        };
        parse
            .acts
            .retain(|act| !matches!(act, Act::Say(say) if asked.contains(say)));
    }

    fn parse(&self, words: &[&str]) -> Parse {
        grammar::parse(&self.lexicon, words.iter().copied(), &self.context())
    }

    /// The cart's lines that the lexicon knows; a menu that was replaced may have lost some.
    fn known_lines(&self) -> Vec<(LineId, Known)> {
        let known = |line: &CartLine| -> Option<(LineId, Known)> {
            let item = self.item_index(&line.item)?;
            let of = self.lexicon.item(item);
            let size = line.size.as_ref();
            let size = size.and_then(|size| of.sizes.iter().position(|known| known.id == *size));
            let modifiers = line
                .modifiers
                .iter()
                .filter_map(|id| self.lexicon.modifier_index(item, id));
            let known = Known {
                item,
                quantity: line.quantity,
                size: size.and_then(|size| Index::try_from(size).ok()),
                modifiers: modifiers.collect(),
            };
            Some((line.id.clone(), known))
        };
        self.cart.lines().iter().filter_map(known).collect()
    }

    fn item_index(&self, id: &ItemId) -> Option<Index> {
        self.lexicon.item_index(id)
    }

    fn slot(&self, need: &Need) -> Option<Slot> {
        match &need.choice {
            Choice::Size => Some(Slot::Size),
            Choice::Group(id) => {
                let item = self.item_index(&need.item)?;
                let groups = self.lexicon.groups_of(item);
                let group = groups
                    .iter()
                    .find(|group| self.lexicon.group(**group).id == *id)?;
                Some(Slot::Group(*group))
            }
        }
    }

    /// The number again: the guest may not have heard it, having talked on.
    fn say_again_placed(placed: Placed) -> Turn {
        Turn {
            says: says::placed_already(placed),
            ..Turn::default()
        }
    }
}
