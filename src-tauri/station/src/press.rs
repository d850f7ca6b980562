//! Carries out presses one after the other, in the order in which fingers made them.

use crate::scene::station_of;
use crate::station::AskError;
use crate::wish;
use kitchen::{Command, CommandId, OrderId, OrderRequest, StationId};
use link::{LinkGone, LinkHandle, Picture, SubmitError};
use scope::{Scope, Task};
use tokio::sync::{mpsc, watch};
use wire::view::Place;

/// Presses that wait for the disk; with one more the page is told. More than ten fingers make
/// in the second that a slow disk takes.
const PRESSES: usize = 64;

/// What a finger meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Press {
    /// A command, made at a place.
    Command {
        /// Where.
        place: Place,
        /// Which.
        command: Command,
    },
    /// An order that a counter has kept under its own id: the same id twice is one order.
    Place {
        /// Of the command, for good.
        id: CommandId,
        /// What is asked for.
        order: OrderRequest,
    },
    /// An order's last bump is to be taken back.
    Undo {
        /// Where it was bumped.
        place: Place,
        /// Which order.
        order: OrderId,
    },
    /// What was refused of an order has been read.
    Dismiss {
        /// Where.
        place: Place,
        /// Which order.
        order: OrderId,
    },
    /// These refusals need not be read any more.
    Forget(Vec<CommandId>),
    /// Connect now.
    TryNow,
}

/// A press on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Errand {
    /// What was meant.
    pub press: Press,
    /// Where it was said and not pressed, how whoever said it is told that it is not kept.
    pub said: Option<Said>,
}

/// Something that was said to a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The strip that shows it as done, if it still does.
    pub key: u64,
    /// What is told before the reason: `Not done: Bump order 1, table 5.`
    pub lost: String,
}

impl From<Press> for Errand {
    fn from(press: Press) -> Self {
        Self { press, said: None }
    }
}

/// What this machine could not even keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Something that was said to a board, and why, in a cook's words.
    Said(Said, &'static str),
    /// A press on an order that is being made.
    Press(NotKept),
    /// A new order, by the id of its command.
    Order(CommandId),
}

/// A press that this machine could not even keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKept {
    /// Where it was made; `None` is the pass.
    pub station: Option<StationId>,
    /// Of which order.
    pub order: OrderId,
    /// Why, in a cook's words.
    pub words: &'static str,
}

/// The way to whoever carries presses out.
#[derive(Debug)]
pub struct Presses {
    queue: mpsc::Sender<Errand>,
}

impl Presses {
    /// Starts to carry presses out. What cannot be kept is told to `trouble`.
    pub fn start(
        scope: &Scope,
        link: LinkHandle,
        picture: watch::Receiver<Picture>,
        trouble: mpsc::Sender<Trouble>,
    ) -> Self {
        let (queue, mut errands) = mpsc::channel(PRESSES);
        let hand = Hand {
            link,
            picture,
            trouble,
        };
        // Ends once the station, which holds the other end, has: no press is lost to a closing window.
        scope.spawn(Task::drain("presses"), async move {
            while let Some(errand) = errands.recv().await {
                if hand.carry_out(errand).await.is_err() {
                    return;
                }
            }
        });
        Self { queue }
    }

    /// The queue, to look at.
    pub fn queue(&self) -> mpsc::WeakSender<Errand> {
        self.queue.downgrade()
    }

    /// Takes a press in.
    ///
    /// # Errors
    /// When too many wait already.
    pub fn push(&self, errand: impl Into<Errand>) -> Result<(), AskError> {
        self.queue
            .try_send(errand.into())
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => AskError::TooManyPresses,
                mpsc::error::TrySendError::Closed(_) => AskError::Ended,
            })
    }
}

struct Hand {
    link: LinkHandle,
    picture: watch::Receiver<Picture>,
    trouble: mpsc::Sender<Trouble>,
}

impl Hand {
    async fn carry_out(&self, Errand { press, said }: Errand) -> Result<(), LinkGone> {
        match press {
            Press::Command { place, command } => self.submit(&place, command, said).await,
            Press::Place { id, order } => self.place(id, order).await,
            Press::Undo { place, order } => self.undo(&place, order, said).await,
            Press::Dismiss { place, order } => self.dismiss(&place, order).await,
            Press::Forget(refused) => {
                for id in refused {
                    self.link.dismiss(id).await?;
                }
                Ok(())
            }
            Press::TryNow => self.link.try_now().await,
        }
    }

    async fn submit(
        &self,
        place: &Place,
        command: Command,
        said: Option<Said>,
    ) -> Result<(), LinkGone> {
        let origin = wish::origin(&command);
        if let Some((order, _)) = &origin {
            // What is done again need not be explained any more.
            self.dismiss(place, *order).await?;
        }
        let error = match self.link.submit(command).await {
            Ok(_) => return Ok(()),
            Err(SubmitError::Gone(gone)) => return Err(gone),
            Err(error) => error,
        };
        tracing::error!(%error, "a press cannot be kept");
        let words = match error {
            SubmitError::OutboxFull => "Too much is saved here already.",
            _ => "This screen could not save it.",
        };
        if let Some((order, station)) = origin {
            let note = NotKept {
                station,
                order,
                words,
            };
            // A full queue holds as many notes as a screen can show.
            let _ = self.trouble.try_send(Trouble::Press(note));
        }
        if let Some(said) = said {
            // Its strip says that it is done; only an ended station shows it no more.
            let _ = self.trouble.send(Trouble::Said(said, words)).await;
        }
        Ok(())
    }

    async fn place(&self, id: CommandId, order: OrderRequest) -> Result<(), LinkGone> {
        match self.link.submit_as(id, Command::PlaceOrder { order }).await {
            Ok(()) => Ok(()),
            Err(SubmitError::Gone(gone)) => Err(gone),
            Err(error) => {
                tracing::error!(%error, command = %id, "an order cannot be kept");
                // Whoever made it must hear of it; only an ended station does not.
                let _ = self.trouble.send(Trouble::Order(id)).await;
                Ok(())
            }
        }
    }

    async fn undo(
        &self,
        place: &Place,
        order: OrderId,
        said: Option<Said>,
    ) -> Result<(), LinkGone> {
        let outbox = self.picture.borrow().outbox.clone();
        if let Some(bump) = wish::unsent_bump(&outbox, place, order)
            && self.link.forget(bump).await?
        {
            return Ok(());
        }
        self.submit(place, wish::recall(place, order), said).await
    }

    async fn dismiss(&self, place: &Place, order: OrderId) -> Result<(), LinkGone> {
        let refused = self.picture.borrow().refused.clone();
        let here = station_of(place);
        for refused in refused.iter() {
            if wish::origin(&refused.body) == Some((order, here.clone())) {
                self.link.dismiss(refused.id).await?;
            }
        }
        Ok(())
    }
}
