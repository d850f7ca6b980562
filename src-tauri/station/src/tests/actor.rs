//! What time alone does to a window: a link whose server never answers, and a clock that is made up.

use super::apply::apply;
use super::kitchen::{BEGAN_MS, Kitchen, board};
use super::nowhere::{Nowhere, config};
use crate::about::Whereabouts;
use crate::settings::SettingsFile;
use crate::station::{self, StationHandle, StationParts};
use crate::window::Gone;
use link::{Link, Replica};
use scope::Scope;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use wire::view::{LinkState, Screen, ToPage};

/// A station, and one window that folds what it is told.
struct Story {
    began: Instant,
    station: StationHandle,
    messages: mpsc::UnboundedReceiver<ToPage>,
    screen: Option<Screen>,
    _whereabouts: watch::Sender<Whereabouts>,
    _scope: Scope,
    _folder: TempDir,
}

impl Story {
    async fn begin(replica: Option<Replica>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scope = Scope::root("story");
        let began = Instant::now();
        let clock: link::WallClock = Arc::new(move || {
            let ms = began.elapsed().as_millis();
            BEGAN_MS + i64::try_from(ms).unwrap()
        });
        let config = config(folder.path(), replica, clock.clone());
        let (link, picture) = Link::start(&scope, config, Nowhere).unwrap();
        let (told, whereabouts) = watch::channel(Whereabouts::default());
        let settings = SettingsFile::open(folder.path().join("settings.json")).unwrap();
        let parts = StationParts {
            picture,
            link,
            whereabouts,
            settings: Arc::new(settings),
            counters: folder.path().join("counters.json"),
            door: watch::channel(None).1,
            voice_seen: watch::Sender::new(None),
            clock,
        };
        let station = station::start(&scope, parts);
        let (sender, messages) = mpsc::unbounded_channel();
        let sink = Box::new(move |message| sender.send(message).map_err(|_| Gone));
        let place = Some(board("grill"));
        station.subscribe("main", place, sink).await.unwrap();
        Self {
            began,
            station,
            messages,
            screen: None,
            _whereabouts: told,
            _scope: scope,
            _folder: folder,
        }
    }

    async fn hear(&mut self) -> ToPage {
        let message = self.messages.recv().await.unwrap();
        match &message {
            ToPage::Screen(screen) => self.screen = Some((**screen).clone()),
            ToPage::Patch(patch) => {
                let shown = self.screen.as_ref().unwrap();
                self.screen = Some(apply(shown, (**patch).clone()));
            }
            ToPage::Beat { .. } => {}
        }
        message
    }

    async fn until(&mut self, wanted: impl Fn(&Screen) -> bool) -> (&Screen, Duration) {
        while !self.screen.as_ref().is_some_and(&wanted) {
            self.hear().await;
        }
        (self.screen.as_ref().unwrap(), self.began.elapsed())
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_looked_for_in_silence() {
    let mut story = Story::begin(None).await;
    let (screen, _) = story.until(|_| true).await;
    assert_eq!(screen.link.state, LinkState::Loading);
    let (screen, took) = story.until(|s| s.link.state != LinkState::Loading).await;
    assert_eq!(screen.link.state, LinkState::Absent);
    assert_eq!(screen.link.since_ms, BEGAN_MS, "since the search began");
    assert_eq!(
        screen.link.reason.as_deref(),
        Some("It did not answer in time.")
    );
    assert_eq!(took.as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_page_hears_that_the_core_lives_every_second() {
    let mut story = Story::begin(None).await;
    let mut beats = Vec::new();
    while beats.len() < 5 {
        if let ToPage::Beat { heard_at_ms } = story.hear().await {
            assert_eq!(heard_at_ms, None);
            beats.push(story.began.elapsed().as_millis());
        }
    }
    for (second, beat) in (1..).zip(beats) {
        assert!(
            beat.abs_diff(second * 1_000) < 20,
            "beat {second} at {beat} ms"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_only_time_changes_is_shown_too() {
    let mut kitchen = Kitchen::open();
    let until_ms = BEGAN_MS + 15_000;
    kitchen.does(
        json!({"type": "set_availability", "item": "ribeye", "available": false,
        "until_ms": until_ms}),
    );
    let replica = Replica {
        epoch: "epoch".into(),
        state: kitchen.state,
    };
    let mut story = Story::begin(Some(replica)).await;
    let (screen, _) = story.until(|_| true).await;
    assert_eq!(screen.link.state, LinkState::Stale);
    assert_eq!(screen.unavailable, ["Ribeye", "Clam Chowder"]);
    let (screen, took) = story.until(|s| s.unavailable.len() == 1).await;
    assert_eq!(screen.unavailable, ["Clam Chowder"]);
    assert!(
        took >= Duration::from_secs(15) && took < Duration::from_secs(26),
        "{took:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_press_in_a_window_that_shows_nothing_is_refused() {
    let story = Story::begin(None).await;
    let intent = wire::view::Intent::TryNow;
    let refused = story.station.intent("nobody", intent).await;
    let unknown = station::AskError::UnknownWindow("nobody".to_owned());
    assert_eq!(refused, Err(unknown));
}
