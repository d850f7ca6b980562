//! A display's host: the whole link, with a cook before it.

use super::{
    net::{Simulated, Wall},
    site::{self, Site},
};
use crate::books::Books;
use kitchen::CommandId;
use link::{Cause, Link, LinkConfig, LinkHandle, Phase, Picture};
use rand::{RngExt, rngs::StdRng};
use scope::Scope;
use sim::{load::Cook, seed::chance};
use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use store::Answer;
use tokio::{sync::watch, time::sleep};
use turmoil::Sim;
use wire::Device;

/// The longest pause between two wishes of a cook, in ms.
const PAUSE_MS: u64 = 500;

/// A display, on or off.
pub struct Screen {
    site: Arc<Site>,
    name: String,
    outbox: PathBuf,
    wall: Wall,
    seed: u64,
    kept: Mutex<Kept>,
}

/// What outlives the host's restarts.
struct Kept {
    cook: Cook,
    chance: StdRng,
    starts: u64,
    /// The latest picture, while it is on.
    picture: Option<watch::Receiver<Picture>>,
    /// What the link promised to keep.
    submitted: Vec<CommandId>,
    /// What was handed out as refused.
    refused: HashSet<CommandId>,
}

impl Screen {
    pub fn new(site: &Arc<Site>, place: Option<&str>, wrong_by_ms: i64, seed: u64) -> Self {
        let name = place.unwrap_or("pass").to_owned();
        let part = name.bytes().map(u64::from).sum();
        Self {
            site: site.clone(),
            outbox: site.folder().join(format!("{name}.json")),
            wall: Wall::wrong_by(wrong_by_ms),
            seed: seed ^ part,
            kept: Mutex::new(Kept {
                cook: Cook::new(place, seed, part),
                chance: chance(!seed, part),
                starts: 0,
                picture: None,
                submitted: Vec::new(),
                refused: HashSet::new(),
            }),
            name,
        }
    }

    /// Its name on the network.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The host's clock, to be set.
    pub fn wall(&self) -> &Wall {
        &self.wall
    }

    /// It is off from here on.
    pub fn went_down(&self) {
        self.kept().picture = None;
    }

    /// What can be seen of it from outside.
    pub fn look(&self) -> String {
        let kept = self.kept();
        let Some(picture) = &kept.picture else {
            return "off".to_owned();
        };
        let picture = picture.borrow();
        let reason = picture.status.reason.as_deref();
        assert!(
            !matches!(reason, Some(Cause::Fault(_))),
            "{}: {reason:?}",
            self.name
        );
        format!(
            "{:?}, at {}, {} waiting, {} refused",
            picture.status.phase,
            picture
                .replica
                .as_ref()
                .map_or(0, |replica| replica.state.seq),
            picture.outbox.len(),
            kept.refused.len(),
        )
    }

    /// It is live at `head`, and nothing waits.
    pub fn is_well(&self, head: Option<u64>) -> bool {
        let kept = self.kept();
        let Some(picture) = &kept.picture else {
            return false;
        };
        let picture = picture.borrow();
        let at = picture.replica.as_ref().map(|replica| replica.state.seq);
        picture.status.phase == Phase::Live
            && at == head
            && picture.outbox.is_empty()
            && picture.refused.is_empty()
    }

    /// What it shows, as a snapshot.
    pub fn fold(&self) -> Vec<u8> {
        let kept = self.kept();
        let picture = kept.picture.as_ref().unwrap().borrow();
        picture.replica.as_ref().unwrap().state.snapshot().unwrap()
    }

    /// Every command that the link promised to keep was answered once: done, and in the log where
    /// it caused anything; or refused, and handed out. Says how many there were.
    pub fn assert_once(&self, books: &Books, site: &Site) -> usize {
        let kept = self.kept();
        for id in &kept.submitted {
            match site.answer(*id) {
                Some(Answer::Done { seq }) => {
                    let caused = books.caused_by(*id);
                    assert!(caused.is_none_or(|last| last == seq), "{id}: {caused:?}");
                    assert!(
                        !kept.refused.contains(id),
                        "{id} was done, and handed out as refused"
                    );
                }
                Some(Answer::Refused { .. }) => {
                    assert_eq!(books.caused_by(*id), None, "{id} was refused, and done");
                    assert!(kept.refused.contains(id), "{id} was refused in silence");
                }
                None => panic!("{} lost {id}", self.name),
            }
        }
        kept.submitted.len()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    fn config(&self) -> LinkConfig {
        let mut kept = self.kept();
        kept.starts += 1;
        let wall = self.wall.clone();
        LinkConfig {
            address: format!("{}:{}", site::NAME, site::PORT).parse().unwrap(),
            token: "display".into(),
            device: Device {
                id: self.name.clone(),
                name: self.name.clone(),
                version: "1.0.0".to_owned(),
            },
            outbox_path: self.outbox.clone(),
            replica: None,
            seed: self.seed.wrapping_add(kept.starts),
            wall: Arc::new(move || wall.now_ms()),
        }
    }

    /// What the cook wants next, after having seen what was refused.
    async fn next(&self, link: &LinkHandle) {
        let refused: Vec<CommandId> = {
            let kept = self.kept();
            let Some(picture) = &kept.picture else { return };
            picture
                .borrow()
                .refused
                .iter()
                .map(|refused| refused.id)
                .collect()
        };
        for id in refused {
            link.dismiss(id).await.unwrap();
            self.kept().refused.insert(id);
        }
        let wish = {
            let kept = &mut *self.kept();
            let picture = kept
                .picture
                .as_ref()
                .map(|picture| picture.borrow().clone());
            // The cook works by what the screen shows, which is ahead of the server.
            let shown = picture.and_then(|picture| picture.predicted(self.wall.now_ms()));
            shown
                .filter(|_| !self.site.is_closed())
                .and_then(|shown| kept.cook.wish(&shown))
        };
        if let Some(wish) = wish {
            let id = link.submit(wish).await.unwrap();
            self.kept().submitted.push(id);
        }
    }
}

/// Puts a screen on the network; it starts anew each time its host does.
pub fn host(sim: &mut Sim<'_>, screen: &Arc<Screen>) {
    let screen = screen.clone();
    sim.host(screen.name.clone(), move || work(screen.clone()));
}

async fn work(screen: Arc<Screen>) -> turmoil::Result {
    let scope = Scope::root("screen");
    let (link, picture) = Link::start(&scope, screen.config(), Simulated)?;
    screen.kept().picture = Some(picture);
    loop {
        let pause = screen.kept().chance.random_range(1..PAUSE_MS);
        sleep(Duration::from_millis(pause)).await;
        screen.next(&link).await;
    }
}
