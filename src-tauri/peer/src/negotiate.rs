//! Offers and answers: how a connection comes about.

use scope::ScopeHandle;
use webrtc::peer_connection::RTCSessionDescription;

use crate::build;
use crate::closing::Phase;
use crate::error::PeerError;
use crate::handler::Signal;
use crate::make::{Made, Track, make};
use crate::peer::Peer;
use crate::sdp::{self, SdpError, Side};
use crate::settings::Settings;

/// The data channel's name: what every client of the Realtime protocol calls it.
const LABEL: &str = "oai-events";

impl Peer {
    /// Answers an offer: the answer's text, with all candidates in it, and the connection, which
    /// opens by itself once the other side has the answer. Its tasks live in a scope below `scope`.
    ///
    /// # Errors
    /// When the offer will not do, no address can be bound, or the scope has ended. Nothing is left
    /// behind then, nor when the future is dropped.
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

    /// Offers a connection with sound and a data channel; it opens once [`Offered::answered`] has
    /// the answer.
    ///
    /// # Errors
    /// When no address can be bound, or the scope has ended. Nothing is left behind then, nor when
    /// the future is dropped.
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
