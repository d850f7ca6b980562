//! Drives one device's [`Life`]: opens, closes and looks for it where blocking is allowed.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use cpal::traits::{DeviceTrait, StreamTrait};
use scope::time::{self, Instant};
use scope::{ScopeHandle, Spawned};

use super::callback::Flags;
use super::host::{Found, Hosts, Named, Side};
use super::life::{Action, Life, Shown};
use super::trouble::Trouble;

/// How long a look may take before another is begun: a sound server that hangs never answers.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open device.
pub(crate) struct Opened<P> {
    /// Dropping it closes the device, and may block: see [`Keeper`].
    pub(crate) stream: cpal::Stream,
    /// Our end of its ring.
    pub(crate) end: P,
    /// What its callback tells.
    pub(crate) flags: Arc<Flags>,
}

/// Opens a device that was found; blocks.
pub(crate) type Opener<P> = fn(&cpal::Device) -> Result<Opened<P>, Trouble>;

/// What a look or an opening comes to.
type Job<T> = Spawned<Result<T, Trouble>>;

/// An open device, which one it is, and whether it stands in for the chosen one.
type Open<P> = (Opened<P>, Named, bool);

/// Keeps one device: at most one is open, and nothing that blocks runs in the caller's task.
pub(crate) struct Keeper<P> {
    side: Side,
    chosen: Option<String>,
    hosts: Arc<Hosts>,
    scope: ScopeHandle,
    opener: Opener<P>,
    life: Life,
    opening: Option<Job<Open<P>>>,
    looking: Option<Job<Named>>,
    /// When the look that runs began.
    looked: Instant,
    opened: Option<Opened<P>>,
}

impl<P: Send + 'static> Keeper<P> {
    /// Nothing is open yet.
    pub(crate) fn new(
        side: Side,
        chosen: Option<String>,
        hosts: Arc<Hosts>,
        scope: ScopeHandle,
        opener: Opener<P>,
    ) -> Self {
        let mut keeper = Self {
            side,
            chosen,
            hosts,
            scope,
            opener,
            life: Life::new(),
            opening: None,
            looking: None,
            looked: Instant::now(),
            opened: None,
        };
        keeper.act();
        keeper
    }

    /// Somebody wants it open, or nobody does any more.
    pub(crate) fn want(&mut self, wanted: bool) {
        self.life.handle_wanted(wanted, Instant::now());
        self.act();
    }

    /// Somebody asks for it anew: he does not wait until it is looked for again.
    pub(crate) fn ask(&mut self) {
        self.life.handle_asked(Instant::now());
        self.act();
    }

    /// Another device is chosen.
    pub(crate) fn choose(&mut self, chosen: Option<String>) {
        if self.chosen != chosen {
            self.chosen = chosen;
            self.life.handle_chosen(Instant::now());
            self.act();
        }
    }

    /// The open device's end, if it is open.
    pub(crate) fn opened(&mut self) -> Option<&mut Opened<P>> {
        self.opened.as_mut()
    }

    /// Sound went through it.
    pub(crate) fn sounded(&mut self) {
        self.life.handle_sound(Instant::now());
    }

    /// What is known of it.
    pub(crate) fn shown(&self) -> Shown {
        self.life.shown()
    }

    /// Sees whether the callback has reported an error.
    pub(crate) fn check(&mut self) {
        let fault = self.opened.as_ref().and_then(|opened| opened.flags.fault());
        if let Some(trouble) = fault {
            self.life.handle_failed(trouble, Instant::now());
            self.act();
        }
    }

    /// Returns when something about it has changed, and was dealt with. Dropping the future loses
    /// nothing.
    pub(crate) async fn changed(&mut self) {
        let due = self.life.poll_timeout();
        let due = async {
            match due {
                Some(at) => time::sleep_until(at).await,
                None => pending().await,
            }
        };
        tokio::select! {
            opened = finished(&mut self.opening) => self.take_opened(opened),
            seen = finished(&mut self.looking) => {
                self.looking = None;
                self.life.handle_seen(seen.unwrap_or_else(|| Err(gone())), Instant::now());
            }
            () = due => self.life.handle_timeout(Instant::now()),
        }
        self.act();
    }

    fn take_opened(&mut self, opened: Option<Result<Open<P>, Trouble>>) {
        self.opening = None;
        let opened = opened.unwrap_or_else(|| Err(gone()));
        let told = opened.map(|(opened, named, is_fallback)| {
            self.opened = Some(opened);
            (named, is_fallback)
        });
        self.life.handle_opened(told, Instant::now());
    }

    /// Does what the machine says.
    fn act(&mut self) {
        while let Some(action) = self.life.poll_action() {
            match action {
                Action::Open => self.open(),
                Action::Close => self.close(),
                Action::Look => self.look(false),
                Action::Probe => self.look(true),
            }
        }
    }

    fn open(&mut self) {
        let (hosts, chosen) = (self.hosts.clone(), self.chosen.clone());
        let (side, opener) = (self.side, self.opener);
        let opening = self.scope.spawn_blocking("open", move || {
            let found = hosts.find(side, chosen.as_deref())?;
            let opened = open(opener, &found).inspect_err(|_| {
                // Of a dead connection nothing can be opened; the next look has a new one.
                hosts.is_alive();
            })?;
            Ok((opened, found.named, found.is_fallback))
        });
        self.opening = opening.ok();
    }

    /// What is being opened is closed where it was opened: nobody waits for it any more.
    fn close(&mut self) {
        self.opening = None;
        let Some(opened) = self.opened.take() else {
            return;
        };
        // In a scope that has ended the closure is dropped, and with it the device.
        let _ = self.scope.spawn_blocking("close", move || drop(opened));
    }

    fn look(&mut self, opens: bool) {
        if self.looking.is_some() && self.looked.elapsed() < PATIENCE {
            return;
        }
        self.looked = Instant::now();
        let (hosts, chosen, side) = (self.hosts.clone(), self.chosen.clone(), self.side);
        let looking = self.scope.spawn_blocking("look", move || {
            let found = hosts.find(side, chosen.as_deref())?;
            if opens {
                probe(side, &found)?;
            }
            Ok(found.named)
        });
        self.looking = looking.ok();
    }
}

impl<P> Drop for Keeper<P> {
    /// A scope that is being closed still takes what tidies up.
    fn drop(&mut self) {
        if let Some(Opened { stream, .. }) = self.opened.take() {
            let _ = self.scope.spawn_blocking("close", move || drop(stream));
        }
    }
}

/// Opens a device, and starts it.
fn open<P>(opener: Opener<P>, found: &Found) -> Result<Opened<P>, Trouble> {
    let opened = opener(&found.device)?;
    match opened.stream.play() {
        Ok(()) => Ok(opened),
        Err(error) => Err(Trouble::opening(&error)),
    }
}

/// Whether there is anything behind a default device: ALSA names one where there is no card at all.
fn probe(side: Side, found: &Found) -> Result<(), Trouble> {
    let config = match side {
        Side::Microphone => found.device.default_input_config(),
        Side::Loudspeaker => found.device.default_output_config(),
    };
    config.map(|_| ()).map_err(|error| Trouble::opening(&error))
}

/// What a job came to; `None` when it was cancelled or panicked. Never, if there is none.
async fn finished<T>(job: &mut Option<Job<T>>) -> Option<Result<T, Trouble>> {
    match job {
        Some(job) => job.await.ok(),
        None => pending().await,
    }
}

/// Of a job that never came to an end: already logged by its scope.
fn gone() -> Trouble {
    Trouble::Failed("the system's sound library failed".to_owned())
}
