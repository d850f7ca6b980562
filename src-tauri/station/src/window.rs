//! One window: what it looks at, what it was last told, and how it is told more.

use crate::patch::{self, Change};
use wire::view::{LinkView, Patch, Place, Screen, ToPage};

/// The page is gone: its window was closed, or it was loaded anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the page is gone")]
pub struct Gone;

/// Takes messages to a page, in order, without waiting.
pub type Sink = Box<dyn Fn(ToPage) -> Result<(), Gone> + Send>;

/// How far the server's clock may drift from what the page was told, in ms: less than ages show.
const OFFSET_SLACK_MS: u64 = 200;

/// One window.
pub struct Window {
    /// What a person chose to look at; `None` as long as nobody has.
    pub place: Option<Place>,
    sink: Sink,
    /// What the page shows, once it was told anything.
    shown: Option<Screen>,
}

impl Window {
    /// A window that was told nothing yet.
    pub fn new(place: Option<Place>, sink: Sink) -> Self {
        Self {
            place,
            sink,
            shown: None,
        }
    }

    /// Shows a picture: whole the first time, and what changed from then on.
    ///
    /// # Errors
    /// [`Gone`], when the window is to be forgotten.
    pub fn show(&mut self, mut next: Screen) -> Result<(), Gone> {
        let Some(old) = &mut self.shown else {
            return self.show_whole(next, 1);
        };
        steady(old, &mut next);
        match patch::diff(old, &next) {
            Change::None => Ok(()),
            Change::Screen => {
                let version = old.version + 1;
                self.show_whole(next, version)
            }
            Change::Patch(patch) => {
                next.version = patch.version;
                *old = next;
                (self.sink)(ToPage::Patch(patch))
            }
        }
    }

    fn show_whole(&mut self, mut screen: Screen, version: u64) -> Result<(), Gone> {
        screen.version = version;
        self.shown = Some(screen.clone());
        (self.sink)(ToPage::Screen(Box::new(screen)))
    }

    /// Whether the page was given that order's ticket to show.
    pub fn shows(&self, order: &str) -> bool {
        let tickets = self.shown.iter().flat_map(|shown| &shown.tickets);
        tickets
            .map(|ticket| ticket.order.as_str())
            .any(|shown| shown == order)
    }

    /// Shows how the link stands, where nothing else has changed.
    ///
    /// # Errors
    /// [`Gone`], when the window is to be forgotten.
    pub fn show_link(&mut self, link: &LinkView) -> Result<(), Gone> {
        let Some(old) = self.shown.as_mut().filter(|old| !is_same(&old.link, link)) else {
            return Ok(());
        };
        old.version += 1;
        old.link = link.clone();
        (self.sink)(ToPage::Patch(Box::new(Patch {
            version: old.version,
            link: Some(link.clone()),
            ..Patch::default()
        })))
    }

    /// Says that the core is alive, and when it heard the server.
    ///
    /// # Errors
    /// [`Gone`], when the window is to be forgotten.
    pub fn beat(&self, heard_at_ms: Option<i64>) -> Result<(), Gone> {
        (self.sink)(ToPage::Beat { heard_at_ms })
    }
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window")
            .field("place", &self.place)
            .field("version", &self.shown.as_ref().map(|shown| shown.version))
            .finish_non_exhaustive()
    }
}

/// Keeps out of a patch what a beat says every second, and what nobody can see.
fn steady(old: &Screen, next: &mut Screen) {
    if is_same(&old.link, &next.link) {
        next.link = old.link.clone();
    }
    if next.clock_offset_ms.abs_diff(old.clock_offset_ms) <= OFFSET_SLACK_MS {
        next.clock_offset_ms = old.clock_offset_ms;
    }
}

/// Whether the views differ in nothing but when the server was last heard while it is live.
fn is_same(old: &LinkView, new: &LinkView) -> bool {
    let heard_at_ms = old.heard_at_ms;
    *old == LinkView {
        heard_at_ms,
        ..new.clone()
    }
}
