//! The tools that fill a cart: what can be called, and how a call reads as JSON.

mod change;
mod run;

pub use run::{Answer, run};

use crate::{ItemId, LineId, ModifierId, ServiceKind, SizeId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One call of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "arguments", rename_all = "snake_case")]
pub enum Call {
    /// Puts a line into the cart.
    AddItem(AddItem),
    /// Changes a line.
    ChangeItem(ChangeItem),
    /// Takes a line out, or some of it.
    RemoveItem(RemoveItem),
    /// Takes everything out. Allergies and for whom it is stay: they are the guest's, not a
    /// line's.
    ClearCart {},
    /// Notes allergies for the whole order.
    NoteAllergies(NoteAllergies),
    /// Notes for whom the order is, and how it reaches him.
    SetOrderDetails(SetOrderDetails),
    /// Says what is in the cart; changes nothing.
    ReadBack {},
    /// Places the order. The cart is only checked here; whoever runs the tools places it.
    SubmitOrder {
        /// That the guest has heard the order and said yes.
        confirmed: bool,
    },
}

/// A line as it is asked for. It may lack its size and required choices: they are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddItem {
    /// Which.
    pub item: ItemId,
    /// How many.
    #[serde(default = "one")]
    pub quantity: u32,
    /// Which size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeId>,
    /// How.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ModifierId>,
    /// The guest's words for what no modifier says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it may have been misheard.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unsure: bool,
}

/// What becomes of a line. What is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeItem {
    /// Which line.
    pub line: LineId,
    /// For how many of it; the rest stays as it is, as a line of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<u32>,
    /// Another item instead: the size and modifiers that it has too stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// How many there are to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Which size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeId>,
    /// What to add.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_modifiers: Vec<ModifierId>,
    /// What to take back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove_modifiers: Vec<ModifierId>,
    /// The guest's words; an empty text takes them back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it may have been misheard; `false` once the guest has said yes to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<bool>,
}

impl ChangeItem {
    /// A change of that line that changes nothing yet.
    pub fn of(line: LineId) -> Self {
        Self {
            line,
            only: None,
            item: None,
            quantity: None,
            size: None,
            add_modifiers: Vec::new(),
            remove_modifiers: Vec::new(),
            note: None,
            unsure: None,
        }
    }
}

/// What to take out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveItem {
    /// Which line.
    pub line: LineId,
    /// How many of it; all if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
}

/// What the guests cannot bear: it goes out with every line of the order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoteAllergies {
    /// To add: an allergen of the menu, or the guest's own word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    /// To take back, where one was noted by mistake.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

/// For whom an order is. What is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SetOrderDetails {
    /// How it reaches its guest. A table that is named without it is one to eat at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceKind>,
    /// Which table; an empty text takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Who is called; an empty text takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it may have been misheard; `false` once the guest has said yes to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<bool>,
}

fn one() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// Why a call could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No tool of that name.
    #[error("there is no tool \"{0}\"")]
    UnknownTool(String),
    /// Arguments that are not what the tool's schema says.
    #[error("{0}")]
    Arguments(#[from] serde_json::Error),
}

impl Call {
    /// The names of all tools.
    pub const NAMES: [&'static str; 8] = [
        "add_item",
        "change_item",
        "remove_item",
        "clear_cart",
        "note_allergies",
        "set_order_details",
        "read_back",
        "submit_order",
    ];

    /// Reads a call as a client or a model makes it. Empty arguments are an empty object.
    ///
    /// # Errors
    /// Another tool, or arguments that its schema does not allow.
    pub fn read(name: &str, arguments: &str) -> Result<Self, CallError> {
        if !Self::NAMES.contains(&name) {
            return Err(CallError::UnknownTool(name.to_owned()));
        }
        let arguments: Value = match arguments.trim() {
            "" => Value::Object(serde_json::Map::new()),
            text => serde_json::from_str(text)?,
        };
        let call = serde_json::json!({"name": name, "arguments": arguments});
        Ok(serde_json::from_value(call)?)
    }

    /// The tool's name.
    pub fn name(&self) -> &'static str {
        let index = match self {
            Self::AddItem(_) => 0,
            Self::ChangeItem(_) => 1,
            Self::RemoveItem(_) => 2,
            Self::ClearCart {} => 3,
            Self::NoteAllergies(_) => 4,
            Self::SetOrderDetails(_) => 5,
            Self::ReadBack {} => 6,
            Self::SubmitOrder { .. } => 7,
        };
        Self::NAMES[index]
    }

    /// The arguments as JSON.
    pub fn arguments(&self) -> Value {
        let mut whole = serde_json::to_value(self).unwrap_or(Value::Null);
        whole["arguments"].take()
    }
}
