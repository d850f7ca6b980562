//! Why a command is refused.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A refused command: a code to match on, a sentence to read, and where the fault is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// What clients match on.
    pub code: RefusalCode,
    /// What a person reads.
    pub message: String,
    /// JSON pointer into the command's body, where one field is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal of the whole command.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
        }
    }

    /// A refusal for one field.
    pub fn at(code: RefusalCode, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: Some(field.into()),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// Stable codes of refusals. The names are a promise of PROTOCOL.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {$(
            $(#[$doc])*
            #[serde(rename = $text)]
            $name,
        )*}

        impl RefusalCode {
            /// Every code, for tests that provoke each.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is written.
            pub fn as_str(self) -> &'static str {
                match self {$(Self::$name => $text,)*}
            }

            /// The HTTP status that goes with it.
            pub fn http_status(self) -> u16 {
                match self {$(Self::$name => $status,)*}
            }
        }
    };
}

codes! {
    /// No item of that id on the menu.
    UnknownItem = "unknown_item", 422;
    /// Sold out (86), or fewer left than asked for.
    ItemUnavailable = "item_unavailable", 409;
    /// No modifier of that id on the menu.
    UnknownModifier = "unknown_modifier", 422;
    /// The modifier is on the menu, and this item does not offer it.
    ModifierNotOffered = "modifier_not_offered", 422;
    /// A group of the item needs a choice; the message names it.
    ChoiceRequired = "choice_required", 422;
    /// More modifiers of a group than it allows.
    TooManyChoices = "too_many_choices", 422;
    /// The item comes in sizes and none was named.
    SizeRequired = "size_required", 422;
    /// The item has no such size.
    UnknownSize = "unknown_size", 422;
    /// Fewer than 1 or more than 99.
    QuantityOutOfRange = "quantity_out_of_range", 422;
    /// An order without lines.
    NoLines = "no_lines", 422;
    /// More than 100 lines.
    TooManyLines = "too_many_lines", 422;
    /// A text is longer than its bound.
    TextTooLong = "text_too_long", 422;
    /// A number outside its bounds: course, seat, remaining.
    ValueOutOfRange = "value_out_of_range", 422;
    /// No order of that id.
    UnknownOrder = "unknown_order", 404;
    /// No line of that id in the order.
    UnknownLine = "unknown_line", 422;
    /// No station of that id on the menu.
    UnknownStation = "unknown_station", 422;
    /// The order has no such course.
    UnknownCourse = "unknown_course", 422;
    /// The order is completed or cancelled.
    OrderClosed = "order_closed", 409;
    /// The line is voided, served or done: it cannot be changed any more.
    LineClosed = "line_closed", 409;
    /// The line is on hold; fire its course first.
    LineHeld = "line_held", 409;
    /// The course is being made or done; it cannot be held.
    CourseStarted = "course_started", 409;
    /// A void, cancel or added allergy has not been Heard at this station.
    ChangeNotAcknowledged = "change_not_acknowledged", 409;
    /// Nothing was bumped that could come back.
    NothingToRecall = "nothing_to_recall", 409;
    /// An amendment that says nothing.
    NothingToAmend = "nothing_to_amend", 422;
    /// The restaurant has no menu yet.
    NoMenu = "no_menu", 409;
    /// The menu has faults; `menu check` lists them all.
    MenuInvalid = "menu_invalid", 422;
    /// Too many orders are open.
    TooManyOpenOrders = "too_many_open_orders", 503;
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
