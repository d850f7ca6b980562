//! One fault of a kind that is drawn by chance: of a display, of a request, or of a guest.

use super::{requests, visits};
use crate::{server::Server, stream::StreamError, voice::ways};
use anyhow::Context;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

/// One in so many visits of a display is of a device that others come as, too.
const TWIN: u32 = 10;

/// The device that several come as.
const THE_TWIN: &str = "twin";

/// Ends of voice sessions over WebSocket that take no longer than a display's, so that there can be thousands.
const TALKS: [ways::Way; 8] = [
    ways::Way::Closed,
    ways::Way::ClosedAfterTurn,
    ways::Way::Reset,
    ways::Way::ResetInAnswer,
    ways::Way::DroppedInSound,
    ways::Way::Garbage,
    ways::Way::NoOffer,
    ways::Way::Flood,
];

/// Ends of calls, which take a connection over WebRTC each. Of an offer that nobody takes up the server only learns by
/// waiting for 15 s.
const CALLS: [ways::Way; 5] = [
    ways::Way::HungUp,
    ways::Way::Left,
    ways::Way::LeftInAnswer,
    ways::Way::ChannelFlood,
    ways::Way::Vanished,
];

/// The tokens of those who come.
#[derive(Debug, Clone)]
pub struct Keys {
    /// A display's.
    pub display: String,
    /// A till's.
    pub till: String,
    /// A counter's.
    pub counter: String,
}

impl Keys {
    /// Fresh ones.
    ///
    /// # Errors
    /// When none can be made.
    pub async fn cut(server: &Server) -> anyhow::Result<Self> {
        Ok(Self {
            display: server.token("display").await?,
            till: server.token("pos").await?,
            counter: server.token("counter").await?,
        })
    }
}

/// Whether guests are among those who come, and how often: one in so many.
#[derive(Debug, Clone, Copy)]
pub struct Guests {
    /// Over WebSocket.
    pub talks: u32,
    /// Over WebRTC.
    pub calls: u32,
}

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A display's visit ends.
    Visit(visits::Way),
    /// A request is none.
    Request(requests::Way),
    /// A voice session ends.
    Guest(ways::Way),
}

impl Fault {
    /// One by chance: of those that are not guests' two thirds are displays'.
    pub fn draw(chance: &mut StdRng, guests: Option<Guests>) -> Self {
        if let Some(Guests { talks, calls }) = guests {
            let ways = match () {
                () if chance.random_ratio(1, talks) => Some(TALKS.choose(chance)),
                () if chance.random_ratio(1, calls) => Some(CALLS.choose(chance)),
                () => None,
            };
            if let Some(Some(way)) = ways {
                return Self::Guest(*way);
            }
        }
        match chance.random_ratio(2, 3) {
            true => Self::Visit(one_of(&visits::Way::ALL, chance)),
            false => Self::Request(one_of(&requests::Way::ALL, chance)),
        }
    }

    /// Has it happen to the server; `number` tells it from all others.
    ///
    /// # Errors
    /// When the server answers it otherwise than it should.
    pub async fn happen(
        self,
        server: &Server,
        keys: &Keys,
        number: u64,
        chance: &mut StdRng,
    ) -> anyhow::Result<()> {
        let address = server.address();
        match self {
            Self::Visit(way) => {
                let device = match way {
                    visits::Way::Replaced => format!("replaced-{number}"),
                    _ if chance.random_ratio(1, TWIN) => THE_TWIN.to_owned(),
                    _ => format!("device-{number}"),
                };
                match way.take(address, &keys.display, &keys.till, &device).await {
                    // A twin may be replaced at any time.
                    Err(StreamError::Closed { .. }) if device == THE_TWIN => Ok(()),
                    visited => visited.with_context(|| format!("{way:?}")),
                }
            }
            Self::Request(way) => {
                let asked = way.take(address, &keys.till).await;
                asked.with_context(|| format!("{way:?}"))
            }
            Self::Guest(way) => {
                let taken = way.take(server, &keys.counter).await;
                taken.with_context(|| format!("{way:?}"))
            }
        }
    }
}

fn one_of<T: Copy>(all: &[T], chance: &mut StdRng) -> T {
    all[chance.random_range(0..all.len())]
}
