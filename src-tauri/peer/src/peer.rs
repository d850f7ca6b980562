//! Making connections, and the parts they have.

use std::sync::Arc;

use scope::{CancellationToken, ScopeHandle, Task, time};
use tokio::sync::{mpsc, oneshot, watch};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::peer_connection::{PeerConnection, RTCSessionDescription};

use crate::again::Again;
use crate::build;
use crate::closing::{By, Closing, Ending, Phase};
use crate::error::PeerError;
use crate::handler::{Handler, SIGNALS, Signal};
use crate::hear::{self, Ear, Hearing, Sound};
use crate::runtime::{ScopeRuntime, Stir};
use crate::sdp::{self, SdpError, Side};
use crate::session::{Parts, Session};
use crate::settings::Settings;
use crate::speak::{self, Speaker, Speaking, Way};
use crate::text::{Channel, EVENTS, Events, Texts};

/// The data channel's name: what every client of the Realtime protocol calls it.
const LABEL: &str = "oai-events";

/// A connection's parts. Each may live where it is used; dropping [`Connection`] ends them all.
#[derive(Debug)]
pub struct Peer {
    /// What happens.
    pub events: Events,
    /// The other side's sound.
    pub sound: Sound,
    /// Texts to the other side.
    pub texts: Texts,
    /// Sound to the other side.
    pub speaker: Speaker,
    /// The connection itself.
    pub connection: Connection,
}

/// The guard of a connection: dropping it closes it.
#[derive(Debug)]
pub struct Connection {
    ending: Ending,
}

impl Connection {
    /// Ends the connection, for a reason of ours that the log and [`crate::Event::Closed`] show. Returns at once.
    pub fn close(&self, reason: &'static str) {
        self.ending.end(By::Us, reason);
    }

    /// Returns when nothing is left of it: no task, no socket.
    pub async fn closed(&self) -> Closing {
        self.ending.done().await
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.ending.phase()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.ending.end(By::Us, "dropped");
    }
}

impl Peer {
    /// Answers an offer: the answer's text, with all candidates in it, and the connection, which opens by itself once the other
    /// side has the answer. Its tasks live in a scope below `scope`.
    ///
    /// # Errors
    /// When the offer will not do, no address can be bound, or the scope has ended. Nothing is left behind then, nor when the
    /// future is dropped.
    pub async fn answer(
        scope: &ScopeHandle,
        offer: &str,
        settings: &Settings,
    ) -> Result<(String, Peer), PeerError> {
        let described = sdp::inspect(offer, Side::Offer).map_err(PeerError::Offer)?;
        // The payload type is the one who offers' to choose.
        let made = make(scope, settings, described.opus.unwrap_or(build::OPUS)).await?;
        let offer = RTCSessionDescription::offer(offer.to_owned());
        let offer = offer.map_err(|error| PeerError::Offer(refused(&error)))?;
        let remote = made.connection.set_remote_description(offer).await;
        remote.map_err(|error| PeerError::Offer(refused(&error)))?;
        made.peer.connection.ending.reach(Phase::Answer);
        let track = match described.opus {
            // It fails when what was offered is no Opus after all.
            Some(_) => Some(
                made.track()
                    .await
                    .map_err(|error| PeerError::Offer(refused(&error)))?,
            ),
            None => None,
        };
        let answer = made.connection.create_answer(None).await;
        let answer = answer.map_err(|error| PeerError::Offer(refused(&error)))?;
        let answer = made.describe(answer, settings).await?;
        let way = track.and_then(|track| track.agreed(&answer));
        let peer = made.begin(way);
        peer.connection.ending.reach(Phase::Ice);
        Ok((answer, peer))
    }

    /// Offers a connection with sound and a data channel; it opens once [`Offered::answered`] has the answer.
    ///
    /// # Errors
    /// When no address can be bound, or the scope has ended. Nothing is left behind then, nor when the future is dropped.
    pub async fn offer(scope: &ScopeHandle, settings: &Settings) -> Result<Offered, PeerError> {
        let made = make(scope, settings, build::OPUS).await?;
        let track = made.track().await;
        let track = track.map_err(|error| PeerError::Setup(error.to_string()))?;
        let channel = made.connection.create_data_channel(LABEL, None).await;
        let channel = channel.map_err(|error| PeerError::Setup(error.to_string()))?;
        // The queue is new and has room for it.
        let _ = made.signals.try_send(Signal::Channel(channel));
        let offer = made.connection.create_offer(None).await;
        let offer = offer.map_err(|error| PeerError::Setup(error.to_string()))?;
        let sdp = made.describe(offer, settings).await?;
        Ok(Offered { sdp, track, made })
    }
}

/// A connection that waits for its answer. Dropping it closes it.
pub struct Offered {
    sdp: String,
    track: Track,
    made: Made,
}

impl std::fmt::Debug for Offered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Offered").finish_non_exhaustive()
    }
}

impl Offered {
    /// The offer's text, with all candidates in it.
    pub fn sdp(&self) -> &str {
        &self.sdp
    }

    /// Takes the answer; the connection opens from now on.
    ///
    /// # Errors
    /// When the answer will not do.
    pub async fn answered(self, answer: &str) -> Result<Peer, PeerError> {
        let Offered { track, made, .. } = self;
        made.peer.connection.ending.reach(Phase::Answer);
        sdp::inspect(answer, Side::Answer).map_err(PeerError::Answer)?;
        let way = track.agreed(answer);
        let refused = |error| PeerError::Answer(refused(&error));
        let answer = RTCSessionDescription::answer(answer.to_owned()).map_err(refused)?;
        let remote = made.connection.set_remote_description(answer).await;
        remote.map_err(refused)?;
        let peer = made.begin(way);
        peer.connection.ending.reach(Phase::Ice);
        Ok(peer)
    }
}

fn refused(error: &webrtc::error::Error) -> SdpError {
    SdpError::Refused(error.to_string())
}

/// A connection that is not begun yet.
struct Made {
    peer: Peer,
    connection: Arc<dyn PeerConnection>,
    signals: mpsc::Sender<Signal>,
    gathered: CancellationToken,
    way: oneshot::Sender<Option<Way>>,
}

/// Our sound's track.
struct Track {
    track: Arc<webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP>,
    ssrc: u32,
}

impl Track {
    /// How our sound goes out, if the answer takes it.
    fn agreed(self, answer: &str) -> Option<Way> {
        let payload_type = build::agreed(answer)?;
        Some(Way {
            track: self.track,
            ssrc: self.ssrc,
            payload_type,
        })
    }
}

/// Makes a connection and the task that watches over it.
async fn make(
    scope: &ScopeHandle,
    settings: &Settings,
    payload_type: u8,
) -> Result<Made, PeerError> {
    let setup = |error: &dyn std::fmt::Display| PeerError::Setup(error.to_string());
    let ear = Ear::new(payload_type).map_err(|error| setup(&error))?;
    let below = scope.child("peer")?;
    let ending = Ending::default();
    let (gathered, driver) = (CancellationToken::new(), CancellationToken::new());
    let (stir, again) = (Stir::new(), Arc::<Again>::default());
    let channel = Arc::<Channel>::default();
    let (signal, signals) = mpsc::channel(SIGNALS);
    let (event, texts) = mpsc::channel(EVENTS);
    let (drain, drained) = watch::channel(None);
    let (source, sound) = hear::queue();
    let (speaker, outlet) = speak::speaker(settings.speech);
    let (way, agreed) = oneshot::channel();

    let handler = Handler {
        signals: signal.clone(),
        gathered: gathered.clone(),
        ending: ending.clone(),
    };
    let runtime = ScopeRuntime::new(
        below.handle(),
        stir.clone(),
        again.clone(),
        settings.weather.clone(),
        driver.clone(),
    );
    // Boxed: the library's core passes through it by value, twenty kilobytes of it.
    let connection = Box::pin(build::connection(settings, runtime, handler)).await;
    let connection = connection.map_err(|error| setup(&error))?;
    let speaking = Speaking {
        outlet,
        drained: drain,
        ending: ending.clone(),
    };
    let session = Session {
        scope: below,
        connection: connection.clone(),
        signals,
        driver,
        ending: ending.clone(),
        stir,
        again,
        channel: channel.clone(),
        parts: Parts {
            events: Some(event),
            hearing: Some(Hearing { ear, source }),
            speaking: Some((speaking, agreed)),
        },
    };
    scope.spawn(Task::drain("peer"), session.run(settings.clone()))?;
    let events = Events {
        texts,
        drained,
        ending: ending.clone(),
        over: false,
    };
    let texts = Texts {
        channel,
        ending: ending.clone(),
    };
    Ok(Made {
        peer: Peer {
            events,
            sound,
            texts,
            speaker,
            connection: Connection { ending },
        },
        connection,
        signals: signal,
        gathered,
        way,
    })
}

impl Made {
    /// Adds a track for our sound.
    async fn track(&self) -> webrtc::error::Result<Track> {
        let ssrc = speak::random();
        let track = Arc::new(build::track(ssrc));
        let added = track.clone() as Arc<dyn TrackLocal>;
        self.connection.add_track(added).await?;
        Ok(Track { track, ssrc })
    }

    /// Makes a description ours, and waits until our candidates are in it.
    async fn describe(
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

    fn begin(self, way: Option<Way>) -> Peer {
        // The session is gone only if the connection has ended already, which its events tell.
        let _ = self.way.send(way);
        self.peer
    }
}
