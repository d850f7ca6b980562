//! An offer (SDP): looked at by us, and then answered by the library if we let it pass.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peer::sdp::{Side, inspect};
use rtc::peer_connection::{
    RTCPeerConnectionBuilder,
    configuration::media_engine::MediaEngine,
    sdp::RTCSessionDescription,
};
use std::time::Instant;

fuzz_target!(|text: &str| {
    let _ = inspect(text, Side::Answer);
    if inspect(text, Side::Offer).is_err() {
        return;
    }
    let now = Instant::now();
    let mut media = MediaEngine::default();
    media.register_default_codecs().expect("its own codecs");
    let mut connection = RTCPeerConnectionBuilder::new()
        .with_media_engine(media)
        .build(now)
        .expect("an empty connection");
    let Ok(offer) = RTCSessionDescription::offer(text.to_owned()) else {
        return;
    };
    if connection.set_remote_description(now, offer).is_ok()
        && let Ok(answer) = connection.create_answer(None)
    {
        let _ = connection.set_local_description(now, answer);
    }
});
