//! What the server was told of voice: who listens, with what, and how much of it.

use super::layers::{ConfigError, Layers, Said};
use crate::voice::cloud::address::Address;
use kitchen::{Service, ServiceKind};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZero,
    path::PathBuf,
    thread,
};

/// Sessions for each core, if nobody says: as many as are still served within the goal of 300 and
/// 600 ms when all order in turns. Measured on 2 cores (`bench voice --only crowd`, 2026-11-21): with
/// 8 for each 95 of 100 waited up to 762 ms, with 6 up to 564 ms.
const SESSIONS_PER_CORE: usize = 6;

/// The most sessions that can be asked for: each may hold three descriptors and 2 MiB.
const SESSIONS: usize = 10_000;

/// Sockets for sound of one session: every address of a machine with many networks.
const UDP: usize = 16;

/// The provider's model. REALTIME, section 0: the one that outlives the next year.
const MODEL: &str = "gpt-realtime-2.1";

/// The provider's model that writes down what guests say: the one that outlives the next year, and
/// works with turn detection (REALTIME, sections 0 and 4).
const TRANSCRIBER: &str = "gpt-transcribe";

/// Everything that was said of voice.
#[derive(Debug, Clone, PartialEq)]
pub struct VoiceConfig {
    /// Who listens to guests.
    pub engine: VoiceEngine,
    /// Sessions at once.
    pub sessions: usize,
    /// Where sound comes in over WebRTC; every session has a socket at each. Never empty.
    pub udp: Vec<SocketAddr>,
    /// What makes words of sound.
    pub recogniser: Recogniser,
    /// Its model, where it is not the system's.
    pub recogniser_model: Option<PathBuf>,
    /// What makes sound of words.
    pub speaker: Speaker,
    /// How spoken orders leave the kitchen.
    pub service: Service,
    /// Pronunciations that the operator corrected; it need not be there.
    pub words: PathBuf,
}

/// Who listens to guests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoiceEngine {
    /// Nobody.
    Off,
    /// This server. It goes by the name of any model of the protocol, and by this one.
    Local {
        /// A name of its own.
        model: Option<String>,
    },
    /// A provider that speaks the OpenAI Realtime protocol.
    Provider(Provider),
}

/// A provider of voices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The file that holds the key, and nothing else.
    pub key_file: PathBuf,
    /// The base of its addresses.
    pub url: Address,
    /// The model that is asked for.
    pub model: String,
    /// The model that writes down what guests say.
    pub transcriber: String,
}

/// What makes words of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recogniser {
    /// PocketSphinx.
    Sphinx,
    /// Whisper, where the program was built with it.
    Whisper,
}

/// What makes sound of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// `espeak-ng`, where it is installed.
    Espeak,
    /// Nothing: replies are text.
    Off,
    /// Another program.
    Command(String),
}

impl Default for VoiceConfig {
    /// What holds if nothing is said and the server listens on loopback.
    fn default() -> Self {
        Self {
            engine: VoiceEngine::Local { model: None },
            sessions: default_sessions(),
            udp: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))],
            recogniser: Recogniser::Sphinx,
            recogniser_model: None,
            speaker: Speaker::Espeak,
            service: Service::Takeout { name: None },
            words: PathBuf::from(WORDS),
        }
    }
}

/// The file of corrected pronunciations in the data folder.
const WORDS: &str = "voice-words.txt";

impl VoiceConfig {
    /// What was said, for a server that listens at `listen`.
    pub(super) fn read(layers: &Layers, listen: &[SocketAddr]) -> Result<Self, ConfigError> {
        let sessions = layers.parsed("voice_sessions", sessions)?;
        let service = layers.parsed("voice_service", service)?;
        let words = layers.one("voice_words")?.map(|said| said.text.into());
        Ok(Self {
            engine: engine(layers)?,
            sessions: sessions.unwrap_or_else(default_sessions),
            udp: udp(layers, listen)?,
            recogniser: layers
                .parsed("voice_recogniser", Recogniser::parse)?
                .unwrap_or(Recogniser::Sphinx),
            recogniser_model: layers
                .one("voice_recogniser_model")?
                .map(|said| said.text.into()),
            speaker: layers
                .one("voice_speaker")?
                .map_or(Speaker::Espeak, |said| Speaker::of(said.text)),
            service: service.unwrap_or(Service::Takeout { name: None }),
            words: match words {
                Some(path) => path,
                None => layers.data_dir()?.join(WORDS),
            },
        })
    }
}

impl Recogniser {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "sphinx" => Ok(Self::Sphinx),
            "whisper" => Ok(Self::Whisper),
            _ => Err("give `sphinx` or `whisper`".to_owned()),
        }
    }
}

impl Speaker {
    fn of(text: String) -> Self {
        match text.as_str() {
            "espeak" => Self::Espeak,
            "off" => Self::Off,
            _ => Self::Command(text),
        }
    }
}

fn engine(layers: &Layers) -> Result<VoiceEngine, ConfigError> {
    let key_file = layers.one("voice_key_file")?;
    let model = layers.one("voice_model")?.map(|said| said.text);
    let Some(said) = layers.one("voice")? else {
        return Ok(VoiceEngine::Local { model });
    };
    match said.text.as_str() {
        "off" => Ok(VoiceEngine::Off),
        "local" => Ok(VoiceEngine::Local { model }),
        "openai" => {
            let Some(key_file) = key_file else {
                return Err(said.wrong("`openai` needs --voice-key-file, a file with the key"));
            };
            Ok(VoiceEngine::Provider(Provider {
                key_file: key_file.text.into(),
                url: provider(layers)?,
                model: model.unwrap_or_else(|| MODEL.to_owned()),
                transcriber: layers
                    .one("voice_transcriber")?
                    .map_or_else(|| TRANSCRIBER.to_owned(), |said| said.text),
            }))
        }
        _ => Err(said.wrong("give `off`, `local` or `openai`")),
    }
}

fn provider(layers: &Layers) -> Result<Address, ConfigError> {
    let read = |text: &str| {
        let read = Address::parse(text);
        read.map_err(|error| format!("`{text}` will not do: {error}"))
    };
    match layers.parsed("voice_url", read)? {
        Some(address) => Ok(address),
        None => Ok(Address::openai()),
    }
}

fn sessions(text: &str) -> Result<usize, String> {
    let number = text.parse::<usize>().ok();
    number
        .filter(|number| (1..=SESSIONS).contains(number))
        .ok_or_else(|| format!("give a number from 1 to {SESSIONS}"))
}

fn default_sessions() -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    cores.saturating_mul(SESSIONS_PER_CORE).min(SESSIONS)
}

fn service(text: &str) -> Result<Service, String> {
    match text {
        "takeout" => Ok(Service::Takeout { name: None }),
        "dine_in" => Ok(Service::of(ServiceKind::DineIn)),
        "drive_thru" => Ok(Service::DriveThru { lane: None }),
        _ => Err("give `takeout`, `dine_in` or `drive_thru`".to_owned()),
    }
}

/// Where sound comes in: what was said, or loopback and wherever the server listens.
fn udp(layers: &Layers, listen: &[SocketAddr]) -> Result<Vec<SocketAddr>, ConfigError> {
    let said = layers.all("voice_udp")?;
    if said.len() > UDP {
        return Err(said[0].wrong(format!("at most {UDP} addresses")));
    }
    if !said.is_empty() {
        return said.iter().map(address).collect();
    }
    let mut udp = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
    for address in listen.iter().take(UDP - 1) {
        let address = SocketAddr::new(address.ip(), 0);
        let new = !address.ip().is_loopback() || !matches!(address.ip(), IpAddr::V4(_));
        if new && !udp.contains(&address) {
            udp.push(address);
        }
    }
    Ok(udp)
}

/// An address, or one without a port: then the system chooses.
fn address(said: &Said) -> Result<SocketAddr, ConfigError> {
    let text = &said.text;
    let whole = text.parse::<SocketAddr>().ok();
    let address = whole.or_else(|| Some(SocketAddr::new(text.parse().ok()?, 0)));
    address.ok_or_else(|| said.wrong(format!("`{text}` is not an address; give IP or IP:PORT")))
}
