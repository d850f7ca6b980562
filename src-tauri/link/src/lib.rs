//! The guarded stream client of a device: one connection to the order server or none, for as long
//! as the device lives.
//!
//! [`machine::Machine`] is the protocol without IO: when to connect, what to say, when a silent
//! server is dead, how to fold what it says, which commands are still to be sent. [`Link`] drives
//! it in a [`scope::Scope`]: it owns the socket, the outbox's file and the only sleep. What it
//! knows is a [`Picture`], always the latest; what a person wants goes in through a
//! [`LinkHandle`].
//!
//! Nothing here ever gives up: a kitchen screen without its server shows what it knew, keeps what
//! is bumped on disk, and goes on trying. How long what takes and how much is kept are the
//! constants of [`limits`].

mod address;
mod cause;
mod clock;
mod connector;
mod driver;
pub mod limits;
pub mod machine;
mod network;
mod outbox;
mod picture;
mod replica;
mod status;

#[cfg(test)]
mod tests;

pub use address::{AddressError, ServerAddress};
pub use clock::{Now, WallClock, system_clock};
pub use connector::{Connector, TcpConnector};
pub use driver::{Link, LinkConfig, LinkGone, LinkHandle, StartError, SubmitError};
pub use machine::{Cause, Fault, LinkStatus, Phase, Side, Transition};
pub use outbox::{OutboxEntry, RefusedCommand, SetAside};
pub use picture::Picture;
pub use replica::Replica;
