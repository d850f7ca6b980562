//! An order as it is posted: what a guest asked for, before the menu was asked.

use crate::{ItemId, ModifierId, SizeId, UnixMs};
use serde::{Deserialize, Deserializer, Serialize};

/// An order as posted. Everything but `lines[].item` has a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRequest {
    /// The till's own id of it.
    #[serde(default)]
    pub external_id: Option<String>,
    /// Where it came from.
    #[serde(default)]
    pub source: Source,
    /// How it reaches its guest.
    #[serde(default)]
    pub service: Service,
    /// When the guest was told it would be there. Read from `promised_at` (RFC 3339) or
    /// `promised_at_ms`.
    #[serde(default, alias = "promised_at", deserialize_with = "instant")]
    pub promised_at_ms: Option<UnixMs>,
    /// For everyone who makes it, at most [`crate::limits::NOTE_CHARS`].
    #[serde(default)]
    pub note: Option<String>,
    /// What was asked for.
    #[serde(default)]
    pub lines: Vec<LineRequest>,
    /// Courses that wait until they are fired.
    #[serde(default)]
    pub hold: Vec<u8>,
}

/// One item asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRequest {
    /// Which.
    pub item: ItemId,
    /// How many.
    #[serde(default = "one")]
    pub quantity: u32,
    /// Which size, where the item has sizes.
    #[serde(default)]
    pub size: Option<SizeId>,
    /// How.
    #[serde(default)]
    pub modifiers: Vec<ModifierId>,
    /// The guest's words.
    #[serde(default)]
    pub note: Option<String>,
    /// What must not be in it.
    #[serde(default)]
    pub allergies: Vec<String>,
    /// When it is wanted; the category's course if not said.
    #[serde(default)]
    pub course: Option<u8>,
    /// For whom.
    #[serde(default)]
    pub seat: Option<u16>,
}

fn one() -> u32 {
    1
}

/// Where an order came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A till.
    #[default]
    Pos,
    /// Spoken to a tablet.
    Voice,
    /// Spoken on the telephone.
    Phone,
    /// Touched at the counter.
    Counter,
    /// Ordered on the web.
    Online,
    /// Ordered at a kiosk.
    Kiosk,
}

/// The ways in which an order can reach its guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// It is eaten here.
    DineIn,
    /// It is picked up.
    Takeout,
    /// It is brought.
    Delivery,
    /// It is handed out through the window.
    DriveThru,
}

/// How an order reaches its guest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Service {
    /// To a table, or to whoever is called.
    DineIn {
        /// Which table.
        #[serde(default)]
        table: Option<String>,
        /// Who is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Picked up.
    Takeout {
        /// By whom.
        #[serde(default)]
        name: Option<String>,
    },
    /// Brought.
    Delivery {
        /// To whom.
        #[serde(default)]
        name: Option<String>,
        /// Where.
        #[serde(default)]
        address: Option<String>,
    },
    /// Through the window.
    DriveThru {
        /// Which lane.
        #[serde(default)]
        lane: Option<String>,
    },
}

impl Default for Service {
    fn default() -> Self {
        Self::of(ServiceKind::DineIn)
    }
}

impl Service {
    /// One of that kind, of which nobody said for whom it is.
    pub fn of(kind: ServiceKind) -> Self {
        match kind {
            ServiceKind::DineIn => Self::DineIn {
                table: None,
                name: None,
            },
            ServiceKind::Takeout => Self::Takeout { name: None },
            ServiceKind::Delivery => Self::Delivery {
                name: None,
                address: None,
            },
            ServiceKind::DriveThru => Self::DriveThru { lane: None },
        }
    }

    /// Which way it is.
    pub fn kind(&self) -> ServiceKind {
        match self {
            Self::DineIn { .. } => ServiceKind::DineIn,
            Self::Takeout { .. } => ServiceKind::Takeout,
            Self::Delivery { .. } => ServiceKind::Delivery,
            Self::DriveThru { .. } => ServiceKind::DriveThru,
        }
    }
}

/// Reads an instant as RFC 3339 or as Unix milliseconds: HTTP bodies carry the one, the
/// stream the other (PROTOCOL, preamble).
pub(crate) fn instant<'de, D: Deserializer<'de>>(from: D) -> Result<Option<UnixMs>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Text(String),
    }
    match Option::<Either>::deserialize(from)? {
        None => Ok(None),
        Some(Either::Number(ms)) => Ok(Some(ms)),
        Some(Either::Text(text)) => text
            .parse::<jiff::Timestamp>()
            .map(|at| Some(at.as_millisecond()))
            .map_err(|_| serde::de::Error::custom("not an RFC 3339 instant")),
    }
}
