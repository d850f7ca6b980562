//! Puts a connection together: the library's, the task that watches over it, and the parts the
//! caller gets.

use std::sync::Arc;

use scope::{CancellationToken, ScopeHandle, Task, time};
use tokio::sync::{mpsc, oneshot, watch};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{PeerConnection, RTCSessionDescription};

use crate::build;
use crate::closing::Ending;
use crate::driver::Driver;
use crate::error::PeerError;
use crate::handler::{Handler, SIGNALS, Signal};
use crate::hear::{self, Ear, Hearing};
use crate::peer::{Connection, Peer};
use crate::runtime::ScopeRuntime;
use crate::session::{Last, Parts, Session};
use crate::settings::Settings;
use crate::speak::{self, Speaking, Way};
use crate::text::{Channel, EVENTS, Events, Texts};

/// A connection that is not begun yet.
pub(crate) struct Made {
    pub(crate) peer: Peer,
    pub(crate) connection: Arc<dyn PeerConnection>,
    pub(crate) signals: mpsc::Sender<Signal>,
    gathered: CancellationToken,
    way: oneshot::Sender<Option<Way>>,
}

/// Our sound's track.
pub(crate) struct Track {
    track: Arc<TrackLocalStaticRTP>,
    ssrc: u32,
}

impl Track {
    /// How our sound goes out, if the answer takes it.
    pub(crate) fn agreed(self, answer: &str) -> Option<Way> {
        let payload_type = build::agreed(answer)?;
        Some(Way {
            track: self.track,
            ssrc: self.ssrc,
            payload_type,
        })
    }
}

/// Makes a connection and the task that watches over it. Whoever is to receive anything exists
/// before it does.
pub(crate) async fn make(
    scope: &ScopeHandle,
    settings: &Settings,
    payload_type: u8,
) -> Result<Made, PeerError> {
    let ear = Ear::new(payload_type).map_err(|error| PeerError::Setup(error.to_string()))?;
    let below = scope.child("peer")?;
    let ending = Ending::default();
    let last = Last::new(ending.clone());
    let (peer, parts, way) = parts(ear, settings, &ending);
    let gathered = CancellationToken::new();
    let (signal, signals) = mpsc::channel(SIGNALS);
    let handler = Handler {
        signals: signal.clone(),
        gathered: gathered.clone(),
        ending,
    };
    let driver = Driver::new(settings.weather.clone());
    let runtime = ScopeRuntime::new(below.handle(), driver.clone());
    // Boxed: the library's core passes through it by value, twenty kilobytes of it.
    let connection = Box::pin(build::connection(settings, runtime, handler)).await;
    let connection = connection.map_err(|error| PeerError::Setup(error.to_string()))?;
    let session = Session {
        scope: below,
        connection: connection.clone(),
        signals,
        driver,
        parts,
        last,
    };
    scope.spawn(Task::drain("peer"), session.run(settings.clone()))?;
    Ok(Made {
        peer,
        connection,
        signals: signal,
        gathered,
        way,
    })
}

/// The caller's parts, their other ends, and where to say how sound goes out.
fn parts(
    ear: Ear,
    settings: &Settings,
    ending: &Ending,
) -> (Peer, Parts, oneshot::Sender<Option<Way>>) {
    let channel = Arc::<Channel>::default();
    let (event, texts) = mpsc::channel(EVENTS);
    let (drain, drained) = watch::channel(None);
    let (source, sound) = hear::queue();
    let (speaker, outlet) = speak::speaker(settings.speech);
    let (way, agreed) = oneshot::channel();
    let peer = Peer {
        events: Events::new(texts, drained, ending.clone()),
        sound,
        texts: Texts::new(channel.clone(), ending.clone()),
        speaker,
        connection: Connection::new(ending.clone()),
    };
    let speaking = Speaking {
        outlet,
        drained: drain,
        ending: ending.clone(),
    };
    let parts = Parts {
        channel,
        events: Some(event),
        hearing: Some(Hearing { ear, source }),
        speaking: Some((speaking, agreed)),
    };
    (peer, parts, way)
}

impl Made {
    /// Adds a track for our sound.
    pub(crate) async fn track(&self) -> webrtc::error::Result<Track> {
        let ssrc = speak::random();
        let track = Arc::new(build::track(ssrc));
        let added = track.clone() as Arc<dyn TrackLocal>;
        self.connection.add_track(added).await?;
        Ok(Track { track, ssrc })
    }

    /// Makes a description ours, and waits until our candidates are in it.
    pub(crate) async fn describe(
        &self,
        description: RTCSessionDescription,
        settings: &Settings,
    ) -> Result<String, PeerError> {
        let setup = |error: webrtc::error::Error| PeerError::Setup(error.to_string());
        let local = self.connection.set_local_description(description).await;
        local.map_err(setup)?;
        tokio::select! {
            biased;
            closing = self.peer.connection.ending.asked() => return Err(PeerError::Closed(closing)),
            gathered = time::timeout(settings.gathering, self.gathered.cancelled()) => {
                gathered.map_err(|_| PeerError::Gathering)?;
            }
        }
        let local = self.connection.local_description().await;
        local
            .map(|local| local.sdp)
            .ok_or_else(|| PeerError::Setup("there is no local description".to_owned()))
    }

    /// The parts; speaking goes by `way`.
    pub(crate) fn begin(self, way: Option<Way>) -> Peer {
        // The session is gone only if the connection has ended already, which its events tell.
        let _ = self.way.send(way);
        self.peer
    }
}
