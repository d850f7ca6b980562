//! Our sound as Opus.

use bytes::Bytes;
use opus::{Application, Bitrate, Channels, Encoder, Signal};

use crate::{FRAME, RATE};

/// A frame of silence, 20 ms, mono: the shortest that decoders take for one (CELT full band, no
/// energy).
const SILENCE: &[u8] = &[0xf8, 0xff, 0xfe];

/// Bits a second: speech at 32 kbit/s is transparent to a listener, with room for the second copy
/// that FEC sends.
const BITRATE: i32 = 32_000;
/// The loss that FEC prepares for, in percent: a busy restaurant's Wi-Fi.
const LOSS: i32 = 5;
/// Libopus' effort, 0 to 10. From 5 up nobody hears a difference in speech, and 10 costs twice as
/// much.
const EFFORT: i32 = 5;
/// Longest payload, in bytes: it fits a datagram on any path. At 32 kbit/s a frame has 80.
const MAX_PAYLOAD: usize = 1_000;

/// Encodes one stream; the encoder is made when there is something to say.
pub(super) struct Encode {
    encoder: Option<Encoder>,
    payload: Box<[u8; MAX_PAYLOAD]>,
}

impl Encode {
    pub(super) fn new() -> Encode {
        Encode {
            encoder: None,
            payload: Box::new([0; MAX_PAYLOAD]),
        }
    }

    /// A frame of sound as a payload.
    ///
    /// # Errors
    /// When there is no memory for an encoder.
    pub(super) fn frame(&mut self, frame: &[i16; FRAME]) -> Result<Bytes, opus::Error> {
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            none => none.insert(encoder()?),
        };
        let length = encoder.encode(frame, &mut self.payload[..])?;
        Ok(Bytes::copy_from_slice(&self.payload[..length]))
    }

    /// A frame of silence as a payload.
    pub(super) fn silence() -> Bytes {
        Bytes::from_static(SILENCE)
    }

    /// What is said next has nothing to do with what was said before.
    pub(super) fn forget(&mut self) {
        if let Some(encoder) = &mut self.encoder {
            // It cannot fail: it takes no argument. Were it to, the next frame would click.
            let _ = encoder.reset_state();
        }
    }
}

fn encoder() -> Result<Encoder, opus::Error> {
    let mut encoder = Encoder::new(RATE, Channels::Mono, Application::Voip)?;
    encoder.set_bitrate(Bitrate::Bits(BITRATE))?;
    encoder.set_complexity(EFFORT)?;
    encoder.set_signal(Signal::Voice)?;
    encoder.set_inband_fec(true)?;
    encoder.set_packet_loss_perc(LOSS)?;
    Ok(encoder)
}
