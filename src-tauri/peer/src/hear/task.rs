//! Drives an ear: packets of the other side's track in, frames out.

use std::sync::Arc;

use scope::time;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};

use super::ear::Ear;
use super::packet::Packet;
use super::queue::Source;

/// What listening needs.
pub(crate) struct Hearing {
    pub(crate) ear: Ear,
    pub(crate) source: Source,
}

/// Listens until the track ends.
pub(crate) async fn hear(mut hearing: Hearing, track: Arc<dyn TrackRemote>) {
    loop {
        let deadline = hearing.ear.poll_timeout();
        let event = tokio::select! {
            event = track.poll() => match event {
                Some(event) => Some(event),
                None => return,
            },
            () = until(deadline) => None,
        };
        // The runtime's clock: the one that the sleep goes by.
        let now = time::Instant::now().into_std();
        match event {
            Some(TrackRemoteEvent::OnRtpPacket(packet)) => {
                hearing.ear.take(now, &Packet::from(&packet));
            }
            Some(TrackRemoteEvent::OnEnded) => return,
            Some(_) => continue,
            None => hearing.ear.handle_timeout(now),
        }
        while let Some(frame) = hearing.ear.poll_frame() {
            hearing.source.push(frame);
        }
        hearing.source.count(hearing.ear.counts());
    }
}

async fn until(deadline: Option<std::time::Instant>) {
    match deadline {
        Some(deadline) => time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
