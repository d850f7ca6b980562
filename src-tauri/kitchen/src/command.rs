//! What someone wants to happen. Whether it does, [`crate::decide`] says.

use crate::{
    ItemId, LineId, LineRequest, Menu, ModifierId, OrderId, OrderRequest, SizeId, StationId,
    UnixMs, request::instant,
};
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::Arc;

/// A command, tagged by `type` as on the stream (PROTOCOL, section 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// An order comes in.
    PlaceOrder {
        /// What was asked for.
        order: OrderRequest,
    },
    /// An order that is being made changes.
    AmendOrder {
        /// Which.
        order: OrderId,
        /// How.
        #[serde(flatten)]
        amend: AmendOrder,
    },
    /// An order is not wanted any more.
    CancelOrder {
        /// Which.
        order: OrderId,
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Somebody began to make a line.
    StartLine {
        /// Of which order.
        order: OrderId,
        /// Which line.
        line: LineId,
        /// Where; every station of the line if not said.
        #[serde(default)]
        station: Option<StationId>,
    },
    /// Lines are done at a station; at the pass (`station` null), they are served.
    Bump {
        /// Of which order.
        order: OrderId,
        /// Where; `None` is the pass.
        #[serde(default)]
        station: Option<StationId>,
        /// Which; all that are fired if not said.
        #[serde(default)]
        lines: Option<Vec<LineId>>,
    },
    /// The last bump is taken back.
    Recall {
        /// Of which order.
        order: OrderId,
        /// Where; `None` is the pass.
        #[serde(default)]
        station: Option<StationId>,
        /// Which; those of the last bump there if not said.
        #[serde(default)]
        lines: Option<Vec<LineId>>,
    },
    /// A course is to be made now.
    FireCourse {
        /// Of which order.
        order: OrderId,
        /// Which course.
        course: u8,
    },
    /// A course is to wait.
    HoldCourse {
        /// Of which order.
        order: OrderId,
        /// Which course.
        course: u8,
    },
    /// An order is in a hurry, or no longer.
    Rush {
        /// Which.
        order: OrderId,
        /// Whether.
        on: bool,
    },
    /// A station has Heard every void, cancel and added allergy of an order.
    AcknowledgeChange {
        /// Of which order.
        order: OrderId,
        /// Which station.
        station: StationId,
    },
    /// An item can be had or not, or is counted down.
    SetAvailability {
        /// Which.
        item: ItemId,
        /// Whether.
        available: bool,
        /// Until when it cannot be had. Read from `until` (RFC 3339) or `until_ms`.
        #[serde(default, alias = "until", deserialize_with = "instant")]
        until_ms: Option<UnixMs>,
        /// How many are left.
        #[serde(default)]
        remaining: Option<u32>,
    },
    /// The whole menu is replaced. By HTTP only.
    ReplaceMenu {
        /// The new one.
        menu: Arc<Menu>,
    },
}

/// How an order changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AmendOrder {
    /// New lines.
    #[serde(default)]
    pub add: Vec<LineRequest>,
    /// Changed lines.
    #[serde(default)]
    pub change: Vec<LineEdit>,
    /// Lines that are not wanted any more.
    #[serde(default)]
    pub void: Vec<LineId>,
    /// The order's note, if it changes.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub note: Option<Option<String>>,
}

/// How a line changes: a field that is left out stays as it was; one that is `null` goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineEdit {
    /// Which line.
    pub line: LineId,
    /// How many now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Which size now.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub size: Option<Option<SizeId>>,
    /// All modifiers, as they are now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modifiers: Option<Vec<ModifierId>>,
    /// The note now.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub note: Option<Option<String>>,
    /// All allergies, as they are now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allergies: Option<Vec<String>>,
}

/// Tells a field that is `null` from one that is not there.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}
