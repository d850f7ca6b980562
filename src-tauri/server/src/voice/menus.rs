//! What is known of each restaurant's menu: how it is spoken of, and what recognises that. Made
//! once for a menu, and anew when it is replaced.

use super::{ears::Listeners, local::engine};
use crate::{config::VoiceConfig, kitchens::Restaurant};
use kitchen::Menu;
use scope::{ScopeHandle, Task};
use speech::lexicon::Lexicon;
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};
use store::RestaurantId;
use tokio::sync::broadcast::error::RecvError;

/// What is known of one menu.
pub struct Learned {
    menu: Arc<Menu>,
    /// Since when the pronunciations stand that it was learned with.
    words: Option<SystemTime>,
    /// How it is spoken of.
    pub lexicon: Arc<Lexicon>,
    /// Who understands that.
    pub listeners: Arc<Listeners>,
}

/// What is known of all menus.
pub struct Menus {
    config: VoiceConfig,
    scope: ScopeHandle,
    /// No more than there are restaurants.
    learned: Mutex<HashMap<RestaurantId, Arc<Learned>>>,
}

impl Menus {
    /// Nothing is known yet; what is learned is learned in `scope`.
    pub fn new(config: &VoiceConfig, scope: ScopeHandle) -> Arc<Self> {
        Arc::new(Self {
            config: config.clone(),
            scope,
            learned: Mutex::default(),
        })
    }

    /// The same as [`Menus::of`], for a guest who just came: he is understood by the
    /// pronunciations as they stand in their file now.
    pub fn anew(self: &Arc<Self>, restaurant: &Arc<Restaurant>) -> Option<Arc<Learned>> {
        let words = self.words();
        self.get(restaurant, |known| known.words == words)
    }

    /// What is known of the restaurant's menu as it is now; `None` where it has none.
    pub fn of(self: &Arc<Self>, restaurant: &Arc<Restaurant>) -> Option<Arc<Learned>> {
        self.get(restaurant, |_| true)
    }

    fn get(
        self: &Arc<Self>,
        restaurant: &Arc<Restaurant>,
        is_good: impl FnOnce(&Learned) -> bool,
    ) -> Option<Arc<Learned>> {
        let menu = restaurant.head().menu.clone()?;
        let (learned, first) = {
            let mut all = self.learned();
            match all.entry(restaurant.id().clone()) {
                Entry::Occupied(mut place) => {
                    let known = place.get();
                    let same = Arc::ptr_eq(&known.menu, &menu);
                    if same && is_good(known) {
                        return Some(known.clone());
                    }
                    let lexicon = same.then(|| known.lexicon.clone());
                    let learned = self.learn(&menu, lexicon);
                    place.insert(learned.clone());
                    (learned, false)
                }
                Entry::Vacant(place) => (place.insert(self.learn(&menu, None)).clone(), true),
            }
        };
        self.prepare(&learned);
        if first {
            self.watch(restaurant.clone());
        }
        Some(learned)
    }

    fn learn(&self, menu: &Arc<Menu>, lexicon: Option<Arc<Lexicon>>) -> Arc<Learned> {
        let lexicon = lexicon.unwrap_or_else(|| Arc::new(Lexicon::of(menu)));
        let (config, known) = (self.config.clone(), lexicon.clone());
        let make = Box::new(move || engine(&config, &known));
        Arc::new(Learned {
            menu: menu.clone(),
            words: self.words(),
            listeners: Arc::new(Listeners::new(make)),
            lexicon,
        })
    }

    /// Since when the pronunciations stand as they do.
    fn words(&self) -> Option<SystemTime> {
        let file = std::fs::metadata(&self.config.words);
        file.and_then(|file| file.modified()).ok()
    }

    /// Makes what recognises, so that the first guest need not wait for it.
    fn prepare(&self, learned: &Arc<Learned>) {
        let listeners = learned.listeners.clone();
        // In a scope that has ended nobody is listened to any more.
        let _ = self
            .scope
            .spawn_blocking("learn the menu", move || listeners.prepare());
    }

    /// Learns the menus to come.
    fn watch(self: &Arc<Self>, restaurant: Arc<Restaurant>) {
        let menus = self.clone();
        let watching = async move {
            let mut batches = restaurant.subscribe();
            loop {
                match batches.recv().await {
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
                menus.of(&restaurant);
            }
        };
        // As above.
        let _ = self.scope.spawn(Task::abort("menus"), watching);
    }

    fn learned(&self) -> MutexGuard<'_, HashMap<RestaurantId, Arc<Learned>>> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
