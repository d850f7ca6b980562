//! Newtypes for ids, so that none can be taken for another.

use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};
use uuid::Uuid;

macro_rules! word {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

word! {
    /// A station of the menu: `grill`.
    StationId,
    /// A category of the menu: `burgers`.
    CategoryId,
    /// A modifier group of the menu: `doneness`.
    GroupId,
    /// A modifier of the menu: `medium-rare`. Unique in the whole menu.
    ModifierId,
    /// An item of the menu: `cheeseburger`.
    ItemId,
    /// A size of an item: `large`. Unique in its item.
    SizeId,
    /// A line of an order: `1`, `2`, … Unique in its order, and never used again.
    LineId,
}

macro_rules! unique {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

unique! {
    /// An order. A UUID of version 7, made by the server.
    OrderId,
    /// A command, chosen by whoever sends it; the same id twice has one effect.
    CommandId,
}
