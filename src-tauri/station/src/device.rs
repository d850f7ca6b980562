//! A whole device without its window: server beside it, link, station and cache, in one scope.

use crate::about::Whereabouts;
use crate::counter::voice::Door;
use crate::diagnostics::{Around, Diagnostics, Subjects};
use crate::folders::Folders;
use crate::follow::Follower;
use crate::settings::{ServerChoice, SettingsError, SettingsFile};
use crate::sidecar::{self, SidecarConfig, SidecarHandle, SidecarStatus};
use crate::station::{self, StationHandle, StationParts};
use crate::{cache, files};
use kitchen::menu::COPPER_PAN;
use link::{AddressError, Link, LinkConfig, ServerAddress, TcpConnector, system_clock};
use scope::{Scope, Task};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use uuid::Uuid;

/// What a device is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceConfig {
    /// Where its files are.
    pub folders: Folders,
    /// The server's program, for a device that brings it along.
    pub server_program: PathBuf,
    /// Where that server listens; port 0 is any that is free.
    pub listen: SocketAddr,
    /// Whether a kitchen without a menu gets the demo's.
    pub demo: bool,
    /// The app's version.
    pub version: String,
}

/// A running device. It ends with the scope it was started in, and at once where it is dropped.
pub struct Device {
    /// Shows windows what is known, and takes what is pressed.
    pub station: StationHandle,
    /// What a person has chosen.
    pub settings: Arc<SettingsFile>,
    /// What is known of the app itself.
    pub diagnostics: Diagnostics,
    /// Its parts, each under a name of its own.
    _parts: [Scope; 3],
}

/// Why a device cannot start.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The settings can be neither read nor made.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The server's address in the settings is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The outbox can be neither read nor set aside.
    #[error(transparent)]
    Link(#[from] link::StartError),
    /// The demo menu cannot be written.
    #[error("the demo menu cannot be written: {0}")]
    Menu(io::Error),
}

/// Where the server is, and who keeps it.
struct Server {
    address: ServerAddress,
    token: Arc<str>,
    /// Names the kitchen for what is kept of it.
    name: String,
    /// As a person would write it.
    shown: String,
    sidecar: Option<(SidecarHandle, watch::Receiver<SidecarStatus>)>,
}

impl Device {
    /// Starts a device in `scope`. It waits for nobody: what is known comes as it comes.
    ///
    /// # Errors
    /// [`DeviceError`], where its own files cannot be used.
    pub fn start(scope: &Scope, config: DeviceConfig, around: Around) -> Result<Self, DeviceError> {
        // What belongs together is counted together. Without its station a device is nothing, so that
        // one stays in the device's own scope, and ends it with itself.
        let parts = ["server", "link", "cache"].map(|name| scope.child(name));
        let [beside, linked, kept] = &parts;
        let folders = &config.folders;
        let settings = Arc::new(SettingsFile::open(folders.settings())?);
        let chosen = settings.get();
        // First of all, since it takes the longest.
        let server = find_server(beside, &config, &chosen.server)?;
        let replica = cache::load(&folders.replica(), &server.name);
        let (link, picture) = Link::start(
            linked,
            LinkConfig {
                address: server.address.clone(),
                token: server.token.clone(),
                device: wire::Device {
                    id: chosen.device_id.to_string(),
                    name: chosen.device_name,
                    version: config.version.clone(),
                },
                outbox_path: folders.outbox(),
                replica,
                seed: seed(),
                wall: system_clock(),
            },
            TcpConnector,
        )?;
        cache::start(
            kept,
            folders.replica(),
            server.name.clone(),
            picture.clone(),
        );
        let elsewhere = server.sidecar.is_none();
        let (opened, door) = watch::channel(elsewhere.then(|| Door {
            server: server.address.to_string(),
            token: server.token.clone(),
        }));
        let (voice_seen, voice) = watch::channel(None);
        let (told, whereabouts) = watch::channel(Whereabouts {
            server: server.shown,
            trouble: None,
        });
        if let Some((handle, status)) = server.sidecar {
            let follower = Follower::new(link.clone(), picture.clone(), handle, told, opened);
            beside.spawn(Task::abort("follow-server"), follower.run(status));
        }
        let station = station::start(
            scope,
            StationParts {
                picture: picture.clone(),
                link: link.clone(),
                whereabouts,
                settings: settings.clone(),
                counters: config.folders.counters(),
                door,
                voice_seen,
                clock: system_clock(),
            },
        );
        let subjects = Subjects {
            picture,
            link,
            station: station.clone(),
            voice,
            settings: settings.clone(),
            folders: config.folders,
            version: config.version,
            clock: system_clock(),
        };
        Ok(Self {
            diagnostics: Diagnostics::start(scope, around, subjects),
            station,
            settings,
            _parts: parts,
        })
    }
}

fn find_server(
    scope: &Scope,
    config: &DeviceConfig,
    choice: &ServerChoice,
) -> Result<Server, DeviceError> {
    if let ServerChoice::Address { address, token } = choice {
        return Ok(Server {
            address: address.parse()?,
            token: token.as_str().into(),
            name: address.clone(),
            shown: address.clone(),
            sidecar: None,
        });
    }
    let mut sidecar = SidecarConfig {
        program: config.server_program.clone(),
        data_dir: config.folders.data().to_owned(),
        listen: config.listen,
        menu: None,
        token_path: config.folders.token(),
    };
    if config.demo {
        let menu = config.folders.demo_menu();
        files::replace(&menu, COPPER_PAN.as_bytes()).map_err(DeviceError::Menu)?;
        sidecar.menu = Some(menu);
    }
    let token = sidecar::kept_token(&sidecar);
    // Told anew once the server listens. Without a token there is nothing to say to it before.
    let nowhere = SocketAddr::new(config.listen.ip(), 0);
    let address = if token.is_empty() {
        nowhere
    } else {
        config.listen
    };
    Ok(Server {
        address: address.into(),
        token,
        name: "bundled".to_owned(),
        shown: config.listen.to_string(),
        sidecar: Some(sidecar::start(scope, sidecar)),
    })
}

/// The randomness of a fresh UUID is enough for jitter.
fn seed() -> u64 {
    Uuid::new_v4().as_u64_pair().0
}
