//! Orders that were sent from a counter, followed until the kitchen is seen to have them.

use super::draft::Draft;
use crate::words;
use kitchen::{CommandId, Order, OrderId, OrderRequest, State, StationId, UnixMs};
use link::RefusedCommand;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use wire::ErrorCode;

/// An order that was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The command that places it; the order bears it as its external id.
    pub id: CommandId,
    /// As it was asked for. It never changes: the same id says the same for good.
    pub order: OrderRequest,
    /// As it was made, to be had back if it is refused.
    pub draft: Draft,
    /// What it comes to, in minor units.
    pub total: i64,
    /// Its items in short.
    pub items: String,
    /// When it was sent, by the server's clock.
    pub at_ms: UnixMs,
    /// What became of it.
    pub fate: Fate,
    /// How far it is on this machine.
    #[serde(skip)]
    pub stage: Stage,
    /// Stations of this device that were given its ticket to show.
    #[serde(default)]
    pub shown: BTreeSet<StationId>,
}

/// How far a sent order is on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Read from disk: whether it was handed to the link is not known.
    #[default]
    Read,
    /// Handed to the link again: the same id twice is one order.
    Again,
    /// Being written to disk.
    Writing,
    /// On disk.
    Kept,
}

/// What became of a sent order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    /// Nothing known yet.
    Open,
    /// The server has it.
    Placed {
        /// As the server calls it.
        order: OrderId,
        /// As people call it.
        number: u32,
    },
    /// The server would not take it.
    Refused {
        /// Why.
        words: String,
    },
}

impl Fate {
    /// Whether the server would not take it.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}

impl Sent {
    /// An order that is being sent.
    pub fn new(
        id: CommandId,
        order: OrderRequest,
        draft: Draft,
        total: i64,
        at_ms: UnixMs,
        state: &State,
    ) -> Self {
        Self {
            id,
            items: in_short(&order, state),
            order,
            draft,
            total,
            at_ms,
            fate: Fate::Open,
            stage: Stage::Writing,
            shown: BTreeSet::new(),
        }
    }

    /// Whether it is being written to disk.
    pub fn is_being_kept(&self) -> bool {
        self.stage == Stage::Writing && self.fate == Fate::Open
    }

    /// Looks for it among the kitchen's orders and the server's refusals. Says whether its fate
    /// is known now, and was not before.
    pub fn follow(&mut self, state: &State, refused: &[RefusedCommand]) -> bool {
        if self.fate != Fate::Open {
            return false;
        }
        if let Some(order) = self.find(state) {
            self.fate = Fate::Placed {
                order: order.id,
                number: order.number,
            };
            // Nobody will have it back: what was said is forgotten.
            self.draft = Draft::default();
            return true;
        }
        let Some(no) = refused.iter().find(|no| no.id == self.id) else {
            return false;
        };
        self.fate = Fate::Refused {
            words: match no.code {
                // In the kitchen's own words, which name the item.
                ErrorCode::Refused(_) => no.message.clone(),
                code => words::refusal(code).to_owned(),
            },
        };
        true
    }

    /// The order as the kitchen has it, as long as it has it.
    pub fn order<'a>(&self, state: &'a State) -> Option<&'a Order> {
        match &self.fate {
            Fate::Placed { order, .. } => state.orders.get(order).map(|order| &**order),
            _ => None,
        }
    }

    fn find<'a>(&self, state: &'a State) -> Option<&'a Order> {
        let id = self.id.to_string();
        let mut orders = state.orders.values();
        let found = orders.find(|order| order.external_id.as_deref() == Some(&id));
        found.map(|order| &**order)
    }
}

/// "2 Cheeseburger, Lemonade Large": kitchen names, as on tickets.
fn in_short(order: &OrderRequest, state: &State) -> String {
    let menu = state.menu.as_deref();
    let line = |line: &kitchen::LineRequest| {
        let item = menu?.item(&line.item)?;
        let size = item
            .sizes
            .iter()
            .find(|size| Some(&size.id) == line.size.as_ref());
        let size = size
            .map(|size| format!(" {}", size.name))
            .unwrap_or_default();
        let quantity = match line.quantity {
            1 => String::new(),
            many => format!("{many} "),
        };
        Some(format!("{quantity}{}{size}", item.kitchen_name))
    };
    let lines: Vec<String> = order.lines.iter().filter_map(line).collect();
    lines.join(", ")
}
