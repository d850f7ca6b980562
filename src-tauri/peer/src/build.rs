//! Makes a connection of the library's, as this crate wants it.

use std::sync::Arc;

use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::media_engine::MIME_TYPE_OPUS;
use rtc::peer_connection::configuration::setting_engine::SctpMaxMessageSize;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RtpCodecKind,
};
use std::time::Duration;
use webrtc::error::Result;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, Registry, SettingEngine,
    SettingEngineBuilder, configure_rtcp_reports,
};

use rtc::ice::mdns::MulticastDnsMode;

use crate::handler::Handler;
use crate::runtime::ScopeRuntime;
use crate::settings::Settings;
use crate::text::MAX_TEXT;
use crate::{RATE, sdp};

/// Opus' payload type in what we offer: what browsers and the official service use.
pub(crate) const OPUS: u8 = 111;

/// Between two ICE checks of one pair while connecting; the library's 200 ms is made for the open
/// internet.
const CHECK_EVERY: Duration = Duration::from_millis(20);
/// How many ICE checks go unanswered before a pair is given up: a second of them, at
/// [`CHECK_EVERY`].
const CHECKS: u16 = 50;
/// How often ICE checks that the other side is still there: three times within
/// [`Settings::disconnected`], but no less often than this, which keeps any firewall's way open.
const ALIVE_EVERY: Duration = Duration::from_secs(1);
/// Unacknowledged bytes a channel holds before sending waits: four of the longest messages.
const SEND_BUFFER: usize = 4 * MAX_TEXT;
/// Unread bytes the other side may have under way: four of the longest messages.
const RECEIVE_BUFFER: u32 = 4 * MAX_TEXT as u32;

/// # Errors
/// The library's, when it finds no address to bind to.
pub(crate) async fn connection(
    settings: &Settings,
    runtime: ScopeRuntime,
    handler: Handler,
) -> Result<Arc<dyn PeerConnection>> {
    let mut media = MediaEngine::default();
    let codec = RTCRtpCodecParameters {
        rtp_codec: opus(),
        payload_type: OPUS,
    };
    media.register_codec(codec, RtpCodecKind::Audio)?;
    let connection = PeerConnectionBuilder::new()
        .with_media_engine(media)
        // Nothing but the reports that RTP wants: retransmission and congestion control are for
        // pictures.
        .with_interceptor_registry(configure_rtcp_reports(Registry::new()))
        .with_setting_engine(engine(settings))
        .with_runtime(Arc::new(runtime))
        .with_handler(Arc::new(handler))
        .with_udp_addrs(settings.udp.clone())
        .with_data_channel_send_buffer_limit(SEND_BUFFER)
        .build()
        .await?;
    Ok(Arc::new(connection))
}

fn engine(settings: &Settings) -> SettingEngine {
    SettingEngineBuilder::new()
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_host_acceptance_min_wait(Some(Duration::ZERO))
        .with_ice_connection_attempts(Some(CHECK_EVERY), Some(CHECKS))
        .with_ice_timeouts(
            Some(settings.disconnected),
            Some(settings.grace),
            Some(ALIVE_EVERY.min(settings.disconnected / 3)),
        )
        .with_sctp_max_message_size(SctpMaxMessageSize::Bounded(MAX_TEXT as u32))
        .with_sctp_max_receive_buffer_size(RECEIVE_BUFFER)
        .build()
}

/// The track that carries our sound, with a stream number of its own.
pub(crate) fn track(ssrc: u32) -> TrackLocalStaticRTP {
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(ssrc),
            ..Default::default()
        },
        codec: opus(),
        ..Default::default()
    };
    TrackLocalStaticRTP::new(MediaStreamTrack::new(
        "heard".to_owned(),
        "voice".to_owned(),
        "voice".to_owned(),
        RtpCodecKind::Audio,
        vec![coding],
    ))
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: RATE,
        channels: 2,
        // Always two channels in SDP, whatever is sent (RFC 7587, 7); FEC is what makes a lost word
        // whole.
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: vec![],
    }
}

/// The payload type that both sides agreed on for our sound.
pub(crate) fn agreed(answer: &str) -> Option<u8> {
    sdp::inspect(answer, sdp::Side::Answer)
        .ok()
        .and_then(|described| described.opus)
}
