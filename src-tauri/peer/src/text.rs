//! Texts over the data channel, and what else a connection tells.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use scope::time;
use tokio::sync::{mpsc, watch};
use webrtc::data_channel::{DataChannel, DataChannelEvent};

use crate::closing::{By, Closing, Ending, Phase};
use crate::driver::Driver;
use crate::speak::Mark;

/// Longest text, in bytes: what every WebRTC stack takes (RFC 8841, 6.1), and the library refuses
/// more.
pub const MAX_TEXT: usize = 65_536;

/// Events that wait for the caller. When it is full the other side is made to wait, not told to
/// stop: texts are never dropped.
pub(crate) const EVENTS: usize = 32;

/// How long a peer may leave our texts unread before it is given up: it acknowledges in
/// milliseconds, or is gone.
const STALLED: Duration = Duration::from_secs(10);

/// What a connection tells, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The data channel is open: texts may be sent.
    Open,
    /// A text came.
    Text(String),
    /// A message came that is no text, of so many bytes.
    Binary(usize),
    /// The last packet of what was said up to this mark has been sent. Marks before it are passed,
    /// too.
    Drained(Mark),
    /// It is over. Nothing comes after it.
    Closed(Closing),
}

/// Receives what a connection tells. It exists before the connection does, so nothing is missed; it
/// must be read, since a reader that is behind holds the other side up.
#[derive(Debug)]
pub struct Events {
    texts: mpsc::Receiver<Event>,
    drained: watch::Receiver<Option<Mark>>,
    ending: Ending,
    over: bool,
}

impl Events {
    pub(crate) fn new(
        texts: mpsc::Receiver<Event>,
        drained: watch::Receiver<Option<Mark>>,
        ending: Ending,
    ) -> Events {
        Events {
            texts,
            drained,
            ending,
            over: false,
        }
    }

    /// The next event; `None` after [`Event::Closed`]. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Event> {
        if self.over {
            return None;
        }
        let event = tokio::select! {
            biased;
            Some(mark) = drained(&mut self.drained) => Event::Drained(mark),
            event = self.texts.recv() => match event {
                Some(event) => event,
                // The reader is gone: the connection ends, or has ended.
                None => {
                    let closing = self.ending.asked().await;
                    self.over = true;
                    Event::Closed(closing)
                }
            },
        };
        Some(event)
    }
}

/// The next mark; never returns once nobody can set one.
async fn drained(marks: &mut watch::Receiver<Option<Mark>>) -> Option<Mark> {
    match marks.changed().await {
        Ok(()) => *marks.borrow_and_update(),
        Err(_) => std::future::pending().await,
    }
}

/// Why a text was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Longer than [`MAX_TEXT`]: so many bytes.
    #[error("a text of {0} bytes is longer than {MAX_TEXT}")]
    TooLong(usize),
    /// The data channel is not open yet.
    #[error("the data channel is not open yet")]
    NotOpen,
    /// The connection has ended.
    #[error("the connection has ended")]
    Closed,
}

/// Sends texts. Clones share the channel.
#[derive(Clone)]
pub struct Texts {
    channel: Arc<Channel>,
    ending: Ending,
}

/// The open data channel, while there is one.
#[derive(Default)]
pub(crate) struct Channel(Mutex<Option<Arc<dyn DataChannel>>>);

impl Channel {
    pub(crate) fn set(&self, channel: Option<Arc<dyn DataChannel>>) {
        // The old one is let go of outside the lock: it is foreign code.
        let old = std::mem::replace(&mut *self.lock(), channel);
        drop(old);
    }

    fn get(&self) -> Option<Arc<dyn DataChannel>> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<dyn DataChannel>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Texts {
    pub(crate) fn new(channel: Arc<Channel>, ending: Ending) -> Texts {
        Texts { channel, ending }
    }

    /// Sends a text; waits while the other side is behind. One that stays behind for 10 s is given
    /// up, and the connection with it.
    ///
    /// # Errors
    /// When it is too long, or the channel is not open yet, or not any more.
    pub async fn send(&self, text: &str) -> Result<(), SendError> {
        if text.len() > MAX_TEXT {
            return Err(SendError::TooLong(text.len()));
        }
        if self.ending.is_asked() {
            return Err(SendError::Closed);
        }
        let channel = self.channel.get().ok_or(SendError::NotOpen)?;
        match time::timeout(STALLED, channel.send_text(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a text was not sent");
                Err(SendError::Closed)
            }
            Err(_) => {
                self.ending.end(By::Lost, "the peer reads no texts");
                Err(SendError::Closed)
            }
        }
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}

/// Reads the data channel until it ends, and passes on what comes. The caller being slow holds the
/// peer up.
pub(crate) async fn read(
    dc: Arc<dyn DataChannel>,
    channel: Arc<Channel>,
    events: mpsc::Sender<Event>,
    ending: Ending,
    driver: Arc<Driver>,
) {
    while let Some(event) = dc.poll().await {
        let event = match event {
            DataChannelEvent::OnOpen => {
                ending.reach(Phase::Open);
                driver.stir.settle();
                channel.set(Some(dc.clone()));
                Event::Open
            }
            DataChannelEvent::OnMessage(message) if message.is_string => {
                match String::from_utf8(message.data.to_vec()) {
                    Ok(text) => Event::Text(text),
                    Err(error) => Event::Binary(error.as_bytes().len()),
                }
            }
            DataChannelEvent::OnMessage(message) => Event::Binary(message.data.len()),
            DataChannelEvent::OnClosing | DataChannelEvent::OnClose => break,
            _ => continue,
        };
        if events.send(event).await.is_err() {
            ending.end(By::Us, "nobody listens");
            return;
        }
    }
    ending.end(By::Peer, "the peer closed the data channel");
}

/// Keeps a channel that nobody asked for from filling up. Unread, it would hold up the one that
/// matters.
pub(crate) async fn discard(dc: Arc<dyn DataChannel>) {
    while dc.poll().await.is_some() {}
}
