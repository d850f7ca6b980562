//! What the server was told: a flag goes before the environment, that before the config file,
//! that before the default (PROTOCOL, section 1).

mod layers;
mod voice;

pub use layers::{ConfigError, Flags};
pub use voice::{Provider, Recogniser, Speaker, VoiceConfig, VoiceEngine};

use jiff::tz::TimeZone;
use layers::Layers;
use std::{
    net::{Ipv4Addr, SocketAddr, SocketAddrV4, ToSocketAddrs},
    path::{Path, PathBuf},
};
use store::Location;

/// Where the server listens if nobody says. PROTOCOL, section 1.
const LISTEN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 7420));

/// Sockets of one server: every address of a machine with many networks.
const SOCKETS: usize = 64;

/// The database's file in the data folder.
const DATABASE: &str = "heard.db";

/// How the server speaks TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// With a certificate of its own making, except where only this machine can connect.
    Auto,
    /// Not at all.
    Off,
    /// With these files.
    Files {
        /// The certificate chain, PEM.
        certificate: PathBuf,
        /// The private key, PEM.
        key: PathBuf,
    },
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For a person.
    Pretty,
    /// For a program, one JSON object a line.
    Json,
}

/// Where the server keeps what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Database, keys, releases.
    pub data_dir: PathBuf,
    /// The log.
    pub database: Location,
}

/// Everything `serve` needs to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where it keeps things.
    pub place: Place,
    /// Where it listens.
    pub listen: Vec<SocketAddr>,
    /// What the first restaurant's menu is, if it has none.
    pub menu: Option<PathBuf>,
    /// How it speaks TLS.
    pub tls: Tls,
    /// How it logs; `None` leaves it to the terminal.
    pub log: Option<LogFormat>,
    /// Where log files are; `None` where standard error is enough, as it is under systemd and beside
    /// the app, which both keep it.
    pub log_dir: Option<PathBuf>,
    /// Where the restaurant is: its business day begins by it.
    pub timezone: TimeZone,
    /// Who listens to guests, and how.
    pub voice: VoiceConfig,
}

impl Place {
    /// What `flags`, the environment and the config file say of it.
    ///
    /// # Errors
    /// [`ConfigError`] names the option and who gave it.
    pub fn read(flags: &Flags) -> Result<Self, ConfigError> {
        place(&Layers::read(flags, &layers::environment)?)
    }
}

impl Config {
    /// What `flags`, the environment and the config file say.
    ///
    /// # Errors
    /// [`ConfigError`] names the option and who gave it.
    pub fn read(flags: &Flags) -> Result<Self, ConfigError> {
        Self::from(&Layers::read(flags, &layers::environment)?)
    }

    fn from(layers: &Layers) -> Result<Self, ConfigError> {
        let listen = listen(layers)?;
        Ok(Self {
            place: place(layers)?,
            voice: VoiceConfig::read(layers, &listen)?,
            listen,
            menu: layers.one("menu")?.map(|said| said.text.into()),
            tls: layers.parsed("tls", Tls::parse)?.unwrap_or(Tls::Auto),
            log: layers.parsed("log", LogFormat::parse)?,
            log_dir: layers
                .one("log_dir")?
                .filter(|said| said.text != "off")
                .map(|said| said.text.into()),
            timezone: layers
                .parsed("timezone", timezone)?
                .unwrap_or_else(TimeZone::system),
        })
    }
}

impl Tls {
    /// Whether it is spoken on a socket of that address.
    pub fn is_spoken_at(&self, address: SocketAddr) -> bool {
        match self {
            Self::Auto => !address.ip().is_loopback(),
            Self::Off => false,
            Self::Files { .. } => true,
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            files => match files.split_once(',') {
                Some((certificate, key)) if !certificate.is_empty() && !key.is_empty() => {
                    Ok(Self::Files {
                        certificate: certificate.into(),
                        key: key.into(),
                    })
                }
                _ => Err("give `auto`, `off`, or two files as CERT,KEY".to_owned()),
            },
        }
    }
}

impl LogFormat {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err("give `pretty` or `json`".to_owned()),
        }
    }
}

fn place(layers: &Layers) -> Result<Place, ConfigError> {
    let data_dir = layers.data_dir()?;
    let database = layers.parsed("database_url", |url| {
        url.parse::<Location>().map_err(|error| error.to_string())
    })?;
    let database = database.unwrap_or_else(|| Location::Sqlite(data_dir.join(DATABASE)));
    Ok(Place { data_dir, database })
}

fn listen(layers: &Layers) -> Result<Vec<SocketAddr>, ConfigError> {
    let said = layers.all("listen")?;
    if said.is_empty() {
        return Ok(vec![LISTEN]);
    }
    if said.len() > SOCKETS {
        let message = format!("at most {SOCKETS} addresses");
        return Err(said[0].wrong(message));
    }
    let addresses = said.iter().map(|said| {
        // The first: `localhost` is one socket, not one for each version of IP.
        let resolved = said.text.to_socket_addrs().ok();
        resolved.and_then(|mut found| found.next()).ok_or_else(|| {
            let message = format!("`{}` is not an address; give IP:PORT", said.text);
            said.wrong(message)
        })
    });
    addresses.collect()
}

fn timezone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| format!("`{name}` is not a time zone, as `Europe/Berlin` is"))
}

/// The platform's folder for a program's data.
fn default_data_dir() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "heard")?;
    Some(Path::to_path_buf(folders.data_dir()))
}

#[cfg(test)]
mod tests;
