//! An order that is not placed yet: lines that may still wait for an answer.
//!
//! A cart changes by [`tools::run`] alone, and by the checks that [`crate::decide`] uses, so
//! whoever fills it (the local dialogue, a cloud model) meets the refusals that HTTP meets.

mod harm;
mod mend;
mod schema;
mod stock;
mod told;
pub mod tools;
mod view;
mod whom;

pub use harm::allergens;
pub use mend::Mended;
pub use schema::{ToolDefinition, definitions};
pub use stock::{Short, swaps};
pub use told::{read_told, told};
pub use whom::ForWhom;

use crate::{
    GroupId, ItemId, LineId, LineRequest, Menu, ModifierId, OrderRequest, Refusal, RefusalCode,
    Service, SizeId, Source, State, decide::lines, menu::Item,
};
use serde::{Deserialize, Serialize};

/// An order that is not placed yet. One that was kept for a while is to be mended first
/// ([`Cart::mend`]).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cart {
    lines: Vec<CartLine>,
    /// How many lines there ever were: the number of a line is never used again.
    made: u32,
    /// What the guests cannot bear, as [`crate::Line::allergies`].
    allergies: Vec<String>,
    /// For whom it is.
    #[serde(rename = "for")]
    whom: ForWhom,
}

/// One item of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// `line_1`, `line_2`, … Unique in its cart, and never used again.
    pub id: LineId,
    /// Which item.
    pub item: ItemId,
    /// How many, within [`crate::limits::QUANTITY`].
    pub quantity: u32,
    /// Which size; `None` also where the guest has not said yet.
    pub size: Option<SizeId>,
    /// How, sorted, none twice. All of them are offered by the item.
    pub modifiers: Vec<ModifierId>,
    /// The guest's words.
    pub note: Option<String>,
    /// Whether it may have been misheard. It cannot be sent until the guest has said yes to it.
    pub unsure: bool,
}

/// A choice that a line still waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Whose.
    pub line: LineId,
    /// Of which item.
    pub item: ItemId,
    /// What there is to choose.
    pub choice: Choice,
}

/// What there is to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One of the item's sizes.
    Size,
    /// One of a modifier group.
    Group(GroupId),
}

impl Choice {
    /// As a client reads it: the group's id, or `size`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Size => "size",
            Self::Group(group) => group.as_str(),
        }
    }
}

impl Cart {
    /// All lines, in the order they were first said.
    pub fn lines(&self) -> &[CartLine] {
        &self.lines
    }

    /// The line of that id.
    pub fn line(&self, id: &LineId) -> Option<&CartLine> {
        self.lines.iter().find(|line| line.id == *id)
    }

    /// What the guests cannot bear: it goes out with every line.
    pub fn allergies(&self) -> &[String] {
        &self.allergies
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The first choice that a line waits for: by line, the size before the groups in the
    /// item's order.
    pub fn need(&self, state: &State) -> Option<Need> {
        let menu = state.menu.as_deref()?;
        self.lines.iter().find_map(|line| line.need(menu))
    }

    /// How many choices all lines together wait for.
    pub fn open(&self, state: &State) -> usize {
        let Some(menu) = state.menu.as_deref() else {
            return 0;
        };
        self.lines.iter().map(|line| line.open(menu)).sum()
    }

    /// The lines that could be sent now: nothing is open, nothing is unsure.
    pub fn sendable<'a>(&'a self, state: &'a State) -> impl Iterator<Item = &'a CartLine> {
        let menu = state.menu.as_deref();
        self.lines
            .iter()
            .filter(move |line| !line.unsure && menu.is_some_and(|menu| line.need(menu).is_none()))
    }

    /// The order to post once the guest has confirmed it: what [`Self::sendable`] gives. It
    /// reaches its guest as was said, or else as `service` says.
    pub fn order(&self, state: &State, service: Service) -> OrderRequest {
        OrderRequest {
            external_id: None,
            source: Source::Voice,
            service: self.whom.over(service),
            promised_at_ms: None,
            note: None,
            lines: self
                .sendable(state)
                .map(|line| line.request(&self.allergies))
                .collect(),
            hold: Vec::new(),
        }
    }

    fn index(&self, id: &LineId) -> Result<usize, Refusal> {
        self.lines
            .iter()
            .position(|line| line.id == *id)
            .ok_or_else(|| {
                let message = format!("The cart has no line \"{id}\".");
                Refusal::at(RefusalCode::UnknownLine, "/line", message)
            })
    }

    fn next_id(&mut self) -> LineId {
        self.made = self.made.saturating_add(1);
        LineId::from(format!("line_{}", self.made).as_str())
    }
}

impl CartLine {
    /// The first choice that this line waits for.
    pub fn need(&self, menu: &Menu) -> Option<Need> {
        let item = menu.item(&self.item)?;
        let choice = self.choice(menu, item)?;
        Some(Need {
            line: self.id.clone(),
            item: self.item.clone(),
            choice,
        })
    }

    fn open(&self, menu: &Menu) -> usize {
        let Some(item) = menu.item(&self.item) else {
            return 0;
        };
        let size = usize::from(self.size.is_none() && !item.sizes.is_empty());
        let groups = lines::so_far(menu, item, &self.modifiers, "")
            .map_or(0, |chosen| chosen.all_open(menu, item).count());
        size + groups
    }

    fn choice(&self, menu: &Menu, item: &Item) -> Option<Choice> {
        if self.size.is_none() && !item.sizes.is_empty() {
            return Some(Choice::Size);
        }
        let chosen = lines::so_far(menu, item, &self.modifiers, "").ok()?;
        let group = chosen.open(menu, item)?;
        Some(Choice::Group(group.id.clone()))
    }

    /// What one costs in minor units, once its size is known.
    pub fn unit_price(&self, menu: &Menu) -> Option<i64> {
        let item = menu.item(&self.item)?;
        let (_, base) = lines::size(item, self.size.as_ref(), "").ok()?;
        let chosen = lines::so_far(menu, item, &self.modifiers, "").ok()?;
        Some(base + chosen.price)
    }

    fn same_dish(&self, other: &Self) -> bool {
        self.item == other.item
            && self.size == other.size
            && self.modifiers == other.modifiers
            && self.note == other.note
            && self.unsure == other.unsure
    }

    fn request(&self, allergies: &[String]) -> LineRequest {
        LineRequest {
            item: self.item.clone(),
            quantity: self.quantity,
            size: self.size.clone(),
            modifiers: self.modifiers.clone(),
            note: self.note.clone(),
            allergies: allergies.to_vec(),
            course: None,
            seat: None,
        }
    }
}
