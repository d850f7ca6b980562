//! Where a spoken order becomes one of the kitchen's, once and only once.

use crate::{
    app::App,
    kitchens::{Answer, Once, Restaurant, Submission, Trouble},
};
use kitchen::{Command, OrderId, OrderRequest, Refusal};
use scope::time;
use std::{sync::Arc, time::Duration};

/// How often an order is sent again whose fate is not known, or that came at a bad moment. Under
/// its key it has one effect.
const ATTEMPTS: u32 = 3;

/// How long is waited between: the writer asks the disk anew with every command.
const BETWEEN: Duration = Duration::from_millis(250);

/// Places the orders of one session.
pub struct Till {
    app: App,
    restaurant: Arc<Restaurant>,
    by: Arc<str>,
    session: String,
    placed: u32,
}

/// An order that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: OrderId,
    /// What the guest is told.
    pub number: u32,
}

/// Why there is no order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TillError {
    /// The kitchen refuses it.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// It cannot be taken now; the cart is kept.
    #[error("The order cannot be taken right now.")]
    Trouble(Trouble),
    /// One was taken before, whose fate was not known then; this one differs from it.
    #[error(
        "Your order was taken a moment ago, without the last change. Please ask at the counter."
    )]
    Earlier,
    /// It is on disk, and what is on disk cannot be read.
    #[error("The order was taken, but its number cannot be told.")]
    Unreadable,
}

impl Till {
    /// A till for the session of that name.
    pub fn new(app: App, restaurant: Arc<Restaurant>, by: Arc<str>, session: String) -> Self {
        Self {
            app,
            restaurant,
            by,
            session,
            placed: 0,
        }
    }

    /// Places an order. Asked again after a [`TillError::Trouble`] it places no second one.
    ///
    /// # Errors
    /// [`TillError`]
    pub async fn place(&mut self, order: OrderRequest) -> Result<Placed, TillError> {
        let key = format!("voice-{}-{}", self.session, self.placed);
        let command = Command::PlaceOrder { order };
        let submission = Submission::new(command, Once::Key(key), self.by.clone());
        let submission = submission.map_err(|_| TillError::Trouble(Trouble::Internal))?;
        let seq = self.submit(submission).await?;
        self.placed += 1;
        let head = self.restaurant.head();
        // Ids sort by time, so it is among the last.
        if let Some(order) = head.orders.values().rev().find(|order| order.seq == seq) {
            let (id, number) = (order.id, order.number);
            return Ok(Placed { id, number });
        }
        match self
            .app
            .archive
            .order_placed(self.restaurant.id(), seq)
            .await
        {
            Ok(Some(order)) => Ok(Placed {
                id: order.id,
                number: order.number,
            }),
            Ok(None) => Err(TillError::Unreadable),
            Err(error) => {
                tracing::error!(%error, seq, "an order that was placed cannot be read");
                Err(TillError::Unreadable)
            }
        }
    }

    async fn submit(&mut self, submission: Submission) -> Result<u64, TillError> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let answer = self.restaurant.submit(submission.clone()).await;
            self.app.metrics.answered(&answer);
            match answer {
                Ok(Answer::Done { seq, .. }) => return Ok(seq),
                Ok(Answer::Refused { refusal, .. }) => return Err(TillError::Refused(refusal)),
                Err(Trouble::InDoubt | Trouble::Overloaded | Trouble::Storage)
                    if attempts < ATTEMPTS =>
                {
                    time::sleep(BETWEEN).await;
                }
                Err(Trouble::Reused) => {
                    self.placed += 1;
                    return Err(TillError::Earlier);
                }
                Err(trouble) => return Err(TillError::Trouble(trouble)),
            }
        }
    }
}
