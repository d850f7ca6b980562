//! What a session hears: how much is buffered, and where speech begins and ends.

use serde_json::Value;

/// Pulse code modulation at the only rate there is (REALTIME, section 4).
const PCM_BYTES_PER_MS: usize = 48;

/// Mu-law and A-law: 8,000 bytes a second (RFC 3551, sections 4.5.1 and 4.5.14).
const PHONE_BYTES_PER_MS: usize = 8;

/// A piece that is either speech or not: 20 ms, as a packet of a call has.
const PIECE_MS: usize = 20;

/// The loudness of full scale; a threshold of 0.5 is then passed by 1,600 of 32,767: loud enough
/// for a made-up voice, and for nothing else in a test.
const LOUDNESS_AT_ONE: f64 = 3_200.0;

/// The longest pauses of the eager and the patient (REALTIME, section 4).
const PAUSE_MS: [(&str, u64); 3] = [("low", 8_000), ("medium", 4_000), ("high", 2_000)];

/// What the sound brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// Speech began there, by the session's clock of sound.
    Started(u64),
    /// Speech ended there: what is buffered is a turn.
    Stopped(u64),
}

/// When speech is a turn; from the session's configuration.
#[derive(Debug, Clone, Copy)]
struct Turns {
    loudness: f64,
    padding_ms: u64,
    pause_ms: u64,
}

/// The input buffer of a session.
#[derive(Debug, Default)]
pub(super) struct Ear {
    /// All that ever came, in ms: the session's clock of sound.
    position_ms: u64,
    /// Since the last commit or clear.
    buffered_ms: u64,
    /// Of a piece that is not whole yet.
    rest: Vec<u8>,
    /// Since when it is quiet, while somebody speaks.
    speech: Option<u64>,
}

impl Ear {
    /// Milliseconds since the last commit or clear.
    pub fn buffered_ms(&self) -> u64 {
        self.buffered_ms
    }

    /// Where what is buffered begins and ends, by the session's clock of sound.
    pub fn uncommitted_ms(&self) -> (u64, u64) {
        let began = self.position_ms.saturating_sub(self.buffered_ms);
        (began, self.position_ms)
    }

    /// Forgets what is buffered.
    pub fn clear(&mut self) {
        self.buffered_ms = 0;
        self.rest.clear();
        self.speech = None;
    }

    /// Takes sound in the format of `input`, and says what turn detection, if it is on, made of it.
    pub fn hear(&mut self, sound: &[u8], input: &Value) -> Vec<Heard> {
        let is_pcm = input["format"]["type"] == "audio/pcm";
        let per_ms = if is_pcm {
            PCM_BYTES_PER_MS
        } else {
            PHONE_BYTES_PER_MS
        };
        let turns = turns(&input["turn_detection"]);
        self.rest.extend_from_slice(sound);
        let whole = self.rest.len() / (per_ms * PIECE_MS) * per_ms * PIECE_MS;
        let pieces: Vec<u8> = self.rest.drain(..whole).collect();
        let mut heard = Vec::new();
        for piece in pieces.chunks_exact(per_ms * PIECE_MS) {
            self.position_ms += PIECE_MS as u64;
            self.buffered_ms += PIECE_MS as u64;
            // Telephone sound is passed on as it is; where it is loud no test asks.
            let loudness = if is_pcm { loudness(piece) } else { 0.0 };
            heard.extend(turns.and_then(|turns| self.turn(loudness, turns)));
        }
        heard
    }

    fn turn(&mut self, loudness: f64, turns: Turns) -> Option<Heard> {
        let is_loud = loudness >= turns.loudness;
        match (self.speech, is_loud) {
            (None, true) => {
                self.speech = Some(self.position_ms);
                let began = self.position_ms - PIECE_MS as u64;
                Some(Heard::Started(began.saturating_sub(turns.padding_ms)))
            }
            (Some(_), true) => {
                self.speech = Some(self.position_ms);
                None
            }
            (Some(quiet), false) if self.position_ms - quiet >= turns.pause_ms => {
                self.speech = None;
                Some(Heard::Stopped(self.position_ms))
            }
            _ => None,
        }
    }
}

fn turns(detection: &Value) -> Option<Turns> {
    let number = |name: &str, default: u64| detection[name].as_u64().unwrap_or(default);
    let (loudness, padding_ms, pause_ms) = match detection["type"].as_str()? {
        "server_vad" => (
            detection["threshold"].as_f64().unwrap_or(0.5),
            number("prefix_padding_ms", 300),
            number("silence_duration_ms", 200),
        ),
        _ => {
            let eagerness = detection["eagerness"].as_str().unwrap_or("auto");
            let pause = PAUSE_MS.iter().find(|(name, _)| *name == eagerness);
            // `auto` is medium.
            (0.5, 0, pause.map_or(PAUSE_MS[1].1, |(_, pause)| *pause))
        }
    };
    Some(Turns {
        loudness: loudness * LOUDNESS_AT_ONE,
        padding_ms,
        pause_ms,
    })
}

fn loudness(piece: &[u8]) -> f64 {
    let samples = piece.chunks_exact(2);
    let loudest = samples.map(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs());
    f64::from(loudest.max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tone(ms: usize, level: i16) -> Vec<u8> {
        level.to_le_bytes().repeat(ms * PCM_BYTES_PER_MS / 2)
    }

    #[test]
    fn speech_is_between_silences() {
        let input = json!({"format": {"type": "audio/pcm"}, "turn_detection": {
            "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 100, "silence_duration_ms": 200}});
        let mut ear = Ear::default();
        assert_eq!(ear.hear(&tone(500, 0), &input), []);
        assert_eq!(ear.hear(&tone(400, 5_000), &input), [Heard::Started(400)]);
        assert_eq!(ear.hear(&tone(180, 0), &input), []);
        assert_eq!(ear.hear(&tone(20, 0), &input), [Heard::Stopped(1_100)]);
        assert_eq!(ear.buffered_ms(), 1_100);
        ear.clear();
        assert_eq!(ear.buffered_ms(), 0);
        let off = json!({"format": {"type": "audio/pcm"}, "turn_detection": null});
        assert_eq!(ear.hear(&tone(400, 5_000), &off), []);
    }
}
