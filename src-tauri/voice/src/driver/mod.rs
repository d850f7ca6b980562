//! Drives the machines: the one task that owns the connection, the microphone and the sleep.
//!
//! **A network that goes away** may come back for as long as [`peer::Settings`] gives it; ICE looks
//! for it all the while, and the session goes on. After that another session is made. ICE is not
//! restarted: the library could, but its new offer has nowhere to go. Of a call the protocol knows
//! its beginning, `POST /v1/realtime/calls`, which makes another call of every offer, and its
//! hanging up, and nothing between (REALTIME.md 1 and 3.1); so it is with the provider and with our
//! own server. A session that is made anew is open within milliseconds, where a network is at all.

mod actor;
mod acts;
mod again;
mod ahead;
mod board;
mod connect;
mod ear;
mod events;
mod free;
mod handle;
mod live;
mod mint;
mod told;

pub use handle::{VoiceAsk, VoiceGone, VoiceHandle};

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_client::{Dialer, Url};
use realtime::limits::SECRET_SECONDS;
use realtime::session::Function;
use scope::{Scope, Task, time};
use serde_json::Value;
use tokio::sync::{mpsc, watch};

use crate::limits::CONNECT_WITHIN;
use crate::picture::VoicePicture;
use crate::session::Wishes;
use crate::sound::Sound;
use actor::{Actor, Parts};
use handle::INBOX;
use mint::Mint;

/// Calls that wait for the app: all of a response (`limits::CALLS`). What finds no room is answered
/// with an error.
const ASKS: usize = crate::limits::CALLS;

/// What a voice begins with. It is not printed: there is a token in it.
pub struct VoiceConfig {
    /// Where the order server is, `host:port`, as the link has it.
    pub server: String,
    /// The device's own token; it goes nowhere but to the order server.
    pub token: Arc<str>,
    /// The tools that the app carries out. Names will do: the order server knows them.
    pub tools: Vec<Function>,
    /// What was ordered before, as `kitchen::cart::Cart::to_json` has it.
    pub cart: Option<Value>,
    /// How a connection is made.
    pub peer: peer::Settings,
    /// How long a token is asked for, within the protocol's bounds.
    pub token_for: Duration,
}

impl VoiceConfig {
    /// A voice at that server, on every interface of this machine.
    pub fn new(server: impl Into<String>, token: impl Into<Arc<str>>) -> Self {
        // Every interface, and loopback, which that leaves out.
        let udp = [Ipv4Addr::UNSPECIFIED, Ipv4Addr::LOCALHOST];
        let udp = udp.map(|ip| SocketAddr::from((ip, 0)));
        Self {
            server: server.into(),
            token: token.into(),
            tools: Vec::new(),
            cart: None,
            peer: peer::Settings {
                setup: CONNECT_WITHIN,
                ..peer::Settings::on(udp.to_vec())
            },
            token_for: Duration::from_secs(u64::from(SECRET_SECONDS)),
        }
    }
}

/// The server's address cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no address: write HOST:PORT")]
pub struct BadServer(String);

/// The voice of a device.
#[derive(Debug)]
pub struct Voice;

impl Voice {
    /// Starts a voice in `scope`, which it ends with. It connects when it is told to
    /// ([`VoiceHandle::start`]), or at the first press.
    ///
    /// # Errors
    /// [`BadServer`]
    pub fn start(
        scope: &Scope,
        config: VoiceConfig,
        sound: impl Sound,
    ) -> Result<
        (
            VoiceHandle,
            watch::Receiver<VoicePicture>,
            mpsc::Receiver<VoiceAsk>,
        ),
        BadServer,
    > {
        let server = Url::parse(&format!("http://{}", config.server));
        let server = server.map_err(|_| BadServer(config.server))?;
        let (messages, inbox) = mpsc::channel(INBOX);
        let (asks, asked) = mpsc::channel(ASKS);
        let now = time::Instant::now().into_std();
        let (board, picture) = board::Board::new(&sound, now);
        let actor = Actor::new(Parts {
            mint: Mint {
                dialer: Arc::new(Dialer::default()),
                server,
                key: config.token,
                lasting: config.token_for,
            },
            wishes: Wishes {
                tools: config.tools,
            },
            cart: config.cart.as_ref().map(kitchen::cart::told),
            settings: config.peer,
            sound,
            scope: scope.handle(),
            inbox,
            asks,
            board,
        });
        scope.spawn(Task::drain("voice"), actor.run());
        Ok((VoiceHandle { messages }, picture, asked))
    }
}
