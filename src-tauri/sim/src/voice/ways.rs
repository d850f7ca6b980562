//! Ways in which sessions end: one fault each, and a server must get over every one without a trace.

use super::{
    Call, Talk, TalkError,
    caller::{CallError, Caller, Ringing},
};
use crate::{http::Client, server::Server};
use anyhow::{bail, ensure};
use peer::{Flow, Settings, Weather};
use serde_json::json;
use speech::sound::{Clip, FULL_RATE};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Texts that are more than anybody says: beyond what is taken at once, and what is forgiven after that
/// (`EVENTS_BURST`, `EVENTS_REFUSED` in `realtime::limits`).
const FLOOD: usize = 1_000;

/// Items whose echo is more than the buffers of a connection hold that nobody reads: 40 KiB each, twice.
const UNREAD: usize = 150;

/// Characters of each: what an item may have, less what is around it.
const UNREAD_CHARS: usize = 38 * 1_024;

/// The receiving buffer of one that does not read, in bytes, so that it is full soon.
const SMALL: u32 = 4 * 1_024;

/// A way to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// A WebSocket is closed in order.
    Closed,
    /// It is closed after a turn.
    ClosedAfterTurn,
    /// It is reset.
    Reset,
    /// It is reset in the middle of an answer.
    ResetInAnswer,
    /// It is dropped in the middle of sound.
    DroppedInSound,
    /// A frame comes that is larger than any may be.
    TooLarge,
    /// Bytes come that are no WebSocket.
    Garbage,
    /// More comes than anybody says.
    Flood,
    /// An offer that nobody takes up.
    NeverOpened,
    /// An offer that is none.
    NoOffer,
    /// A call is hung up by HTTP.
    HungUp,
    /// The caller says goodbye.
    Left,
    /// He does so in the middle of an answer.
    LeftInAnswer,
    /// He does so in the middle of his own sentence.
    LeftInSound,
    /// His network is gone, without a word.
    Vanished,
    /// More comes over the data channel than anybody says.
    ChannelFlood,
    /// The token is revoked, which two sessions use.
    Revoked,
}

impl Way {
    /// All that take no longer than a moment of the client's.
    pub const ALL: [Self; 17] = [
        Self::Closed,
        Self::ClosedAfterTurn,
        Self::Reset,
        Self::ResetInAnswer,
        Self::DroppedInSound,
        Self::TooLarge,
        Self::Garbage,
        Self::Flood,
        Self::NeverOpened,
        Self::NoOffer,
        Self::HungUp,
        Self::Left,
        Self::LeftInAnswer,
        Self::LeftInSound,
        Self::Vanished,
        Self::ChannelFlood,
        Self::Revoked,
    ];

    /// Opens a session and ends it so. The server may need a while longer to see it: 15 s for an offer that nobody takes
    /// up, 8 s for a caller who vanished.
    ///
    /// # Errors
    /// When it cannot be opened, or does not end as it should.
    pub async fn take(self, server: &Server, token: &str) -> anyhow::Result<()> {
        match self {
            Self::Closed
            | Self::ClosedAfterTurn
            | Self::Reset
            | Self::ResetInAnswer
            | Self::DroppedInSound
            | Self::TooLarge
            | Self::Garbage
            | Self::Flood => self.by_socket(welcomed(server, token).await?).await,
            Self::NeverOpened | Self::NoOffer => self.by_offer(server, token).await,
            Self::Vanished => vanish(server, token).await,
            Self::Revoked => revoke(server).await,
            _ => {
                self.by_call(Caller::ring(server.address(), token).await?)
                    .await
            }
        }
    }

    async fn by_socket(self, mut talk: Talk) -> anyhow::Result<()> {
        match self {
            Self::Reset => talk.reset()?,
            Self::ResetInAnswer => {
                talk.type_in("two brownies").await?;
                talk.until("response.created").await?;
                talk.reset()?;
            }
            Self::ClosedAfterTurn => {
                talk.turn("two brownies").await?;
                talk.close().await?;
            }
            Self::DroppedInSound => talk.say(&append(96_000)).await?,
            Self::TooLarge => {
                // The server may hang up before it has all of it.
                let _ = talk.say(&append(16 << 20)).await;
                ended(talk, &[1009, 1006]).await?;
            }
            Self::Garbage => {
                talk.raw(&[0xff; 64]).await?;
                ended(talk, &[1002, 1006]).await?;
            }
            Self::Flood => {
                for _ in 0..FLOOD {
                    if talk.text("{}".to_owned()).await.is_err() {
                        break;
                    }
                }
                talk.closed().await?;
            }
            _ => talk.close().await?,
        }
        Ok(())
    }

    async fn by_offer(self, server: &Server, token: &str) -> anyhow::Result<()> {
        let ringing = Ringing::new().await?;
        let (sdp, expected) = match self {
            Self::NoOffer => (ringing.offer().replace("a=fingerprint", "a=finger"), 400),
            _ => (ringing.offer().to_owned(), 201),
        };
        let mut client = Client::new(server.address(), token);
        let answer = client.post_as("/v1/realtime/calls", "application/sdp", sdp);
        let status = answer.await?.status;
        ensure!(status == expected, "{self:?} was answered {status}");
        Ok(())
    }

    async fn by_call(self, mut caller: Caller) -> anyhow::Result<()> {
        caller.until("session.created").await?;
        match self {
            Self::HungUp => return Ok(caller.hang_up().await?),
            Self::LeftInAnswer => {
                caller.type_in("a brownie").await?;
                caller.until("response.created").await?;
            }
            Self::LeftInSound => {
                caller.speak(&hum()).await?;
                while caller.spoken().is_zero() {
                    tokio::task::yield_now().await;
                }
            }
            Self::ChannelFlood => {
                for _ in 0..FLOOD {
                    if caller.text("{}").await.is_err() {
                        break;
                    }
                }
                caller.ended().await?;
                return Ok(());
            }
            _ => {}
        }
        caller.leave().await;
        Ok(())
    }
}

/// A session whose client reads nothing while it is sent more than a connection holds. It lasts until the server gives it up,
/// or the value is dropped.
///
/// # Errors
/// When it cannot be opened.
pub async fn unread(server: &Server, token: &str) -> anyhow::Result<Talk> {
    let mut call = Call::new(server.address(), token);
    call.buffer = Some(SMALL);
    let mut talk = Talk::open(&call).await?;
    talk.until("session.created").await?;
    let item = super::typed(&"x".repeat(UNREAD_CHARS)).to_string();
    let sending = async {
        for _ in 0..UNREAD {
            talk.text(item.clone()).await?;
        }
        Ok::<_, TalkError>(())
    };
    // A server that waits for its reader does not read, either.
    match scope::time::timeout(std::time::Duration::from_secs(2), sending).await {
        Ok(sent) => sent?,
        Err(_) => return Ok(talk),
    }
    Ok(talk)
}

/// Opens sessions until there is no room for another, and says how many that were. They are reset.
///
/// # Errors
/// When one is refused in another way than for want of room.
pub async fn crowd(server: &Server, token: &str) -> anyhow::Result<usize> {
    let (mut seated, mut calling) = (Vec::new(), Vec::new());
    let call = Call::new(server.address(), token);
    loop {
        match Talk::open(&call).await {
            Ok(talk) => {
                seated.push(talk);
                continue;
            }
            Err(TalkError::Refused { status, .. }) if status.as_u16() == 429 => {}
            Err(error) => return Err(error.into()),
        }
        match Caller::ring(server.address(), token).await {
            Err(CallError::Refused {
                status: 429,
                retry_after: Some(_),
                ..
            }) => break,
            Err(error) => return Err(error.into()),
            // The last of those who were there before has gone meanwhile: his place is taken, too.
            Ok(caller) => calling.push(caller),
        }
    }
    let count = seated.len() + calling.len();
    for talk in seated {
        talk.reset()?;
    }
    Ok(count)
}

async fn welcomed(server: &Server, token: &str) -> anyhow::Result<Talk> {
    let mut talk = Talk::open(&Call::new(server.address(), token)).await?;
    talk.until("session.created").await?;
    Ok(talk)
}

async fn ended(mut talk: Talk, codes: &[u16]) -> anyhow::Result<()> {
    let code = talk.closed().await?;
    ensure!(codes.contains(&code), "closed with {code}, not {codes:?}");
    Ok(())
}

fn append(characters: usize) -> serde_json::Value {
    json!({"type": "input_audio_buffer.append", "audio": "A".repeat(characters)})
}

/// A second of a deep tone.
fn hum() -> Clip {
    let wave = |at: u32| (8_000.0 * (f64::from(at) * 0.02).sin()) as i16;
    Clip {
        rate: FULL_RATE,
        samples: (0..FULL_RATE).map(wave).collect(),
    }
}

/// A network that works until it does not.
#[derive(Debug, Default)]
struct Cable {
    is_cut: AtomicBool,
}

impl Weather for Cable {
    fn loses(&self, _: Flow, _: &[u8]) -> bool {
        self.is_cut.load(Ordering::Relaxed)
    }
}

async fn vanish(server: &Server, token: &str) -> anyhow::Result<()> {
    let cable = Arc::new(Cable::default());
    let settings = Settings {
        weather: Some(cable.clone()),
        ..Settings::default()
    };
    let ringing = Ringing::with(&settings).await?;
    let mut caller = ringing.ring(server.address(), token).await?;
    caller.until("session.created").await?;
    cable.is_cut.store(true, Ordering::Relaxed);
    // The goodbye is lost, too.
    caller.leave().await;
    Ok(())
}

async fn revoke(server: &Server) -> anyhow::Result<()> {
    let name = format!("gone-{}", uuid::Uuid::new_v4().simple());
    let words = ["token", "create", "--role", "counter", "--name", &name];
    let made = server.command(words).await?;
    let token = String::from_utf8(made.stdout)?.trim().to_owned();
    let mut talk = welcomed(server, &token).await?;
    let caller = Caller::ring(server.address(), &token).await?;
    let list = String::from_utf8(server.command(["token", "list"]).await?.stdout)?;
    let line = list.lines().find(|line| line.contains(&name));
    let Some(id) = line.and_then(|line| line.split_whitespace().next()) else {
        bail!("no {name} in {list}");
    };
    let revoked = server.command(["token", "revoke", id]).await?;
    ensure!(revoked.status.success(), "{revoked:?}");
    let code = talk.closed().await?;
    ensure!(code == 3000, "closed with {code}");
    caller.ended().await?;
    Ok(())
}
