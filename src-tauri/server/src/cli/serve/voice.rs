//! The options of voice.

use crate::config::Flags;
use clap::Args;

/// Who listens to guests, and how.
#[derive(Args)]
#[command(next_help_heading = "Voice")]
pub(super) struct VoiceOptions {
    /// Who listens to guests: `local` (this machine), `openai`, or `off` [default: local]
    #[arg(long, value_name = "WHO")]
    voice: Option<String>,
    /// Sessions at once [default: 6 for each core]
    #[arg(long, value_name = "N")]
    voice_sessions: Option<String>,
    /// Where sound comes in over WebRTC; repeatable [default: loopback, and where it listens]
    #[arg(long, value_name = "ADDR")]
    voice_udp: Vec<String>,
    /// How spoken orders leave: `takeout`, `dine_in` or `drive_thru` [default: takeout]
    #[arg(long, value_name = "SERVICE")]
    voice_service: Option<String>,
    /// What makes words of sound: `sphinx` or `whisper` [default: sphinx]
    #[arg(long, value_name = "NAME")]
    voice_recogniser: Option<String>,
    /// Its model, where it is not the system's
    #[arg(long, value_name = "FILE")]
    voice_recogniser_model: Option<String>,
    /// What makes sound of words: `espeak`, `off`, or a command [default: espeak]
    #[arg(long, value_name = "HOW")]
    voice_speaker: Option<String>,
    /// Corrected pronunciations [default: `voice-words.txt` in the data folder]
    #[arg(long, value_name = "FILE")]
    voice_words: Option<String>,
    /// The provider's key, alone in a file
    #[arg(long, value_name = "FILE")]
    voice_key_file: Option<String>,
    /// The provider's base address [default: https://api.openai.com]
    #[arg(long, value_name = "URL")]
    voice_url: Option<String>,
    /// The provider's model, or another name for the local one [default: gpt-realtime-2.1]
    #[arg(long, value_name = "NAME")]
    voice_model: Option<String>,
    /// The provider's model that writes down what guests say [default: gpt-transcribe]
    #[arg(long, value_name = "NAME")]
    voice_transcriber: Option<String>,
}

impl VoiceOptions {
    /// What was said.
    pub fn flags(self) -> Flags {
        Flags::default()
            .with("voice", self.voice)
            .with("voice_sessions", self.voice_sessions)
            .with("voice_udp", self.voice_udp)
            .with("voice_service", self.voice_service)
            .with("voice_recogniser", self.voice_recogniser)
            .with("voice_recogniser_model", self.voice_recogniser_model)
            .with("voice_speaker", self.voice_speaker)
            .with("voice_words", self.voice_words)
            .with("voice_key_file", self.voice_key_file)
            .with("voice_url", self.voice_url)
            .with("voice_model", self.voice_model)
            .with("voice_transcriber", self.voice_transcriber)
    }
}
