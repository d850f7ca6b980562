//! The kitchen as the fold of its events.
//!
//! [`decide`] says which events a command causes, or why it is refused; [`State::apply`]
//! folds one in. Both are pure: no clock, no randomness, no IO. The order server is the
//! only one who numbers events; every display folds the same events with the same code,
//! so it can never disagree with the server.

mod apply;
pub mod cart;
mod command;
mod decide;
mod event;
mod ids;
pub mod limits;
pub mod menu;
mod order;
mod refusal;
mod request;
mod state;
pub mod view;

pub use apply::ApplyError;
pub use command::{AmendOrder, Command, LineEdit};
pub use decide::{Moment, decide};
pub use event::{EVENT_VERSION, Event, EventRecord, LineChange, PlacedLine, PlacedOrder};
pub use ids::{
    CategoryId, CommandId, GroupId, ItemId, LineId, ModifierId, OrderId, SizeId, StationId,
};
pub use menu::Menu;
pub use order::{
    Cancelled, ChosenModifier, ChosenSize, Heed, HeedKind, Line, LineState, LineWas, Order,
    OrderState, StationLine, StationState, same_allergy,
};
pub use refusal::{Refusal, RefusalCode};
pub use request::{LineRequest, OrderRequest, Service, ServiceKind, Source};
pub use state::{Availability, SNAPSHOT_VERSION, State};

/// Unix time in milliseconds, by the server's wall clock.
pub type UnixMs = i64;

#[cfg(test)]
mod tests;
