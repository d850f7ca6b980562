//! The dialogue: from what was heard to calls on a cart, and what is said back.
//!
//! One per session, without IO or clock. It never changes the cart but by
//! [`kitchen::cart::tools::run`], so the cart is the fold of the calls it gives out.

mod act;
mod allergies;
mod carry;
mod context;
mod line;
mod question;
mod refusal;
mod says;
mod sorry;
mod told;
mod whom;
mod wording;

pub use question::Question;

use crate::{
    Cue, Heard,
    grammar::{self, Act, Parse, Say},
    lexicon::Lexicon,
};
use kitchen::{
    ItemId, LineId, Refusal, RefusalCode, State, UnixMs,
    cart::{
        Cart, Need,
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
    /// Items of which it still has to be asked which, or how many.
    which: Vec<grammar::Wanted>,
    /// What was spoken of in the last turn, and is in no line.
    offered: Option<grammar::Wanted>,
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

/// What was open when an utterance came.
struct Before {
    asked: Question,
    offered: Option<grammar::Wanted>,
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
            offered: None,
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
        self.offered = None;
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
                return Self::after_placing(placed, &parse);
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
        let before = Before {
            asked: self.question.clone(),
            offered: self.offered.take(),
        };
        act::carry_out(self, state, now_ms, &words, &parse, heard.sure, &mut turn);
        self.finish(state, &words, &parse, &before, turn)
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

    /// What is said to who talks on after his order was placed, and orders nothing.
    fn after_placing(placed: Placed, parse: &Parse) -> Turn {
        let mut turn = Self::say_again_placed(placed);
        let allergic = |act: &Act| matches!(act, Act::Allergic(_));
        if parse.acts.iter().any(allergic) {
            turn.says = allergies::too_late(&turn.says);
        }
        turn
    }

    /// The number again: the guest may not have heard it, having talked on.
    fn say_again_placed(placed: Placed) -> Turn {
        Turn {
            says: says::placed_already(placed),
            ..Turn::default()
        }
    }
}
