//! Drives the machine: the one task that owns the socket, the file and the sleep.

mod actor;
mod counted;
mod handle;
mod socket;

pub use handle::{LinkGone, LinkHandle, SubmitError};

use crate::address::ServerAddress;
use crate::clock::{Now, WallClock};
use crate::connector::Connector;
use crate::limits::INBOX;
use crate::machine::{Beginning, Machine};
use crate::outbox::{self, Keeper};
use crate::picture::Picture;
use crate::replica::Replica;
use actor::Actor;
use scope::{Scope, Task, time};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use wire::Device;

/// What a link begins with.
pub struct LinkConfig {
    /// Where the server is.
    pub address: ServerAddress,
    /// The bearer token; it goes nowhere but into the first frame.
    pub token: Arc<str>,
    /// Who we are. The id must be this device's alone: a newer connection of it replaces the older.
    pub device: Device,
    /// The outbox's file. Its folder is made if it is not there. No other link may use it.
    pub outbox_path: PathBuf,
    /// The kitchen as it was known before, to show at once and to go on from.
    pub replica: Option<Replica>,
    /// What jitter and command ids follow from: random for each start, except where a run is to be
    /// repeated.
    pub seed: u64,
    /// The wall clock: [`crate::system_clock`], except in a simulation.
    pub wall: WallClock,
}

/// The link could not begin: the outbox can neither be read nor be set aside. Nothing was touched.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StartError(#[from] outbox::OpenError);

/// The guarded stream client of a device.
#[derive(Debug)]
pub struct Link;

impl Link {
    /// Starts a link in `scope`, which it ends with. It reads the outbox's file (a small one)
    /// before it returns; from then on the receiver always has the latest picture.
    ///
    /// # Errors
    /// [`StartError`]. A file that cannot be read is none: it is set aside, see
    /// [`Picture::set_aside`].
    pub fn start<C: Connector>(
        scope: &Scope,
        config: LinkConfig,
        connector: C,
    ) -> Result<(LinkHandle, watch::Receiver<Picture>), StartError> {
        let now = Now {
            at: time::Instant::now().into_std(),
            wall_ms: (config.wall)(),
        };
        let (outbox, set_aside) = outbox::open(&config.outbox_path, now.wall_ms)?;
        let beginning = Beginning {
            device: config.device,
            token: config.token,
            replica: config.replica,
            outbox,
            seed: config.seed,
        };
        let mut machine = Machine::new(beginning, now);
        let set_aside = set_aside.map(Arc::new);
        let first = Picture {
            set_aside: set_aside.clone(),
            ..machine.picture()
        };
        let (handle, inbox) = mpsc::channel(INBOX);
        let (picture, seen) = watch::channel(first);
        let actor = Actor::new(actor::Parts {
            machine,
            connector,
            address: config.address,
            inbox,
            keeper: Keeper::new(config.outbox_path, scope.handle()),
            picture,
            set_aside,
            wall: config.wall,
            seed: config.seed,
            ended: scope.token(),
        });
        scope.spawn(Task::drain("link"), actor.run());
        Ok((LinkHandle::new(handle), seen))
    }
}
