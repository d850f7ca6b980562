//! A lean client of the realtime endpoint over WebRTC: events as JSON, sound beside them.

use crate::{
    PATIENCE,
    http::{Client, HttpError},
    voice::{kinds, typed},
};
use peer::{Closing, Event, Mark, Peer, PeerError, SayError, SendError, Settings};
use scope::{Scope, time::timeout};
use serde_json::{Value, json};
use speech::sound::{Clip, RateError};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Where offers are posted.
const CALLS: &str = "/v1/realtime/calls";

/// The status of an offer that is answered (REALTIME, section 3.1).
const CREATED: u16 = 201;

/// Sound that is kept of what was heard, in samples: more than any answer lasts (two minutes).
const KEPT: usize = 120 * peer::RATE as usize;

/// Why a call does not go on.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// There is no answer to the offer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The offer was refused.
    #[error("refused with {status}: {body}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// After how many seconds to try again, where that is said.
        retry_after: Option<String>,
        /// What else it says.
        body: String,
    },
    /// The connection cannot be made.
    #[error(transparent)]
    Peer(#[from] PeerError),
    /// It is over.
    #[error("the call is over: {0}")]
    Closed(Closing),
    /// Nothing more can be said.
    #[error(transparent)]
    Say(#[from] SayError),
    /// Nothing more can be sent.
    #[error(transparent)]
    Send(#[from] SendError),
    /// What came is no event.
    #[error("an event cannot be read: {0}")]
    Event(#[from] serde_json::Error),
    /// A clip has a rate that cannot be changed.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// What was waited for did not come; these did.
    #[error("it did not come in time; these did: {0}")]
    NotInTime(String),
}

/// A call that was offered and not posted yet.
pub struct Ringing {
    scope: Scope,
    offered: peer::Offered,
}

/// What a call tells.
#[derive(Debug)]
pub enum Told {
    /// An event of the protocol.
    Event(Value),
    /// What was said up to this mark has been sent.
    Said(Mark),
}

/// An open call. Dropping it hangs up.
pub struct Caller {
    peer: Peer,
    call: String,
    answer: String,
    address: SocketAddr,
    token: String,
    opened_in: Duration,
    heard: Vec<i16>,
    // Ends the connection with its caller.
    _scope: Scope,
}

impl Ringing {
    /// An offer for a connection over loopback.
    ///
    /// # Errors
    /// When no connection can be made.
    pub async fn new() -> Result<Self, CallError> {
        Self::with(&Settings::default()).await
    }

    /// An offer for a connection as `settings` have it.
    ///
    /// # Errors
    /// When no connection can be made.
    pub async fn with(settings: &Settings) -> Result<Self, CallError> {
        let scope = Scope::root("caller");
        let offered = Peer::offer(&scope.handle(), settings).await?;
        Ok(Self { scope, offered })
    }

    /// The offer.
    pub fn offer(&self) -> &str {
        self.offered.sdp()
    }

    /// Posts the offer with that key, and returns once the data channel is open.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn ring(self, address: SocketAddr, token: &str) -> Result<Caller, CallError> {
        let mut client = Client::new(address, token);
        let sdp = self.offered.sdp().to_owned();
        let began = Instant::now();
        let answer = client.post_as(CALLS, "application/sdp", sdp).await?;
        let header = |name: &str| {
            let value = answer.headers.get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        if answer.status != CREATED {
            return Err(CallError::Refused {
                status: answer.status,
                retry_after: header("retry-after"),
                body: text,
            });
        }
        let mut caller = Caller {
            peer: self.offered.answered(&text).await?,
            call: header("location").unwrap_or_default(),
            answer: text,
            address,
            token: token.to_owned(),
            opened_in: Duration::ZERO,
            heard: Vec::new(),
            _scope: self.scope,
        };
        let opened = timeout(PATIENCE, caller.peer.events.next()).await;
        caller.opened_in = began.elapsed();
        match opened {
            Ok(Some(Event::Open)) => Ok(caller),
            Ok(Some(Event::Closed(closing))) => Err(CallError::Closed(closing)),
            _ => Err(CallError::NotInTime("the data channel".to_owned())),
        }
    }
}

impl Caller {
    /// Calls with that key, over loopback.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn ring(address: SocketAddr, token: &str) -> Result<Self, CallError> {
        Ringing::new().await?.ring(address, token).await
    }

    /// How long it took from posting the offer to the open data channel.
    pub fn opened_in(&self) -> Duration {
        self.opened_in
    }

    /// Where the call is found: its `Location`.
    pub fn call(&self) -> &str {
        &self.call
    }

    /// The server's answer to the offer, SDP.
    pub fn answer(&self) -> &str {
        &self.answer
    }

    /// The next that the call tells. What sounds meanwhile is kept.
    ///
    /// # Errors
    /// When the call is over.
    pub async fn hear(&mut self) -> Result<Told, CallError> {
        loop {
            let event = tokio::select! {
                event = self.peer.events.next() => event,
                Some(frame) = self.peer.sound.next() => {
                    let room = KEPT - self.heard.len().min(KEPT);
                    self.heard.extend(frame.iter().take(room));
                    continue;
                }
            };
            match event {
                Some(Event::Text(text)) => return Ok(Told::Event(serde_json::from_str(&text)?)),
                Some(Event::Drained(mark)) => return Ok(Told::Said(mark)),
                Some(Event::Closed(closing)) => return Err(CallError::Closed(closing)),
                Some(Event::Open | Event::Binary(_)) => {}
                // Nothing comes after the closing, which was told before.
                None => return Err(CallError::NotInTime("the end".to_owned())),
            }
        }
    }

    /// Every event up to the first of that type, which is the last.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn until(&mut self, kind: &str) -> Result<Vec<Value>, CallError> {
        let mut events: Vec<Value> = Vec::new();
        let hearing = async {
            loop {
                let Told::Event(event) = self.hear().await? else {
                    continue;
                };
                let found = event["type"] == kind;
                events.push(event);
                if found {
                    return Ok(());
                }
            }
        };
        match timeout(PATIENCE, hearing).await {
            Ok(Ok(())) => Ok(events),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(CallError::NotInTime(kinds(&events).join(" "))),
        }
    }

    /// Says something by sound. It is said at its own pace, while the caller goes on; the mark tells
    /// when all of it is sent.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn speak(&self, clip: &Clip) -> Result<Mark, CallError> {
        let clip = clip.at(peer::RATE)?;
        self.peer.speaker.say(&clip.samples).await?;
        Ok(self.peer.speaker.finish())
    }

    /// How much sound was sent since the call began.
    pub fn spoken(&self) -> Duration {
        self.peer.speaker.played()
    }

    /// Sends an event.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn say(&self, event: &Value) -> Result<(), CallError> {
        self.text(&event.to_string()).await
    }

    /// Sends any text.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn text(&self, text: &str) -> Result<(), CallError> {
        Ok(self.peer.texts.send(text).await?)
    }

    /// Says something in writing, and asks for an answer.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn type_in(&self, words: &str) -> Result<(), CallError> {
        self.say(&typed(words)).await?;
        self.say(&json!({"type": "response.create"})).await
    }

    /// What was heard so far, at [`peer::RATE`].
    pub fn heard(&self) -> &[i16] {
        &self.heard
    }

    /// Says goodbye, and returns when nothing is left of this side.
    pub async fn leave(self) {
        self.peer.connection.close("the guest leaves");
        self.peer.connection.closed().await;
    }

    /// Hangs up by HTTP, and sees the connection end.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn hang_up(self) -> Result<(), CallError> {
        let mut client = Client::new(self.address, self.token.clone());
        let path = format!("{}/hangup", self.call);
        let answer = client.post(&path, None, String::new()).await?;
        if answer.status != 200 {
            return Err(CallError::Refused {
                status: answer.status,
                retry_after: None,
                body: String::from_utf8_lossy(&answer.body).into_owned(),
            });
        }
        self.ended().await.map(drop)
    }

    /// Sees the connection end, whoever ends it.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ended(mut self) -> Result<Closing, CallError> {
        let ending = async {
            loop {
                match self.hear().await {
                    Ok(_) => {}
                    Err(CallError::Closed(closing)) => return Ok(closing),
                    Err(error) => return Err(error),
                }
            }
        };
        let ended = timeout(PATIENCE, ending).await;
        ended.unwrap_or_else(|_| Err(CallError::NotInTime("the end".to_owned())))
    }
}
