//! What a person wants of the link, as messages to the task that owns it.

use crate::address::ServerAddress;
use kitchen::{Command, CommandId};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Who waits to hear that a command is kept.
pub(super) type Submitted = oneshot::Sender<Result<CommandId, SubmitError>>;

pub(super) enum Message {
    /// With an id of the caller's own, where it has one.
    Submit(Option<CommandId>, Command, Submitted),
    Forget(CommandId, oneshot::Sender<bool>),
    Dismiss(CommandId),
    TryNow,
    NetworkChanged,
    SetServer(ServerAddress, Arc<str>),
}

/// The link has ended with its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the link has ended")]
pub struct LinkGone;

/// A command was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// [`crate::limits::OUTBOX_COMMANDS`] wait already, or as many bytes as
    /// [`crate::limits::OUTBOX_BYTES`].
    #[error("the outbox is full")]
    OutboxFull,
    /// The command is larger than a frame may be.
    #[error("the command is larger than {} bytes", wire::CLIENT_FRAME_BYTES)]
    TooLarge,
    /// It could not be kept on disk, so it was not taken.
    #[error("the command cannot be kept on disk: {0}")]
    Storage(String),
    /// The link has ended. Whether the command was kept is not known: it is if the link was just
    /// ending.
    #[error(transparent)]
    Gone(#[from] LinkGone),
}

/// The way into a link. Cloning is cheap, and keeps nothing alive. A caller waits while
/// [`crate::limits::INBOX`] others do.
#[derive(Debug, Clone)]
pub struct LinkHandle {
    messages: mpsc::Sender<Message>,
}

impl LinkHandle {
    pub(super) fn new(messages: mpsc::Sender<Message>) -> Self {
        Self { messages }
    }

    /// Takes a command in. When this returns it is on disk, and is shown in the picture's outbox
    /// at once; it is sent as soon as there is a server.
    ///
    /// # Errors
    /// [`SubmitError`]; the command is not shown then.
    pub async fn submit(&self, command: Command) -> Result<CommandId, SubmitError> {
        self.keep(None, command).await
    }

    /// As [`LinkHandle::submit`], for a caller that keeps commands of its own: the same id twice
    /// is one command, also after both have been started again.
    ///
    /// # Errors
    /// [`SubmitError`]; the command is not shown then.
    pub async fn submit_as(&self, id: CommandId, command: Command) -> Result<(), SubmitError> {
        self.keep(Some(id), command).await.map(drop)
    }

    async fn keep(
        &self,
        id: Option<CommandId>,
        command: Command,
    ) -> Result<CommandId, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Submit(id, command, reply)).await?;
        answer.await.map_err(|_| LinkGone)?
    }

    /// Takes a command back that was never sent, and says whether it could. When this returns it
    /// has left the disk, too, if the disk takes anything.
    ///
    /// # Errors
    /// When the link has ended.
    pub async fn forget(&self, id: CommandId) -> Result<bool, LinkGone> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Forget(id, reply)).await?;
        answer.await.map_err(|_| LinkGone)
    }

    /// A person has seen that this command was refused.
    ///
    /// # Errors
    /// When the link has ended.
    pub async fn dismiss(&self, id: CommandId) -> Result<(), LinkGone> {
        self.send(Message::Dismiss(id)).await
    }

    /// Ends the pause before the next attempt.
    ///
    /// # Errors
    /// When the link has ended.
    pub async fn try_now(&self) -> Result<(), LinkGone> {
        self.send(Message::TryNow).await
    }

    /// This machine's network changed. The link looks for itself, too, while it has no connection.
    ///
    /// # Errors
    /// When the link has ended.
    pub async fn network_changed(&self) -> Result<(), LinkGone> {
        self.send(Message::NetworkChanged).await
    }

    /// The server is elsewhere now, or wants another token. The outbox goes there, too.
    ///
    /// # Errors
    /// When the link has ended.
    pub async fn set_server(
        &self,
        address: ServerAddress,
        token: Arc<str>,
    ) -> Result<(), LinkGone> {
        self.send(Message::SetServer(address, token)).await
    }

    /// How many messages wait for the link.
    pub fn waiting(&self) -> usize {
        self.messages.max_capacity() - self.messages.capacity()
    }

    async fn send(&self, message: Message) -> Result<(), LinkGone> {
        self.messages.send(message).await.map_err(|_| LinkGone)
    }
}
