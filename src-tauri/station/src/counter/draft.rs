//! An order in the making: the cart, what was asked for in vain, and for whom it is.

use super::doubt::Doubt;
use kitchen::cart::{
    Cart, Mended,
    tools::{self, AddItem, Answer, Call, ChangeItem, RemoveItem},
};
use kitchen::{LineId, OrderRequest, Refusal, RefusalCode, Source, State, UnixMs, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an order is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Kitchen<'a> {
    /// Menu and availability.
    pub state: &'a State,
    /// The moment, by the server's clock.
    pub now_ms: UnixMs,
}

/// An order in the making.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Its lines.
    pub cart: Cart,
    /// What was asked for and cannot be had: it stays in sight until somebody decides.
    pub refused: Vec<Refused>,
    /// Where to, of a delivery.
    pub address: Option<String>,
    /// What of unsure lines may have been misheard.
    pub doubts: BTreeMap<LineId, Vec<Doubt>>,
    /// Some of it was spoken.
    pub spoken: bool,
    /// How many were ever refused: a key is never used again.
    refused_made: u32,
}

/// Something that was asked for and cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// `refused_1`, `refused_2`, … Unique in its order.
    pub key: String,
    /// What was asked for.
    pub asked: AddItem,
    /// How many lines stood before it.
    pub after: usize,
}

/// Why a tap did nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TapError {
    /// The kitchen's own reason.
    #[error("{}", .0.message)]
    Refused(#[from] Refusal),
    /// A text is too long.
    #[error("At most {0} letters.")]
    TooLong(usize),
    /// The line is not there, or knows no such choice.
    #[error("That is not there any more.")]
    NotThere,
    /// The order cannot be sent like this.
    #[error("{0}.")]
    NotYet(String),
    /// Another order is in the making.
    #[error("Send or clear this order first.")]
    InTheWay,
}

impl Draft {
    /// A new one that reaches its guest as this one does: most orders of an evening are alike.
    pub fn next(&self) -> Self {
        Self {
            cart: self.cart.next(),
            ..Self::default()
        }
    }

    /// Whether nobody would miss it: nothing was asked for, and nothing said that must not be
    /// lost.
    pub fn is_blank(&self) -> bool {
        self.is_empty() && self.cart.allergies().is_empty()
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.cart.is_empty() && self.refused.is_empty()
    }

    /// Runs a tool on the cart, as the server would.
    ///
    /// # Errors
    /// A [`Refusal`]; the cart is as it was.
    pub fn run(&mut self, kitchen: Kitchen<'_>, call: &Call) -> Result<Answer, Refusal> {
        let answer = tools::run(&mut self.cart, kitchen.state, kitchen.now_ms, call)?;
        if matches!(call, Call::ClearCart {}) {
            self.refused.clear();
        }
        self.tidy();
        Ok(answer)
    }

    /// One more of an item. What is sold out is kept in sight, with what there is instead.
    ///
    /// # Errors
    /// Every other refusal.
    pub fn add(&mut self, kitchen: Kitchen<'_>, item: &str) -> Result<(), TapError> {
        let asked = plain(item, 1);
        let item = kitchen.state.availability_of(&asked.item, kitchen.now_ms);
        match self.run(kitchen, &Call::AddItem(asked.clone())) {
            Ok(_) => Ok(()),
            Err(no) if !item.0 && no.code == RefusalCode::ItemUnavailable => {
                self.refuse(&asked);
                Ok(())
            }
            Err(no) => Err(no.into()),
        }
    }

    /// Changes a line.
    ///
    /// # Errors
    /// As [`tools::run`].
    pub fn change(
        &mut self,
        kitchen: Kitchen<'_>,
        line: &str,
        change: impl FnOnce(&mut ChangeItem),
    ) -> Result<Answer, TapError> {
        let mut call = ChangeItem::of(line.into());
        change(&mut call);
        Ok(self.run(kitchen, &Call::ChangeItem(call))?)
    }

    /// Takes a line out, or what was asked for in vain.
    ///
    /// # Errors
    /// [`TapError::NotThere`].
    pub fn remove(&mut self, kitchen: Kitchen<'_>, key: &str) -> Result<(), TapError> {
        let before = self.refused.len();
        self.refused.retain(|refused| refused.key != key);
        if self.refused.len() < before {
            return Ok(());
        }
        let line = key.into();
        if self.cart.line(&line).is_none() {
            return Err(TapError::NotThere);
        }
        let call = Call::RemoveItem(RemoveItem {
            line,
            quantity: None,
        });
        self.run(kitchen, &call)?;
        Ok(())
    }

    /// Another item instead of a line, or of what was asked for in vain.
    ///
    /// # Errors
    /// As [`tools::run`]; the refused one stays then.
    pub fn swap(&mut self, kitchen: Kitchen<'_>, key: &str, item: &str) -> Result<(), TapError> {
        let Some(at) = self.refused.iter().position(|known| known.key == key) else {
            self.change(kitchen, key, |change| change.item = Some(item.into()))?;
            return Ok(());
        };
        let call = Call::AddItem(plain(item, self.refused[at].asked.quantity));
        self.run(kitchen, &call)?;
        self.refused.remove(at);
        Ok(())
    }

    /// The order to place, once nothing is open: every line is taken for right.
    ///
    /// # Errors
    /// As `submit_order` of the tools.
    pub fn order(&self, kitchen: Kitchen<'_>) -> Result<OrderRequest, Refusal> {
        let mut sure = self.clone();
        for line in self.cart.lines().iter().filter(|line| line.unsure) {
            let mut call = ChangeItem::of(line.id.clone());
            call.unsure = Some(false);
            sure.run(kitchen, &Call::ChangeItem(call))?;
        }
        sure.settle_whom(kitchen)?;
        sure.run(kitchen, &Call::SubmitOrder { confirmed: true })?;
        let mut order = sure.cart.order(kitchen.state, self.service());
        order.source = match self.spoken {
            true => Source::Voice,
            false => Source::Counter,
        };
        Ok(order)
    }

    /// Makes it one that this menu knows. Says what was taken out.
    pub fn mend(&mut self, menu: &kitchen::Menu) -> Vec<Mended> {
        let mut mended = self.cart.mend(menu);
        self.refused.truncate(limits::LINES);
        self.refused.retain(|refused| {
            let item = &refused.asked.item;
            let is_known = menu.item(item).is_some();
            if !is_known {
                mended.push(Mended::Gone { item: item.clone() });
            }
            is_known
        });
        self.tidy();
        mended
    }

    /// Keeps in sight what was asked for and cannot be had.
    pub fn refuse(&mut self, asked: &AddItem) {
        let again = self
            .refused
            .iter_mut()
            .find(|known| known.asked.item == asked.item);
        if let Some(known) = again {
            // Said twice, it is the same wish.
            known.asked = asked.clone();
            return;
        }
        if self.refused.len() + self.cart.lines().len() >= limits::LINES {
            return;
        }
        self.refused_made = self.refused_made.saturating_add(1);
        self.refused.push(Refused {
            key: format!("refused_{}", self.refused_made),
            asked: asked.clone(),
            after: self.cart.lines().len(),
        });
    }

    /// Forgets doubts about lines that are gone or sure.
    fn tidy(&mut self) {
        let cart = &self.cart;
        self.doubts.retain(|line, doubts| {
            cart.line(line).is_some_and(|line| line.unsure) && !doubts.is_empty()
        });
    }
}

/// Some of an item, in no particular way.
fn plain(item: &str, quantity: u32) -> AddItem {
    AddItem {
        item: item.into(),
        quantity,
        size: None,
        modifiers: Vec::new(),
        note: None,
        unsure: false,
    }
}
