//! A page without a browser: it folds messages and waits for what it wants to see.

use crate::apply::apply;
use sim::PATIENCE;
use station::{Gone, Sink, StationHandle};
use tokio::sync::mpsc;
use wire::view::{Intent, LinkState, Place, Screen, TicketView, ToPage};

/// One window's page.
pub struct Page {
    station: StationHandle,
    window: String,
    messages: mpsc::UnboundedReceiver<ToPage>,
    /// What it shows.
    pub screen: Option<Screen>,
}

impl Page {
    /// Opens a window on a place; `None` is what it showed last.
    pub async fn open(station: &StationHandle, window: &str, place: Option<Place>) -> Self {
        let (sink, messages) = sink();
        let page = Self {
            station: station.clone(),
            window: window.to_owned(),
            messages,
            screen: None,
        };
        station.subscribe(window, place, sink).await.unwrap();
        page
    }

    /// Takes one message in, which must come.
    pub async fn hear(&mut self) -> ToPage {
        let heard = tokio::time::timeout(PATIENCE, self.messages.recv()).await;
        let message = heard
            .expect("a message in time")
            .expect("a core that lives");
        match (&message, &mut self.screen) {
            (ToPage::Screen(screen), shown) => *shown = Some((**screen).clone()),
            (ToPage::Patch(patch), Some(shown)) => *shown = apply(shown, (**patch).clone()),
            (ToPage::Patch(_), None) => panic!("a patch before any screen"),
            (ToPage::Beat { .. }, _) => {}
        }
        message
    }

    /// Whether nobody will ever say anything here again.
    pub async fn is_over(&mut self) -> bool {
        while let Some(_left) = self.messages.recv().await {}
        true
    }

    /// Waits until the screen is as wanted.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Screen) -> bool) -> &Screen {
        let wait = async {
            while !self.screen.as_ref().is_some_and(&wanted) {
                self.hear().await;
            }
        };
        let came = tokio::time::timeout(PATIENCE, wait).await;
        assert!(came.is_ok(), "never seen: {what}; but {:#?}", self.screen);
        self.screen.as_ref().unwrap()
    }

    /// Waits until the link is in that state.
    pub async fn link(&mut self, state: LinkState) -> &Screen {
        let what = format!("{state:?}");
        self.until(&what, |screen| screen.link.state == state).await
    }

    /// Waits until so many tickets stand there.
    pub async fn tickets(&mut self, count: usize) -> Vec<TicketView> {
        let what = format!("{count} tickets");
        let screen = self.until(&what, |screen| screen.tickets.len() == count);
        screen.await.tickets.clone()
    }

    /// Presses something.
    pub async fn press(&self, intent: Intent) {
        let pressed = self.station.intent(self.window.as_str(), intent).await;
        pressed.unwrap();
    }

    /// Bumps a whole ticket.
    pub async fn bump(&self, order: &str) {
        let order = order.to_owned();
        self.press(Intent::Bump { order, lines: None }).await;
    }
}

/// A sink and what comes out of it.
pub fn sink() -> (Sink, mpsc::UnboundedReceiver<ToPage>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let sink = move |message| sender.send(message).map_err(|_| Gone);
    (Box::new(sink), receiver)
}

pub fn board(station: &str) -> Place {
    Place::Board {
        station: station.to_owned(),
    }
}
