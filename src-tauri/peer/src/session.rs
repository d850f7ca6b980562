//! The one task that watches over a connection, and ends it: the only way out, whoever asks.

use std::sync::Arc;
use std::time::Duration;

use rtc::peer_connection::transport::RTCDtlsTransportState;
use scope::time::{self, Instant};
use scope::{Scope, Task};
use tokio::sync::{mpsc, oneshot};
use webrtc::data_channel::DataChannel;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::{PeerConnection, RTCIceConnectionState, RTCPeerConnectionState};

use crate::again;
use crate::closing::{By, Closing, Ending, Phase};
use crate::driver::Driver;
use crate::handler::Signal;
use crate::hear::{Hearing, hear};
use crate::settings::Settings;
use crate::speak::{Speaking, Way, speak};
use crate::text::{self, Channel, Event};

/// How long saying good-bye may take: the library gives its driver 100 ms.
const GOODBYE: Duration = Duration::from_millis(500);
/// How long our own tasks may take to end after that; they end at their next await.
const CLOSE: Duration = Duration::from_millis(500);
/// Data channels a peer may open besides the one that counts. Nobody needs any.
const SPARE: usize = 4;

/// What a session needs to begin.
pub(crate) struct Session {
    /// Where everything of this connection lives.
    pub(crate) scope: Scope,
    pub(crate) connection: Arc<dyn PeerConnection>,
    pub(crate) signals: mpsc::Receiver<Signal>,
    pub(crate) driver: Arc<Driver>,
    pub(crate) parts: Parts,
    pub(crate) last: Last,
}

/// What is handed to tasks when the connection is ready for them.
pub(crate) struct Parts {
    pub(crate) channel: Arc<Channel>,
    pub(crate) events: Option<mpsc::Sender<Event>>,
    pub(crate) hearing: Option<Hearing>,
    pub(crate) speaking: Option<(Speaking, oneshot::Receiver<Option<Way>>)>,
}

/// Whoever waits for the end of a connection is told even if its session is aborted, or never ran.
pub(crate) struct Last(Ending);

impl Last {
    pub(crate) fn new(ending: Ending) -> Last {
        Last(ending)
    }
}

impl Drop for Last {
    fn drop(&mut self) {
        self.0.end(By::Us, "its scope ended");
        self.0.finish();
    }
}

impl Session {
    /// Lives as long as the connection, and a moment longer.
    pub(crate) async fn run(mut self, settings: Settings) {
        let closing = self.watch(&settings).await;
        tracing::debug!(scope = self.scope.name(), %closing, "a connection ends");
        self.driver.stir.settle();
        self.parts.channel.set(None);
        let goodbye = time::timeout(GOODBYE, self.connection.close()).await;
        if !matches!(goodbye, Ok(Ok(()))) {
            tracing::warn!(
                scope = self.scope.name(),
                ?goodbye,
                "a connection took no leave"
            );
        }
        let closed = self.scope.close(CLOSE).await;
        if !closed.is_clean() {
            tracing::error!(%closed, "a connection left something behind");
        }
    }

    /// Returns when the connection is to end, and why.
    async fn watch(&mut self, settings: &Settings) -> Closing {
        let ending = self.ending().clone();
        let token = self.scope.token();
        let mut spare = 0;
        let mut deadline = Some((Instant::now() + settings.setup_within(), Due::Setup));
        let mut opening = Some(Opening::new());
        loop {
            tokio::select! {
                biased;
                closing = ending.asked() => return closing,
                () = token.cancelled() => ending.end(By::Us, "its scope ended"),
                () = self.driver.ended.cancelled() => ending.end(By::Lost, "its sockets failed"),
                Some(signal) = self.signals.recv() => match signal {
                    Signal::Ice(state) => self.ice(state, settings, &mut deadline),
                    Signal::Connection(state) => self.connection(state).await,
                    Signal::Track(track) => self.track(track),
                    Signal::Channel(channel) => self.channel(channel, &mut spare),
                },
                () = tick(&mut opening) => self.opening(&mut opening),
                due = until(deadline) => match due {
                    // Nobody would have told us when it opened: the phase does.
                    Due::Setup if ending.phase() == Phase::Open => deadline = None,
                    Due::Setup => ending.end(By::Deadline, "it did not open in time"),
                    Due::Grace => ending.end(By::Lost, "the peer was not heard of any more"),
                },
            }
        }
    }

    fn ending(&self) -> &Ending {
        &self.last.0
    }

    /// Repeats what may have been lost, until a while after it opened.
    fn opening(&self, opening: &mut Option<Opening>) {
        let Some(going_on) = opening else {
            return;
        };
        let now = Instant::now();
        if self.ending().phase() == Phase::Open {
            let open = *going_on.open.get_or_insert(now);
            if now >= open + again::AFTER_OPEN {
                self.driver.again.stop();
                *opening = None;
                return;
            }
        }
        self.driver.again.send_due(now.into_std());
    }

    fn ice(
        &mut self,
        state: RTCIceConnectionState,
        settings: &Settings,
        deadline: &mut Option<(Instant, Due)>,
    ) {
        match state {
            RTCIceConnectionState::Connected | RTCIceConnectionState::Completed => {
                self.ending().reach(Phase::Dtls);
                if matches!(deadline, Some((_, Due::Grace))) {
                    *deadline = None;
                }
            }
            RTCIceConnectionState::Disconnected if self.ending().phase() == Phase::Open => {
                *deadline = Some((Instant::now() + settings.grace, Due::Grace));
            }
            RTCIceConnectionState::Failed => {
                self.ending().end(By::Lost, "no way through the network");
            }
            _ => {}
        }
    }

    async fn connection(&mut self, state: RTCPeerConnectionState) {
        match state {
            RTCPeerConnectionState::Connected if has_keys(&*self.connection).await => {
                self.ending().reach(Phase::Channel);
                if let Some((speaking, way)) = self.parts.speaking.take() {
                    self.scope.spawn(Task::abort("speak"), speak(speaking, way));
                }
            }
            // What W3C's table of states calls connected, too: a way through the network, and DTLS
            // closed.
            RTCPeerConnectionState::Connected => self.ending().end(By::Peer, "no keys were agreed"),
            RTCPeerConnectionState::Failed => self.ending().end(By::Lost, "the connection failed"),
            _ => {}
        }
    }

    /// The first track is listened to; a second, which cannot be with one audio section, is let go.
    fn track(&mut self, track: Arc<dyn TrackRemote>) {
        if let Some(hearing) = self.parts.hearing.take() {
            self.scope.spawn(Task::abort("hear"), hear(hearing, track));
        }
    }

    /// The first channel is the one that counts. A few more are kept empty.
    fn channel(&mut self, channel: Arc<dyn DataChannel>, spare: &mut usize) {
        if let Some(events) = self.parts.events.take() {
            let read = text::read(
                channel,
                self.parts.channel.clone(),
                events,
                self.ending().clone(),
                self.driver.clone(),
            );
            self.scope.spawn(Task::abort("read"), read);
        } else if *spare < SPARE {
            *spare += 1;
            self.scope
                .spawn(Task::abort("discard"), text::discard(channel));
        } else {
            self.ending()
                .end(By::Us, "the peer opened too many channels");
        }
    }
}

/// Whether the keys are agreed, and DTLS is not closed again.
async fn has_keys(connection: &dyn PeerConnection) -> bool {
    let Some(sctp) = connection.sctp().await else {
        return false;
    };
    let state = sctp.transport().state().await;
    matches!(state, Ok(RTCDtlsTransportState::Connected))
}

/// While a connection opens.
struct Opening {
    ticker: time::Ticker,
    /// When it was seen to be open.
    open: Option<Instant>,
}

impl Opening {
    fn new() -> Opening {
        Opening {
            ticker: time::Ticker::new(again::EVERY),
            open: None,
        }
    }
}

async fn tick(opening: &mut Option<Opening>) {
    match opening {
        Some(opening) => {
            opening.ticker.tick().await;
        }
        None => std::future::pending().await,
    }
}

/// What a session's one deadline is for.
#[derive(Debug, Clone, Copy)]
enum Due {
    Setup,
    Grace,
}

async fn until(deadline: Option<(Instant, Due)>) -> Due {
    match deadline {
        Some((at, due)) => {
            time::sleep_until(at).await;
            due
        }
        None => std::future::pending().await,
    }
}
