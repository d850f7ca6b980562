//! The way to a device's station: what windows, and the fingers in front of them, can ask of it.

use crate::about::Whereabouts;
use crate::actor::{Station, WINDOWS};
use crate::counter::voice::Door;
use crate::diagnostics::VoiceSeen;
use crate::press::{Errand, Presses};
use crate::settings::SettingsFile;
use crate::window::Sink;
use crate::wish::WishError;
use link::{LinkHandle, Picture, WallClock};
use scope::{Scope, Task};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};
use wire::view::{Intent, Place};

/// Asks that wait for the station; whoever has one more waits too. More than fingers can press
/// while a screen is drawn.
const ASKS: usize = 64;

/// What a station is made of.
pub struct StationParts {
    /// What the link knows.
    pub picture: watch::Receiver<Picture>,
    /// The way to the server.
    pub link: LinkHandle,
    /// Where the server is.
    pub whereabouts: watch::Receiver<Whereabouts>,
    /// What windows showed last.
    pub settings: Arc<SettingsFile>,
    /// Where orders in the making are kept.
    pub counters: PathBuf,
    /// Where a voice is had, once the server is known.
    pub door: watch::Receiver<Option<Door>>,
    /// Shows the voice that runs to the diagnostics.
    pub voice_seen: VoiceSeen,
    /// This machine's wall clock.
    pub clock: WallClock,
}

/// What others ask of the station.
pub enum Ask {
    /// A window wants to show something.
    Subscribe {
        /// Its label.
        window: String,
        /// What; `None` is what it showed last.
        place: Option<Place>,
        /// Takes what is shown.
        sink: Sink,
        /// Whether it will be shown.
        reply: oneshot::Sender<Result<(), AskError>>,
    },
    /// A window was closed.
    Leave {
        /// Its label.
        window: String,
    },
    /// Something was pressed.
    Intent {
        /// In which window.
        window: String,
        /// What.
        intent: Intent,
        /// Whether something will come of it.
        reply: oneshot::Sender<Result<(), AskError>>,
    },
}

/// Why the station did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The app is being closed.
    #[error("the app is being closed")]
    Ended,
    /// The window has not subscribed.
    #[error("window \"{0}\" shows nothing yet")]
    UnknownWindow(String),
    /// Too many windows are open.
    #[error("{WINDOWS} windows are open already")]
    TooManyWindows,
    /// There is no such counter, and none can be made.
    #[error("there is no such counter")]
    NoCounter,
    /// What was pressed is done and shown, and will be lost with the app.
    #[error("it cannot be kept on disk")]
    NotKept,
    /// A guest stays at his order.
    #[error("only for staff")]
    OnlyStaff,
    /// The press cannot be meant.
    #[error(transparent)]
    Wish(#[from] WishError),
    /// Presses come faster than the disk takes them.
    #[error("too many presses wait for the disk")]
    TooManyPresses,
}

/// The way to a station. Cheap to clone.
#[derive(Debug, Clone)]
pub struct StationHandle {
    asks: mpsc::Sender<Ask>,
    /// Only looked at: what waits there must not be kept waiting by us.
    presses: mpsc::WeakSender<Errand>,
}

impl StationHandle {
    /// Shows `place` in a window (`None`: what it showed last) from now on. A later call for
    /// the same window takes the place of an earlier one.
    ///
    /// # Errors
    /// [`AskError`], where nothing will be shown.
    pub async fn subscribe(
        &self,
        window: impl Into<String>,
        place: Option<Place>,
        sink: Sink,
    ) -> Result<(), AskError> {
        let window = window.into();
        self.ask(|reply| Ask::Subscribe {
            window,
            place,
            sink,
            reply,
        })
        .await
    }

    /// Takes a press in a window. What comes of it is shown there.
    ///
    /// # Errors
    /// [`AskError`], where nothing will come of it.
    pub async fn intent(&self, window: impl Into<String>, intent: Intent) -> Result<(), AskError> {
        let window = window.into();
        self.ask(|reply| Ask::Intent {
            window,
            intent,
            reply,
        })
        .await
    }

    /// Forgets a window that was closed. What it showed is remembered.
    pub fn leave(&self, window: impl Into<String>) {
        let window = window.into();
        // A full inbox or an ended station forgets it too: its sink is gone.
        let _ = self.asks.try_send(Ask::Leave { window });
    }

    /// How many questions and presses wait for the station.
    pub fn waiting(&self) -> usize {
        let presses = self.presses.upgrade();
        let pressed = presses.map_or(0, |presses| presses.max_capacity() - presses.capacity());
        self.asks.max_capacity() - self.asks.capacity() + pressed
    }

    async fn ask(
        &self,
        ask: impl FnOnce(oneshot::Sender<Result<(), AskError>>) -> Ask,
    ) -> Result<(), AskError> {
        let (reply, answer) = oneshot::channel();
        let sent = self.asks.send(ask(reply)).await;
        sent.map_err(|_| AskError::Ended)?;
        answer.await.map_err(|_| AskError::Ended)?
    }
}

/// Starts a station in `scope`.
pub fn start(scope: &Scope, parts: StationParts) -> StationHandle {
    let (asks, inbox) = mpsc::channel(ASKS);
    let (trouble, told) = mpsc::channel(ASKS);
    let presses = Presses::start(scope, parts.link.clone(), parts.picture.clone(), trouble);
    let handle = StationHandle {
        asks,
        presses: presses.queue(),
    };
    let station = Station::new(parts, presses, scope.handle());
    let token = scope.token();
    scope.spawn(
        Task::drain("station").fatal(),
        station.run(inbox, told, token),
    );
    handle
}
