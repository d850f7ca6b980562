//! What every request and every stream needs of the server.

use crate::{
    archive::Archive, auth::Auth, clock::Clock, kitchens::Kitchens, metrics::Metrics,
    stream::Streams, voice::Voice,
};
use scope::{CancellationToken, ScopeHandle, watch::Watching};
use std::sync::Arc;

/// Shared by everything that answers. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The kitchens, and the one way to change them.
    pub kitchens: Kitchens,
    /// The time of events.
    pub clock: Arc<Clock>,
    /// Who may do what.
    pub auth: Auth,
    /// Closed orders and old events, read from disk.
    pub archive: Archive,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Displays that are connected.
    pub streams: Streams,
    /// Guests who speak.
    pub voice: Voice,
    /// Where everything of the server lives: for its census.
    pub scope: ScopeHandle,
    /// Whether there is more and more of something; nobody watches a simulation.
    pub watching: Option<Watching>,
    /// Cancelled when the server begins to stop: nothing new is accepted.
    pub stopping: CancellationToken,
}
