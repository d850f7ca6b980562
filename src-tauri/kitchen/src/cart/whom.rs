//! For whom an order in the making is, and how it reaches him.

use super::Cart;
use crate::{Service, ServiceKind, limits};
use serde::{Deserialize, Serialize};

/// For whom an order is, as far as anybody said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ForWhom {
    /// How it reaches its guest, where that was said; see [`Self::kind`].
    pub service: Option<ServiceKind>,
    /// At which table, where it is eaten here; at most [`limits::NAME_CHARS`].
    pub table: Option<String>,
    /// Who is called; as long.
    pub name: Option<String>,
    /// Whether it may have been misheard. Nothing is sent until the guest has said yes to it.
    pub unsure: bool,
}

impl ForWhom {
    /// Whether nobody said anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How it reaches its guest: a table is one to eat at.
    pub fn kind(&self) -> Option<ServiceKind> {
        let at_table = self.table.as_ref().map(|_| ServiceKind::DineIn);
        self.service.or(at_table)
    }

    /// How the order reaches its guest, where `usual` is how orders do of which nobody says.
    pub fn over(&self, usual: Service) -> Service {
        let kind = self.kind().unwrap_or(usual.kind());
        let said = match usual.kind() == kind {
            true => usual,
            false => Service::of(kind),
        };
        let (table, name) = (self.table.clone(), self.name.clone());
        match said {
            Service::DineIn {
                table: usual,
                name: known,
            } => Service::DineIn {
                table: table.or(usual),
                name: name.or(known),
            },
            Service::Takeout { name: known } => Service::Takeout {
                name: name.or(known),
            },
            Service::Delivery {
                name: known,
                address,
            } => Service::Delivery {
                name: name.or(known),
                address,
            },
            lane @ Service::DriveThru { .. } => lane,
        }
    }

    /// Makes it one that the tools could have made: whoever kept it may have kept it wrongly.
    pub(super) fn mend(&mut self) {
        for text in [&mut self.table, &mut self.name] {
            *text = text.take().filter(|text| {
                let is_short = text.chars().nth(limits::NAME_CHARS).is_none();
                is_short && !text.trim().is_empty()
            });
        }
        self.doubt_only_what_is_said();
    }

    /// A doubt about nothing could never be settled, and nothing would be sent.
    pub(super) fn doubt_only_what_is_said(&mut self) {
        self.unsure &= self.kind().is_some() || self.name.is_some();
    }
}

impl Cart {
    /// For whom it is.
    pub fn whom(&self) -> &ForWhom {
        &self.whom
    }

    /// An empty one that reaches its guest as this one does: most orders of an evening are alike.
    pub fn next(&self) -> Self {
        Self {
            whom: ForWhom {
                service: self.whom.kind(),
                ..ForWhom::default()
            },
            ..Self::default()
        }
    }
}
