//! Commands of one connection that wait for the disk; their answers come in the order in which
//! they were given.

use crate::kitchens::{Answer, Restaurant, Submission, Trouble};
use kitchen::CommandId;
use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
};

use crate::command::ReadCommand;
use wire::{ErrorCode, ServerFrame};

/// What became of a command.
type Outcome = Result<Answer, Trouble>;

/// A command that was given to the writer.
struct Waiting {
    id: CommandId,
    read: Box<ReadCommand>,
    outcome: Pin<Box<dyn Future<Output = Outcome> + Send>>,
    /// It came before anyone asked for it.
    early: Option<Outcome>,
}

/// All of one connection, oldest first. The machine bounds how many.
#[derive(Default)]
pub(super) struct InFlight(VecDeque<Waiting>);

impl InFlight {
    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives a command to the writer, behind all that were given before.
    pub async fn submit(
        &mut self,
        restaurant: &Arc<Restaurant>,
        id: CommandId,
        read: Box<ReadCommand>,
        submission: Submission,
    ) {
        let restaurant = restaurant.clone();
        let mut outcome: Pin<Box<dyn Future<Output = Outcome> + Send>> =
            Box::pin(async move { restaurant.submit(submission).await });
        // The first poll puts it into the writer's queue, in its turn; so it is polled here.
        let early = poll_fn(|cx| match outcome.as_mut().poll(cx) {
            Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
            Poll::Pending => Poll::Ready(None),
        });
        let early = early.await;
        self.0.push_back(Waiting {
            id,
            read,
            outcome,
            early,
        });
    }

    /// The next answer, with what became of the command; `None` when nothing is waited for.
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<(ServerFrame, Outcome)> {
        let first = self.0.front_mut()?;
        let outcome = match first.early.take() {
            Some(outcome) => outcome,
            None => first.outcome.as_mut().await,
        };
        let Waiting { id, read, .. } = self.0.pop_front()?;
        Some((answer(id, &read, &outcome), outcome))
    }
}

fn answer(id: CommandId, read: &ReadCommand, outcome: &Outcome) -> ServerFrame {
    match outcome {
        Ok(Answer::Done { seq, .. }) => ServerFrame::Ack { id, seq: *seq },
        Ok(Answer::Refused { refusal, .. }) => ServerFrame::Refused {
            id,
            code: refusal.code.into(),
            message: refusal.message.clone(),
            field: read.field(refusal),
        },
        Err(trouble) => ServerFrame::Refused {
            id,
            code: code(*trouble),
            message: trouble.to_string(),
            field: None,
        },
    }
}

fn code(trouble: Trouble) -> ErrorCode {
    match trouble {
        Trouble::Storage | Trouble::InDoubt => ErrorCode::StorageUnavailable,
        Trouble::Overloaded => ErrorCode::Overloaded,
        Trouble::ShuttingDown => ErrorCode::ShuttingDown,
        Trouble::Reused => ErrorCode::CommandIdReused,
        Trouble::Internal => ErrorCode::Internal,
    }
}
