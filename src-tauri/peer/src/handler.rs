//! What the library calls back, passed on at once: it must never wait in here, since its driver
//! waits with it.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use scope::CancellationToken;
use tokio::sync::mpsc;
use webrtc::data_channel::DataChannel;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::{
    PeerConnectionEventHandler, RTCIceConnectionState, RTCIceGatheringState, RTCPeerConnectionState,
};

use crate::closing::{By, Ending};

/// How many signals may wait for the session, which takes them at once. A peer that fills it opens
/// channels by the hundred: its connection is ended.
pub(crate) const SIGNALS: usize = 64;

/// What the session is told.
pub(crate) enum Signal {
    Ice(RTCIceConnectionState),
    Connection(RTCPeerConnectionState),
    Channel(Arc<dyn DataChannel>),
    Track(Arc<dyn TrackRemote>),
}

pub(crate) struct Handler {
    pub(crate) signals: mpsc::Sender<Signal>,
    /// Cancelled once the local candidates are known.
    pub(crate) gathered: CancellationToken,
    pub(crate) ending: Ending,
}

impl Handler {
    fn signal(&self, signal: Signal) -> Done<'static> {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.signals.try_send(signal) {
            self.ending.end(By::Us, "the peer signals too much");
        }
        Box::pin(ready(()))
    }
}

/// What `async_trait` makes of an `async fn` in a trait.
type Done<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl PeerConnectionEventHandler for Handler {
    fn on_ice_gathering_state_change<'a, 'b>(&'a self, state: RTCIceGatheringState) -> Done<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        if state == RTCIceGatheringState::Complete {
            self.gathered.cancel();
        }
        Box::pin(ready(()))
    }

    fn on_ice_connection_state_change<'a, 'b>(&'a self, state: RTCIceConnectionState) -> Done<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        self.signal(Signal::Ice(state))
    }

    fn on_connection_state_change<'a, 'b>(&'a self, state: RTCPeerConnectionState) -> Done<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        self.signal(Signal::Connection(state))
    }

    fn on_data_channel<'a, 'b>(&'a self, channel: Arc<dyn DataChannel>) -> Done<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        self.signal(Signal::Channel(channel))
    }

    fn on_track<'a, 'b>(&'a self, track: Arc<dyn TrackRemote>) -> Done<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        self.signal(Signal::Track(track))
    }
}
