//! Counters: where orders are made by touch and by voice, kept on disk, and sent.
//!
//! A [`desk::Desk`] is one counter without IO; [`Counters`] holds those of a device, keeps them
//! on disk and shows them. Whatever becomes of the voice, an order can be finished by touch.

pub(crate) mod consent;
pub(crate) mod desk;
mod doubt;
pub(crate) mod draft;
mod file;
mod keeping;
pub(crate) mod left;
mod lock;
mod money;
mod pick;
mod sending;
pub(crate) mod sent;
mod setting_up;
mod shelf;
mod sum;
mod talking;
pub(crate) mod view;
pub(crate) mod voice;
mod whom;

use crate::diagnostics::VoiceSeen;
use crate::press::Press;
use crate::settings::{COUNTERS, CounterSettings, SettingsFile, is_counter_id};
use crate::station::AskError;
use desk::{ANSWERED, Desk, Kept, Tapped};
use draft::Kitchen;
use kitchen::{State, UnixMs};
use left::Passed;
use link::RefusedCommand;
use scope::ScopeHandle;
use sent::{Fate, Stage};
use shelf::{Reply, Shelf};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;
use voice::{Answers, Door, Heard, Talk};
use wire::view::{MenuView, Place, PlaceChoice, Screen, Tap};

/// The counter that every device has.
pub const FIRST: &str = "1";

/// What is known of the world when a counter is looked at.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The kitchen, with what this device has asked for folded in already.
    pub state: &'a State,
    /// The moment, by the server's clock.
    pub now_ms: UnixMs,
    /// The moment, by the monotonic clock.
    pub at: Instant,
    /// Whether the server is heard.
    pub is_live: bool,
}

impl<'a> World<'a> {
    fn kitchen(&self) -> Kitchen<'a> {
        Kitchen {
            state: self.state,
            now_ms: self.now_ms,
        }
    }
}

/// The counters of a device.
pub struct Counters {
    desks: BTreeMap<String, Desk>,
    set_up: BTreeMap<String, CounterSettings>,
    settings: Arc<SettingsFile>,
    scope: ScopeHandle,
    shelf: Shelf,
    /// What can be tapped, as last shown.
    menu: Option<Box<MenuView>>,
    /// A window of this device shows a counter.
    is_shown: bool,
    changed: bool,
    talk: Talk,
    /// The counter that has the voice.
    talks_at: String,
    answers: Answers,
    /// By id and name, as last found.
    microphones: Vec<(String, String)>,
}

/// Something that counters waited for.
#[derive(Debug)]
pub enum Came {
    /// What was to be written is, or is not.
    Written(io::Result<()>),
    /// The voice has something.
    Heard(Heard),
}

impl Counters {
    /// The counters as they were kept at `path`.
    pub fn open(
        path: PathBuf,
        settings: Arc<SettingsFile>,
        door: watch::Receiver<Option<Door>>,
        voice_seen: VoiceSeen,
        scope: ScopeHandle,
    ) -> Self {
        let mut desks = BTreeMap::from([(FIRST.to_owned(), Desk::default())]);
        for (id, kept) in file::load(&path).into_iter().take(COUNTERS) {
            if is_counter_id(&id) {
                desks.insert(id, Desk::new(kept));
            }
        }
        Self {
            desks,
            set_up: settings.get().counters,
            settings,
            shelf: Shelf::new(path, scope.clone()),
            talk: Talk::new(door, voice_seen, scope.clone()),
            talks_at: FIRST.to_owned(),
            answers: Answers::default(),
            microphones: Vec::new(),
            scope,
            menu: None,
            is_shown: false,
            changed: true,
        }
    }

    /// Does what a finger meant at a counter. `reply` hears once it is on disk.
    pub fn tap(&mut self, counter: &str, tap: &Tap, world: World<'_>, reply: Reply) {
        if self.desk(counter).is_none() {
            // Whoever asked may have gone.
            let _ = reply.send(Err(AskError::NoCounter));
            return;
        }
        self.changed = true;
        if self.set(counter, tap, world.at) {
            let _ = reply.send(Ok(()));
            return;
        }
        if *tap == Tap::Press {
            self.read(world);
        }
        self.tell_voice(counter, tap, world);
        let is_guest = self.settings_of(counter).is_guest();
        let Some(desk) = self.desk(counter) else {
            return;
        };
        desk.stirs(world.at, world.now_ms);
        let before = desk.kept.clone();
        let tapped = Tapped {
            kitchen: world.kitchen(),
            at: world.at,
            is_guest,
        };
        let place = desk.tap(tap, tapped);
        if desk.kept == before {
            let _ = reply.send(Ok(()));
            return;
        }
        let is_other = desk.kept.draft.cart != before.draft.cart;
        self.read(world);
        if is_other {
            self.tell_cart(counter, place.is_some(), world);
        }
        let batch = self.shelf.changed();
        batch.replies.push(reply);
        batch
            .place
            .extend(place.map(|(id, order)| Press::Place { id, order }));
        self.start_write();
    }

    /// Takes in what the link knows: other menus, and what became of sent orders. Gives back
    /// orders that were kept on disk and may never have got any further.
    pub fn look(&mut self, world: World<'_>, refused: &[RefusedCommand]) -> Vec<Press> {
        let mut again = Vec::new();
        let mut is_kept = true;
        for desk in self.desks.values_mut() {
            is_kept &= !desk.look(world.kitchen());
            for sent in &mut desk.kept.sent {
                is_kept &= !sent.follow(world.state, refused);
                if sent.fate == Fate::Open && sent.stage == Stage::Read {
                    sent.stage = Stage::Again;
                    let (id, order) = (sent.id, sent.order.clone());
                    again.push(Press::Place { id, order });
                }
            }
            forget_old(&mut desk.kept);
        }
        if !is_kept {
            self.shelf.changed();
            self.start_write();
        }
        // A large menu takes milliseconds to draw: not for a device that only has boards.
        let shown = self.is_shown.then(|| view::menu(world.kitchen()));
        self.menu = shown.flatten().map(Box::new);
        again
    }

    /// Whether a counter is to be drawn anew.
    pub fn has_changed(&self) -> bool {
        self.changed
    }

    /// The same, asked once.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// When time alone changes what is shown.
    pub fn due(&self) -> Option<Instant> {
        self.desks.values().filter_map(Desk::due).min()
    }

    /// Time has passed.
    pub fn pass(&mut self, world: World<'_>) {
        let mut left = Vec::new();
        for (id, desk) in &mut self.desks {
            let is_guest = self.set_up.get(id).is_some_and(CounterSettings::is_guest);
            self.changed |= desk.pass(world.at);
            let passed = desk.guest_passes(is_guest, world.at, world.now_ms);
            self.changed |= passed != Passed::Nothing;
            if passed == Passed::PutAway {
                left.push(id.clone());
            }
        }
        for counter in left {
            // The next guest does not read what the last one said.
            self.tell_cart(&counter, true, world);
            self.shelf.changed();
            self.start_write();
        }
    }

    /// Waits for what the disk or the voice has for the counters; for ever, if there is neither.
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Came {
        tokio::select! {
            result = self.shelf.done() => Came::Written(result),
            heard = self.talk.heard() => Came::Heard(heard),
        }
    }

    /// Adds to a screen what is known of counters.
    pub fn dress(&self, screen: &mut Screen, world: World<'_>) {
        if !screen.places.is_empty() {
            screen
                .places
                .extend(self.desks.iter().map(|(id, desk)| PlaceChoice {
                    place: Place::Counter {
                        counter: id.clone(),
                    },
                    name: self.settings_of(id).name_of(id),
                    open: desk.open_orders(),
                }));
        }
        let Place::Counter { counter } = &screen.place else {
            return;
        };
        let settings = self.settings_of(counter);
        let name = settings.name_of(counter);
        screen.title.clone_from(&name);
        let Some(desk) = self.desks.get(counter) else {
            return;
        };
        let spoken = self.spoken_at(counter);
        let view = view::counter(&view::Sight {
            desk,
            kitchen: world.kitchen(),
            is_live: world.is_live,
            settings: &settings,
            name: &name,
            microphones: &self.microphones,
            spoken: &spoken,
        });
        let counter = counter.clone();
        screen.counter = Some(Box::new(view));
        let draw = || view::menu(world.kitchen()).map(Box::new);
        screen.menu = self.menu.clone().or_else(draw);
        self.show_talk(screen, &counter);
    }

    fn desk(&mut self, id: &str) -> Option<&mut Desk> {
        let has_room = self.desks.len() < COUNTERS && is_counter_id(id);
        if has_room && !self.desks.contains_key(id) {
            self.desks.insert(id.to_owned(), Desk::default());
        }
        self.desks.get_mut(id)
    }
}

/// Forgets orders that were answered long ago; what the server has not answered, or refused,
/// stays for good.
fn forget_old(kept: &mut Kept) {
    let is_placed = |sent: &sent::Sent| matches!(sent.fate, Fate::Placed { .. });
    let mut spare = kept
        .sent
        .iter()
        .filter(|sent| is_placed(sent))
        .count()
        .saturating_sub(ANSWERED);
    kept.sent.retain(|sent| {
        let goes = spare > 0 && is_placed(sent);
        spare -= usize::from(goes);
        !goes
    });
}
