//! Structured concurrency: the only code that may spawn.
//!
//! A [`Scope`] owns every task, thread and blocking call started in it and in its children. Dropping it ends them at once;
//! [`Scope::close`] asks first, waits to a deadline, and reports by full name whoever did not come. Nothing outlives its owner
//! unseen: [`Scope::census`] shows what lives where, and for how long.
//!
//! ```
//! # scope::run(Some(1), async {
//! use scope::{Scope, Task};
//! use std::time::Duration;
//!
//! let server = Scope::root("server");
//! let stream = server.child("stream");
//! let token = stream.token();
//! stream.spawn(Task::drain("reader"), async move { token.cancelled().await });
//!
//! let closed = server.close(Duration::from_secs(1)).await;
//! assert!(closed.is_clean(), "{closed}");
//! # });
//! ```

mod both;
mod census;
mod cleanup;
mod closed;
mod entry;
mod guard;
mod handle;
mod here;
mod launch;
mod ledger;
mod node;
mod panics;
mod runtime;
mod scope;
mod seat;
mod tally;
mod task;
pub mod time;
pub mod watch;

#[cfg(test)]
mod tests;

pub use both::both;
pub use census::{Census, Kind, Resident};
pub use closed::ScopeClosed;
pub use guard::Guard;
pub use handle::ScopeHandle;
pub use here::running;
pub use ledger::{EndedScope, Turnover};
pub use panics::log_panics;
pub use runtime::{run, run_here};
pub use scope::{Closed, Scope};
pub use tally::{Named, Tally};
pub use task::{Ended, OnCancel, OnError, Spawned, Task};
pub use tokio_util::sync::CancellationToken;
