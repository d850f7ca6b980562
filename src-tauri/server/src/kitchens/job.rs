//! What the writer is asked to do, and how it answers.

use super::{Answer, Restaurant, Submission, Trouble};
use std::sync::Arc;
use store::RestaurantId;
use tokio::sync::{mpsc, oneshot};

/// Something for the writer to do.
pub(super) enum Job {
    /// Load a restaurant, or begin its log.
    Open {
        id: RestaurantId,
        jobs: mpsc::Sender<Job>,
        reply: oneshot::Sender<Result<Arc<Restaurant>, Trouble>>,
    },
    /// Decide and commit a command.
    Submit {
        restaurant: RestaurantId,
        submission: Box<Submission>,
        reply: oneshot::Sender<Outcome>,
    },
}

/// What is to be answered once the batch is on disk, or at once.
pub(super) type Outcome = Result<Answer, Trouble>;
