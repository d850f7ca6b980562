//! `heard-server serve`.

mod voice;

use super::{Where, make_data_dir, open, parent, read_menu};
use crate::{
    clock::Clock,
    config::{Config, ConfigError, Flags, Tls},
    ending::Ending,
    kitchens::Place,
    listen::{self, tls},
    log,
    serve::Server,
};
use anyhow::Context;
use clap::Args;
use scope::watch;
use std::{
    io::{self, Write},
    net::SocketAddr,
    num::NonZeroU32,
    sync::Arc,
};
use tokio_rustls::TlsAcceptor;

/// How `serve` is called.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    place: Where,
    /// Where to listen; repeatable [default: 127.0.0.1:7420]
    #[arg(long, value_name = "ADDR")]
    listen: Vec<String>,
    /// A menu, taken over when the restaurant has none yet
    #[arg(long, value_name = "FILE")]
    menu: Option<String>,
    /// `auto`, `off`, or two PEM files as CERT,KEY [default: auto, which is off on loopback]
    #[arg(long, value_name = "HOW")]
    tls: Option<String>,
    /// `pretty` or `json` [default: pretty on a terminal]
    #[arg(long, value_name = "FORMAT")]
    log: Option<String>,
    /// Folder of log files, 50 MiB at most, beside standard error; or `off` [default: off]
    #[arg(long, value_name = "DIR")]
    log_dir: Option<String>,
    /// The restaurant's time zone, as `Europe/Berlin` [default: the system's]
    #[arg(long, value_name = "NAME")]
    timezone: Option<String>,
    #[command(flatten)]
    voice: voice::VoiceOptions,
    /// End when standard input does: the app that started it is gone
    #[arg(long, hide = true)]
    stop_with_parent: bool,
    /// Watch itself as if a day passed so many times as fast: for tests that compress one
    #[arg(long, hide = true, default_value = "1")]
    watch_speed: NonZeroU32,
}

impl Options {
    /// What was said, to be put before environment and config file.
    pub fn flags(self) -> Flags {
        self.place
            .flags()
            .with("listen", self.listen)
            .with("menu", self.menu)
            .with("tls", self.tls)
            .with("log", self.log)
            .with("log_dir", self.log_dir)
            .with("timezone", self.timezone)
            .and(self.voice.flags())
    }
}

/// Runs the server until it is told to stop.
pub(super) fn run(options: Options) -> anyhow::Result<()> {
    let stop_with_parent = options.stop_with_parent;
    let watch = watch::Settings::default().faster(options.watch_speed);
    let config = Config::read(&options.flags())?;
    // Held to the end: what is logged last is written before the process is gone.
    let _journal = log::start(config.log, config.log_dir.as_deref());
    allow_descriptors();
    scope::run(None, async {
        let ending = Ending::listen()?;
        // Ends with the process, not before: a read of standard input cannot be ended.
        let _parent = stop_with_parent.then(|| parent::watch(ending.told()));
        serve(&config, watch, ending).await
    })
}

async fn serve(config: &Config, watch: watch::Settings, ending: Ending) -> anyhow::Result<()> {
    make_data_dir(&config.place.data_dir)?;
    let store = open(&config.place, true)?;
    let clock = Arc::new(Clock::new(config.timezone.clone()));
    let voice = config.voice.clone();
    let server = Server::start(store, clock, Place::Thread, voice, Some(watch)).await?;
    if let Err(error) = begin(config, &server).await {
        server.stop().await;
        return Err(error);
    }
    ending.of(server).await
}

/// Takes the menu over, listens, and says so.
async fn begin(config: &Config, server: &Server) -> anyhow::Result<()> {
    // Where it has one, the file is not needed, and need not be there any more.
    if let Some(path) = &config.menu
        && !server.has_menu()
    {
        let menu = read_menu(path).map_err(|fault| ConfigError::of_flag("menu", fault))?;
        server.import(menu).await?;
    }
    let tls = acceptors(config)?;
    let mut bound = Vec::with_capacity(config.listen.len());
    for address in &config.listen {
        let socket = listen::bind(*address)
            .with_context(|| format!("cannot listen on {address}; see --listen"))?;
        bound.push((socket.local_addr()?, socket));
    }
    let mut out = io::stdout().lock();
    for ((address, socket), tls) in bound.into_iter().zip(tls) {
        let secure = tls.is_some();
        server.listen(socket, tls);
        tracing::info!(%address, tls = secure, "listening");
        writeln!(out, "listening on {address}")?;
        out.flush()?;
    }
    Ok(())
}

/// For each socket how it speaks TLS, if it does.
fn acceptors(config: &Config) -> anyhow::Result<Vec<Option<TlsAcceptor>>> {
    let addresses = &config.listen;
    let spoken = |address: &SocketAddr| config.tls.is_spoken_at(*address);
    let acceptor = match &config.tls {
        Tls::Auto if addresses.iter().any(spoken) => {
            Some(tls::kept(&config.place.data_dir, addresses)?)
        }
        Tls::Files { certificate, key } => {
            let acceptor = tls::from_files(certificate, key);
            Some(acceptor.map_err(|error| ConfigError::of_flag("tls", error.to_string()))?)
        }
        Tls::Auto | Tls::Off => None,
    };
    let each = addresses.iter();
    Ok(each
        .map(|address| acceptor.clone().filter(|_| spoken(address)))
        .collect())
}

/// Allows as many descriptors as the system lets us: its usual 1,024 are fewer than the displays
/// that may connect.
fn allow_descriptors() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let raised = Rlimit {
            current: limit.maximum,
            ..limit
        };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, ?limit, "cannot allow more open files");
        }
    }
}
