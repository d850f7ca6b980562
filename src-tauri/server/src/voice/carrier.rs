//! What a session runs over: a WebSocket, or a WebRTC connection with its sound beside.

use super::{
    ended::Ended,
    line::{Line, Lost, Received},
};
use peer::{By, Closing, Event, Frame, Mark, Peer, Phase};
use std::collections::VecDeque;
use tokio::io::{AsyncRead, AsyncWrite};

/// What a session runs over.
pub enum Carrier<S> {
    /// Texts, with the sound in them.
    Socket(Box<Line<S>>),
    /// Texts, and sound beside them.
    Peer(Box<PeerCarrier>),
}

/// A WebRTC connection, and what is sent before its channel is open.
pub struct PeerCarrier {
    peer: Peer,
    /// `Some` until the channel is open; the host's first words.
    early: Option<VecDeque<String>>,
}

/// What a session is told by its carrier.
#[derive(Debug)]
pub enum Incoming {
    /// A text.
    Text(String),
    /// A message that is no text.
    Binary,
    /// 20 ms of sound.
    Sound(Frame),
    /// Everything that was said before this has been heard.
    Played(Mark),
    /// It cannot go on: what the client is told, where it still listens.
    Broken(u16, &'static str),
    /// The client is gone, and how.
    Gone(Ended),
}

/// Texts that wait for the channel to open: a session says only a few before it is spoken to.
const EARLY: usize = 64;

impl<S: AsyncRead + AsyncWrite + Unpin> Carrier<S> {
    /// The next that comes. Dropping the future loses nothing.
    pub async fn receive(&mut self) -> Incoming {
        match self {
            Self::Socket(line) => match line.receive().await {
                Received::Text(text) => Incoming::Text(text.as_str().to_owned()),
                Received::Binary => Incoming::Binary,
                Received::TooLarge => Incoming::Broken(1009, "the message is too large"),
                Received::Garbage => Incoming::Broken(1002, "that is no WebSocket"),
                Received::Silent => Incoming::Gone(Ended::Silent),
                Received::Gone => Incoming::Gone(Ended::Gone),
            },
            Self::Peer(carrier) => carrier.receive().await,
        }
    }

    /// Sends texts, in order. It must not be dropped before it is done.
    ///
    /// # Errors
    /// [`Lost`]
    pub async fn send(&mut self, texts: Vec<String>) -> Result<(), Lost> {
        match self {
            Self::Socket(line) => line.send(&texts).await,
            Self::Peer(carrier) => carrier.send(texts).await,
        }
    }

    /// The connection, where sound goes beside the texts.
    pub fn peer(&self) -> Option<&Peer> {
        match self {
            Self::Socket(_) => None,
            Self::Peer(carrier) => Some(&carrier.peer),
        }
    }

    /// Says why, and ends; returns when nothing is left of it.
    pub async fn close(self, code: u16, reason: &'static str) {
        match self {
            Self::Socket(line) => line.close(code, reason).await,
            Self::Peer(carrier) => {
                carrier.peer.connection.close(reason);
                carrier.peer.connection.closed().await;
            }
        }
    }
}

impl PeerCarrier {
    /// A connection that is being opened.
    pub fn new(peer: Peer) -> Self {
        Self {
            peer,
            early: Some(VecDeque::new()),
        }
    }

    async fn receive(&mut self) -> Incoming {
        loop {
            let event = tokio::select! {
                biased;
                event = self.peer.events.next() => event,
                Some(frame) = self.peer.sound.next() => return Incoming::Sound(frame),
            };
            match event {
                Some(Event::Open) => {
                    if self.open().await.is_err() {
                        return Incoming::Gone(Ended::Gone);
                    }
                }
                Some(Event::Text(text)) => return Incoming::Text(text),
                Some(Event::Binary(_)) => return Incoming::Binary,
                Some(Event::Drained(mark)) => return Incoming::Played(mark),
                Some(Event::Closed(closing)) => return Incoming::Gone(ended(&closing)),
                None => return Incoming::Gone(Ended::Gone),
            }
        }
    }

    /// Sends what waited. A text stays first in line until it is sent, so dropping this loses none.
    async fn open(&mut self) -> Result<(), Lost> {
        while let Some(text) = self.early.as_ref().and_then(VecDeque::front) {
            let sent = self.peer.texts.send(text).await;
            sent.map_err(|_| Lost::Gone)?;
            self.early.as_mut().and_then(VecDeque::pop_front);
        }
        self.early = None;
        Ok(())
    }

    async fn send(&mut self, texts: Vec<String>) -> Result<(), Lost> {
        if let Some(early) = &mut self.early {
            if early.len() + texts.len() > EARLY {
                return Err(Lost::Slow);
            }
            early.extend(texts);
            return Ok(());
        }
        for text in texts {
            let sent = self.peer.texts.send(&text).await;
            sent.map_err(|_| Lost::Gone)?;
        }
        Ok(())
    }
}

/// How a connection's end is counted.
fn ended(closing: &Closing) -> Ended {
    match (closing.by, closing.phase) {
        (By::Peer, _) => Ended::Gone,
        (_, phase) if phase < Phase::Open => Ended::NeverOpened,
        (By::Lost | By::Deadline, _) => Ended::Silent,
        (By::Us, _) => Ended::Broken,
    }
}
