//! The actor that keeps windows showing what the link knows, and takes what is pressed in them.

use crate::about::{Whereabouts, link_view};
use crate::draw::Painter;
use crate::fresh::Freshness;
use crate::press::{NotKept, Press, Presses};
use crate::scene::station_of;
use crate::settings::SettingsFile;
use crate::window::{Gone, Sink, Window};
use crate::wish::{Wish, WishError, wish};
use link::{LinkHandle, Now, Picture, WallClock};
use scope::{Scope, ScopeHandle, Task, time};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};
use wire::view::{Intent, Place};

/// Asks that wait for the station; whoever has one more waits too. More than fingers can press
/// while a screen is drawn.
const ASKS: usize = 64;
/// Windows at most, so that a page that makes up labels fills nothing: more than a machine has
/// screens.
const WINDOWS: usize = 16;
/// The shortest time between two drawings: a screen shows no more pictures than that.
const FRAME: Duration = Duration::from_millis(16);
/// How often pages hear that the core is alive. A promise of [`wire::view::ToPage::Beat`].
const BEAT: Duration = Duration::from_secs(1);
/// How often to draw though nothing happened: the average forgets, and items come back.
const REDRAW: Duration = Duration::from_secs(10);

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
    /// This machine's wall clock.
    pub clock: WallClock,
}

/// What others ask of the station.
enum Ask {
    Subscribe {
        window: String,
        place: Option<Place>,
        sink: Sink,
        reply: oneshot::Sender<Result<(), AskError>>,
    },
    Leave {
        window: String,
    },
    Intent {
        window: String,
        intent: Intent,
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
    let (not_kept, told) = mpsc::channel(ASKS);
    let presses = Presses::start(scope, parts.link.clone(), parts.picture.clone(), not_kept);
    let now = wall(&parts.clock);
    let mut freshness = Freshness::new(now);
    let link = link_view(
        &parts.picture.borrow(),
        &mut freshness,
        &parts.whereabouts.borrow(),
        now,
    );
    let station = Station {
        windows: BTreeMap::new(),
        painter: Painter::new(link),
        freshness,
        presses,
        scope: scope.handle(),
        stale: true,
        drawn_at: now.at,
        beat_at: now.at + BEAT,
        parts,
    };
    let token = scope.token();
    let run = async move {
        tokio::select! {
            () = token.cancelled() => {}
            () = station.run(inbox, told) => {}
        }
    };
    scope.spawn(Task::drain("station").fatal(), run);
    StationHandle { asks }
}

fn wall(clock: &WallClock) -> Now {
    Now {
        at: Instant::now(),
        wall_ms: clock(),
    }
}

struct Station {
    parts: StationParts,
    windows: BTreeMap<String, Window>,
    painter: Painter,
    freshness: Freshness,
    presses: Presses,
    scope: ScopeHandle,
    /// Something is known that the windows do not show.
    stale: bool,
    drawn_at: Instant,
    beat_at: Instant,
}

impl Station {
    async fn run(mut self, mut inbox: mpsc::Receiver<Ask>, mut told: mpsc::Receiver<NotKept>) {
        loop {
            let due = self.due();
            tokio::select! {
                ask = inbox.recv() => match ask {
                    Some(ask) => self.take(ask),
                    None => return,
                },
                Some(not_kept) = told.recv() => {
                    self.painter.not_kept(not_kept);
                    self.stale = true;
                }
                changed = self.parts.picture.changed() => match changed {
                    Ok(()) => self.stale = true,
                    Err(_) => return,
                },
                Ok(()) = self.parts.whereabouts.changed() => self.stale = true,
                () = time::sleep_until(due) => {}
            }
            self.work();
        }
    }

    /// When something must be done, if nothing happens before.
    fn due(&self) -> Instant {
        let redraw = if self.stale { FRAME } else { REDRAW };
        let due = self.beat_at.min(self.drawn_at + redraw);
        self.freshness
            .next_change()
            .map_or(due, |change| due.min(change))
    }

    fn work(&mut self) {
        let now = wall(&self.parts.clock);
        let turned = self.freshness.next_change().is_some_and(|at| at <= now.at);
        let since = now.at.saturating_duration_since(self.drawn_at);
        if turned || (self.stale && since >= FRAME) || since >= REDRAW {
            self.draw(now);
        }
        if self.beat_at <= now.at {
            self.beat_at = now.at + BEAT;
            let heard_at_ms = self.freshness.heard_at_ms();
            each(&mut self.windows, |window| window.beat(heard_at_ms));
        }
    }

    /// Shows every window what is known now.
    fn draw(&mut self, now: Now) {
        let is_new = self.look(now);
        let since = now.at.saturating_duration_since(self.drawn_at);
        let painter = &self.painter;
        if is_new || since >= REDRAW {
            each(&mut self.windows, |window| {
                window.show(painter.paint(window.place.as_ref()))
            });
        } else {
            each(&mut self.windows, |window| window.show_link(painter.link()));
        }
        self.drawn_at = now.at;
    }

    /// Takes in what is known. Says whether it is more than how the link stands.
    fn look(&mut self, now: Now) -> bool {
        let picture = self.parts.picture.borrow_and_update().clone();
        let whereabouts = self.parts.whereabouts.borrow_and_update().clone();
        let link = link_view(&picture, &mut self.freshness, &whereabouts, now);
        let is_new = self.painter.look(&picture, link, now.wall_ms);
        self.stale = false;
        let outdated = self.painter.outdated_refusals();
        if is_new && !outdated.is_empty() {
            // If too much waits, they are found again with the next picture.
            let _ = self.presses.push(Press::Forget(outdated));
        }
        is_new
    }

    fn take(&mut self, ask: Ask) {
        match ask {
            Ask::Subscribe {
                window,
                place,
                sink,
                reply,
            } => {
                let answer = self.subscribe(window, place, sink);
                // Whoever asked may have gone in the meantime.
                let _ = reply.send(answer);
            }
            Ask::Leave { window } => {
                self.windows.remove(&window);
            }
            Ask::Intent {
                window,
                intent,
                reply,
            } => {
                let answer = self.intent(&window, intent);
                let _ = reply.send(answer);
            }
        }
    }

    fn subscribe(
        &mut self,
        label: String,
        place: Option<Place>,
        sink: Sink,
    ) -> Result<(), AskError> {
        let before = self.windows.remove(&label);
        if self.windows.len() >= WINDOWS {
            return Err(AskError::TooManyWindows);
        }
        let place = place
            .or_else(|| before.and_then(|window| window.place))
            .or_else(|| self.parts.settings.get().places.remove(&label));
        tracing::info!(window = label, ?place, "a window subscribed");
        // So that the others are not told less than this one knows.
        self.draw(wall(&self.parts.clock));
        let mut window = Window::new(place, sink);
        if window
            .show(self.painter.paint(window.place.as_ref()))
            .is_ok()
        {
            self.windows.insert(label, window);
        }
        Ok(())
    }

    fn intent(&mut self, label: &str, intent: Intent) -> Result<(), AskError> {
        let unknown = || AskError::UnknownWindow(label.to_owned());
        let window = self.windows.get(label).ok_or_else(unknown)?;
        let place = self.painter.place(window.place.as_ref());
        match wish(&place, intent)? {
            Wish::Turn(place) => self.turn(label, place),
            Wish::TryNow => self.presses.push(Press::TryNow),
            Wish::Command(command) => self.presses.push(Press::Command { place, command }),
            Wish::Undo(order) => self.presses.push(Press::Undo { place, order }),
            Wish::Dismiss(order) => {
                self.painter.read(station_of(&place).as_ref(), order);
                self.stale = true;
                self.presses.push(Press::Dismiss { place, order })
            }
        }
    }

    fn turn(&mut self, label: &str, place: Place) -> Result<(), AskError> {
        let settings = self.parts.settings.clone();
        let (remembered, window) = (place.clone(), label.to_owned());
        let remember = move || {
            if let Err(error) = settings.remember(&window, &remembered) {
                tracing::warn!(%error, "what a window shows cannot be remembered");
            }
        };
        // An app that is being closed has nothing to remember any more.
        let _ = self.scope.spawn_blocking("remember-place", remember);
        if let Some(window) = self.windows.get_mut(label) {
            window.place = Some(place);
            if window
                .show(self.painter.paint(window.place.as_ref()))
                .is_err()
            {
                self.windows.remove(label);
            }
        }
        Ok(())
    }
}

/// Does something with every window, and forgets those that are gone.
fn each(windows: &mut BTreeMap<String, Window>, act: impl Fn(&mut Window) -> Result<(), Gone>) {
    windows.retain(|label, window| {
        let is_kept = act(window).is_ok();
        if !is_kept {
            tracing::info!(window = label, "a window is gone");
        }
        is_kept
    });
}
